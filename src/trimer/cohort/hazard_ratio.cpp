#include <trimer/cohort/hazard_ratio.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace trimer::cohort {

namespace {

/// More tied events than this are taken at so many midpoints: Efron's sum is then an integral.
constexpr std::int64_t tie_points = 16;

struct Slope {
  double score = 0, information = 0;
};

Slope slope(std::span<const TwoGroupStep> steps, double log_ratio) {
  std::int64_t test = 0, reference = 0;
  for (const TwoGroupStep& step : steps) {
    test += step.test_events + step.test_censored;
    reference += step.reference_events + step.reference_censored;
  }
  const double ratio = std::exp(log_ratio);
  Slope sum;
  for (const TwoGroupStep& step : steps) {
    const std::int64_t events = step.test_events + step.reference_events;
    const std::int64_t points = std::min(events, tie_points);
    for (std::int64_t i = 0; i < points; ++i) {
      const double done = events <= tie_points ? static_cast<double>(i) / static_cast<double>(events)
                                               : (static_cast<double>(i) + 0.5) / static_cast<double>(points);
      const double weight = static_cast<double>(events) / static_cast<double>(points);
      const double a = ratio * (static_cast<double>(test) - done * static_cast<double>(step.test_events));
      const double b = static_cast<double>(reference) - done * static_cast<double>(step.reference_events);
      const double p = a / (a + b);
      sum.score -= weight * p;
      sum.information += weight * p * (1 - p);
    }
    sum.score += static_cast<double>(step.test_events);
    test -= step.test_events + step.test_censored;
    reference -= step.reference_events + step.reference_censored;
  }
  return sum;
}

}  // namespace

std::optional<HazardRatio> hazard_ratio(std::span<const TwoGroupStep> steps) {
  std::int64_t test = 0, reference = 0;
  for (const TwoGroupStep& step : steps) {
    test += step.test_events;
    reference += step.reference_events;
  }
  if (test == 0 || reference == 0) return std::nullopt;
  double log_ratio = 0;
  for (int round = 0; round < 50; ++round) {
    const Slope at = slope(steps, log_ratio);
    if (!(at.information > 0)) return std::nullopt;  // the groups are never at risk together
    const double step = std::clamp(at.score / at.information, -2.0, 2.0);
    log_ratio += step;
    if (std::fabs(log_ratio) > 20) return std::nullopt;
    if (std::fabs(step) < 1e-10) return HazardRatio{std::exp(log_ratio), 1 / std::sqrt(at.information)};
  }
  return std::nullopt;
}

std::optional<HazardRatio> hazard_ratio(const SurvivalTally& test, const SurvivalTally& reference) {
  std::vector<TwoGroupStep> steps(std::max(test.size(), reference.size()));
  for (std::size_t i = 0; i < test.size(); ++i) {
    steps[i].test_events = test.events_at(i);
    steps[i].test_censored = test.censored_at(i);
  }
  for (std::size_t i = 0; i < reference.size(); ++i) {
    steps[i].reference_events = reference.events_at(i);
    steps[i].reference_censored = reference.censored_at(i);
  }
  return hazard_ratio(steps);
}

}  // namespace trimer::cohort
