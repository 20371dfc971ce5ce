/// @file
/// What one simulation says about one target: events among patients, or a measured value with its variance.
///
/// Inference works on the link scale: the logit of a probability, the value itself otherwise.
#pragma once

#include <cmath>
#include <limits>

#include <trimer/core/maths.h>

namespace trimer::inference {

/// ln(p / (1 - p)) and back.
[[nodiscard]] inline double logit(double p) {
  return maths::log(p) - maths::log1p(-p);
}
[[nodiscard]] inline double probability(double eta) {
  return 1 / (1 + maths::exp(-eta));
}
/// ln(1 + exp(x)) without overflow.
[[nodiscard]] inline double softplus(double x) {
  return (x > 0 ? x : 0) + maths::log1p(maths::exp(-std::fabs(x)));
}

struct Statistic {
  bool counted = true;
  double k = 0, n = 0;             ///< counted: events, patients; n = 0 says nothing
  double value = 0, variance = 0;  ///< measured: on the link scale; a value that is NaN says nothing

  [[nodiscard]] static Statistic of_counts(double events, double patients) {
    return {true, events, patients, 0, 0};
  }
  [[nodiscard]] static Statistic of_value(double value, double variance) {
    return {false, 0, 0, value, variance};
  }
  [[nodiscard]] bool missing() const { return counted ? n <= 0 : std::isnan(value); }
  /// Empirical logit ln((k + 1/2) / (n - k + 1/2)), or the value.
  [[nodiscard]] double link() const { return counted ? maths::log((k + 0.5) / (n - k + 0.5)) : value; }
  /// Its sampling variance 1/(k + 1/2) + 1/(n - k + 1/2) (Gart & Zweifel 1967,
  /// doi:10.1093/biomet/54.1-2.181).
  [[nodiscard]] double link_variance() const {
    return counted ? 1 / (k + 0.5) + 1 / (n - k + 0.5) : variance;
  }
  friend bool operator==(const Statistic&, const Statistic&) = default;
};

}  // namespace trimer::inference
