/// @file
/// Flow cytometry: antigen histograms before and after, and density plots with gates and their percentages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

/// One sample of a histogram overlay.
struct HistogramSeries {
  std::string label;                        ///< e.g. `before`
  long events = 0;                          ///< number of gated events, printed
  std::vector<double> edge;                 ///< ascending, n + 1; in the unit of the axis, > 0
  std::vector<double> count;                ///< n; scaled to the series' own maximum when drawn
  std::optional<double> centre;             ///< median or geometric mean, marked
  std::optional<double> positive_fraction;  ///< 0–1 above the cut
  std::string row = {};       ///< series of one row are drawn over each other; empty: a row of its own
  bool control = false;  ///< isotype or FMO: grey, behind the others
};

struct HistogramInput {
  FigureText text;
  std::string axis = "CD19, molecules per cell (ABC)";  ///< logarithmic
  std::optional<double> cut;                            ///< positivity cut
  std::string cut_label;
  std::string centre_name = "median";
  std::string denominator;  ///< what the fraction is of, e.g. `of gated blasts`: always printed
  std::vector<HistogramSeries> series;
};

[[nodiscard]] Figure histogram_figure(const HistogramInput& input);

/// A labelled position on a transformed (logicle, arcsinh) axis.
struct AxisMark {
  double position = 0;  ///< in display coordinates
  std::string label;    ///< empty: minor tick
};

struct Vertex {
  double x = 0, y = 0;  ///< in display coordinates
};

struct GateOutline {
  std::string label;            ///< population
  std::vector<Vertex> outline;  ///< closed polygon
  double fraction = 0;          ///< 0–1
  std::string denominator;      ///< e.g. `of lymphocytes`
};

struct DensityPanel {
  std::string title, x_axis, y_axis;
  long events = 0;
  double x_low = 0, x_high = 1, y_low = 0, y_high = 1;  ///< display coordinates
  int columns = 0, rows = 0;
  std::vector<double> count;  ///< rows × columns, row 0 at y_low
  std::vector<AxisMark> x_marks, y_marks;
  std::vector<GateOutline> gates;
};

struct DensityInput {
  FigureText text;
  std::vector<DensityPanel> panels;  ///< side by side, in gating order
};

[[nodiscard]] Figure density_figure(const DensityInput& input);

}  // namespace trimer::report
