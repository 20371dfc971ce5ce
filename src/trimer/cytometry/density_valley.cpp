#include <trimer/cytometry/density_valley.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trimer::cytometry {

double quantile(std::vector<double> values, double share) {
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), nth, values.end());
  const double low = *nth;
  if (below + 1 >= values.size()) return low;
  const double high = *std::min_element(nth + 1, values.end());
  return low + (at - static_cast<double>(below)) * (high - low);
}

DensityCurve kernel_density(std::span<const double> values, std::size_t points, double bandwidth) {
  std::vector<double> finite;
  for (const double value : values)
    if (std::isfinite(value)) finite.push_back(value);
  DensityCurve curve;
  curve.density.assign(points, 0);
  if (finite.empty()) return curve;
  const auto n = static_cast<double>(finite.size());
  const double mean = std::accumulate(finite.begin(), finite.end(), 0.0) / n;
  double square = 0;
  for (const double value : finite) square += (value - mean) * (value - mean);
  const double spread = (quantile(finite, 0.75) - quantile(finite, 0.25)) / 1.34;
  const double deviation = std::sqrt(square / n);
  double width = spread > 0 ? std::min(deviation, spread) : deviation;
  if (!(width > 0)) width = 1e-6 * (1 + std::fabs(mean));
  curve.bandwidth = bandwidth > 0 ? bandwidth : 0.9 * width * std::pow(n, -0.2);
  const auto [least, most] = std::minmax_element(finite.begin(), finite.end());
  curve.low = *least - 3 * curve.bandwidth;
  curve.step = (*most + 3 * curve.bandwidth - curve.low) / static_cast<double>(points - 1);

  // Each value is shared between its two grid points; the grid is then smoothed by the kernel.
  std::vector<double> weight(points, 0);
  for (const double value : finite) {
    const double at = (value - curve.low) / curve.step;
    const auto point = std::min(static_cast<std::size_t>(at), points - 2);
    const double part = at - static_cast<double>(point);
    weight[point] += (1 - part) / n;
    weight[point + 1] += part / n;
  }
  const auto reach = static_cast<std::size_t>(std::ceil(5 * curve.bandwidth / curve.step));
  std::vector<double> kernel(reach + 1);
  double total = 0;
  for (std::size_t k = 0; k <= reach; ++k) {
    const double z = static_cast<double>(k) * curve.step / curve.bandwidth;
    kernel[k] = std::exp(-z * z / 2);
    total += k == 0 ? kernel[k] : 2 * kernel[k];
  }
  for (std::size_t i = 0; i < points; ++i) {
    if (weight[i] == 0) continue;
    for (std::size_t j = i > reach ? i - reach : 0; j < std::min(points, i + reach + 1); ++j)
      curve.density[j] += weight[i] * kernel[j > i ? j - i : i - j] / (total * curve.step);
  }
  return curve;
}

std::optional<Valley> find_valley(const DensityCurve& curve, const ValleyLimits& limits) {
  const std::vector<double>& density = curve.density;
  const std::size_t n = density.size();
  std::vector<std::size_t> left(n), right(n);  // place of the highest point up to here, from either side
  std::vector<double> share(n);
  for (std::size_t i = 0; i < n; ++i) {
    left[i] = i > 0 && density[left[i - 1]] >= density[i] ? left[i - 1] : i;
    share[i] = (i > 0 ? share[i - 1] : 0) + density[i] * curve.step;
  }
  for (std::size_t k = n; k-- > 0;)
    right[k] = k + 1 < n && density[right[k + 1]] >= density[k] ? right[k + 1] : k;
  std::optional<Valley> best;
  double best_rise = 0;
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double lower_peak = std::min(density[left[i]], density[right[i]]);
    const double rise = lower_peak - density[i];
    const double above = 1 - share[i] / share[n - 1];
    if (left[i] == i || right[i] == i || !(rise > best_rise)) continue;
    if (rise < limits.least_depth * lower_peak || above < limits.least_share ||
        above > 1 - limits.least_share)
      continue;
    best_rise = rise;
    best = Valley{.position = curve.position(i),
                  .left_peak = curve.position(left[i]),
                  .right_peak = curve.position(right[i]),
                  .depth = rise / lower_peak,
                  .share_above = above};
  }
  return best;
}

}  // namespace trimer::cytometry
