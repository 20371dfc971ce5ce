/// @file
/// Laboratory values over time, one panel per test, with the grade bands behind them.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/bands.h>
#include <trimer/report/figure.h>

namespace trimer::report {

/// A horizontal band of one grade, in the panel's unit; open ends are ±infinity.
struct GradeBand {
  int grade = 1;
  double low = 0, high = 0;
};

struct LabPoint {
  double day = 0;  ///< elapsed [d]
  double value = 0;
  bool below_limit = false;  ///< reported as `<value`
};

struct LabSeries {
  std::string subject;
  std::vector<LabPoint> points;  ///< ascending in time
};

struct LabPanel {
  std::string id;     ///< e.g. `NEUT`
  std::string title;  ///< e.g. `Neutrophils`
  std::string unit;
  bool logarithmic = false;
  std::vector<GradeBand> bands;
  std::vector<LabSeries> series;
};

struct LaboratoryInput {
  FigureText text;
  std::vector<LabPanel> panels;
  std::vector<DosingPeriod> dosing;
};

[[nodiscard]] Figure laboratory_figure(const LaboratoryInput& input);

}  // namespace trimer::report
