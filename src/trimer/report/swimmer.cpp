#include <trimer/report/swimmer.h>

#include <algorithm>
#include <array>

#include <trimer/core/csv.h>
#include <trimer/core/days.h>
#include <trimer/report/axes.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

struct MarkLook {
  SwimmerMark mark;
  const char* name;
  Mark shape;
  const char* fill;
};

constexpr std::array<MarkLook, 8> looks{{
    {SwimmerMark::complete_response, "CR, CRh or CRi", Mark::circle, colour::green},
    {SwimmerMark::partial_response, "PR", Mark::triangle_up, colour::orange},
    {SwimmerMark::mrd_response, "MRD response", Mark::star, colour::blue},
    {SwimmerMark::relapse, "relapse", Mark::triangle_down, colour::vermillion},
    {SwimmerMark::progression, "progression", Mark::square, colour::vermillion},
    {SwimmerMark::transplant, "transplant", Mark::diamond, colour::purple},
    {SwimmerMark::next_therapy, "next therapy", Mark::plus, colour::ink},
    {SwimmerMark::death, "death", Mark::cross, colour::ink},
}};

const MarkLook& look_of(SwimmerMark mark) {
  return *std::find_if(looks.begin(), looks.end(), [&](const MarkLook& look) { return look.mark == mark; });
}

