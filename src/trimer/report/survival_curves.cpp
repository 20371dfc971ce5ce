#include <trimer/report/survival_curves.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

struct Step {
  double time, value, low, high;
};

// Of many thousand steps those less than half a pixel apart become one; fewer stay as they are.
std::vector<Step> thinned(std::vector<Step> steps, const Scale& x) {
  if (steps.size() < 800) return steps;
  std::vector<Step> kept;
  for (const Step& step : steps) {
    if (!kept.empty() && x(step.time) - x(kept.back().time) < 0.5) {
      const double time = kept.back().time;
      kept.back() = step;
      kept.back().time = time;
    } else {
      kept.push_back(step);
    }
  }
  return kept;
}

// The corners of a right-continuous step function from (0, start) to `last`; a missing value breaks the line.
std::vector<Point> corners(const std::vector<Step>& steps, double Step::*field, double start, double last,
                           const Scale& x, const Scale& y) {
  std::vector<Point> points{{x(0), y(start)}};
  double before = start;
  for (const Step& step : steps) {
    if (step.time > last) break;
    const double now = step.*field;
    points.push_back({x(step.time), y(before)});
    points.push_back({x(step.time), std::isnan(now) ? NAN : y(now)});
    before = now;
  }
  points.push_back({x(last), std::isnan(before) ? NAN : y(before)});
  return points;
}

void draw_limits(Svg& svg, const std::vector<Step>& steps, double start, double last, const Scale& x,
                 const Scale& y, const std::string& fill) {
  double low = start, high = start, from = 0;
  std::vector<Point> upper, lower;
  const auto extend = [&](double to) {
    if (!std::isnan(low) && !std::isnan(high) && to > from) {
      upper.insert(upper.end(), {{x(from), y(high)}, {x(to), y(high)}});
      lower.insert(lower.end(), {{x(from), y(low)}, {x(to), y(low)}});
    } else if (!upper.empty() && (std::isnan(low) || std::isnan(high))) {
      upper.insert(upper.end(), lower.rbegin(), lower.rend());
      svg.polygon(upper, filled(fill, 0.16));
      upper.clear();
      lower.clear();
    }
    from = to;
  };
  for (const Step& step : steps) {
    if (step.time > last) break;
    extend(step.time);
    low = step.low;
    high = step.high;
  }
  extend(last);
  if (!upper.empty()) {
    upper.insert(upper.end(), lower.rbegin(), lower.rend());
    svg.polygon(upper, filled(fill, 0.16));
  }
}

double end_of(const SurvivalCurve& curve) {
  return curve.steps.empty() ? 0 : curve.steps.back().time;
}

std::string median_text(const SurvivalCurve& curve, const std::string& unit) {
  if (std::isnan(curve.median)) return "median not reached";
  const auto limit = [](double value) {
    return std::isnan(value) ? std::string("not reached") : time_text(value);
  };
  return fmt::format("median {} {} ({}–{})", time_text(curve.median), unit, limit(curve.median_low),
                     limit(curve.median_high));
}

// Rows of numbers under the axis, aligned to its ticks.
struct RiskRow {
  std::string label;
  std::string fill;
  std::vector<std::string> cells;  // one per tick
};

// Room left of the axis for a row label and half a number.
double label_margin(const std::string& label) {
  return std::min(170.0, 4 + text_width(label, size::small, true) + 10 + text_width("0000", size::small) / 2);
}

double draw_risk_table(Svg& svg, const PlotArea& area, double top, const Scale& x,
                       const std::vector<Tick>& ticks, const std::string& heading,
                       const std::vector<RiskRow>& rows) {
  svg.text(4, top + 10, heading, {.size = size::small, .fill = colour::muted});
  double y = top + 16;
  for (const RiskRow& row : rows) {
    if (!row.label.empty()) {
      const std::string label = shortened(row.label, 160, size::small, true);
      svg.text(4, y + 11, label, {.size = size::small, .fill = row.fill, .bold = true});
      if (label_margin(label) > area.left + 0.5) y += 14;
    }
    for (std::size_t i = 0; i < ticks.size(); ++i)
      svg.text(x(ticks[i].value), y + 11, row.cells[i], {.size = size::small, .anchor = Anchor::middle});
    y += 15;
  }
  return y + 2;
}

