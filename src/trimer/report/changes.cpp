#include <trimer/report/changes.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

template <class Item>
std::vector<std::string> groups_of(const std::vector<Item>& items) {
  std::vector<std::string> groups;
  for (const Item& item : items)
    if (std::find(groups.begin(), groups.end(), item.group) == groups.end()) groups.push_back(item.group);
  return groups;
}

std::size_t index_of(const std::vector<std::string>& groups, const std::string& group) {
  return static_cast<std::size_t>(std::find(groups.begin(), groups.end(), group) - groups.begin());
}

// `0.01%`: percent of cells as the clinic writes them.
std::vector<Tick> cell_percent_ticks(double low, double high, int most) {
  std::vector<Tick> ticks = logarithmic_ticks(low, high, most);
  for (Tick& tick : ticks)
    if (!tick.label.empty()) tick.label = tick_label(tick.value * 100) + "%";
  return ticks;
}

std::string draw(const SpiderInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const std::vector<std::string> groups = groups_of(input.lines);
  double low = 1, last = 28, first = 0;
  bool below = false;
  for (const SpiderLine& line : input.lines)
    for (const SpiderPoint& p : line.points) {
      if (p.value > 0) low = std::min(low, p.value);
      last = std::max(last, p.day);
      first = std::min(first, p.day);
      below |= p.below_limit;
    }
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < groups.size(); ++i)
    legend.push_back({LegendEntry::Kind::mark, groups[i], series_style(i).colour, series_style(i).mark, ""});
  if (below)
    legend.push_back(
        {LegendEntry::Kind::open_mark, "below the limit of detection", colour::muted, Mark::circle, ""});
  const double top = 24 + draw_legend(svg, 4, 20, width - 8, legend) + 6;
  svg.text(4, 14, input.value_axis, {.size = size::body, .bold = true});

  double label_room = 0;
  for (const SpiderLine& line : input.lines)
    label_room = std::max(label_room, text_width(line.subject, size::small));
  label_room = std::min(label_room, 90.0) + 30;
  const PlotArea area{54, top, width - label_room, top + (narrow ? 230 : 290)};
  const Domain domain = round_domain(std::min(low, 0.01), 1, true, 7);
  const Scale x{first, last, area.left, area.right, false}, y{domain.low, 1, area.bottom, area.top, true};
  draw_y_axis(svg, area, y, cell_percent_ticks(domain.low, 1.0, static_cast<int>(area.height() / 22)));
  draw_x_axis(svg, area, x, day_ticks(first, last, static_cast<int>(area.width() / 34)));
  svg.text((area.left + area.right) / 2, area.bottom + 33, "Days since first dose",
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});

  std::vector<double> ends;
  std::vector<std::size_t> labelled;
  for (std::size_t l = 0; l < input.lines.size(); ++l) {
    const SpiderLine& line = input.lines[l];
    const SeriesStyle style = series_style(index_of(groups, line.group));
    std::vector<Point> points;
    for (const SpiderPoint& p : line.points) points.push_back({x(p.day), y(p.value)});
    svg.open(line.subject + ", " + line.group);
    svg.polyline(points, {{}, style.colour, 1.5, style.dash, 1, 0.75});
    for (std::size_t i = 0; i < points.size(); ++i)
      svg.mark(style.mark, points[i].x, points[i].y, 7, style.colour, line.points[i].below_limit);
    svg.close();
    if (!points.empty() && input.lines.size() <= 24) {
      ends.push_back(points.back().y);
      labelled.push_back(l);
    }
  }
  const std::vector<double> placed = spread(ends, 12, area.top, area.bottom);
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    const SpiderLine& line = input.lines[labelled[i]];
    const double end_x = x(line.points.back().day);
    svg.polyline({{end_x + 5, ends[i]}, {area.right + 8, ends[i]}, {area.right + 20, placed[i]}},
                 stroked(colour::rule, 0.75));
    svg.text(area.right + 23, placed[i] + 4, shortened(line.subject, label_room - 24, size::small),
             {.size = size::small});
  }
  svg.set_height(area.bottom + 42);
  return svg.finish();
}

