/// @file
/// The work of `trimer run` for a scenario that names patients.
#pragma once

#include <filesystem>
#include <string>

#include <trimer/scenario/run_options.h>
#include <trimer/scenario/scenario.h>
#include <trimer/trial/run.h>

namespace trimer::cli {

/// @param folder    where to write; it exists and is empty
/// @param progress  told now and then, from one thread at a time; an exception from it ends the run
/// @returns the probabilities as text
[[nodiscard]] std::string write_patients(const scenario::Scenario& scenario,
                                         const scenario::RunOptions& options,
                                         const std::filesystem::path& folder,
                                         const trial::Progress& progress);

}  // namespace trimer::cli
