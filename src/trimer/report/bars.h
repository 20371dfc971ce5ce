/// @file
/// Stacked bars of responses or grades, simulated and published on one axis.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include <trimer/core/figure_data.h>
#include <trimer/report/figure.h>

namespace trimer::report {

/// One bar. Percentages are printed inside from 20 subjects on, counts below that.
struct BarRow {
  std::string group;       ///< heading above the first row of a group, e.g. `CRS, ASTCT 2019`; may be empty
  StackedBar bar;          ///< parts such as `CR`, `CRh`, `NR`, `not evaluable`, or grades `0` … `5`
  bool simulated = false;  ///< simulated rows and published rows carry different marks
  /// Number of leading parts that the interval is about (CR + CRh + CRi: 3); 0 draws no interval.
  int leading = 0;
  double low = std::numeric_limits<double>::quiet_NaN();  ///< limits of the leading share, 0–1
  double high = std::numeric_limits<double>::quiet_NaN();
};

enum class BarPalette { responses, grades };

struct BarsInput {
  FigureText text;
  BarPalette palette = BarPalette::responses;
  std::vector<BarRow> rows;
  std::string interval_note;  ///< what the whiskers are, printed under the axis
};

/// @throws InputError if counts do not add to n
[[nodiscard]] Figure bars_figure(const BarsInput& input);

}  // namespace trimer::report
