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

constexpr std::array<MarkLook, 9> looks{{
    {SwimmerMark::complete_response, "CR, CRh or CRi", Mark::circle, colour::green},
    {SwimmerMark::partial_response, "PR", Mark::triangle_up, colour::orange},
    {SwimmerMark::mrd_response, "MRD response", Mark::star, colour::blue},
    {SwimmerMark::relapse, "relapse", Mark::triangle_down, colour::vermillion},
    {SwimmerMark::progression, "progression", Mark::square, colour::vermillion},
    {SwimmerMark::transplant, "transplant", Mark::diamond, colour::purple},
    {SwimmerMark::next_therapy, "next therapy", Mark::plus, colour::ink},
    {SwimmerMark::lost, "lost to follow-up", Mark::square, colour::muted},
    {SwimmerMark::death, "death", Mark::cross, colour::ink},
}};

const MarkLook& look_of(SwimmerMark mark) {
  return *std::find_if(looks.begin(), looks.end(), [&](const MarkLook& look) { return look.mark == mark; });
}

constexpr double bar_height = 11;

// Follow-up in grey, infusion in blue, holds open; all cut at the end of the panel.
void draw_bar(Svg& svg, const SwimmerLane& lane, const Scale& x, double y, double last) {
  const auto piece = [&](double from, double to, double least, double inset, const Paint& paint) {
    if (from >= last) return;
    svg.rect(x(from), y + inset, std::max(least, x(std::min(to, last)) - x(from)), bar_height - 2 * inset,
             paint);
  };
  piece(0, lane.last_day, 0, 0, filled("#dfe5ea"));
  for (const SwimmerSpan& span : lane.treatment) {
    if (span.start_day >= last) continue;
    const double height = bar_height * std::clamp(span.share, 0.25, 1.0);
    svg.rect(x(span.start_day), y + bar_height - height, std::max(1.0, x(std::min(span.end_day, last)) - x(span.start_day)),
             height, filled(colour::sky));
  }
  for (const SwimmerSpan& span : lane.holds)
    piece(span.start_day, span.end_day, 1.5, 0.5, {colour::paper, colour::ink, 0.75, {}, 1, 1});
}

// Marks at one place step aside to the right, in time order.
void draw_marks(Svg& svg, const SwimmerLane& lane, const Scale& x, double middle) {
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
}

