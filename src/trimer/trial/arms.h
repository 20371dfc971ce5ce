/// @file
/// The arms of a scenario, one after the other on the same virtual patients: patient i has the same
/// covariates, parameters and random numbers in every arm, so that a difference is the treatment's.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <trimer/cohort/arm_outcomes.h>
#include <trimer/trial/run.h>

namespace trimer::trial {

struct ArmResult {
  std::string name;
  std::filesystem::path folder;  ///< arms/<folder>, within that of the run
  RunResult run;
  /// Every endpoint of this arm beside the first; empty for the first itself.
  std::vector<cohort::ArmDifference> differences;
};

/// Differences from a reference, and whose they are.
struct NamedDifferences {
  std::string name;
  const std::vector<cohort::ArmDifference>* differences = nullptr;
};
/// One line per difference. @param what  `arm` or `patient`, for the header
[[nodiscard]] std::string differences_csv(const std::string& what, const std::string& reference,
                                          const std::vector<NamedDifferences>& all);

/// Called after each arm: its scenario, its result, and the folder it was written to.
using AfterArm = std::function<void(const scenario::Arm&, const ArmResult&, const std::filesystem::path&)>;

/// Largest cohort of a scenario with arms: what is kept to pair patients grows with them.
inline constexpr std::uint64_t most_patients_in_arms = 1'000'000;

/// Runs every arm into arms/<its folder> of an existing folder, as run() would run it alone, and writes
/// differences.csv, summary.json and manifest.json of the whole. The bytes do not depend on the number of
/// threads.
/// @pre the scenario has arms
/// @throws InputError as run(), and for more than `most_patients_in_arms` patients
[[nodiscard]] std::vector<ArmResult> run_arms(const scenario::Scenario& scenario,
                                              const scenario::RunOptions& options,
                                              const std::filesystem::path& folder, const Progress& progress,
                                              const AfterArm& after = {});

}  // namespace trimer::trial
