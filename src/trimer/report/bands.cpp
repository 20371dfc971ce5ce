#include <trimer/report/bands.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/report/axes.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

void check(const BandTable& table) {
  const std::size_t n = table.day.size();
  for (const auto* column : {&table.median, &table.low50, &table.high50, &table.low90, &table.high90})
    if (column->size() != n)
      throw InputError("bands." + table.id, std::to_string(column->size()),
                       "expected one value per day (" + std::to_string(n) + ")");
  if (!table.patients.empty() && table.patients.size() != n)
    throw InputError("bands." + table.id + ".patients", std::to_string(table.patients.size()),
                     "expected one count per day (" + std::to_string(n) + ")");
}

// What the vertical axis must hold. A logarithmic axis stops seven decades under the top: below that lies
// nothing that a laboratory could see.
Domain domain_of(const BandTable& table, const std::vector<ReferenceLine>& references) {
  double low = INFINITY, high = -INFINITY;
  const auto take = [&](double value) {
    if (!std::isfinite(value) || (table.logarithmic && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const auto* column : {&table.median, &table.low90, &table.high90})
    for (const double value : *column) take(value);
  for (const ReferenceLine& line : references)
    if (line.panel == table.id) take(line.value);
  if (!(low <= high)) return {table.logarithmic ? 0.1 : 0.0, 1.0};
  if (table.logarithmic) return padded_logarithmic(std::max(low, high * 1e-7), high);
  if (low > 0 && low < 0.6 * high) low = 0;
  return round_domain(low, high, false, 5);
}

// The band as polygons, broken where either limit is missing.
void draw_band(Svg& svg, const BandTable& table, const std::vector<double>& low,
               const std::vector<double>& high, const Scale& x, const Scale& y, const Paint& paint) {
  std::vector<Point> upper, lower;
  const auto flush = [&] {
    if (upper.size() > 1) {
      upper.insert(upper.end(), lower.rbegin(), lower.rend());
      svg.polygon(upper, paint);
    }
    upper.clear();
    lower.clear();
  };
  for (std::size_t i = 0; i < table.day.size(); ++i) {
    if (std::isnan(low[i]) || std::isnan(high[i])) {
      flush();
      continue;
    }
    upper.push_back({x(table.day[i]), y(high[i])});
    lower.push_back({x(table.day[i]), y(low[i])});
  }
  flush();
}

struct Layout {
  int columns = 3;
  double panel_height = 118;
};

// Names of the bands, once, at the end of the first panel where a curve is high enough to hold them.
void draw_panel(Svg& svg, const BandTable& table, const BandsInput& input, const PlotArea& area,
                double last_day, bool dosing_labels) {
  const Domain domain = domain_of(table, input.references);
  const Scale x{table.day.empty() ? 0 : std::min(0.0, table.day.front()), last_day, area.left, area.right,
                false};
  const Scale y{domain.low, domain.high, area.bottom, area.top, table.logarithmic};
  const int most = static_cast<int>(area.height() / 22);
  svg.open(table.title);
  draw_panel_title(svg, area.left - 36, area.top - 12, area.width() + 36, table.title, table.unit);
  draw_y_axis(svg, area, y,
              table.logarithmic ? logarithmic_ticks(domain.low, domain.high, most)
                                : linear_ticks(domain.low, domain.high, most));
  svg.open_clip(area.left, area.top - 1, area.width() + 1, area.height() + 1);
  draw_band(svg, table, table.low90, table.high90, x, y, filled("#c9e2f3"));
  draw_band(svg, table, table.low50, table.high50, x, y, filled("#7fb8dd"));
  std::vector<Point> median;
  for (std::size_t i = 0; i < table.day.size(); ++i) median.push_back({x(table.day[i]), y(table.median[i])});
  svg.polyline(median, stroked("#00436b", 1.8));
  svg.close();
  for (const ReferenceLine& line : input.references) {
    if (line.panel != table.id) continue;
    const double at = y(line.value);
    svg.line(area.left, at, area.right, at, stroked(colour::vermillion, 1, "4 3"));
    const bool above = at - 14 > area.top;
    svg.text(area.right, above ? at - 3 : at + 11, shortened(line.label, area.width(), 10),
             {.size = 10, .anchor = Anchor::end, .fill = "#a34700", .halo = true});
  }
  const double strip = input.dosing.empty() ? 0 : 11;
  draw_dosing(svg, area, x, input.dosing, strip, dosing_labels);
  draw_x_axis(svg, area, x, day_ticks(x.low, last_day, static_cast<int>(area.width() / 30)), true, strip);
  svg.close();
}

std::string draw(const BandsInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  const int count = static_cast<int>(input.panels.size());
  const int columns = narrow ? 1 : std::max(1, std::min(count == 4 ? 2 : 3, count));
  const int rows = (count + columns - 1) / columns;
  const double strip = input.dosing.empty() ? 0 : 11;
  const double plot_height = narrow ? 120 : 128, row_height = plot_height + 54 + strip, left = 40, gap = 14;
  const double legend_height = 26;
  double last_day = 1;
  for (const BandTable& table : input.panels)
    if (!table.day.empty()) last_day = std::max(last_day, table.day.back());
  std::string names;
  for (const BandTable& table : input.panels) names += (names.empty() ? "" : ", ") + table.title;
  Svg svg(width, legend_height + rows * row_height + 14, std::move(id), input.text.title,
          "Median, central 50 % and central 90 % of patients over days since first dose: " + names + ".");
  std::vector<LegendEntry> legend{{LegendEntry::Kind::line, "median", "#00436b", Mark::circle, ""},
                                  {LegendEntry::Kind::box, "50% of patients", "#7fb8dd", Mark::circle, ""},
                                  {LegendEntry::Kind::box, "90%", "#c9e2f3", Mark::circle, ""}};
  if (!input.dosing.empty())
    legend.push_back({LegendEntry::Kind::box, "infusion", colour::muted, Mark::circle, ""});
  draw_legend(svg, 4, 0, width - 8, legend);
  const double column_width = (width - (columns - 1) * gap) / columns;
  for (int i = 0; i < count; ++i) {
    const int row = i / columns;
    const double x0 = (i % columns) * (column_width + gap), y0 = legend_height + row * row_height;
    const PlotArea area{x0 + left, y0 + 28, x0 + column_width - 8, y0 + 28 + plot_height};
    draw_panel(svg, input.panels[static_cast<std::size_t>(i)], input, area, last_day, true);
  }
  svg.text(width / 2, legend_height + rows * row_height + 6, "Days since first dose",
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  return svg.finish();
}

}  // namespace

Figure bands_figure(const BandsInput& input) {
  CsvText csv{"quantity", "unit", "day", "median", "low50", "high50", "low90", "high90", "patients"};
  for (const BandTable& table : input.panels) {
    check(table);
    for (std::size_t i = 0; i < table.day.size(); ++i)
      csv.row({table.id, table.unit, number_text(table.day[i]), number_text(table.median[i]),
               number_text(table.low50[i]), number_text(table.high50[i]), number_text(table.low90[i]),
               number_text(table.high90[i]),
               table.patients.empty() ? "" : std::to_string(table.patients[i])});
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
