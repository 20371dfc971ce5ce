/// @file
/// What a cohort says of one patient whose courses it holds: the probability of each endpoint with its
/// interval.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <trimer/cohort/cohort_tally.h>

namespace trimer::cohort {

struct Probability {
  Group group = Group::response;
  std::string id;    ///< of the endpoint; with the time for survival: `os_12_months`
  std::string name;  ///< for tables
  double value = 0, low = 0, high = 0;
  std::int64_t n = 0;              ///< courses it is of
  std::int64_t not_evaluable = 0;  ///< of n, those whose record cannot say; no event
  std::string method;              ///< how the interval was made, in words
};

/// Every proportion that somebody is inside of, with its exact interval; overall and event-free survival at
/// 6, 12 and 24 months within the follow-up, product-limit with log-log limits. Intervals tell how well so
/// many courses know the probability; they hold nothing of the uncertainty of the model.
[[nodiscard]] std::vector<Probability> probabilities(const CohortTally& tally, double follow_up_days,
                                                     double level = 0.95);

}  // namespace trimer::cohort