// Deepest fall last; patients without baseline at the end.
std::vector<WaterfallBar> ordered(std::vector<WaterfallBar> bars) {
  std::stable_sort(bars.begin(), bars.end(), [](const WaterfallBar& a, const WaterfallBar& b) {
    if (std::isnan(a.change) || std::isnan(b.change)) return !std::isnan(a.change) && std::isnan(b.change);
    return a.change > b.change;
  });
  return bars;
}

std::string draw(const WaterfallInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const std::vector<WaterfallBar> bars = ordered(input.bars);
  const std::vector<std::string> groups = groups_of(bars);
  std::vector<LegendEntry> legend;
  for (const std::string& group : groups) {
    const PartStyle style = response_style(group);
    legend.push_back(
        {LegendEntry::Kind::box, group, style.hatched ? svg.hatch() : style.fill, Mark::circle, ""});
  }
  const double top = 24 + draw_legend(svg, 4, 20, width - 8, legend) + 14;
  svg.text(4, 14, input.value_axis, {.size = size::body, .bold = true});
  double high = 0;
  for (const WaterfallBar& bar : bars)
    if (!std::isnan(bar.change)) high = std::max(high, bar.change);
  high = std::min(high, 1.0);  // a rise of more than 100 % is cut and its number printed
  const Domain domain = round_domain(-1, std::max(high, 0.001), false, 6);
  const PlotArea area{52, top, width - 10, top + (narrow ? 220 : 260)};
  const Scale y{-1, domain.high, area.bottom, area.top, false};
  draw_y_axis(svg, area, y, percent_ticks(-1, domain.high, 7));
  const double pitch = bars.empty() ? 1 : area.width() / static_cast<double>(bars.size());
  const double thick = std::min(34.0, pitch * 0.8);
  const bool named = pitch >= 13;
  double lowest = area.bottom;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const WaterfallBar& bar = bars[i];
    const double centre = area.left + (static_cast<double>(i) + 0.5) * pitch;
    const PartStyle style = response_style(bar.group);
    svg.open(bar.subject + ", " + bar.group + ": " +
             (std::isnan(bar.change) ? std::string("no baseline") : percent_text(bar.change)));
    if (std::isnan(bar.change)) {
      svg.text(centre + 4, y(0) + 6, "absent",
               {.size = size::small, .anchor = Anchor::end, .fill = colour::muted, .rotate = -90});
    } else {
      const double shown = std::min(bar.change, domain.high), from = std::min(y(0), y(shown)),
                   to = std::max(y(0), y(shown));
      svg.rect(centre - thick / 2, from, thick, std::max(1.0, to - from),
               {style.hatched ? svg.hatch() : style.fill, colour::ink, 0.5, {}, 1, 1});
      if (bar.change > domain.high)
        svg.text(centre, from - 4, "+" + percent_text(bar.change), {.size = 10, .anchor = Anchor::middle});
    }
    svg.close();
    if (named) {
      const double length = text_width(bar.subject, size::small);
      if (length < pitch - 2) {
        svg.text(centre, area.bottom + 15, bar.subject, {.size = size::small, .anchor = Anchor::middle});
        lowest = std::max(lowest, area.bottom + 18);
      } else {
        svg.text(centre + 4, area.bottom + 6, shortened(bar.subject, 90, size::small),
                 {.size = size::small, .anchor = Anchor::end, .rotate = -90});
        lowest = std::max(lowest, area.bottom + 10 + std::min(length, 90.0));
      }
    }
  }
  svg.line(area.left, y(0), area.right, y(0), stroked(colour::ink));
  svg.set_height(lowest + 8);
  return svg.finish();
}

}  // namespace

Figure spider_figure(const SpiderInput& input) {
  CsvText csv{"subject", "group", "day", "fraction", "below_limit"};
  for (const SpiderLine& line : input.lines)
    for (const SpiderPoint& p : line.points)
      csv.row(
          {line.subject, line.group, number_text(p.day), number_text(p.value), p.below_limit ? "yes" : "no"});
  return drawn(input, draw, csv.text());
}

Figure waterfall_figure(const WaterfallInput& input) {
  CsvText csv{"subject", "group", "best_change"};
  for (const WaterfallBar& bar : ordered(input.bars))
    csv.row({bar.subject, bar.group, std::isnan(bar.change) ? "absent" : number_text(bar.change)});
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
