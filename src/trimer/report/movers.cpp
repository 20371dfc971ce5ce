#include <trimer/report/movers.h>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

constexpr const char* low_colour = colour::orange;
constexpr const char* high_colour = colour::blue;
constexpr const char* unclear_colour = colour::rule;

std::string draw(const MoversInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const double text_left = 4, text_column = narrow ? 0 : 300, line = narrow ? 33 : 19;
  const double start =
      draw_legend(
          svg, 4, 0, width - 8,
          {{LegendEntry::Kind::open_mark, "lowest third of the quantity", low_colour, Mark::circle, ""},
           {LegendEntry::Kind::mark, "highest third", high_colour, Mark::circle, ""},
           {LegendEntry::Kind::mark, "could be chance", unclear_colour, Mark::circle, ""},
           {LegendEntry::Kind::line, "all courses", colour::muted, Mark::circle, "3 3"}}) +
      12;
  PlotArea area{narrow ? 14 : text_column + 14, start, width - 22, start};
  const Scale x{0, 1, area.left, area.right, false};
  const std::vector<Tick> ticks = percent_ticks(0, 1, narrow ? 5 : 6);

  // Two passes: the first measures, so that the grid lies under the marks.
  double bottom = start;
  for (const bool drawing : {false, true}) {
    double y = start;
    if (drawing)
      for (const Tick& tick : ticks)
        svg.line(x(tick.value), start, x(tick.value), bottom, stroked(colour::faint));
    for (const MoverPanel& panel : input.panels) {
      if (drawing) {
        svg.text(text_left, y + 14, panel.outcome + ", " + percent_text(panel.share),
                 {.size = size::heading, .bold = true, .halo = true});
      }
      y += 22;
      const double top = y;
      if (panel.rows.empty()) {
        if (drawing)
          svg.text(text_left + 10, y + 13, "too few courses to tell",
                   {.size = size::small, .fill = colour::muted});
        y += line;
      }
      for (const MoverRow& row : panel.rows) {
        if (drawing) {
          svg.open(row.quantity + ": " + percent_text(row.low) + " in the lowest third, " +
                   percent_text(row.high) + " in the highest");
          const std::string value = percent_text(row.low) + " → " + percent_text(row.high);
          const double right = narrow ? area.right : text_column,
                       value_width = text_width(value, size::small) * 1.04;
          svg.text(text_left + 10, y + 13,
                   shortened(row.quantity, right - value_width - text_left - 18, size::small),
                   {.size = size::small});
          svg.text(right, y + 13, value, {.size = size::small, .anchor = Anchor::end});
          const double at = y + (narrow ? 23 : 9);
          svg.line(x(row.low), at, x(row.high), at, stroked(row.clear ? colour::muted : unclear_colour, 2));
          svg.mark(Mark::circle, x(row.low), at, 9, row.clear ? low_colour : unclear_colour, true);
          svg.mark(Mark::circle, x(row.high), at, 9, row.clear ? high_colour : unclear_colour);
          svg.close();
        }
        y += line;
      }
      if (drawing) svg.line(x(panel.share), top, x(panel.share), y, stroked(colour::muted, 1, "3 3"));
      y += 8;
    }
    bottom = y;
  }
  area.bottom = bottom;
  draw_x_axis(svg, area, x, ticks);
  svg.text((area.left + area.right) / 2, bottom + 32, "% of courses with the outcome",
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(bottom + 40);
  return svg.finish();
}

}  // namespace

Figure movers_figure(const MoversInput& input) {
  CsvText csv{"outcome", "share_of_all", "quantity", "share_low_third", "share_high_third", "clear"};
  for (const MoverPanel& panel : input.panels)
    for (const MoverRow& row : panel.rows)
      csv.row({panel.outcome, number_text(panel.share), row.quantity, number_text(row.low),
               number_text(row.high), row.clear ? "yes" : "no"});
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
