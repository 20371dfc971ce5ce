#include <trimer/report/from_cohort.h>

#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <trimer/core/csv.h>

namespace trimer::report {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double scaled(const std::optional<double>& value, double factor) {
  return value ? *value * factor : unknown;
}

}  // namespace

SurvivalCurve survival_curve(const cohort::SurvivalCurve& curve, std::string label, double days_per_unit) {
  const double factor = 1 / days_per_unit;
  SurvivalCurve out;
  out.label = std::move(label);
  out.n = static_cast<int>(curve.patients);
  for (const cohort::SurvivalPoint& p : curve.points) {
    // Nobody has had an event: the estimate is 1 and its log-log limits are not defined.
    const double edge = p.survival == 1 ? 1 : unknown;
    out.steps.push_back({p.time * factor, static_cast<int>(p.at_risk), static_cast<int>(p.events),
                         static_cast<int>(p.censored), p.survival, p.low.value_or(edge),
                         p.high.value_or(edge)});
  }
  out.median = scaled(curve.median, factor);
  out.median_low = scaled(curve.median_low, factor);
  out.median_high = scaled(curve.median_high, factor);
  return out;
}

std::string limits_name(const cohort::SurvivalCurve& curve) {
  return fmt::format("{:.0f}% limits, {}", curve.level * 100, cohort::to_text(curve.type));
}

IncidenceCurve incidence_curve(const cohort::CumulativeIncidence& curve, std::string label,
                               double days_per_unit) {
  IncidenceCurve out{std::move(label), {}};
  for (const cohort::IncidencePoint& p : curve.points) {
    const cohort::IncidenceLimits limits = cohort::incidence_limits(p);
    out.steps.push_back({p.time / days_per_unit, p.incidence, limits.low.value_or(unknown),
                         limits.high.value_or(unknown), static_cast<int>(p.events)});
  }
  return out;
}

std::vector<FailureRow> failure_rows(const cohort::CohortTally& tally) {
  constexpr int examples = 3;
  std::vector<FailureRow> rows;
  for (const auto& [outcome, count] : tally.outcomes()) {
    if (outcome == "completed") continue;
    FailureRow row{outcome, static_cast<int>(count), {}};
    int named = 0;
    for (const cohort::Failure& failure : tally.failures()) {
      if (failure.outcome != outcome || ++named > examples) continue;
      row.examples += fmt::format("{}patient {} at day {}", named == 1 ? "" : "; ", failure.patient,
                                  number_text(std::round(failure.day * 100) / 100));
    }
    if (named > examples) row.examples += "; …";
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace trimer::report
