/// @file
/// How a scenario is run: what the command line may say beside the document. Nothing here changes the result
/// of a patient, apart from `seed` and `replay`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace trimer::scenario {

struct RunOptions {
  std::optional<std::uint64_t> patients;   ///< instead of [population] patients, 1 … 1e8
  std::vector<std::uint64_t> patient_ids;  ///< only these, numbered from 1 as in patients.csv; empty = all
  std::optional<std::uint64_t> seed;       ///< instead of the scenario's
  int threads = 0;                         ///< 0 = as many as the machine has
  std::filesystem::path out;               ///< empty = runs/<scenario>-<seed>
  bool replace = false;                    ///< replace an existing non-empty folder
  bool trajectories = false;               ///< write trajectories.csv
  bool decisions = false;                  ///< write decisions.csv
  std::filesystem::path replay;            ///< a decisions.csv to follow instead of the rules; empty = the rules
  bool records = false;                    ///< write records/, the nine tables
};

struct Scenario;

/// Checks the options against the scenario they go with.
/// @throws InputError with every fault: a number of patients outside 1 … 1e8, a patient outside the cohort or
/// named twice, threads outside 0 … 1024
void check(const RunOptions& options, const Scenario& scenario);

/// The folder of the run: `out`, or runs/<scenario>-<seed>.
[[nodiscard]] std::filesystem::path run_folder(const RunOptions& options, const Scenario& scenario);

}  // namespace trimer::scenario
