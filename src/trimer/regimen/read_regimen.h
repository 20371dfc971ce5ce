/// @file
/// A regimen as a TOML table, read and printed. A preset is a file of this form under data/regimens; a
/// scenario writes the same keys under [regimen].
///
///     title = "28 ug/day without step"
///     hospital = ["3 d", "2 d"]            # first days of cycle 1, 2, …
///
///     [[cycle]]
///     repeat = 4                           # four equal cycles
///     length = "42 d"                      # to the start of the next
///     infusion = [{ from = "0 d", to = "28 d", rate = "28 ug/day", light_rate = "15 ug/m2/day", light_cap =
///     "28 ug/day" }]
///
///     [[premedication]]
///     drug = "dexamethasone"
///     dose = "16 mg"
///     before = "1 h"
///     on = ["cycle_start"]
///
///     [restart]
///     rate = "9 ug/day"
///     step_after = "7 d"
///
/// Days are elapsed days from the start of the cycle. `start` of a cycle is optional: the end of the one
/// before.
#pragma once

#include <string>

#include <trimer/regimen/regimen.h>
#include <trimer/units/toml_document.h>

namespace trimer::regimen {

/// Reads a regimen; faults go to the document. Whoever calls this finishes the document.
[[nodiscard]] Regimen read_regimen(units::TomlTable table, std::string id);

/// Reads the premedication rules of a table; empty optional if there is no such key. An empty list means
/// none.
[[nodiscard]] std::optional<std::vector<Premedication>> read_premedication(units::TomlTable& table);
[[nodiscard]] std::optional<Intrathecal> read_intrathecal(units::TomlTable& table);
[[nodiscard]] std::optional<Restart> read_restart(units::TomlTable& table);

/// `restart = { … }` with its line end.
[[nodiscard]] std::string to_toml(const Restart& restart);
/// The regimen in the form that read_regimen() reads, every default written out.
/// @param prefix  name of the enclosing table with its dot, e.g. `regimen.`
[[nodiscard]] std::string to_toml(const Regimen& regimen, const std::string& prefix = "");

}  // namespace trimer::regimen
