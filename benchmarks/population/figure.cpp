#include "results.h"

#include <trimer/report/axes.h>

#include <algorithm>
#include <cmath>

namespace trimer::benchmark {

std::string results_figure(const Results& results) {
  using namespace report;
  Svg svg(wide_width, 400, "work_precision", "Patients per second and core against the true error",
          "One line per method on logarithmic axes; further right and lower is better.");
  const PlotArea area{64, 34, wide_width - 170, 350};
  double low_error = 1, high_error = 1e-12, low_rate = 1e12, high_rate = 0;
  for (const Method& m : results.work_precision.methods)
    for (const Row& r : m.rows) {
      low_error = std::min(low_error, r.error), high_error = std::max(high_error, r.error);
      low_rate = std::min(low_rate, r.patients_per_second),
      high_rate = std::max(high_rate, r.patients_per_second);
    }
  const auto rates = padded_logarithmic(low_rate, high_rate),
             accuracies = padded_logarithmic(low_error, high_error);
  const Scale x{rates.low, rates.high, area.left, area.right, true};
  const Scale y{accuracies.low, accuracies.high, area.bottom, area.top, true};
  draw_y_axis(svg, area, y, logarithmic_ticks(y.low, y.high, 8));
  draw_x_axis(svg, area, x, logarithmic_ticks(x.low, x.high, 8));
  draw_panel_title(svg, area.left, 20, area.width(), "True error of a patient's course", "geometric mean");
  svg.text((area.left + area.right) / 2, area.bottom + 36, "patients per second, one core",
           {.anchor = Anchor::middle});
  std::size_t series = 0;
  for (const Method& m : results.work_precision.methods) {
    const SeriesStyle style = series_style(series++);
    if (m.rows.empty()) continue;
    std::vector<Point> points;
    for (const Row& r : m.rows) points.push_back({x(r.patients_per_second), y(r.error)});
    svg.polyline(points, stroked(style.colour, 1.5, style.dash));
    for (const Point& p : points) svg.mark(style.mark, p.x, p.y, 7, style.colour);
  }
  series = 0;
  double line = area.top + 12;
  for (const Method& m : results.work_precision.methods) {
    const SeriesStyle style = series_style(series++);
    if (m.rows.empty()) continue;
    svg.line(area.right + 14, line - 4, area.right + 38, line - 4, stroked(style.colour, 1.5, style.dash));
    svg.mark(style.mark, area.right + 26, line - 4, 7, style.colour);
    svg.text(area.right + 44, line, m.name);
    line += 20;
  }
  return svg.finish();
}

}  // namespace trimer::benchmark
