#include <trimer/report/axes.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

void draw_y_axis(Svg& svg, const PlotArea& area, const Scale& y, const std::vector<Tick>& ticks) {
  for (const Tick& tick : ticks) {
    const double at = y(tick.value);
    if (tick.label.empty()) continue;
    svg.line(area.left, at, area.right, at, stroked(colour::faint));
    svg.text(area.left - 6, at + 4, tick.label,
             {.size = size::small, .anchor = Anchor::end, .fill = colour::muted});
  }
}

void draw_x_axis(Svg& svg, const PlotArea& area, const Scale& x, const std::vector<Tick>& ticks, bool labels,
                 double offset) {
  const double at = area.bottom + offset;
  svg.line(area.left, at, area.right, at, stroked(colour::rule));
  for (const Tick& tick : ticks) {
    const double px = x(tick.value);
    svg.line(px, at, px, at + (tick.label.empty() ? 2.5 : 4), stroked(colour::rule));
    if (labels && !tick.label.empty())
      svg.text(px, at + 16, tick.label,
               {.size = size::small, .anchor = Anchor::middle, .fill = colour::muted});
  }
}

void draw_dosing(Svg& svg, const PlotArea& area, const Scale& x, const std::vector<DosingPeriod>& dosing,
                 double height, bool labels) {
  for (const DosingPeriod& period : dosing) {
    const double left = std::max(area.left, x(period.start_day)),
                 right = std::min(area.right, x(period.end_day));
    if (!(right > left)) continue;
    svg.open(period.label + ", day " + number_text(period.start_day) + " to " + number_text(period.end_day));
    svg.rect(left, area.bottom, std::max(1.0, right - left - 0.5), height, filled(colour::muted));
    const std::string label = unit_text(period.label);
    if (labels && text_width(label, 9) < right - left - 3)
      svg.text((left + right) / 2, area.bottom + height / 2 + 3.2, label,
               {.size = 9, .anchor = Anchor::middle, .fill = colour::paper});
    svg.close();
  }
}

void draw_panel_title(Svg& svg, double left, double y, double room, const std::string& title,
                      const std::string& unit) {
  const std::string unit_words = shortened(unit_text(unit), 0.4 * room, size::small);
  const double unit_width = text_width(unit_words, size::small) + 6;
  const std::string words = shortened(title, room - unit_width, size::heading, true);
  svg.text(left, y, words, {.size = size::heading, .bold = true});
  svg.text(left + text_width(words, size::heading, true) + 6, y, unit_words,
           {.size = size::small, .fill = colour::muted});
}

double draw_legend(Svg& svg, double left, double top, double width, const std::vector<LegendEntry>& entries) {
  constexpr double line_height = 18, gap = 16;
  double x = left, y = top;
  for (const LegendEntry& entry : entries) {
    const double key = entry.kind == LegendEntry::Kind::line ? 24 : 12;
    const double length = key + 5 + text_width(entry.text, size::small) * 1.03;
    if (x > left && x + length > left + width) {
      x = left;
      y += line_height;
    }
    const double middle = y + 8;
    switch (entry.kind) {
      case LegendEntry::Kind::box:
        svg.rect(x, middle - 5.5, 11, 11, {entry.fill, colour::rule, 0.75, {}, 1, 1});
        break;
      case LegendEntry::Kind::mark:
        svg.mark(entry.mark, x + 6, middle, 9, entry.fill);
        break;
      case LegendEntry::Kind::open_mark:
        svg.mark(entry.mark, x + 6, middle, 9, entry.fill, true);
        break;
      case LegendEntry::Kind::line:
        svg.line(x, middle, x + key, middle, stroked(entry.fill, 2, entry.dash));
        break;
    }
    svg.text(x + key + 5, middle + 4, entry.text, {.size = size::small, .fill = colour::ink});
    x += length + gap;
  }
  return entries.empty() ? 0 : y + line_height - top;
}

CsvText::CsvText(std::initializer_list<const char*> header) : columns_(header.size()) {
  for (const char* name : header) {
    if (!text_.empty()) text_ += ',';
    text_ += name;
  }
  text_ += '\n';
}

void CsvText::row(std::initializer_list<std::string> fields) {
  assert(fields.size() == columns_);
  bool first = true;
  for (const std::string& field : fields) {
    if (!first) text_ += ',';
    first = false;
    text_ += csv_field(field);
  }
  text_ += '\n';
}

}  // namespace trimer::report