std::string draw(const SurvivalInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  double last = input.last_time;
  if (!(last > 0))
    for (const SurvivalCurve& curve : input.curves) last = std::max(last, end_of(curve));
  if (!(last > 0)) last = 1;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  double left = 44;
  if (!narrow && input.curves.size() > 1)
    for (const SurvivalCurve& curve : input.curves) left = std::max(left, label_margin(curve.label));
  // Up to three names find room beside falling curves; more stand above them.
  const bool names_above = input.curves.size() > 3;
  double top = 30;
  if (names_above) {
    std::vector<LegendEntry> legend;
    for (std::size_t i = 0; i < input.curves.size(); ++i) {
      const SurvivalCurve& curve = input.curves[i];
      std::string text = curve.label + (curve.n > 0 ? ", n = " + count_text(curve.n) : "") + ", " +
                         median_text(curve, input.time_unit);
      legend.push_back({LegendEntry::Kind::line, shortened(text, width - 60, size::small),
                        series_style(i).colour, Mark::circle, series_style(i).dash});
    }
    top += draw_legend(svg, 4, 0, width - 8, legend) + 4;
  }
  const PlotArea area{left, top, width - (narrow ? 14 : 18), top + (narrow ? 200.0 : 260.0)};
  const Scale x{0, last, area.left, area.right, false}, y{0, 1, area.bottom, area.top, false};
  const std::vector<Tick> ticks = month_ticks(0, last, static_cast<int>(area.width() / (narrow ? 48 : 56)));
  svg.text(4, top - 16, input.outcome_axis, {.size = size::body, .bold = true});
  draw_y_axis(svg, area, y, percent_ticks(0, 1, 6));

  std::vector<std::string> labels;
  bool censor_ticks = false;
  for (std::size_t i = 0; i < input.curves.size(); ++i) {
    const SurvivalCurve& curve = input.curves[i];
    const SeriesStyle style = series_style(i);
    std::vector<Step> steps;
    for (const SurvivalStep& s : curve.steps) steps.push_back({s.time, s.survival, s.low, s.high});
    steps = thinned(std::move(steps), x);
    const double end = std::min(last, end_of(curve));
    draw_limits(svg, steps, 1, end, x, y, style.colour);
    svg.open(curve.label);
    svg.polyline(corners(steps, &Step::value, 1, end, x, y), stroked(style.colour, 2, style.dash));
    // So many ticks that they touch say nothing: of a large cohort every censoring is in the numbers at risk.
    const auto censorings = std::count_if(curve.steps.begin(), curve.steps.end(),
                                          [](const SurvivalStep& s) { return s.censored > 0; });
    censor_ticks |= censorings > 0 && censorings <= 150;
    if (censorings <= 150)
      for (const SurvivalStep& s : curve.steps)
        if (s.censored > 0 && s.time <= last) {
          const double at = y(s.survival);
          svg.line(x(s.time), at - 5, x(s.time), at + 5, stroked(style.colour, 1.25));
        }
    svg.close();
    const std::string n = curve.n > 0 ? ", n = " + count_text(curve.n) : std::string();
    labels.push_back(
        shortened(curve.label, 0.55 * area.width() - text_width(n, size::body, true), size::body, true) + n);
  }
  struct Label {
    double from, to, baseline;
  };
  std::vector<Label> labels_of_points;
  for (const PublishedPoint& point : input.published) {
    const double px = x(point.time), py = y(point.estimate);
    if (!std::isnan(point.low) && !std::isnan(point.high)) {
      if (point.horizontal)
        svg.line(x(point.low), py, std::min(area.right, x(point.high)), py, stroked(colour::ink, 1.25));
      else
        svg.line(px, y(point.low), px, y(point.high), stroked(colour::ink, 1.25));
    }
    svg.mark(Mark::square, px, py, 8, colour::ink);
    // Below and to the left of a falling curve there is room.
    const double length = text_width(point.label, size::small);
    const double from = held(px - length, area.left + 4, area.right - length);
    Label label{from, from + length + 6, py + 16};
    const auto covers = [&](const Label& other) {
      return std::fabs(other.baseline - label.baseline) < 12 && other.from < label.to && label.from < other.to;
    };
    while (std::any_of(labels_of_points.begin(), labels_of_points.end(), covers)) label.baseline += 13;
    svg.text(label.from, label.baseline, point.label, {.size = size::small, .halo = true});
    labels_of_points.push_back(label);
  }
  // Names with medians, top right, where survival curves leave room.
  double widest = 0, label_y = area.top + 12;
  for (std::size_t i = 0; i < input.curves.size(); ++i)
    widest = std::max({widest, text_width(labels[i], size::body, true) * 1.02,
                       text_width(median_text(input.curves[i], input.time_unit), size::small) * 1.02});
  for (std::size_t i = 0; i < input.curves.size() && !names_above; ++i) {
    const SeriesStyle style = series_style(i);
    const double from = area.right - widest;
    svg.line(from - 30, label_y - 4, from - 6, label_y - 4, stroked(style.colour, 2, style.dash));
    svg.text(from, label_y, labels[i], {.size = size::body, .bold = true, .halo = true});
    svg.text(from, label_y + 14, median_text(input.curves[i], input.time_unit),
             {.size = size::small, .fill = colour::muted, .halo = true});
    label_y += 36;
  }
  draw_x_axis(svg, area, x, ticks);
  svg.text((area.left + area.right) / 2, area.bottom + 33, input.time_axis,
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});

  std::vector<RiskRow> risk, events;
  const bool several = input.curves.size() > 1;
  for (std::size_t i = 0; i < input.curves.size(); ++i) {
    RiskRow at_risk{several ? input.curves[i].label : "", series_style(i).colour, {}}, cumulative = at_risk;
    for (const Tick& tick : ticks) {
      at_risk.cells.push_back(std::to_string(at_risk_before(input.curves[i], tick.value)));
      cumulative.cells.push_back(std::to_string(events_until(input.curves[i], tick.value)));
    }
    risk.push_back(at_risk);
    events.push_back(cumulative);
  }
  double below = area.bottom + 42;
  below = draw_risk_table(svg, area, below, x, ticks, "At risk", risk);
  below = draw_risk_table(svg, area, below + 2, x, ticks, "Events so far", events);
  if (!input.limits_name.empty()) {
    svg.text(4, below + 12,
             shortened("Shaded: " + input.limits_name + (censor_ticks ? "; ticks: censored" : ""), width - 8,
                       size::small),
             {.size = size::small, .fill = colour::muted});
    below += 16;
  }
  svg.set_height(below + 6);
  return svg.finish();
}

