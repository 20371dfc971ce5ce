/// @file
/// How a scenario is run: what the command line may say beside the document. Nothing here changes the result of
/// a patient, apart from `seed`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace trimer::scenario {

struct RunOptions {
  std::optional<std::uint64_t> patients;    ///< instead of [population] patients, 1 … 1e8
  std::vector<std::uint64_t> patient_ids;   ///< only these, numbered from 1 as in patients.csv; empty = all
  std::optional<std::uint64_t> seed;        ///< instead of the scenario's
  int threads = 0;                          ///< 0 = as many as the machine has
  std::filesystem::path out;                ///< empty = runs/<scenario>-<seed>
  bool replace = false;                     ///< replace an existing non-empty folder
  bool trajectories = false;                ///< write trajectories.csv
  bool records = false;                     ///< write records/, the nine tables
};

}  // namespace trimer::scenario
