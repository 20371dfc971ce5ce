/// @file
/// Named patients: each simulated under many draws of what is not known of him, beside as many patients of
/// whom nothing is known. Draw i has the same random numbers for every patient, so that what differs is what
/// is known.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <trimer/cohort/arm_outcomes.h>
#include <trimer/cohort/movers.h>
#include <trimer/cohort/outlook.h>
#include <trimer/trial/drawn_quantities.h>
#include <trimer/trial/run.h>

namespace trimer::trial {

struct PatientResult {
  std::string name;
  std::filesystem::path folder;    ///< patients/<folder>, within that of the run
  std::vector<std::string> known;  ///< in words, one line each; empty for the unselected
  bool unselected = false;
  RunResult run;
  std::vector<cohort::Probability> probabilities;
  std::vector<DrawnQuantity> quantities;  ///< what was drawn
  /// Shape (moved_outcomes): what moves each outcome, the strongest first.
  std::vector<std::vector<cohort::Mover>> movers;
  /// Every endpoint beside the unselected, paired by draw; empty for these, or without them.
  std::vector<cohort::ArmDifference> differences;
};

/// Called after each patient: the scenario of the draws, the result, and the folder it was written to.
using AfterPatient =
    std::function<void(const scenario::Arm&, const PatientResult&, const std::filesystem::path&)>;

/// The outcomes of cohort::moved_outcomes by name.
[[nodiscard]] std::vector<std::string> moved_outcome_names(double landmark_day);
/// The last of 6, 12 and 24 months that the follow-up holds, or its end [d].
[[nodiscard]] double survival_landmark(double follow_up_days);

/// Runs every patient into patients/<its folder> of an existing folder, as run() would run it alone, and
/// writes probabilities.csv, movers.csv, differences.csv, summary.json and manifest.json of the whole. The
/// bytes do not depend on the number of threads.
/// @pre the scenario names patients
/// @throws InputError as run(), and for more than scenario::most_draws draws
[[nodiscard]] std::vector<PatientResult> run_named_patients(const scenario::Scenario& scenario,
                                                            const scenario::RunOptions& options,
                                                            const std::filesystem::path& folder,
                                                            const Progress& progress,
                                                            const AfterPatient& after = {});

}  // namespace trimer::trial
