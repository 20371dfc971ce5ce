/// @file
/// How a document with arms or a sweep is read: once as it stands, and once for every arm with the arm's keys
/// laid over it. So an arm is a scenario like any other, checked by the same reader, with faults at the lines
/// of the text.
#pragma once

#include <trimer/scenario/scenario.h>
#include <trimer/units/toml_document.h>

namespace trimer::scenario {

/// One scenario, arms and sweep left aside. @throws InputError with every fault
[[nodiscard]] Scenario read_document(units::TomlDocument document, const std::filesystem::path& folder);

/// The scenario with its arms. @throws InputError with every fault of the document and of each arm
[[nodiscard]] Scenario read_with_arms(std::string_view text, const std::string& name,
                                      const std::filesystem::path& folder, const std::optional<Sweep>& sweep);

/// The arms as TOML. They stand alone (`complete = true`): nothing is taken from the scenario, so that they
/// read back to the same arms even where a preset has been written out. Empty without arms.
[[nodiscard]] std::string arms_toml(const Scenario& scenario);

}  // namespace trimer::scenario
