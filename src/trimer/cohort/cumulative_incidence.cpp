#include <trimer/cohort/cumulative_incidence.h>

#include <trimer/cohort/event_time.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace trimer::cohort {

namespace {

/// Counts at one distinct time.
struct CauseStep {
  double time = 0;
  double at_risk = 0;
  double events = 0;  ///< of the cause
  double others = 0;  ///< of every other cause
  double total = 0;   ///< patients leaving, censored included
};

std::vector<CauseStep> cause_steps(std::span<const CauseTime> times, int cause) {
  if (cause < 1) throw InputError("cause", std::to_string(cause), "expected 1 or more");
  std::vector<double> days(times.size());
  std::transform(times.begin(), times.end(), days.begin(), [](const CauseTime& time) { return time.days; });
  const TimeRanks ranks = rank_times(days);
  std::vector<CauseStep> steps(ranks.distinct.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    CauseStep& step = steps[ranks.rank[i]];
    step.total += 1;
    if (times[i].cause == cause) step.events += 1;
    if (times[i].cause != cause && times[i].cause != 0) step.others += 1;
  }
  auto at_risk = static_cast<double>(times.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].time = ranks.distinct[i];
    steps[i].at_risk = at_risk;
    at_risk -= steps[i].total;
  }
  return steps;
}

/// Hypergeometric correction for several events at one time.
double tie_factor(double events, double at_risk) {
  return events > 1 ? 1 - (events - 1) / (at_risk - 1) : 1;
}

}  // namespace

CumulativeIncidence cumulative_incidence(std::span<const CauseTime> times, int cause) {
  CumulativeIncidence result;
  result.cause = cause;
  result.patients = static_cast<std::int64_t>(times.size());
  double survival = 1, incidence = 0;
  // The variance at t is a sum over earlier events of (a_i + b_i F(t))^2 terms: kept as its three
  // coefficients.
  double constant = 0, linear = 0, square = 0;
  auto add = [&](double a, double b, double weight) {
    constant += a * a * weight;
    linear += a * b * weight;
    square += b * b * weight;
  };
  for (const CauseStep& step : cause_steps(times, cause)) {
    result.last_follow_up = step.time;
    const double n = step.at_risk;
    const double next = survival * (n - step.events - step.others) / n;
    incidence += survival * step.events / n;
    const double inverse = next > 0 ? 1 / next : 0;
    if (step.others > 0 && next > 0) {
      const double weight = survival * survival * tie_factor(step.others, n) * step.others / (n * n);
      add(incidence * inverse, inverse, weight);
    }
    if (step.events > 0) {
      const double weight = survival * survival * tie_factor(step.events, n) * step.events / (n * n);
      add(1 + incidence * inverse, inverse, weight);
      const double variance = constant + incidence * incidence * square - 2 * incidence * linear;
      result.points.push_back({step.time, static_cast<std::int64_t>(n),
                               static_cast<std::int64_t>(step.events), incidence, std::max(variance, 0.0)});
    }
    survival = next;
  }
  return result;
}

std::optional<IncidencePoint> CumulativeIncidence::at(double time) const {
  if (time < 0 || time > last_follow_up || patients == 0) return std::nullopt;
  const auto after = std::upper_bound(points.begin(), points.end(), time,
                                      [](double t, const IncidencePoint& point) { return t < point.time; });
  if (after == points.begin()) return IncidencePoint{0, patients, 0, 0, 0};
  return *std::prev(after);
}

IncidenceLimits incidence_limits(const IncidencePoint& point, double level) {
  const double f = point.incidence;
  if (f <= 0 || f >= 1) return {};
  const double z = -normal_quantile((1 - level) / 2);
  const double scale = std::abs(z * std::sqrt(point.variance) / (f * std::log(f)));
  return {std::exp(std::log(f) * std::exp(scale)), std::exp(std::log(f) * std::exp(-scale))};
}

}  // namespace trimer::cohort
