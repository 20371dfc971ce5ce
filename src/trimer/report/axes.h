/// @file
/// The parts that figures share: a plot area with its axes, the strip of dosing periods, a row of legend
/// entries, a CSV under construction.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <trimer/report/bands.h>
#include <trimer/report/scale.h>
#include <trimer/report/svg.h>

namespace trimer::report {

/// The inside of a plot.
struct PlotArea {
  double left = 0, top = 0, right = 0, bottom = 0;  ///< [px]
  [[nodiscard]] double width() const { return right - left; }
  [[nodiscard]] double height() const { return bottom - top; }
};

/// Horizontal grid lines with their labels left of the area.
void draw_y_axis(Svg& svg, const PlotArea& area, const Scale& y, const std::vector<Tick>& ticks);
/// The base line with tick marks; labels below unless `labels` is false. `offset` moves the axis down.
void draw_x_axis(Svg& svg, const PlotArea& area, const Scale& x, const std::vector<Tick>& ticks,
                 bool labels = true, double offset = 0);

/// Bars of infusion just under an area, `height` px high; labels inside a bar where they fit.
void draw_dosing(Svg& svg, const PlotArea& area, const Scale& x, const std::vector<DosingPeriod>& dosing,
                 double height, bool labels);

/// Name and unit of a panel on one line from `left`, shortened to `room` px; `y` is the baseline.
void draw_panel_title(Svg& svg, double left, double y, double room, const std::string& title,
                      const std::string& unit);

/// One entry of a legend: a box, a mark or a line, and its words.
struct LegendEntry {
  enum class Kind { box, mark, open_mark, line } kind = Kind::box;
  std::string text;
  std::string fill;  ///< paint of a box, colour otherwise
  Mark mark = Mark::circle;
  std::string dash;
};

/// Draws entries from the left, in as many lines as needed. @return the height used [px]
double draw_legend(Svg& svg, double left, double top, double width, const std::vector<LegendEntry>& entries);

/// Rows of text under a header, RFC 4180.
class CsvText {
 public:
  explicit CsvText(std::initializer_list<const char*> header);
  void row(std::initializer_list<std::string> fields);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t columns_;
};

}  // namespace trimer::report
