#include <trimer/report/laboratory.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

// The panel shows all values and the limits between grades that lie near them.
Domain domain_of(const LabPanel& panel) {
  double low = INFINITY, high = -INFINITY;
  const auto take = [&](double value) {
    if (!std::isfinite(value) || (panel.logarithmic && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const LabSeries& series : panel.series)
    for (const LabPoint& p : series.points) take(p.value);
  for (const GradeBand& band : panel.bands) {
    take(band.low);
    take(band.high);
  }
  if (!(low <= high)) return {panel.logarithmic ? 0.1 : 0.0, 1.0};
  if (panel.logarithmic) return padded_logarithmic(std::max(low, high * 1e-6), high);
  return round_domain(low > 0 && low < 0.6 * high ? 0 : low, high, false, 5);
}

void draw_panel(Svg& svg, const LabPanel& panel, const LaboratoryInput& input, const PlotArea& area,
                double first, double last) {
  const Domain domain = domain_of(panel);
  const Scale x{first, last, area.left, area.right, false},
      y{domain.low, domain.high, area.bottom, area.top, panel.logarithmic};
  svg.open(panel.title);
  draw_panel_title(svg, area.left - 36, area.top - 12, area.width() + 36, panel.title, panel.unit);
  for (const GradeBand& band : panel.bands) {
    const double from = std::max(area.top, y(std::min(band.high, domain.high)));
    const double to = std::min(area.bottom, y(std::max(band.low, domain.low)));
    if (!(to - from > 0.5)) continue;
    svg.rect(area.left, from, area.width(), to - from, filled(grade_style(band.grade).fill, 0.4));
    if (to - from >= 9)
      svg.text(area.right + 3, (from + to) / 2 + 3.5, "G" + std::to_string(band.grade),
               {.size = 10, .fill = colour::muted});
  }
  const int most = static_cast<int>(area.height() / 22);
  draw_y_axis(svg, area, y,
              panel.logarithmic ? logarithmic_ticks(domain.low, domain.high, most)
                                : linear_ticks(domain.low, domain.high, most));
  const bool many = panel.series.size() > 7;
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    const LabSeries& series = panel.series[s];
    const SeriesStyle style = many ? SeriesStyle{colour::blue, Mark::circle, ""} : series_style(s);
    std::vector<Point> points;
    for (const LabPoint& p : series.points) points.push_back({x(p.day), y(p.value)});
    svg.open(series.subject);
    svg.polyline(points,
                 {{}, style.colour, many ? 1 : 1.4, many ? std::string() : style.dash, 1, many ? 0.5 : 0.9});
    if (!many)
      for (std::size_t i = 0; i < points.size(); ++i)
        if (series.points[i].below_limit || series.points.size() <= 30)
          svg.mark(style.mark, points[i].x, points[i].y, 4.5, style.colour, series.points[i].below_limit);
    svg.close();
  }
  const double strip = input.dosing.empty() ? 0 : 11;
  draw_dosing(svg, area, x, input.dosing, strip, true);
  draw_x_axis(svg, area, x, day_ticks(first, last, static_cast<int>(area.width() / 30)), true, strip);
  svg.close();
}

std::string draw(const LaboratoryInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  const int count = static_cast<int>(input.panels.size());
  const int columns = narrow ? 1 : std::max(1, std::min(count == 4 ? 2 : 3, count));
  const int rows = (count + columns - 1) / columns;
  const double strip = input.dosing.empty() ? 0 : 11, plot_height = narrow ? 120 : 128,
               row_height = plot_height + 54 + strip;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  double first = 0, last = 1;
  std::vector<LegendEntry> legend;
  std::size_t most_series = 0;
  bool below = false;
  for (const LabPanel& panel : input.panels) {
    for (const LabSeries& series : panel.series)
      for (const LabPoint& p : series.points) {
        first = std::min(first, p.day);
        last = std::max(last, p.day);
        below |= p.below_limit;
      }
    if (panel.series.size() > most_series) {
      most_series = panel.series.size();
      legend.clear();
      if (most_series <= 7 && most_series > 1)
        for (std::size_t s = 0; s < most_series; ++s)
          legend.push_back({LegendEntry::Kind::mark, panel.series[s].subject, series_style(s).colour,
                            series_style(s).mark, ""});
    }
  }
  if (most_series > 7)
    legend.push_back({LegendEntry::Kind::line, "one line per patient", colour::blue, Mark::circle, ""});
  legend.push_back({LegendEntry::Kind::box, "shaded: grade, named at the right edge", grade_style(2).fill,
                    Mark::circle, ""});
  if (below)
    legend.push_back(
        {LegendEntry::Kind::open_mark, "below the limit of detection", colour::muted, Mark::circle, ""});
  const double top = draw_legend(svg, 4, 0, width - 8, legend) + 6;
  const double gap = 8, column_width = (width - (columns - 1) * gap) / columns;
  for (int i = 0; i < count; ++i) {
    const int row = i / columns;
    const double x0 = (i % columns) * (column_width + gap), y0 = top + row * row_height;
    const PlotArea area{x0 + 40, y0 + 28, x0 + column_width - 20, y0 + 28 + plot_height};
    draw_panel(svg, input.panels[static_cast<std::size_t>(i)], input, area, first, last);
  }
  const double bottom = top + rows * row_height;
  svg.text(width / 2, bottom + 6, "Days since first dose",
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(bottom + 14);
  return svg.finish();
}

}  // namespace

Figure laboratory_figure(const LaboratoryInput& input) {
  CsvText csv{"test", "unit", "subject", "day", "value", "below_limit"};
  for (const LabPanel& panel : input.panels)
    for (const LabSeries& series : panel.series)
      for (const LabPoint& p : series.points)
        csv.row({panel.id, panel.unit, series.subject, number_text(p.day), number_text(p.value),
                 p.below_limit ? "yes" : "no"});
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
