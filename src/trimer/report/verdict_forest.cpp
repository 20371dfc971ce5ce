#include <trimer/report/verdict_forest.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

constexpr double row_height = 20, group_height = 26;

Scale axis_of(const VerdictForestInput& input, double left, double right) {
  if (input.unit == "%") return {0, 100, left, right, false};
  double low = INFINITY, high = 0;
  const auto take = [&](double value) {
    if (!std::isfinite(value) || value <= 0) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const VerdictRow& row : input.rows)
    for (const double value : {row.simulated.value, row.simulated.low, row.simulated.high,
                               row.published_value, row.published_low, row.published_high})
      take(value);
  if (!(low < INFINITY)) low = high = 1;
  const Domain domain = input.logarithmic ? padded_logarithmic(low, high) : round_domain(0, high, false, 6);
  return {domain.low, domain.high, left, right, input.logarithmic};
}

std::vector<Tick> ticks_of(const VerdictForestInput& input, const Scale& x) {
  if (input.logarithmic) return logarithmic_ticks(x.low, x.high, 6);
  return linear_ticks(x.low, x.high, 6);
}

void draw_row(Svg& svg, const VerdictRow& row, const PlotArea& area, const Scale& x, double y) {
  const bool miss = row.inside == std::optional(false);
  const auto inside_axis = [&](double value) { return held(x(value), area.left, area.right); };
  if (row.predicted && !(std::isnan(row.simulated.low) && std::isnan(row.simulated.high))) {
    // An end that is not reached runs to the end of the axis and carries an arrow.
    const bool open = std::isnan(row.simulated.high) || x(row.simulated.high) > area.right + 0.5;
    const double low = std::isnan(row.simulated.low) ? area.right - 8 : inside_axis(row.simulated.low);
    const double high = open ? area.right : inside_axis(row.simulated.high);
    svg.rect(low, y - 5, std::max(1.5, high - low), 10, filled(colour::sky, 0.45));
    if (open) svg.polygon({{high, y - 5}, {high + 6, y}, {high, y + 5}}, filled(colour::sky, 0.9));
  }
  if (!std::isnan(row.simulated.value)) {
    const double at = inside_axis(row.simulated.value);
    svg.line(at, y - 6.5, at, y + 6.5, stroked(colour::blue, 2));
  }
  if (std::isnan(row.published_value)) return;
  const std::string ink = miss ? colour::vermillion : colour::ink;
  if (!std::isnan(row.published_low) || !std::isnan(row.published_high)) {
    const double low = std::isnan(row.published_low) ? area.left : inside_axis(row.published_low);
    const double high = std::isnan(row.published_high) ? area.right : inside_axis(row.published_high);
    svg.line(low, y, high, y, stroked(ink, 1));
  }
  svg.mark(miss ? Mark::cross : Mark::square, inside_axis(row.published_value), y, miss ? 9 : 7, ink,
           !row.inside.has_value());
}

std::string draw(const VerdictForestInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const double start =
      draw_legend(svg, 4, 0, width - 8,
                  {{LegendEntry::Kind::box, "simulated: " + input.interval + " predictive interval",
                    colour::sky, Mark::square, ""},
                   {LegendEntry::Kind::mark, "published, inside", colour::ink, Mark::square, ""},
                   {LegendEntry::Kind::mark, "published, outside", colour::vermillion, Mark::cross, ""},
                   {LegendEntry::Kind::open_mark, "published, not judged", colour::ink, Mark::square, ""}}) +
      8;
  const double names = narrow ? 0 : 255, values = narrow ? 0 : 130;
  PlotArea area{narrow ? 10 : names + 8, start, width - (narrow ? 14 : values + 16), start};
  const Scale x = axis_of(input, area.left, area.right);
  const std::vector<Tick> ticks = ticks_of(input, x);
  double bottom = start;
  for (const bool drawing :
       {false, true}) {  // the first pass measures, so that the grid lies under the marks
    double y = start;
    if (drawing)
      for (const Tick& tick : ticks)
        svg.line(x(tick.value), start, x(tick.value), bottom, stroked(colour::faint));
    std::string group;
    for (const VerdictRow& row : input.rows) {
      if (row.group != group) {
        if (drawing) svg.text(4, y + 17, row.group, {.size = size::heading, .bold = true});
        y += group_height;
        group = row.group;
      }
      if (drawing) {
        const std::string ink = row.inside == std::optional(false) ? "#a34700" : colour::ink;
        const double value_room = text_width(row.published, size::small) + 8;
        svg.open(row.endpoint);
        svg.text(10, y + 13,
                 shortened(row.endpoint, narrow ? width - value_room - 18 : names - 10, size::small),
                 {.size = size::small, .fill = ink});
        svg.text(width - 4, y + 13, row.published, {.size = size::small, .anchor = Anchor::end, .fill = ink});
        draw_row(svg, row, area, x, y + (narrow ? 25 : 9));
        svg.close();
      }
      y += row_height + (narrow ? 14 : 0);
    }
    bottom = y + 2;
  }
  area.bottom = bottom;
  draw_x_axis(svg, area, x, ticks);
  svg.text((area.left + area.right) / 2, bottom + 32, input.unit,
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(bottom + 40);
  return svg.finish();
}

}  // namespace

Figure verdict_forest(const VerdictForestInput& input) {
  CsvText csv{"study",          "endpoint",  "unit", "published", "published_low",
              "published_high", "simulated", "low",  "high",      "inside"};
  for (const VerdictRow& row : input.rows)
    csv.row({row.group, row.endpoint, input.unit,
             std::isinf(row.published_value) ? "not reached" : number_text(row.published_value),
             number_text(row.published_low), number_text(row.published_high),
             number_text(row.simulated.value), number_text(row.simulated.low),
             number_text(row.simulated.high), row.inside ? (*row.inside ? "true" : "false") : ""});
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
