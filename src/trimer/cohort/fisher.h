/// @file
/// Fisher's exact test of a 2 x 2 table, with the conditional maximum-likelihood odds ratio and its exact
/// limits.
#pragma once

#include <cstdint>
#include <optional>

namespace trimer::cohort {

/// Counts: rows are groups, columns are event and no event.
struct TwoByTwo {
  std::int64_t a = 0, b = 0;
  std::int64_t c = 0, d = 0;
};

struct FisherTest {
  double p = 1;                      ///< two-sided: all tables no more probable than the observed one
  double smallest_p = 1;             ///< no table with these margins gives less
  std::optional<double> odds_ratio;  ///< conditional maximum likelihood; nullopt if infinite or not defined
  std::optional<double> low;         ///< exact conditional limit; nullopt if not defined
  std::optional<double> high;        ///< nullopt if infinite or not defined
};

/// The roots are solved to full precision (relative error about 1e-14).
/// @throws InputError on a negative count or an empty table
[[nodiscard]] FisherTest fisher_test(const TwoByTwo& table, double level = 0.95);

}  // namespace trimer::cohort
