/// @file
/// Kaplan–Meier curves with their limits and numbers at risk, and cumulative incidence with competing death.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

/// One distinct time of the product-limit table.
struct SurvivalStep {
  double time = 0;                                        ///< in the unit of the axis
  int at_risk = 0;                                        ///< just before `time`
  int events = 0, censored = 0;                           ///< at `time`
  double survival = 1;                                    ///< just after `time`, 0–1
  double low = std::numeric_limits<double>::quiet_NaN();  ///< NaN where not defined
  double high = std::numeric_limits<double>::quiet_NaN();
};

struct SurvivalCurve {
  std::string label;
  int n = 0;
  std::vector<SurvivalStep> steps;                           ///< ascending in time
  double median = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not reached
  double median_low = std::numeric_limits<double>::quiet_NaN();
  double median_high = std::numeric_limits<double>::quiet_NaN();
};

/// A published value on the same axes, e.g. a landmark or a median.
struct PublishedPoint {
  std::string label;
  double time = 0, estimate = 0;  ///< survival 0–1
  /// Limits across (of survival), or along the axis when `horizontal` (of a median).
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  bool horizontal = false;
};

struct SurvivalInput {
  FigureText text;
  std::string time_axis = "Months since first dose";
  std::string time_unit = "months";  ///< printed with the median
  std::string outcome_axis = "Alive";
  std::string limits_name;  ///< e.g. `95 % limits, complementary log-log`: every figure names them
  std::vector<SurvivalCurve> curves;
  std::vector<PublishedPoint> published;
  double last_time = 0;  ///< end of the axis; 0 = the last step
};

[[nodiscard]] Figure survival_figure(const SurvivalInput& input);

/// Number at risk just before `time`.
[[nodiscard]] int at_risk_before(const SurvivalCurve& curve, double time);
/// Events up to and including `time`.
[[nodiscard]] int events_until(const SurvivalCurve& curve, double time);

struct IncidenceStep {
  double time = 0;
  double incidence = 0;  ///< just after `time`, 0–1
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  int events = 0;  ///< of this cause at `time`
};

/// One cause, e.g. relapse, or death without relapse.
struct IncidenceCurve {
  std::string label;
  std::vector<IncidenceStep> steps;
};

struct IncidenceInput {
  FigureText text;
  std::string time_axis = "Months since remission";
  std::string limits_name;
  int n = 0;
  std::vector<IncidenceCurve> causes;  ///< of the same subjects
  /// Times at which any subject leaves the risk set, with the number at risk just before each.
  std::vector<double> risk_time;
  std::vector<int> at_risk;
  double last_time = 0;
};

[[nodiscard]] Figure incidence_figure(const IncidenceInput& input);

}  // namespace trimer::report
