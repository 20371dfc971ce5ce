/// @file
/// Paired change in a small series: exact Wilcoxon signed-rank test (Wilcoxon 1945, doi:10.2307/3001968) with
/// the Hodges-Lehmann estimate (Hodges & Lehmann 1963, doi:10.1214/aoms/1177704172). No t-test at n = 5.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace trimer::cohort {

struct SignedRank {
  std::int64_t pairs = 0;   ///< differences that are not zero
  std::int64_t zeros = 0;   ///< set aside (Wilcoxon's rule)
  double statistic = 0;     ///< V, sum of the ranks of positive differences; midranks for ties
  std::optional<double> p;  ///< two-sided, exact also with ties; nullopt without a non-zero difference
  double smallest_p = 1;    ///< no result with this many pairs and these ties can be smaller
  std::optional<double>
      estimate;  ///< Hodges-Lehmann: median of the Walsh averages of the non-zero differences
  std::optional<double> low, high;  ///< exact limits; nullopt where the series is too small for the level
};

/// @param differences  after minus before, one per patient
/// @throws InputError if a difference is not finite or there are more than 1000
[[nodiscard]] SignedRank signed_rank(std::span<const double> differences, double level = 0.95);

}  // namespace trimer::cohort
