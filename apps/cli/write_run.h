/// @file
/// The work of `trimer run`: simulate, assess, and write the files of the run folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <trimer/scenario/run_options.h>
#include <trimer/scenario/scenario.h>

namespace trimer::cli {

/// @param folder    where to write; it exists and is empty
/// @param progress  told now and then, from one thread at a time; an exception from it ends the run
/// @returns the cohort table as text
[[nodiscard]] std::string write_run(
    const scenario::Scenario& scenario, const scenario::RunOptions& options,
    const std::filesystem::path& folder,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress);

}  // namespace trimer::cli
