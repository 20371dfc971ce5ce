/// @file
/// Whole series of a given size, drawn from a simulated cohort: where would the median survival, survival at
/// a landmark, or an odds ratio of a trial of n patients lie if its patients were like the simulated ones?
///
/// Every function takes one tally per member of an ensemble of parameter sets (one tally for one set): the
/// interval then holds what is not known about the parameters too (member_draw.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/proportion.h>
#include <trimer/cohort/survival_tally.h>

namespace trimer::cohort {

struct SeriesPrediction {
  /// Ends of the central interval; nullopt where that quantile of the series does not exist: a median that is
  /// not reached, an infinite ratio.
  std::optional<double> low, high;
  int trials = 0;
  int not_reached = 0;  ///< series whose value does not exist
};

struct SeriesOptions {
  double level = 0.95;
  int trials = 2000;
  std::uint64_t seed = 1;
};

/// Central interval of the Kaplan-Meier median over drawn series [unit of the tally].
/// @throws InputError unless series_size >= 1 and a tally holds patients
[[nodiscard]] SeriesPrediction predict_median(std::span<const SurvivalTally> members,
                                              std::int64_t series_size, const SeriesOptions& options = {});
[[nodiscard]] SeriesPrediction predict_median(const SurvivalTally& tally, std::int64_t series_size,
                                              const SeriesOptions& options = {});

/// Central interval of S(time) over drawn series. A series whose follow-up ends before `time` has no value.
[[nodiscard]] SeriesPrediction predict_landmark(std::span<const SurvivalTally> members, double time,
                                                std::int64_t series_size, const SeriesOptions& options = {});
[[nodiscard]] SeriesPrediction predict_landmark(const SurvivalTally& tally, double time,
                                                std::int64_t series_size, const SeriesOptions& options = {});

/// Two groups of a cohort, and those in neither.
struct TwoGroups {
  Count test, reference;
  std::int64_t others = 0;
};
/// Central interval of the odds ratio of test against reference; the series holds patients of neither group,
/// as the whole trial does. An infinite ratio is not reached; a series in which neither group tells has none.
[[nodiscard]] SeriesPrediction predict_odds_ratio(std::span<const TwoGroups> members,
                                                  std::int64_t series_size,
                                                  const SeriesOptions& options = {});

/// Times of two groups of a cohort, and the number of patients in neither.
struct TwoGroupTimes {
  SurvivalTally test, reference;
  std::int64_t others = 0;
};
/// Central interval of the hazard ratio of test against reference, as predict_odds_ratio(). A series in which
/// a group has no event has no value.
[[nodiscard]] SeriesPrediction predict_hazard_ratio(std::span<const TwoGroupTimes> members,
                                                    std::int64_t series_size,
                                                    const SeriesOptions& options = {});

/// Central interval of the median of measured values, given as value and number of patients.
[[nodiscard]] SeriesPrediction predict_middle(std::span<const std::map<std::int64_t, std::int64_t>> members,
                                              std::int64_t series_size, const SeriesOptions& options = {});

/// Central interval of a proportion: prediction_interval() mixed over the members.
[[nodiscard]] Interval predict_proportion(std::span<const Count> members, std::int64_t series_size,
                                          double level = 0.95);

/// Median of counted values, the mean of the two middle ones where they differ; nullopt if there are none.
[[nodiscard]] std::optional<double> middle_of(const std::map<std::int64_t, std::int64_t>& values);

}  // namespace trimer::cohort
