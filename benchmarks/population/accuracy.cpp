#include "accuracy.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trimer::benchmark {

double patient_error(std::span<const double> trajectory, std::span<const double> reference) {
  const std::size_t days = reference.size() / states;
  if (trajectory.size() != reference.size()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (std::size_t i = 0; i < states; ++i) {
    double largest = 0;
    for (std::size_t day = 0; day < days; ++day)
      largest = std::max(largest, std::fabs(reference[day * states + i]));
    if (largest < therapy::states[i].absolute_tolerance) continue;
    for (std::size_t day = 0; day < days; ++day) {
      const double expected = reference[day * states + i];
      const double error =
          std::fabs(trajectory[day * states + i] - expected) / (std::fabs(expected) + 1e-3 * largest);
      if (!(error < std::numeric_limits<double>::infinity())) return std::numeric_limits<double>::infinity();
      worst = std::max(worst, error);
    }
  }
  return worst;
}

double geometric_mean(std::span<const double> values) {
  double sum = 0;
  for (double v : values) sum += std::log(std::max(v, 1e-300));
  return values.empty() ? std::numeric_limits<double>::quiet_NaN()
                        : std::exp(sum / static_cast<double>(values.size()));
}

double median(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double rate_at_error(std::span<const WorkPrecision> curve, double error) {
  std::vector<WorkPrecision> points(curve.begin(), curve.end());
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.error < b.error; });
  for (std::size_t i = 1; i < points.size(); ++i) {
    const WorkPrecision &low = points[i - 1], &high = points[i];
    if (error < low.error || error > high.error) continue;
    const double share = std::log(error / low.error) / std::log(high.error / low.error);
    return std::exp((1 - share) * std::log(low.patients_per_second) +
                    share * std::log(high.patients_per_second));
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace trimer::benchmark
