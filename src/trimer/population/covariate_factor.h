/// @file
/// A factor on the median or the spread of a covariate's distribution, so that what a population assumes can
/// be inferred.
#pragma once

#include <vector>

#include <trimer/population/covariate.h>
#include <trimer/population/distribution.h>
#include <trimer/population/population.h>

namespace trimer::population {

struct CovariateFactor {
  Covariate covariate{};
  double median = 1;  ///< on the median (of a normal: the mean); > 0
  double spread = 1;  ///< on the SD, or the SD of ln x; >= 0
  friend bool operator==(const CovariateFactor&, const CovariateFactor&) = default;
};

/// The shape has a median and a spread of its own: normal, lognormal (but for one that takes them from
/// parameters of the model), by age, marrow reserve, or parts that do.
[[nodiscard]] bool has_median(const Distribution& distribution);

/// Multiplies median and spread of the distribution, inside mixtures and sexes too; shapes without them stay.
/// Bounds of `truncate` and `clip` stay.
void multiply(Distribution& distribution, double median, double spread);

/// Multiplies in every population covariate that nothing overrides.
void apply_factors(const std::vector<CovariateFactor>& factors, Population& population);

}  // namespace trimer::population
