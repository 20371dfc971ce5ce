#include <trimer/report/bars.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

// Grade of `3` or `grade 3`; -1 for anything else.
int grade_of(const std::string& part) {
  const std::string digit = part.rfind("grade ", 0) == 0 ? part.substr(6) : part;
  return digit.size() == 1 && digit[0] >= '0' && digit[0] <= '5' ? digit[0] - '0' : -1;
}

bool is_not_evaluable(const std::string& part) {
  return part == "not evaluable" || part == "NE";
}

PartStyle style_of(BarPalette palette, const std::string& part) {
  if (palette == BarPalette::responses) return response_style(part);
  if (grade_of(part) >= 0) return grade_style(grade_of(part));
  // Published tables often give ranges. `≥3` wears the colour of its grade; `<3` holds several and wears
  // none.
  if (part.front() == '<') return {"#dfe3e8", colour::ink, false};
  for (auto c = part.rbegin(); c != part.rend(); ++c)
    if (*c >= '0' && *c <= '5') return grade_style(*c - '0');
  return grade_style(-1);
}

std::string part_name(BarPalette palette, const std::string& part) {
  if (is_not_evaluable(part)) return "not evaluable";
  if (part == "BLAST_FREE") return "blast-free marrow";
  return palette == BarPalette::grades && part.rfind("grade ", 0) != 0 ? "grade " + part : part;
}

// Inside the bar: the part's own name where it fits, then its share (from 20 subjects on) or its count.
std::string inside_text(const BarsInput& input, const StackedBar& bar, std::size_t i, double width) {
  const std::string amount =
      bar.n >= 20 ? fmt::format("{:.0f}%", 100.0 * bar.counts[i] / bar.n) : std::to_string(bar.counts[i]);
  std::string name = bar.parts[i];
  if (is_not_evaluable(name))
    name = "NE";
  else if (grade_of(name) >= 0)
    name = "G" + std::to_string(grade_of(name));
  else if (input.palette == BarPalette::grades)
    name = "G" + name;
  else
    name = part_name(input.palette, name);
  name += " · " + amount;
  for (const std::string& text : {name, amount})
    if (text_width(text, size::small) + 6 <= width) return text;
  return {};
}

void check(const BarRow& row) {
  const StackedBar& bar = row.bar;
  const int sum = std::accumulate(bar.counts.begin(), bar.counts.end(), 0);
  if (bar.parts.size() != bar.counts.size() || sum != bar.n)
    throw InputError("bar " + bar.label, std::to_string(sum),
                     "expected counts that add to n = " + std::to_string(bar.n));
  if (row.leading < 0 || row.leading > static_cast<int>(bar.parts.size()))
    throw InputError("bar " + bar.label + ".leading", std::to_string(row.leading),
                     "expected a number of parts");
}

