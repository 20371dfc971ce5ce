/// @file
/// What a design question changes in a plan: dose, step, days on infusion, length of the cycle. Each function
/// keeps the rest of the plan and adds what it did to its title.
///
///     Regimen shorter = preset("label_relapsed_refractory");
///     change_infusion_days(shorter, 14);   // 14 days on, still 42 from start to start
#pragma once

#include <trimer/regimen/regimen.h>
#include <trimer/units/toml_document.h>

namespace trimer::regimen {

/// The full rate of each cycle becomes `dose`; lower steps stay, but none is above it, and neither is a
/// restart. Where dose and plan are both per person, the rates of light patients change in proportion;
/// otherwise `dose` holds at every weight.
void change_dose(Regimen& regimen, const Amount& dose);

/// Every infusion below the full rate of its cycle runs at `dose`; at the full rate or above, the step is
/// gone: the cycle runs at its full rate from the start. Rates of light patients as in change_dose().
void change_step_dose(Regimen& regimen, const Amount& dose);

/// Days on infusion of every cycle [d]: later infusions are cut, the last one lasts longer. Cycles keep their
/// starts.
/// @pre 0 < days <= shortest_cycle()
void change_infusion_days(Regimen& regimen, double days);

/// Days from the start of a cycle to the start of the next [d], the same for all cycles.
/// @pre days >= longest_infusion()
void change_cycle_length(Regimen& regimen, double days);

[[nodiscard]] double shortest_cycle(const Regimen& regimen);    ///< [d]
[[nodiscard]] double longest_infusion(const Regimen& regimen);  ///< last day on infusion of any cycle [d]

/// Reads `cycles`, `dose`, `step_dose`, `infusion_days`, `cycle_length` and `route` of a table and changes
/// the plan; faults go to the document. The only route is `intravenous`: nothing in the model says how an
/// injection is absorbed. Lengths are changed before days on infusion are checked against them.
void read_plan_changes(units::TomlTable& table, Regimen& regimen);

}  // namespace trimer::regimen
