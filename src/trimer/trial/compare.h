/// @file
/// Studies run as they were done and judged endpoint by endpoint: the work of `trimer compare`.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <trimer/evidence/study_comparison.h>
#include <trimer/population/parameter_ensemble.h>
#include <trimer/trial/study_cohort.h>

namespace trimer::trial {

/// One study beside its simulated counterpart.
struct StudyComparison {
  const evidence::Study* study = nullptr;
  evidence::StudyTally tally;  ///< all members of the ensemble together; empty for a study that cannot be run
  std::vector<evidence::EndpointVerdict> verdicts;
};

struct ComparisonResult {
  std::vector<StudyComparison> studies;
  evidence::Score score;
  std::uint64_t simulated = 0;  ///< patients; studies that were run alike share theirs
  double wall_seconds = 0;
  int threads = 1;
};

/// The parameter sets that stand for an ensemble in a cohort of so many patients: its members in proportion
/// to their weights, fewer where each would have less than 25 patients.
[[nodiscard]] std::vector<population::ParameterModel> ensemble_members(
    const population::ParameterEnsemble& ensemble, std::uint64_t patients);

/// @param members  parameters of each member of an ensemble, at least one; the patients are divided among
/// them
/// @param done     told the number of simulated patients and their number in all; may be empty
/// @throws InputError for a study whose plan cannot be run
[[nodiscard]] ComparisonResult compare_studies(
    std::span<const evidence::Study* const> studies, std::span<const population::ParameterModel> members,
    const CohortRequest& request, const evidence::VerdictOptions& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& done = nullptr);

}  // namespace trimer::trial