std::string draw(const BarsInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  const double label_width = narrow ? 0 : 190, left = narrow ? 8 : label_width + 10, right = width - 24;
  const double bar_height = 22, whisker_height = 14, label_height = narrow ? 17 : 0;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);

  std::vector<LegendEntry> legend;
  std::vector<std::string> listed;
  for (const BarRow& row : input.rows)
    for (const std::string& part : row.bar.parts)
      if (std::find(listed.begin(), listed.end(), part) == listed.end()) listed.push_back(part);
  std::stable_sort(listed.begin(), listed.end(), [&](const std::string& a, const std::string& b) {
    const auto rank = [&](const std::string& part) {
      if (input.palette == BarPalette::responses) return response_rank(part);
      return grade_of(part) >= 0 ? grade_of(part) : is_not_evaluable(part) ? 99 : 50;
    };
    return rank(a) < rank(b);
  });
  for (const std::string& part : listed) {
    const PartStyle style = style_of(input.palette, part);
    legend.push_back({LegendEntry::Kind::box, part_name(input.palette, part),
                      style.hatched ? svg.hatch() : style.fill, Mark::circle, ""});
  }
  double y = draw_legend(svg, narrow ? 8 : 4, 0, width - 12, legend) + 8;

  const Scale x{0, 1, left, right, false};
  const double grid_top = y;
  struct Deferred {
    double y;
    const BarRow* row;
  };
  std::vector<Deferred> bars;
  std::string group;
  for (const BarRow& row : input.rows) {
    if (!row.group.empty() && row.group != group) {
      y += group.empty() ? 4 : 8;
      svg.text(narrow ? left : 4, y + 12, row.group, {.size = size::heading, .bold = true});
      y += 20;
      group = row.group;
    }
    const std::string count = row.bar.n > 0 ? "n = " + count_text(row.bar.n) : std::string();
    if (narrow) {
      const double count_width = text_width(count, size::small);
      const std::string label =
          shortened(row.bar.label, right - left - count_width - 8, size::body, row.simulated);
      svg.text(left, y + 12, label, {.size = size::body, .bold = row.simulated});
      svg.text(right, y + 12, count, {.size = size::small, .anchor = Anchor::end, .fill = colour::muted});
      y += label_height;
    } else {
      svg.text(label_width, y + 10, shortened(row.bar.label, label_width - 6, size::body, row.simulated),
               {.size = size::body, .anchor = Anchor::end, .bold = row.simulated});
      svg.text(label_width, y + 23, count,
               {.size = size::small, .anchor = Anchor::end, .fill = colour::muted});
    }
    bars.push_back({y, &row});
    y += bar_height + (row.leading > 0 ? whisker_height : 0) + 7;
  }
  const PlotArea area{left, grid_top, right, y};
  for (const Deferred& bar : bars) {
    const StackedBar& data = bar.row->bar;
    double start = 0;
    for (std::size_t i = 0; i < data.parts.size(); ++i) {
      if (data.n <= 0 || data.counts[i] == 0) continue;
      const double end = start + static_cast<double>(data.counts[i]) / data.n;
      const double px = x(start), span = x(end) - px;
      const PartStyle style = style_of(input.palette, data.parts[i]);
      svg.open(data.label + ", " + part_name(input.palette, data.parts[i]) + ": " +
               proportion_text(data.counts[i], data.n));
      svg.rect(px, bar.y, span, bar_height,
               {style.hatched ? svg.hatch() : style.fill, colour::paper, 1, {}, 1, 1});
      const std::string text = inside_text(input, data, i, span);
      if (!text.empty())
        svg.text(px + span / 2, bar.y + 15, text,
                 {.size = size::small, .anchor = Anchor::middle, .fill = style.ink, .halo = style.hatched});
      svg.close();
      start = end;
    }
    if (data.n <= 0)
      svg.text(left, bar.y + 15, "nobody evaluable", {.size = size::small, .fill = colour::muted});
    if (bar.row->leading > 0 && data.n > 0) {
      const int responders = std::accumulate(data.counts.begin(), data.counts.begin() + bar.row->leading, 0);
      const double at = bar.y + bar_height + 7, low = bar.row->low, high = bar.row->high;
      if (!std::isnan(low) && !std::isnan(high)) {
        svg.line(x(low), at, x(high), at, stroked(colour::ink, 1.5));
        svg.line(x(low), at - 3.5, x(low), at + 3.5, stroked(colour::ink, 1.5));
        svg.line(x(high), at - 3.5, x(high), at + 3.5, stroked(colour::ink, 1.5));
      }
      svg.mark(bar.row->simulated ? Mark::diamond : Mark::square, x(static_cast<double>(responders) / data.n),
               at, 8, colour::ink, bar.row->simulated);
    }
  }
  draw_x_axis(svg, area, x, percent_ticks(0, 1, narrow ? 5 : 6));
  y += 22;
  if (!input.interval_note.empty())
    for (const std::string& line : wrapped(input.interval_note, right - left, size::small)) {
      svg.text(left, y + 12, line, {.size = size::small, .fill = colour::muted});
      y += 15;
    }
  svg.set_height(y + 6);
  return svg.finish();
}

}  // namespace

Figure bars_figure(const BarsInput& input) {
  CsvText csv{"group", "row",           "simulated",   "part",        "count",
              "n",     "leading_count", "leading_low", "leading_high"};
  for (const BarRow& row : input.rows) {
    check(row);
    const int responders = std::accumulate(row.bar.counts.begin(), row.bar.counts.begin() + row.leading, 0);
    for (std::size_t i = 0; i < row.bar.parts.size(); ++i)
      csv.row({row.group, row.bar.label, row.simulated ? "yes" : "no", row.bar.parts[i],
               std::to_string(row.bar.counts[i]), std::to_string(row.bar.n),
               row.leading > 0 ? std::to_string(responders) : "", number_text(row.low),
               number_text(row.high)});
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
