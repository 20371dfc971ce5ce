/// @file
/// Published endpoints on the predictive intervals of their simulation: one line each, misses marked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trimer/report/figure.h>
#include <trimer/report/forest.h>

namespace trimer::report {

struct VerdictRow {
  std::string group;       ///< heading above the first row of a group, e.g. the study
  std::string endpoint;    ///< as the study names it
  std::string published;   ///< as printed, e.g. `91/271 = 34%`
  Estimate simulated;      ///< estimate and predictive interval; a NaN limit beside a known one = not reached
  bool predicted = false;  ///< there is an interval
  double published_value = std::numeric_limits<double>::quiet_NaN();
  double published_low = std::numeric_limits<double>::quiet_NaN();  ///< its own interval, NaN where none
  double published_high = std::numeric_limits<double>::quiet_NaN();
  std::optional<bool> inside;  ///< none: shown, not judged
};

struct VerdictForestInput {
  FigureText text;
  std::string unit = "%";        ///< `%`, `months`, `days`, `ratio`; values are in it
  std::string interval = "90%";  ///< of the predictive interval
  bool logarithmic = false;      ///< for ratios
  std::vector<VerdictRow> rows;
};

[[nodiscard]] Figure verdict_forest(const VerdictForestInput& input);

}  // namespace trimer::report