std::string draw(const SwimmerInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const std::string hatch = svg.hatch();

  bool any_crs = false, any_hold = false, any_arrow = false, any_unknown = false;
  std::array<bool, looks.size()> used{};
  double last = 28, label = 40;
  for (const SwimmerLane& lane : input.lanes) {
    last = std::max(last, lane.last_day);
    for (const auto* spans : {&lane.treatment, &lane.holds})
      for (const SwimmerSpan& span : *spans) last = std::max(last, span.end_day);
    label = std::max({label, text_width(lane.subject, size::small) + 4, text_width(lane.note, 10) + 4});
    any_hold |= !lane.holds.empty();
    any_crs |= !lane.crs.empty();
    any_arrow |= lane.ongoing;
    for (const GradeSpan& span : lane.crs) any_unknown |= span.grade < 0;
    for (const SwimmerEvent& event : lane.events)
      used[static_cast<std::size_t>(&look_of(event.mark) - looks.data())] = true;
  }
  std::vector<LegendEntry> legend{{LegendEntry::Kind::box, "blinatumomab", colour::sky, Mark::circle, ""}};
  if (any_hold) legend.push_back({LegendEntry::Kind::box, "held", colour::paper, Mark::circle, ""});
  for (std::size_t i = 0; i < looks.size(); ++i)
    if (used[i])
      legend.push_back({LegendEntry::Kind::mark, looks[i].name, looks[i].fill, looks[i].shape, ""});
  if (any_crs) {
    for (int grade = 1; grade <= 4; ++grade)
      legend.push_back({LegendEntry::Kind::box, (grade == 1 ? "CRS grade 1" : std::to_string(grade)),
                        grade_style(grade).fill, Mark::circle, ""});
    if (any_unknown) legend.push_back({LegendEntry::Kind::box, "CRS not evaluable", hatch, Mark::circle, ""});
  }
  const double top = draw_legend(svg, 4, 0, width - 8, legend) + 6;

  label = std::min(label, width * 0.3);
  const double lane_height = any_crs ? 27 : 21, bar = 11;
  const PlotArea area{label + 10, top, width - 22,
                      top + lane_height * static_cast<double>(input.lanes.size()) + 4};
  const bool months = last > 200;
  const double unit = months ? days_per_month : 1;
  const Scale x{0, last, area.left, area.right, false};
  std::vector<Tick> ticks = months ? month_ticks(0, last / unit, static_cast<int>(area.width() / 34))
                                   : day_ticks(0, last, static_cast<int>(area.width() / 34));
  for (Tick& tick : ticks) {
    tick.value *= unit;
    svg.line(x(tick.value), area.top, x(tick.value), area.bottom, stroked(colour::faint));
  }
  double y = top + 4;
  for (const SwimmerLane& lane : input.lanes) {
    svg.open(lane.subject + (lane.note.empty() ? "" : ", " + lane.note));
    const bool two = !lane.note.empty();
    svg.text(label, y + (two ? 9 : 10), shortened(lane.subject, label - 2, size::small),
             {.size = size::small, .anchor = Anchor::end});
    if (two)
      svg.text(label, y + 20, shortened(lane.note, label - 2, 10),
               {.size = 10, .anchor = Anchor::end, .fill = colour::muted});
    const double middle = y + bar / 2;
    svg.rect(x(0), y, x(lane.last_day) - x(0), bar, filled("#dfe5ea"));
    for (const SwimmerSpan& span : lane.treatment)
      svg.rect(x(span.start_day), y, std::max(1.0, x(span.end_day) - x(span.start_day)), bar,
               filled(colour::sky));
    for (const SwimmerSpan& span : lane.holds)
      svg.rect(x(span.start_day), y + 0.5, std::max(1.5, x(span.end_day) - x(span.start_day)), bar - 1,
               {colour::paper, colour::ink, 0.75, {}, 1, 1});
    if (lane.ongoing) {
      const double tip = x(lane.last_day);
      svg.polygon({{tip, middle - 5.5}, {tip + 9, middle}, {tip, middle + 5.5}}, filled(colour::ink));
    }
    for (const GradeSpan& span : lane.crs) {
      if (span.grade == 0) continue;
      svg.rect(x(span.start_day), y + bar + 2, std::max(2.0, x(span.end_day) - x(span.start_day)), 5,
               {span.grade < 0 ? hatch : grade_style(span.grade).fill, {}, 1, {}, 1, 1});
    }
    // Marks at one place step aside to the right, in time order.
    std::vector<SwimmerEvent> events = lane.events;
    std::stable_sort(events.begin(), events.end(),
                     [](const SwimmerEvent& a, const SwimmerEvent& b) { return a.day < b.day; });
    double free = -1e9;
    for (const SwimmerEvent& event : events) {
      const MarkLook& look = look_of(event.mark);
      const double at = std::max(x(event.day), free);
      svg.circle(at, middle, 6, filled(colour::paper, 0.85));
      svg.mark(look.shape, at, middle, 9, look.fill);
      free = at + 11;
    }
    svg.close();
    y += lane_height;
  }
  draw_x_axis(svg, area, x, ticks);
  svg.text((area.left + area.right) / 2, area.bottom + 33,
           months ? "Months since first dose" : "Days since first dose",
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  if (any_arrow)
    svg.text(4, area.bottom + 33, narrow ? "▶ ongoing" : "▶ alive at last contact",
             {.size = size::small, .fill = colour::muted});
  svg.set_height(area.bottom + 42);
  return svg.finish();
}

}  // namespace

Figure swimmer_figure(const SwimmerInput& input) {
  CsvText csv{"subject", "what", "start_day", "end_day", "grade"};
  for (const SwimmerLane& lane : input.lanes) {
    for (const SwimmerSpan& span : lane.treatment)
      csv.row({lane.subject, "infusion", number_text(span.start_day), number_text(span.end_day), ""});
    for (const SwimmerSpan& span : lane.holds)
      csv.row({lane.subject, "hold", number_text(span.start_day), number_text(span.end_day), ""});
    for (const GradeSpan& span : lane.crs)
      csv.row({lane.subject, "CRS", number_text(span.start_day), number_text(span.end_day),
               span.grade < 0 ? "not evaluable" : std::to_string(span.grade)});
    for (const SwimmerEvent& event : lane.events)
      csv.row({lane.subject, look_of(event.mark).name, number_text(event.day), "", ""});
    csv.row(
        {lane.subject, lane.ongoing ? "last contact, ongoing" : "end", number_text(lane.last_day), "", ""});
  }
  return {input.text.id,
          input.text.title,
          input.text.caption,
          draw(input, wide_width, input.text.id),
          draw(input, narrow_width, input.text.id + "-n"),
          csv.text()};
}

}  // namespace trimer::report