std::string draw(const IncidenceInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  double last = input.last_time, highest = 0.05;
  for (const IncidenceCurve& cause : input.causes)
    for (const IncidenceStep& step : cause.steps) {
      if (!(input.last_time > 0)) last = std::max(last, step.time);
      highest = std::max({highest, step.incidence, std::isnan(step.high) ? 0 : step.high});
    }
  if (!(last > 0)) last = 1;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  double label_room = 0;
  for (const IncidenceCurve& cause : input.causes)
    label_room = std::max(label_room, text_width(cause.label, size::small, true) * 1.05 + 8);
  if (narrow) label_room = 8;
  double left = 44;
  if (!narrow)
    for (const IncidenceCurve& cause : input.causes) left = std::max(left, label_margin(cause.label));
  const PlotArea area{left, 30, width - 10 - label_room, narrow ? 220.0 : 270.0};
  const Domain domain = round_domain(0, std::min(1.0, highest), false, 6);
  const Scale x{0, last, area.left, area.right, false},
      y{0, std::min(1.0, domain.high), area.bottom, area.top, false};
  const std::vector<Tick> ticks = month_ticks(0, last, static_cast<int>(area.width() / (narrow ? 48 : 56)));
  svg.text(4, 14, "Cumulative incidence", {.size = size::body, .bold = true});
  draw_y_axis(svg, area, y, percent_ticks(0, y.high, 6));
  std::vector<double> ends;
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < input.causes.size(); ++i) {
    const IncidenceCurve& cause = input.causes[i];
    const SeriesStyle style = series_style(i);
    std::vector<Step> steps;
    for (const IncidenceStep& s : cause.steps) steps.push_back({s.time, s.incidence, s.low, s.high});
    steps = thinned(std::move(steps), x);
    draw_limits(svg, steps, 0, last, x, y, style.colour);
    svg.open(cause.label);
    svg.polyline(corners(steps, &Step::value, 0, last, x, y), stroked(style.colour, 2, style.dash));
    svg.close();
    ends.push_back(y(cause.steps.empty() ? 0 : cause.steps.back().incidence));
    legend.push_back({LegendEntry::Kind::line, cause.label, style.colour, Mark::circle, style.dash});
  }
  if (narrow) {
    double at = area.top + 2;
    for (const LegendEntry& entry : legend)
      at += draw_legend(svg, area.left + 6, at, area.width() - 6, {entry}) - 2;
  } else {
    const std::vector<double> placed = spread(ends, 14, area.top, area.bottom - 2);
    for (std::size_t i = 0; i < input.causes.size(); ++i)
      svg.text(area.right + 6, placed[i] + 4, input.causes[i].label,
               {.size = size::small, .fill = series_style(i).colour, .bold = true});
  }
  draw_x_axis(svg, area, x, ticks);
  svg.text((area.left + area.right) / 2, area.bottom + 33, input.time_axis,
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  RiskRow risk{"", colour::ink, {}};
  std::vector<RiskRow> events;
  for (const Tick& tick : ticks) {
    int at_risk = input.risk_time.empty() ? input.n : 0;
    for (std::size_t i = 0; i < input.risk_time.size(); ++i)
      if (input.risk_time[i] >= tick.value) {
        at_risk = input.at_risk[i];
        break;
      }
    risk.cells.push_back(std::to_string(at_risk));
  }
  for (std::size_t i = 0; i < input.causes.size(); ++i) {
    RiskRow row{input.causes[i].label, series_style(i).colour, {}};
    for (const Tick& tick : ticks) {
      int count = 0;
      for (const IncidenceStep& s : input.causes[i].steps)
        if (s.time <= tick.value) count += s.events;
      row.cells.push_back(std::to_string(count));
    }
    events.push_back(row);
  }
  double below = draw_risk_table(svg, area, area.bottom + 42, x, ticks, "At risk", {risk});
  below = draw_risk_table(svg, area, below + 2, x, ticks, "Events so far", events);
  if (!input.limits_name.empty()) {
    svg.text(4, below + 12, shortened("Shaded: " + input.limits_name, width - 8, size::small),
             {.size = size::small, .fill = colour::muted});
    below += 16;
  }
  svg.set_height(below + 6);
  return svg.finish();
}

}  // namespace

