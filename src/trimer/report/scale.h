/// @file
/// From a value to a pixel, and the round numbers at which an axis is labelled.
#pragma once

#include <string>
#include <vector>

namespace trimer::report {

/// Linear or logarithmic map of [low, high] onto pixels. On a logarithmic scale values at or below 0 map to
/// `low`.
struct Scale {
  double low = 0, high = 1;              ///< domain; > 0 when logarithmic
  double pixel_low = 0, pixel_high = 1;  ///< pixels of `low` and `high`
  bool logarithmic = false;

  [[nodiscard]] double operator()(double value) const;
};

struct Tick {
  double value = 0;
  std::string label;  ///< empty: minor
};

/// 1, 2, 2.5 or 5 times a power of ten, at least `raw`.
[[nodiscard]] double nice_step(double raw);

/// Ticks at round values inside [low, high], at most `most` (two or more, here and below).
[[nodiscard]] std::vector<Tick> linear_ticks(double low, double high, int most);
/// Powers of ten, thinned to at most `most` labels; 1–2–5 where the range is under two decades.
[[nodiscard]] std::vector<Tick> logarithmic_ticks(double low, double high, int most);
/// Percent labels of a fraction axis.
[[nodiscard]] std::vector<Tick> percent_ticks(double low, double high, int most);
/// Days in whole weeks (7, 14, 28, 56 … apart), months in 1, 2, 3, 6, 12 … apart.
[[nodiscard]] std::vector<Tick> day_ticks(double low, double high, int most);
[[nodiscard]] std::vector<Tick> month_ticks(double low, double high, int most);

/// A domain that ends on round values: a linear one at a multiple of a nice step, a logarithmic one at a
/// power of ten, or at 1–2–5 where the range is under a decade and a half.
struct Domain {
  double low = 0, high = 1;
};
[[nodiscard]] Domain round_domain(double low, double high, bool logarithmic, int most_ticks);

/// A logarithmic domain a little wider than the data and at least a decade, so that a label falls into it.
[[nodiscard]] Domain padded_logarithmic(double low, double high);

/// `0.01`, `250`, `10⁵`: plain between 0.001 and 9999, powers of ten otherwise.
[[nodiscard]] std::string tick_label(double value);

}  // namespace trimer::report
