/// @file
/// Agreement of two gradings of the same patients: Cohen's kappa, weighted for ordered grades (Cohen 1968,
/// doi:10.1037/h0026256), with the list of discordant rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trimer::cohort {

/// Cost of a disagreement by i and j: none (any disagreement costs 1), |i - j|, (i - j)^2.
enum class KappaWeights { none, linear, quadratic };

struct Agreement {
  std::int64_t n = 0;           ///< pairs with both values
  std::int64_t missing = 0;     ///< pairs with one or both missing: not agreement, not disagreement
  std::int64_t agreeing = 0;    ///< equal pairs
  std::optional<double> kappa;  ///< nullopt without pairs, or where both always give one and the same grade
  std::optional<double> standard_error;  ///< large sample, Fleiss, Cohen & Everitt 1969, doi:10.1037/h0028106
  std::optional<double> low, high;       ///< kappa +/- z standard errors
  std::vector<std::size_t> discordant;   ///< positions of unequal pairs
};

/// @param first, second  grades 0 .. 20, nullopt = missing
/// @throws InputError if the lengths differ or a grade is out of range
[[nodiscard]] Agreement agreement(std::span<const std::optional<int>> first,
                                  std::span<const std::optional<int>> second,
                                  KappaWeights weights = KappaWeights::none, double level = 0.95);

}  // namespace trimer::cohort
