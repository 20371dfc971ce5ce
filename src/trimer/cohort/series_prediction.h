/// @file
/// Whole series of a given size, drawn from a simulated cohort: where would the median survival, or survival
/// at a landmark, of a trial of n patients lie if its patients were like the simulated ones?
#pragma once

#include <trimer/cohort/survival_tally.h>

#include <cstdint>
#include <optional>

namespace trimer::cohort {

struct SeriesPrediction {
  std::optional<double> low, high;  ///< nullopt where that quantile of the series does not reach the median
  int trials = 0;
  int not_reached = 0;  ///< series whose value does not exist
};

struct SeriesOptions {
  double level = 0.95;
  int trials = 2000;
  std::uint64_t seed = 1;
};

/// Central interval of the Kaplan-Meier median over drawn series [unit of the tally]. Patients are drawn by
/// Pólya's urn (each drawn patient is put back with a copy), the predictive distribution of the Bayesian
/// bootstrap (Rubin 1981, doi:10.1214/aos/1176345338): the finite number of simulated patients widens the
/// interval as it should.
/// @throws InputError unless series_size >= 1 and the tally holds patients
[[nodiscard]] SeriesPrediction predict_median(const SurvivalTally& tally, std::int64_t series_size,
                                              const SeriesOptions& options = {});

/// Central interval of S(time) over drawn series. A series whose follow-up ends before `time` has no value.
[[nodiscard]] SeriesPrediction predict_landmark(const SurvivalTally& tally, double time,
                                                std::int64_t series_size, const SeriesOptions& options = {});

}  // namespace trimer::cohort
