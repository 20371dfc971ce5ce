#include <trimer/report/forest.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

bool known(const Estimate& e) {
  return !std::isnan(e.value);
}
bool bounded(const Estimate& e) {
  return !std::isnan(e.low) && !std::isnan(e.high);
}

// `62% (20–100)` or `6.9 (5.3–8.8)`.
std::string estimate_text(const Estimate& e, bool percent) {
  if (!known(e)) return "not estimable";
  const auto number = [&](double v) {
    if (std::isnan(v)) return std::string("NE");
    if (!percent) return time_text(v);
    const std::string text = percent_text(v);
    return text.substr(0, text.size() - 1);
  };
  std::string out = number(e.value) + (percent ? "%" : "");
  if (!std::isnan(e.low) || !std::isnan(e.high)) out += " (" + number(e.low) + "–" + number(e.high) + ")";
  return out;
}

std::string published_text(const PublishedValue& p, bool percent) {
  if (p.k && p.n && percent)
    return proportion_text(*p.k, *p.n, std::isnan(p.estimate.low) ? std::optional<double>{} : p.estimate.low,
                           std::isnan(p.estimate.high) ? std::optional<double>{} : p.estimate.high);
  // A bare percentage of few, or of unknown many, would break the house rule: say what is missing.
  if (percent && !bounded(p.estimate) && p.n && *p.n < 20) return "no interval printed";
  if (percent && !bounded(p.estimate) && !p.n) return estimate_text(p.estimate, percent) + ", n not printed";
  return estimate_text(p.estimate, percent);
}

void draw_interval(Svg& svg, const Scale& x, const PlotArea& area, double y, const Estimate& e, Mark mark,
                   const std::string& colour, bool open) {
  if (!known(e)) return;
  // A limit that was not reached, or lies beyond the axis, is an arrow.
  if (!std::isnan(e.low) || !std::isnan(e.high)) {
    const bool low_open = std::isnan(e.low), high_open = std::isnan(e.high) || x(e.high) > area.right + 0.5;
    const double low = low_open ? area.left : x(e.low), high = high_open ? area.right : x(e.high);
    svg.line(low, y, high, y, stroked(colour, 2));
    if (!low_open) svg.line(low, y - 3.5, low, y + 3.5, stroked(colour, 1.5));
    if (high_open)
      svg.polygon({{high - 2, y - 4}, {high + 5, y}, {high - 2, y + 4}}, filled(colour));
    else
      svg.line(high, y - 3.5, high, y + 3.5, stroked(colour, 1.5));
  }
  svg.mark(mark, x(e.value), y, 9, colour, open);
}

std::string draw(const ForestInput& input, double width, std::string id) {
  const bool narrow = width < 500, percent = input.unit == "%";
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  double most = percent ? 1 : 0;
  if (!percent) {
    const auto take = [&](const Estimate& e) {
      if (!std::isnan(e.value)) most = std::max(most, e.value * 1.3);
      if (std::isfinite(e.high)) most = std::max(most, e.high);
    };
    for (const ForestRow& row : input.rows) {
      take(row.simulated);
      for (const PublishedValue& p : row.published) take(p.estimate);
    }
    most = round_domain(0, most > 0 ? most : 1, false, 6).high;
  }
  const double text_left = 4, text_column = narrow ? 0 : 350, line = 17;
  const double start =
      draw_legend(svg, 4, 0, width - 8,
                  {{LegendEntry::Kind::open_mark,
                    narrow ? "simulated, 95% prediction interval"
                           : "simulated, 95% prediction interval for a series of the published size",
                    colour::blue, Mark::diamond, ""},
                   {LegendEntry::Kind::mark, "published, 95% interval", colour::ink, Mark::square, ""}}) +
      6;
  PlotArea area{narrow ? 12 : text_column + 12, start, width - 20, start};
  const Scale x{0, most, area.left, area.right, false};
  const std::vector<Tick> ticks = percent ? percent_ticks(0, 1, narrow ? 5 : 6) : linear_ticks(0, most, 6);

  // Two passes: the first measures, so that the grid lies under the marks.
  double bottom = 0;
  for (const bool drawing : {false, true}) {
    double y = start;
    if (drawing)
      for (const Tick& tick : ticks)
        svg.line(x(tick.value), start, x(tick.value), bottom, stroked(colour::faint));
    std::string group, endpoint;
    const auto entry = [&](const std::string& name, const std::string& value, const Estimate& e,
                           bool simulated) {
      if (drawing) {
        const std::string colour = simulated ? colour::blue : colour::ink;
        const double value_width = text_width(value, size::small) * 1.04;
        const double value_right = narrow ? area.right : text_column;
        svg.text(text_left + 10, y + 12,
                 shortened(name, value_right - value_width - text_left - 18, size::small),
                 {.size = size::small, .fill = simulated ? "#005a8c" : colour::ink});
        svg.text(value_right, y + 12, value,
                 {.size = size::small, .anchor = Anchor::end, .fill = simulated ? "#005a8c" : colour::ink});
        draw_interval(svg, x, area, y + (narrow ? 22 : 8), e, simulated ? Mark::diamond : Mark::square,
                      colour, simulated);
      }
      y += narrow ? line + 14 : line;
    };
    for (const ForestRow& row : input.rows) {
      if (!row.group.empty() && row.group != group) {
        y += group.empty() ? 0 : 6;
        if (drawing) svg.text(text_left, y + 13, row.group, {.size = size::heading, .bold = true});
        y += 22;
        group = row.group;
        endpoint.clear();
      }
      if (drawing) svg.open(row.endpoint);
      if (row.endpoint != endpoint) {
        y += endpoint.empty() ? 0 : 5;
        if (drawing) svg.text(text_left, y + 12, row.endpoint, {.size = size::body, .bold = true});
        y += line;
        endpoint = row.endpoint;
      }
      entry("simulated" + (row.series.empty() ? "" : ", " + row.series),
            estimate_text(row.simulated, percent), row.simulated, true);
      for (const PublishedValue& p : row.published)
        entry(p.study, published_text(p, percent), p.estimate, false);
      if (drawing) svg.close();
      y += 3;
    }
    bottom = y;
  }
  area.bottom = bottom;
  draw_x_axis(svg, area, x, ticks);
  if (!percent)
    svg.text((area.left + area.right) / 2, bottom + 32, input.unit,
             {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(bottom + (percent ? 24 : 40));
  return svg.finish();
}

}  // namespace

Figure forest_figure(const ForestInput& input) {
  CsvText csv{"group", "endpoint", "unit", "source", "series", "k", "n", "estimate", "low", "high", "note"};
  const std::string unit = input.unit == "%" ? "fraction" : input.unit;
  for (const ForestRow& row : input.rows) {
    csv.row({row.group, row.endpoint, unit, "simulated", row.series, "", "", number_text(row.simulated.value),
             number_text(row.simulated.low), number_text(row.simulated.high), ""});
    for (const PublishedValue& p : row.published)
      csv.row({row.group, row.endpoint, unit, p.study, "", p.k ? std::to_string(*p.k) : "",
               p.n ? std::to_string(*p.n) : "", number_text(p.estimate.value), number_text(p.estimate.low),
               number_text(p.estimate.high), p.note});
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
