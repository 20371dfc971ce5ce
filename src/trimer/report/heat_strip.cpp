#include <trimer/report/heat_strip.h>

#include <algorithm>
#include <cmath>

#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

std::string cell_text(const GradeDay& day) {
  if (!day.evaluable) return "?";
  return (day.lower_bound ? "≥" : "") + std::to_string(day.grade);
}

std::string draw(const HeatStripInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const std::string hatch = svg.hatch();
  int first = 0, last = 13;
  bool unknown = false;
  double label = 60;
  for (const HeatRow& row : input.rows) {
    for (const GradeDay& day : row.days) {
      first = std::min(first, day.day);
      last = std::max(last, day.day);
      unknown |= !day.evaluable;
    }
    label = std::max(label, text_width(row.scale, size::small) + 6);
  }
  std::vector<LegendEntry> legend;
  for (int grade = 0; grade <= 5; ++grade)
    legend.push_back({LegendEntry::Kind::box, (grade == 0 ? "grade 0" : std::to_string(grade)),
                      grade_style(grade).fill, Mark::circle, ""});
  if (unknown) legend.push_back({LegendEntry::Kind::box, "not evaluable", hatch, Mark::circle, ""});
  double y = draw_legend(svg, 4, 0, width - 8, legend) + 4;

  const double left = std::min(label, width * 0.34) + 6, right = width - 8;
  const int days = last - first + 1;
  const double cell = (right - left) / days, height = narrow ? 15 : 16;
  const bool digits = cell >= 9;
  const double top = y;
  std::string subject;
  for (const HeatRow& row : input.rows) {
    if (row.subject != subject) {
      svg.text(4, y + 15, row.subject, {.size = size::body, .bold = true});
      y += 20;
      subject = row.subject;
    }
    svg.open(row.subject + ", " + row.scale);
    svg.text(left - 6, y + 12, shortened(row.scale, left - 8, size::small),
             {.size = size::small, .anchor = Anchor::end, .fill = colour::muted});
    svg.line(left, y + height / 2, right, y + height / 2, stroked(colour::faint));
    // Neighbouring days of one grade are one rectangle, so that long follow-up stays small.
    for (std::size_t i = 0; i < row.days.size();) {
      std::size_t j = i + 1;
      const auto same = [&](const GradeDay& a, const GradeDay& b) {
        return a.evaluable == b.evaluable &&
               (!a.evaluable || (a.grade == b.grade && a.lower_bound == b.lower_bound));
      };
      while (j < row.days.size() && !digits && row.days[j].day == row.days[j - 1].day + 1 &&
             same(row.days[i], row.days[j]))
        ++j;
      const GradeDay& day = row.days[i];
      const PartStyle style = grade_style(day.evaluable ? day.grade : -1);
      const double px = left + (day.day - first) * cell,
                   span = cell * static_cast<double>(row.days[j - 1].day - day.day + 1);
      svg.rect(px, y, digits ? span - 1 : span, height - 1, filled(style.hatched ? hatch : style.fill));
      const std::string text = cell_text(day);
      const bool fits = text_width(text, 10) + 1 <= span;
      if (fits && !style.hatched && (day.grade > 0 || day.lower_bound))
        svg.text(px + (digits ? span - 1 : span) / 2, y + height / 2 + 3.2, text,
                 {.size = 10, .anchor = Anchor::middle, .fill = style.ink});
      i = j;
    }
    svg.close();
    y += height + 2;
  }
  const PlotArea area{left, top, right, y + 4};
  const Scale x{static_cast<double>(first), static_cast<double>(last + 1), left, right, false};
  draw_x_axis(svg, area, x, day_ticks(x.low, x.high, static_cast<int>(area.width() / 30)));
  svg.text((left + right) / 2, area.bottom + 33, "Days since first dose",
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(area.bottom + 42);
  return svg.finish();
}

}  // namespace

Figure heat_strip_figure(const HeatStripInput& input) {
  CsvText csv{"subject", "scale", "day", "grade", "status"};
  for (const HeatRow& row : input.rows)
    for (const GradeDay& day : row.days)
      csv.row({row.subject, row.scale, std::to_string(day.day),
               day.evaluable ? std::to_string(day.grade) : "",
               !day.evaluable    ? "not_evaluable"
               : day.lower_bound ? "lower_bound"
                                 : "graded"});
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
