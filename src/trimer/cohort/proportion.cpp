#include <trimer/cohort/proportion.h>

#include <cmath>
#include <string>
#include <vector>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cohort {

namespace {

void check(std::int64_t k, std::int64_t n, double level) {
  if (n < 1) throw InputError("proportion.n", std::to_string(n), "expected at least 1");
  if (k < 0 || k > n)
    throw InputError("proportion.k", std::to_string(k), "expected 0 to n = " + std::to_string(n));
  if (!(level > 0 && level < 1)) {
    throw InputError("proportion.level", std::to_string(level), "expected inside (0, 1)");
  }
}

}  // namespace

Interval clopper_pearson(std::int64_t k, std::int64_t n, double level) {
  check(k, n, level);
  const double tail = (1 - level) / 2;
  const auto x = static_cast<double>(k), rest = static_cast<double>(n - k);
  Interval interval{0, 1};
  if (k > 0) interval.low = boost::math::ibeta_inv(x, rest + 1, tail);
  if (k < n) interval.high = boost::math::ibetac_inv(x + 1, rest, tail);
  return interval;
}

Interval wilson(std::int64_t k, std::int64_t n, double level) {
  check(k, n, level);
  const double z = -normal_quantile((1 - level) / 2);
  const auto size = static_cast<double>(n);
  const double p = static_cast<double>(k) / size;
  const double scale = 1 + z * z / size;
  const double centre = (p + z * z / (2 * size)) / scale;
  const double half = z / scale * std::sqrt(p * (1 - p) / size + z * z / (4 * size * size));
  // At k = 0 and k = n the limits are 0 and 1 exactly; rounding must not take them outside.
  return {k == 0 ? 0.0 : centre - half, k == n ? 1.0 : centre + half};
}

double monte_carlo_error(std::int64_t k, std::int64_t n) {
  check(k, n, 0.5);
  const double p = (static_cast<double>(k) + 0.5) / (static_cast<double>(n) + 1);
  return std::sqrt(p * (1 - p) / static_cast<double>(n));
}

namespace {

/// Probability of `count` events in a series of `size`: beta-binomial with Beta(a, b).
double beta_binomial(double count, double size, double a, double b) {
  using boost::math::lgamma;
  return std::exp(lgamma(size + 1) - lgamma(count + 1) - lgamma(size - count + 1) + lgamma(a + count) +
                  lgamma(b + size - count) - lgamma(a + b + size) - (lgamma(a) + lgamma(b) - lgamma(a + b)));
}

/// Central interval of a series, given the probability of each count.
template <class Mass>
Interval central_interval(std::int64_t series_size, double level, Mass mass) {
  if (series_size < 1) throw InputError("series_size", std::to_string(series_size), "expected at least 1");
  const double tail = (1 - level) / 2;
  const auto m = static_cast<double>(series_size);
  double cumulative = 0;
  std::int64_t low = -1, high = series_size;
  for (std::int64_t count = 0; count <= series_size; ++count) {
    cumulative += mass(static_cast<double>(count), m);
    if (low < 0 && cumulative >= tail) low = count;
    if (cumulative >= 1 - tail) {
      high = count;
      break;
    }
  }
  if (low < 0) low = high;
  return {static_cast<double>(low) / m, static_cast<double>(high) / m};
}

}  // namespace

Interval prediction_interval(std::int64_t k, std::int64_t n, std::int64_t series_size, double level) {
  check(k, n, level);
  const double a = static_cast<double>(k) + 0.5, b = static_cast<double>(n - k) + 0.5;
  return central_interval(series_size, level,
                          [&](double count, double size) { return beta_binomial(count, size, a, b); });
}

Interval prediction_interval(const std::vector<double>& members, std::int64_t n, std::int64_t series_size,
                             double level) {
  check(0, n, level);
  if (members.empty()) throw InputError("members", "0", "expected at least one");
  const auto patients = static_cast<double>(n);
  return central_interval(series_size, level, [&](double count, double size) {
    double mass = 0;
    for (const double p : members)
      mass += beta_binomial(count, size, patients * p + 0.5, patients * (1 - p) + 0.5);
    return mass / static_cast<double>(members.size());
  });
}

}  // namespace trimer::cohort
