/// @file
/// From a plan to dose events, for one patient: the whole plan at once, or cycle by cycle as the protocol
/// goes.
#pragma once

#include <vector>

#include <trimer/regimen/dose_event.h>
#include <trimer/regimen/regimen.h>

namespace trimer::regimen {

/// Every event of the plan as if nothing were ever held, sorted by `earlier`.
[[nodiscard]] std::vector<DoseEvent> timeline(const Regimen& regimen, const PatientSize& size);

/// The events of one cycle (1-based) if it starts on `start_day`: premedication, rates, the end. Intrathecal
/// therapy is not tied to a cycle: see intrathecal_doses().
/// @pre 1 <= cycle <= regimen.cycles.size()
[[nodiscard]] std::vector<DoseEvent> cycle_doses(const Regimen& regimen, const PatientSize& size, int cycle,
                                                 double start_day);

[[nodiscard]] std::vector<DoseEvent> intrathecal_doses(const Regimen& regimen);

/// The events that take up a held cycle again: premedication one hour (as the rule says) before `restart_day`
/// if the gap asks for it, the restart rate at `restart_day`, after `step_after_days` the full rate with its
/// premedication, and the end when `infusion_days_left` have been given. No step if less is left than the
/// time to it, or if the full rate is not higher.
/// @param gap_days            since the hold [d], decides on premedication
/// @param infusion_days_left  see infusion_days_left() [d], > 0
[[nodiscard]] std::vector<DoseEvent> restart_doses(const Regimen& regimen, const PatientSize& size, int cycle,
                                                   double restart_day, double gap_days,
                                                   double infusion_days_left);

/// Days on infusion (rate > 0) among events of a cycle that really took place, up to `until_day` [d].
[[nodiscard]] double infusion_days_given(const std::vector<DoseEvent>& given, int cycle, double until_day);

/// Planned infusion days of the cycle minus those given, not below 0 [d].
[[nodiscard]] double infusion_days_left(const Regimen& regimen, int cycle, double days_given);

/// Earliest start of the next cycle when the infusion of this one ended on `end_day`: the treatment-free
/// interval of the plan later [d].
[[nodiscard]] double next_cycle_start(const Regimen& regimen, int cycle, double end_day);

/// The highest planned rate of a cycle for this patient [ug/day].
[[nodiscard]] double full_rate(const Regimen& regimen, const PatientSize& size, int cycle);
/// The rate of a restart for this patient [ug/day].
[[nodiscard]] double restart_rate(const Regimen& regimen, const PatientSize& size);
/// Dexamethasone [mg] that the regimen gives before a restart in this cycle; 0 = none.
[[nodiscard]] double restart_premedication(const Regimen& regimen, const PatientSize& size, int cycle);

/// Days [from, to) in hospital of a cycle that starts on `start_day`.
struct HospitalStay {
  double from_day = 0, to_day = 0;
};
[[nodiscard]] HospitalStay hospital_stay(const Regimen& regimen, int cycle, double start_day);

}  // namespace trimer::regimen
