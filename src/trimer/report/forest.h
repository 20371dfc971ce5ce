/// @file
/// Simulated endpoints beside published ones: prediction interval and exact interval on one axis.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

/// Estimate and limits: fractions 0–1 for proportions, in the unit of the endpoint otherwise. NaN: not
/// estimable.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

struct PublishedValue {
  std::string study;        ///< e.g. `Qi 2023`
  std::optional<int> k, n;  ///< absent where the source prints none
  Estimate estimate;        ///< with its exact or reported interval
  std::string note;         ///< ascertainment, caveats
};

struct ForestRow {
  std::string group;     ///< heading above the first row of a group
  std::string endpoint;  ///< e.g. `CR, CRh or CRi`
  std::string series;    ///< what the prediction interval is for, e.g. `series of 5`
  Estimate simulated;    ///< mean of the cohort, 95 % prediction interval for a series of the published size
  std::vector<PublishedValue> published;
};

struct ForestInput {
  FigureText text;
  std::string unit = "%";  ///< `%` for proportions, else e.g. `months`
  std::vector<ForestRow> rows;
};

[[nodiscard]] Figure forest_figure(const ForestInput& input);

}  // namespace trimer::report
