/// @file
/// Differences between two treatments of the same patients: each patient is his own control, so what the two
/// have in common cancels. The intervals tell how well a cohort of this size knows the difference, nothing
/// more.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <trimer/cohort/event_time.h>
#include <trimer/cohort/proportion.h>

namespace trimer::cohort {

/// Score interval of the difference of two paired proportions, (only_second - only_first) / n: the
/// differences that McNemar's test in its score form would not reject. Source: Tango 1998,
/// doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.
/// @param only_first   pairs with the event under the first treatment only
/// @param only_second  under the second only
/// @param n            pairs in all
/// @throws InputError unless 0 <= only_first, only_second, their sum <= n, and n >= 1
[[nodiscard]] Interval paired_difference_interval(std::int64_t only_first, std::int64_t only_second,
                                                  std::int64_t n, double level = 0.95);

/// An estimate and what each patient adds to its error: estimate - truth is about the mean of `influence`.
struct Influence {
  double estimate = 0;
  std::vector<double> influence;  ///< shape (patients), mean 0
};

/// Product-limit survival at a time. nullopt beyond the last follow-up while patients are alive.
[[nodiscard]] std::optional<Influence> survival_influence(std::span<const EventTime> times, double time);

/// Mean survival restricted to [0, horizon], in the unit of the times. nullopt beyond the last follow-up
/// while patients are alive.
[[nodiscard]] std::optional<Influence> restricted_mean_influence(std::span<const EventTime> times,
                                                                 double horizon);

/// A share among those for whom it is defined. @param inside, event  shape (patients); nobody inside gives
/// nullopt
[[nodiscard]] std::optional<Influence> share_influence(const std::vector<bool>& inside,
                                                       const std::vector<bool>& event);

struct DifferenceEstimate {
  double difference = 0;  ///< second - first
  double low = 0, high = 0;
};

/// Difference of two estimates of the same patients in the same order; the normal interval from the spread of
/// the patients' differences.
/// @pre both have the same number of patients, at least 2
[[nodiscard]] DifferenceEstimate paired_difference(const Influence& first, const Influence& second,
                                                   double level = 0.95);

}  // namespace trimer::cohort
