#include <trimer/cohort/kaplan_meier.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trimer::cohort {

namespace {

constexpr double half_tolerance = 1e-8;  ///< S this near to 0.5 is 0.5: a product of fractions rounds

struct Limits {
  std::optional<double> low, high;
};

/// Limits of S from the relative standard error: se(S) / S = square root of Greenwood's sum.
Limits limits_of(ConfidenceType type, double s, double relative_error, double z) {
  if (s == 0) return {};
  const double d = z * relative_error;
  switch (type) {
    case ConfidenceType::plain:
      return {std::max(0.0, s - d * s), std::min(1.0, s + d * s)};
    case ConfidenceType::log:
      return {s * std::exp(-d), std::min(1.0, s * std::exp(d))};
    case ConfidenceType::log_log: {
      if (s == 1) return {};
      const double scale = std::abs(d / std::log(s));
      return {std::exp(std::log(s) * std::exp(scale)), std::exp(std::log(s) * std::exp(-scale))};
    }
    case ConfidenceType::logit: {
      if (s == 1) return {};
      const double centre = std::log(s / (1 - s)), half = d / (1 - s);
      return {1 / (1 + std::exp(-(centre - half))), 1 / (1 + std::exp(-(centre + half)))};
    }
    case ConfidenceType::arcsine: {
      if (s == 1) return {};
      const double centre = std::asin(std::sqrt(s)), half = 0.5 * d * std::sqrt(s / (1 - s));
      const double low = std::sin(std::max(0.0, centre - half));
      const double high = std::sin(std::min(std::numbers::pi / 2, centre + half));
      return {low * low, high * high};
    }
  }
  return {};
}

/// Smallest time at which a falling curve is at or below 0.5, by the midpoint rule. `value` may be undefined.
template <class Value>
std::optional<double> time_at_half(const std::vector<SurvivalPoint>& points, Value value) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::optional<double> here = value(points[i]);
    if (!here || *here > 0.5 + half_tolerance) continue;
    if (*here < 0.5 - half_tolerance) return points[i].time;
    // A stretch that follow-up ends before the curve falls has no known middle.
    double end = points[i].time;
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      const std::optional<double> later = value(points[j]);
      if (!later || *later < 0.5 - half_tolerance) {
        end = points[j].time;
        break;
      }
    }
    return (points[i].time + end) / 2;
  }
  return std::nullopt;
}

std::vector<RiskStep> reversed(std::vector<RiskStep> steps) {
  for (RiskStep& step : steps) std::swap(step.events, step.censored);
  return steps;
}

}  // namespace

std::string_view to_text(ConfidenceType type) {
  switch (type) {
    case ConfidenceType::log_log:
      return "log-log";
    case ConfidenceType::log:
      return "log";
    case ConfidenceType::plain:
      return "plain";
    case ConfidenceType::logit:
      return "logit";
    case ConfidenceType::arcsine:
      return "arcsine";
  }
  return "";
}

ConfidenceType confidence_type(std::string_view text) {
  using enum ConfidenceType;
  for (const ConfidenceType type : {log_log, log, plain, logit, arcsine}) {
    if (to_text(type) == text) return type;
  }
  if (text == "arcsin") return arcsine;
  throw InputError("conf_type", text, "expected log-log, log, plain, logit or arcsine");
}

SurvivalCurve kaplan_meier(std::span<const EventTime> times, ConfidenceType type, double level) {
  return kaplan_meier(risk_steps(times), type, level);
}

SurvivalCurve kaplan_meier(const std::vector<RiskStep>& steps, ConfidenceType type, double level) {
  if (!(level > 0 && level < 1)) throw InputError("level", number_text(level), "expected inside (0, 1)");
  const double z = -normal_quantile((1 - level) / 2);
  SurvivalCurve curve;
  curve.type = type;
  curve.level = level;
  curve.patients = steps.empty() ? 0 : steps.front().at_risk;
  double survival = 1, greenwood = 0;
  for (const RiskStep& step : steps) {
    const auto n = static_cast<double>(step.at_risk), d = static_cast<double>(step.events);
    SurvivalPoint point{step.time, step.at_risk, step.events, step.censored, 1, 0, {}, {}};
    if (step.events == step.at_risk) {
      survival = 0;
      point.survival = 0;
      point.standard_error = std::nullopt;
    } else {
      survival *= (n - d) / n;
      greenwood += d / (n * (n - d));
      point.survival = survival;
      point.standard_error = survival * std::sqrt(greenwood);
    }
    const Limits limits = limits_of(type, survival, std::sqrt(greenwood), z);
    point.low = limits.low;
    point.high = limits.high;
    curve.events += step.events;
    curve.points.push_back(point);
  }
  curve.median =
      time_at_half(curve.points, [](const SurvivalPoint& p) { return std::optional<double>(p.survival); });
  curve.median_low = time_at_half(curve.points, [](const SurvivalPoint& p) { return p.low; });
  curve.median_high = time_at_half(curve.points, [](const SurvivalPoint& p) { return p.high; });
  return curve;
}

SurvivalCurve reverse_kaplan_meier(std::span<const EventTime> times, ConfidenceType type, double level) {
  return kaplan_meier(reversed(risk_steps(times)), type, level);
}

SurvivalCurve reverse_kaplan_meier(const std::vector<RiskStep>& steps, ConfidenceType type, double level) {
  return kaplan_meier(reversed(steps), type, level);
}

std::optional<SurvivalPoint> SurvivalCurve::at(double time) const {
  if (points.empty() || time > last_follow_up() || time < 0) return std::nullopt;
  const auto after = std::upper_bound(points.begin(), points.end(), time,
                                      [](double t, const SurvivalPoint& point) { return t < point.time; });
  if (after == points.begin()) {
    SurvivalPoint start;
    start.at_risk = patients;
    if (type == ConfidenceType::plain || type == ConfidenceType::log) start.low = start.high = 1.0;
    return start;
  }
  return *std::prev(after);
}

std::int64_t SurvivalCurve::number_at_risk(double time) const {
  const auto found = std::lower_bound(points.begin(), points.end(), time,
                                      [](const SurvivalPoint& point, double t) { return point.time < t; });
  return found == points.end() ? 0 : found->at_risk;
}

std::int64_t SurvivalCurve::cumulative_events(double time) const {
  std::int64_t sum = 0;
  for (const SurvivalPoint& point : points) {
    if (point.time > time) break;
    sum += point.events;
  }
  return sum;
}

std::optional<RestrictedMean> restricted_mean(const SurvivalCurve& curve, double horizon) {
  if (!(horizon > 0)) throw InputError("horizon", number_text(horizon), "expected > 0");
  if (curve.points.empty()) return std::nullopt;
  if (horizon > curve.last_follow_up() && curve.points.back().survival > 0) return std::nullopt;
  // Walk backwards: the area right of each event time weighs its term of Greenwood's sum.
  double area = 0, variance = 0, right = horizon;
  for (std::size_t i = curve.points.size(); i-- > 0;) {
    const SurvivalPoint& point = curve.points[i];
    if (point.time >= horizon) continue;
    area += point.survival * (right - point.time);
    right = point.time;
    const auto n = static_cast<double>(point.at_risk), d = static_cast<double>(point.events);
    if (point.events > 0 && point.events < point.at_risk) variance += area * area * d / (n * (n - d));
  }
  return RestrictedMean{area + right, std::sqrt(variance), horizon};
}

}  // namespace trimer::cohort