int at_risk_before(const SurvivalCurve& curve, double time) {
  for (const SurvivalStep& step : curve.steps)
    if (step.time >= time) return step.at_risk;
  return 0;
}

int events_until(const SurvivalCurve& curve, double time) {
  int events = 0;
  for (const SurvivalStep& step : curve.steps)
    if (step.time <= time) events += step.events;
  return events;
}

Figure survival_figure(const SurvivalInput& input) {
  CsvText csv{"curve", "time", "at_risk", "events", "censored", "survival", "low", "high"};
  for (const SurvivalCurve& curve : input.curves)
    for (const SurvivalStep& s : curve.steps)
      csv.row({curve.label, number_text(s.time), std::to_string(s.at_risk), std::to_string(s.events),
               std::to_string(s.censored), number_text(s.survival), number_text(s.low), number_text(s.high)});
  for (const PublishedPoint& point : input.published)
    csv.row({point.label, number_text(point.time), "", "", "", number_text(point.estimate),
             point.horizontal ? "" : number_text(point.low),
             point.horizontal ? "" : number_text(point.high)});
  return drawn(input, draw, csv.text());
}

Figure incidence_figure(const IncidenceInput& input) {
  CsvText csv{"cause", "time", "events", "incidence", "low", "high"};
  for (const IncidenceCurve& cause : input.causes)
    for (const IncidenceStep& s : cause.steps)
      csv.row({cause.label, number_text(s.time), std::to_string(s.events), number_text(s.incidence),
               number_text(s.low), number_text(s.high)});
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
