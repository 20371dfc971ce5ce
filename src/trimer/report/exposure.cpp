#include <trimer/report/exposure.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

constexpr const char* band_fill = "#c9e2f3";
constexpr const char* band_line = "#00436b";

Domain exposures_of(const ExposureInput& input) {
  double low = INFINITY, high = 0;
  for (const ExposurePanel& panel : input.panels) {
    for (const auto& group : panel.groups) {
      low = std::min(low, group.exposure);
      high = std::max(high, group.exposure);
    }
    for (const auto& arm : panel.arms) {
      low = std::min(low, arm.low);
      high = std::max(high, arm.high);
    }
  }
  if (!(low <= high)) return {1, 10};
  return padded_logarithmic(low, high);
}

void draw_panel(Svg& svg, const ExposurePanel& panel, const Domain& domain, const PlotArea& area) {
  const Scale x{domain.low, domain.high, area.left, area.right, true};
  const Scale y{0, 1, area.bottom, area.top, false};
  svg.open(panel.title);
  draw_panel_title(svg, area.left - 36, area.top - 12, area.width() + 36, panel.title, "of patients");
  draw_y_axis(svg, area, y, percent_ticks(0, 1, 5));
  svg.open_clip(area.left, area.top - 6, area.width() + 1, area.height() + 12);
  std::vector<Point> line, upper, lower;
  for (const auto& group : panel.groups) {
    line.push_back({x(group.exposure), y(group.share.value)});
    upper.push_back({x(group.exposure), y(group.share.high)});
    lower.push_back({x(group.exposure), y(group.share.low)});
  }
  if (line.size() > 1) {
    std::vector<Point> band = upper;
    band.insert(band.end(), lower.rbegin(), lower.rend());
    svg.polygon(band, filled(band_fill));
    svg.polyline(line, stroked(band_line, 1.8));
  }
  for (std::size_t i = 0; i < line.size() && panel.arms.empty(); ++i)
    svg.mark(Mark::circle, line[i].x, line[i].y, 5, band_line);
  for (std::size_t i = 0; i < panel.arms.size(); ++i) {
    const ExposurePanel::Arm& arm = panel.arms[i];
    const SeriesStyle style = series_style(i);
    const double px = x(arm.exposure), py = y(arm.share.value);
    svg.line(x(arm.low), py, x(arm.high), py, stroked(style.colour, 1.2));
    svg.line(px, y(arm.share.low), px, y(arm.share.high), stroked(style.colour, 2));
    svg.mark(style.mark, px, py, 9, style.colour);
  }
  svg.close();
  draw_x_axis(svg, area, x, logarithmic_ticks(domain.low, domain.high, static_cast<int>(area.width() / 45)));
  svg.close();
}

std::string draw(const ExposureInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  const int count = static_cast<int>(input.panels.size()),
            columns = narrow ? 1 : std::min(3, std::max(1, count));
  const int rows = (count + columns - 1) / columns;
  const double plot_height = narrow ? 120 : 140, row_height = plot_height + 58, left = 40, gap = 14;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  std::vector<LegendEntry> legend{
      {LegendEntry::Kind::line, "patients of similar exposure", band_line, Mark::circle, ""},
      {LegendEntry::Kind::box, "95% interval", band_fill, Mark::circle, ""}};
  if (!input.panels.empty())
    for (std::size_t i = 0; i < input.panels.front().arms.size(); ++i)
      legend.push_back({LegendEntry::Kind::mark,
                        shortened(unit_text(input.panels.front().arms[i].label), width - 60, size::small),
                        series_style(i).colour, series_style(i).mark, ""});
  const double top = draw_legend(svg, 4, 0, width - 8, legend) + 8;
  const Domain domain = exposures_of(input);
  const double column_width = (width - (columns - 1) * gap) / columns;
  for (int i = 0; i < count; ++i) {
    const double x0 = (i % columns) * (column_width + gap), y0 = top + i / columns * row_height;
    draw_panel(svg, input.panels[static_cast<std::size_t>(i)], domain,
               {x0 + left, y0 + 28, x0 + column_width - 8, y0 + 28 + plot_height});
  }
  svg.text(width / 2, top + rows * row_height + 4,
           shortened(input.axis + ", " + unit_text(input.unit), width - 8, size::body),
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(top + rows * row_height + 12);
  return svg.finish();
}

}  // namespace

Figure exposure_figure(const ExposureInput& input) {
  CsvText csv{"endpoint", "patients_of", "exposure", "exposure_low", "exposure_high", "unit",
              "k",        "n",           "share",    "low",          "high"};
  for (const ExposurePanel& panel : input.panels) {
    const auto row = [&](const std::string& of, const auto& point) {
      csv.row({panel.title, of, number_text(point.exposure), number_text(point.low), number_text(point.high),
               input.unit, std::to_string(point.k), std::to_string(point.n), number_text(point.share.value),
               number_text(point.share.low), number_text(point.share.high)});
    };
    for (const auto& group : panel.groups) row("all arms, similar exposure", group);
    for (const auto& arm : panel.arms) row(arm.label, arm);
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
