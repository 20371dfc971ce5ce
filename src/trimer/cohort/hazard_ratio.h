/// @file
/// Hazard ratio of two groups from counts at each time: Cox's model with one binary covariate, Efron's ties.
/// For cohorts of any size; cox.h takes patients one by one and more covariates.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <trimer/cohort/survival_tally.h>

namespace trimer::cohort {

/// What happens in both groups at one time.
struct TwoGroupStep {
  std::int64_t test_events = 0, test_censored = 0;
  std::int64_t reference_events = 0, reference_censored = 0;
};

struct HazardRatio {
  double ratio = 1;           ///< test against reference
  double standard_error = 0;  ///< of its logarithm
};

/// @param steps  in order of time
/// @return none where the estimate is infinite, zero or undefined: a group without events
[[nodiscard]] std::optional<HazardRatio> hazard_ratio(std::span<const TwoGroupStep> steps);
[[nodiscard]] std::optional<HazardRatio> hazard_ratio(const SurvivalTally& test,
                                                      const SurvivalTally& reference);

}  // namespace trimer::cohort
