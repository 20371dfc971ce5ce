#include <trimer/report/differences.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

std::string estimate_text(const Estimate& e, bool percent, bool share) {
  if (std::isnan(e.value)) return "not told";
  if (share) return percent_text(e.value) + " (" + percent_limits(e.low, e.high) + ")";
  return difference_text(e.value, percent) + " (" + difference_text(e.low, percent) + " to " +
         difference_text(e.high, percent) + ")";
}

// A round number that holds every limit on both sides of zero.
double reach_of(const DifferencesInput& input) {
  if (input.shares) return 1;
  double most = 0;
  for (const DifferenceRow& row : input.rows)
    for (const Estimate& e : row.differences)
      for (const double value : {e.value, e.low, e.high})
        if (std::isfinite(value)) most = std::max(most, std::abs(value));
  const double scale = input.unit == "%" ? 100 : 1;
  const double least = std::max(most * scale, input.unit == "%" ? 5.0 : 1.0), step = nice_step(least / 5);
  return step * std::ceil(least / step) / scale;
}

std::string draw(const DifferencesInput& input, double width, std::string id) {
  const bool narrow = width < 500, percent = input.unit == "%";
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const double reach = reach_of(input), line = 17, text_left = 4, text_column = narrow ? 0 : 350;
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < input.arms.size(); ++i) {
    const SeriesStyle style = series_style(i + (input.shares ? 0 : 1));  // the reference has the first
    legend.push_back({LegendEntry::Kind::mark, shortened(input.arms[i], width - 60, size::small),
                      style.colour, style.mark, ""});
  }
  const double start = draw_legend(svg, 4, 0, width - 8, legend) + 20;
  PlotArea area{narrow ? 14 : text_column + 14, start, width - 22, start};
  const Scale x{input.shares ? 0 : -reach, reach, area.left, area.right, false};
  std::vector<Tick> ticks = input.shares ? percent_ticks(0, 1, narrow ? 5 : 6)
                                         : linear_ticks(percent ? -100 * reach : -reach,
                                                        percent ? 100 * reach : reach, narrow ? 5 : 7);
  if (!input.shares) {
    for (Tick& tick : ticks) {
      tick.label =
          tick.label.empty() ? "" : difference_text(percent ? tick.value / 100 : tick.value, percent);
      if (percent) tick.value /= 100;
    }
    const std::string fewer = "less than " + input.reference, more = "more";
    svg.text(x(0) - 6, start - 6, shortened("← " + fewer, x(0) - 12 - (narrow ? 0 : text_left), size::small),
             {.size = size::small, .anchor = Anchor::end, .fill = colour::muted});
    svg.text(x(0) + 6, start - 6, more + " →", {.size = size::small, .fill = colour::muted});
  }

  // Two passes: the first measures, so that the grid lies under the marks.
  double bottom = 0;
  for (const bool drawing : {false, true}) {
    double y = start;
    if (drawing) {
      for (const Tick& tick : ticks)
        svg.line(x(tick.value), start, x(tick.value), bottom, stroked(colour::faint));
      if (!input.shares) svg.line(x(0), start, x(0), bottom, stroked(colour::muted, 1.2));
    }
    std::string group;
    for (const DifferenceRow& row : input.rows) {
      if (!row.group.empty() && row.group != group) {
        y += group.empty() ? 0 : 6;
        if (drawing) svg.text(text_left, y + 13, row.group, {.size = size::heading, .bold = true});
        y += 22;
        group = row.group;
      }
      if (drawing) svg.open(row.endpoint);
      if (drawing) svg.text(text_left, y + 12, row.endpoint, {.size = size::body, .bold = true});
      y += line;
      for (std::size_t i = 0; i < row.differences.size(); ++i) {
        const Estimate& e = row.differences[i];
        if (drawing) {
          const SeriesStyle style = series_style(i + (input.shares ? 0 : 1));  // the reference has the first
          const std::string value = estimate_text(e, percent, input.shares);
          const double right = narrow ? area.right : text_column,
                       value_width = text_width(value, size::small) * 1.04;
          svg.text(text_left + 10, y + 12,
                   shortened(input.arms[i], right - value_width - text_left - 18, size::small),
                   {.size = size::small});
          svg.text(right, y + 12, value, {.size = size::small, .anchor = Anchor::end});
          const double at = y + (narrow ? 22 : 8);
          if (!std::isnan(e.value)) {
            svg.line(x(e.low), at, x(e.high), at, stroked(style.colour, 2));
            for (const double limit : {e.low, e.high})
              svg.line(x(limit), at - 3.5, x(limit), at + 3.5, stroked(style.colour, 1.5));
            svg.mark(style.mark, x(e.value), at, 9, style.colour);
          }
        }
        y += narrow ? line + 14 : line;
      }
      if (drawing) svg.close();
      y += 5;
    }
    bottom = y;
  }
  area.bottom = bottom;
  draw_x_axis(svg, area, x, ticks);
  svg.text((area.left + area.right) / 2, bottom + 32,
           input.shares ? "% of courses"
           : percent    ? "percentage points"
                        : input.unit,
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(bottom + 40);
  return svg.finish();
}

}  // namespace

std::string difference_text(double value, bool percent) {
  if (std::isnan(value)) return "?";
  std::string text = fmt::format("{:.1f}", std::abs(percent ? 100 * value : value));
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  if (text == "0") return text;
  return (value < 0 ? "−" : "+") + text;
}

Figure differences_figure(const DifferencesInput& input) {
  CsvText csv{"group", "endpoint", "arm", "reference_arm", "unit", "difference", "low", "high"};
  for (const DifferenceRow& row : input.rows) {
    if (row.differences.size() != input.arms.size())
      throw InputError("differences." + row.endpoint, std::to_string(row.differences.size()),
                       "expected one difference per arm (" + std::to_string(input.arms.size()) + ")");
    for (std::size_t i = 0; i < input.arms.size(); ++i) {
      const Estimate& e = row.differences[i];
      csv.row({row.group, row.endpoint, input.arms[i], input.reference,
               input.unit == "%" ? "fraction" : input.unit, number_text(e.value), number_text(e.low),
               number_text(e.high)});
    }
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
