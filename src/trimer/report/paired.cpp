#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/report/axes.h>
#include <trimer/report/changes.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

// Last occasion with a value: where the line ends and its name stands.
std::size_t last_known(const PairedSubject& subject) {
  std::size_t last = subject.value.size();
  while (last > 0 && std::isnan(subject.value[last - 1])) --last;
  return last;
}

std::string draw(const PairedInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  double low = INFINITY, high = -INFINITY, names = 40;
  for (const PairedSubject& subject : input.subjects) {
    names = std::max(names, text_width(subject.subject, size::small));
    for (const double value : subject.value) {
      if (!std::isfinite(value) || (input.logarithmic && value <= 0)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (!(low <= high)) low = high = 1;
  const Domain domain =
      input.logarithmic ? padded_logarithmic(low, high) : round_domain(std::min(0.0, low), high, false, 6);
  names = std::min(names, width * 0.25);
  const double occasions = static_cast<double>(std::max<std::size_t>(1, input.occasions.size()));
  const double span = std::min(width - 54 - names - 34, 180 * occasions);
  const PlotArea area{54, 30, 54 + span, narrow ? 250.0 : 290.0};
  const Scale y{domain.low, domain.high, area.bottom, area.top, input.logarithmic};
  const auto x = [&](std::size_t i) { return area.left + span * (static_cast<double>(i) + 0.5) / occasions; };
  svg.text(4, 14, input.value_axis, {.size = size::body, .bold = true});
  const int most = static_cast<int>(area.height() / 24);
  draw_y_axis(svg, area, y,
              input.logarithmic ? logarithmic_ticks(domain.low, domain.high, most)
                                : linear_ticks(domain.low, domain.high, most));
  svg.line(area.left, area.bottom, area.right, area.bottom, stroked(colour::rule));
  double lowest = area.bottom;
  for (std::size_t i = 0; i < input.occasions.size(); ++i) {
    double line_y = area.bottom + 16;
    for (const std::string& line : wrapped(input.occasions[i], span / occasions - 6, size::small)) {
      svg.text(x(i), line_y, shortened(line, span / occasions - 4, size::small),
               {.size = size::small, .anchor = Anchor::middle, .fill = colour::muted});
      lowest = std::max(lowest, line_y);
      line_y += 14;
    }
  }
  std::vector<double> ends;
  std::vector<const PairedSubject*> named;
  for (std::size_t s = 0; s < input.subjects.size(); ++s) {
    const PairedSubject& subject = input.subjects[s];
    const SeriesStyle style = series_style(s);
    std::vector<Point> points;
    for (std::size_t i = 0; i < subject.value.size(); ++i)
      if (!std::isnan(subject.value[i])) points.push_back({x(i), y(subject.value[i])});
    svg.open(subject.subject);
    svg.polyline(points, {{}, style.colour, 1.5, style.dash, 1, 0.8});
    for (const Point& p : points) svg.mark(style.mark, p.x, p.y, 8, style.colour);
    svg.close();
    if (points.empty()) continue;
    ends.push_back(points.back().y);
    named.push_back(&subject);
  }
  const std::vector<double> placed = spread(ends, 12, area.top, area.bottom);
  for (std::size_t i = 0; i < named.size(); ++i) {
    svg.polyline({{x(last_known(*named[i]) - 1) + 6, ends[i]},
                  {area.right + 2, ends[i]},
                  {area.right + 14, placed[i]}},
                 stroked(colour::rule, 0.75));
    svg.text(area.right + 18, placed[i] + 4, shortened(named[i]->subject, names, size::small),
             {.size = size::small});
  }
  svg.set_height(lowest + 10);
  return svg.finish();
}

}  // namespace

Figure paired_figure(const PairedInput& input) {
  CsvText csv{"subject", "occasion", "value"};
  for (const PairedSubject& subject : input.subjects) {
    if (subject.value.size() != input.occasions.size())
      throw InputError("paired values of " + subject.subject, std::to_string(subject.value.size()),
                       "expected one value per occasion");
    for (std::size_t i = 0; i < subject.value.size(); ++i)
      csv.row({subject.subject, input.occasions[i], number_text(subject.value[i])});
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
