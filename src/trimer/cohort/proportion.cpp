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

Interval prediction_interval(std::int64_t k, std::int64_t n, std::int64_t series_size, double level) {
  check(k, n, level);
  if (series_size < 1) throw InputError("series_size", std::to_string(series_size), "expected at least 1");
  const double a = static_cast<double>(k) + 0.5, b = static_cast<double>(n - k) + 0.5;
  const double tail = (1 - level) / 2;
  const auto m = static_cast<double>(series_size);
  const double log_beta = boost::math::lgamma(a) + boost::math::lgamma(b) - boost::math::lgamma(a + b);
  double cumulative = 0;
  std::int64_t low = -1, high = series_size;
  for (std::int64_t count = 0; count <= series_size; ++count) {
    const auto x = static_cast<double>(count);
    const double log_mass = boost::math::lgamma(m + 1) - boost::math::lgamma(x + 1) -
                            boost::math::lgamma(m - x + 1) + boost::math::lgamma(a + x) +
                            boost::math::lgamma(b + m - x) - boost::math::lgamma(a + b + m) - log_beta;
    cumulative += std::exp(log_mass);
    if (low < 0 && cumulative >= tail) low = count;
    if (cumulative >= 1 - tail) {
      high = count;
      break;
    }
  }
  if (low < 0) low = high;
  return {static_cast<double>(low) / m, static_cast<double>(high) / m};
}

}  // namespace trimer::cohort