std::string draw(const SwimmerInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const std::string hatch = svg.hatch();

  bool any_crs = false, any_hold = false, any_step = false, any_arrow = false, any_unknown = false;
  std::array<bool, looks.size()> used{};
  double last = 28, label = 40;
  for (const SwimmerLane& lane : input.lanes) {
    last = std::max(last, lane.last_day);
    for (const auto* spans : {&lane.treatment, &lane.holds})
      for (const SwimmerSpan& span : *spans) last = std::max(last, span.end_day);
    label = std::max({label, text_width(lane.subject, size::small) + 4, text_width(lane.note, 10) + 4});
    any_hold |= !lane.holds.empty();
    for (const SwimmerSpan& span : lane.treatment) any_step |= span.share < 1;
    any_crs |= !lane.crs.empty();
    any_arrow |= lane.ongoing;
    for (const GradeSpan& span : lane.crs) any_unknown |= span.grade < 0;
    for (const SwimmerEvent& event : lane.events)
      used[static_cast<std::size_t>(&look_of(event.mark) - looks.data())] = true;
  }
  std::vector<LegendEntry> legend{{LegendEntry::Kind::box, any_step ? "blinatumomab, as high as its rate" : "blinatumomab", colour::sky, Mark::circle, ""}};
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
  if (any_arrow)
    legend.push_back(
        {LegendEntry::Kind::mark, "alive at last contact", colour::ink, Mark::triangle_right, ""});
  const double top = draw_legend(svg, 4, 0, width - 8, legend) + 6;

  label = std::min(label, width * 0.3);
  // CRS lasts days, follow-up years: the first six weeks get a panel of their own, with the CRS lane.
  constexpr double early_days = 42;
  const bool split = any_crs && last > 3 * early_days;
  const double lane_height = any_crs ? 25 : 21,
               bottom = top + 4 + lane_height * static_cast<double>(input.lanes.size());
  const double left = label + 10, right = width - 22,
               first_right = left + (right - left) * (narrow ? 0.36 : 0.3);
  const PlotArea early{left, top, split ? first_right : right, bottom};
  const PlotArea whole{split ? first_right + (narrow ? 12 : 20) : left, top, right, bottom};
  const bool months = last > 200;
  const double unit = months ? days_per_month : 1;
  const Scale x_early{0, split ? early_days : last, early.left, early.right, false};
  const Scale x{0, last, whole.left, whole.right, false};
  std::vector<Tick> ticks = months ? month_ticks(0, last / unit, static_cast<int>(whole.width() / 30))
                                   : day_ticks(0, last, static_cast<int>(whole.width() / 30));
  for (Tick& tick : ticks) {
    tick.value *= unit;
    svg.line(x(tick.value), top, x(tick.value), bottom, stroked(colour::faint));
  }
  std::vector<Tick> early_ticks = day_ticks(0, early_days, narrow ? 4 : 7);
  if (narrow) early_ticks.pop_back();  // its label would touch the 0 of the next panel
  if (split)
    for (const Tick& tick : early_ticks)
      svg.line(x_early(tick.value), top, x_early(tick.value), bottom, stroked(colour::faint));
  double y = top + 4;
  for (const SwimmerLane& lane : input.lanes) {
    svg.open(lane.subject + (lane.note.empty() ? "" : ", " + lane.note));
    svg.text(label, y + (lane.note.empty() ? 10 : 8), shortened(lane.subject, label - 2, size::small),
             {.size = size::small, .anchor = Anchor::end});
    if (!lane.note.empty())
      svg.text(label, y + 19, shortened(lane.note, label - 2, 10),
               {.size = 10, .anchor = Anchor::end, .fill = colour::muted});
    draw_bar(svg, lane, x, y, last);
    if (split) draw_bar(svg, lane, x_early, y, early_days);
    for (const GradeSpan& span : lane.crs) {
      const double end = std::min(span.end_day, x_early.high);
      if (span.grade == 0 || span.start_day >= end) continue;
      svg.rect(x_early(span.start_day), y + bar_height + 1.5,
               std::max(2.0, x_early(end) - x_early(span.start_day)), 7,
               filled(span.grade < 0 ? hatch : grade_style(span.grade).fill));
    }
    if (lane.ongoing) {
      const double tip = x(lane.last_day), middle = y + bar_height / 2;
      svg.polygon({{tip, middle - 5.5}, {tip + 9, middle}, {tip, middle + 5.5}}, filled(colour::ink));
    }
    draw_marks(svg, lane, x, y + bar_height / 2);
    svg.close();
    y += lane_height;
  }
  draw_x_axis(svg, whole, x, ticks);
  const std::string name = months ? "Months since first dose" : "Days since first dose";
  if (split) {
    draw_x_axis(svg, early, x_early, early_ticks);
    svg.text((early.left + early.right) / 2, bottom + 33, narrow ? "Days" : "Days, with CRS",
             {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  }
  svg.text((whole.left + whole.right) / 2, bottom + 33, name,
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(bottom + 42);
  return svg.finish();
}

}  // namespace

Figure swimmer_figure(const SwimmerInput& input) {
  CsvText csv{"subject", "what", "start_day", "end_day", "grade", "rate_share"};
  for (const SwimmerLane& lane : input.lanes) {
    for (const SwimmerSpan& span : lane.treatment)
      csv.row({lane.subject, "infusion", number_text(span.start_day), number_text(span.end_day), "", number_text(span.share)});
    for (const SwimmerSpan& span : lane.holds)
      csv.row({lane.subject, "hold", number_text(span.start_day), number_text(span.end_day), "", ""});
    for (const GradeSpan& span : lane.crs)
      csv.row({lane.subject, "CRS", number_text(span.start_day), number_text(span.end_day),
               span.grade < 0 ? "not evaluable" : std::to_string(span.grade), ""});
    for (const SwimmerEvent& event : lane.events)
      csv.row({lane.subject, look_of(event.mark).name, number_text(event.day), "", "", ""});
    csv.row(
        {lane.subject, lane.ongoing ? "last contact, ongoing" : "end", number_text(lane.last_day), "", "", ""});
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
