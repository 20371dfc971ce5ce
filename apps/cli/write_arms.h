/// @file
/// The work of `trimer run` for a scenario with arms: a run folder per arm, and the page that shows them side
/// by side.
#pragma once

#include <filesystem>
#include <string>

#include <trimer/trial/arms.h>

namespace trimer::cli {

/// @param folder  where to write; it exists and is empty
/// @returns the arms side by side as text
[[nodiscard]] std::string write_arms(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                                     const std::filesystem::path& folder, const trial::Progress& progress);

}  // namespace trimer::cli
