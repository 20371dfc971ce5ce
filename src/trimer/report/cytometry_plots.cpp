#include <trimer/report/cytometry_plots.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/report/axes.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

namespace trimer::report {

namespace {

/// Series that are drawn over each other, controls first.
struct HistogramRow {
  std::vector<std::size_t> series;
  double height = 0;
};

std::vector<HistogramRow> rows_of(const HistogramInput& input, bool narrow) {
  std::vector<HistogramRow> rows;
  for (std::size_t s = 0; s < input.series.size(); ++s) {
    const bool same = s > 0 && !input.series[s].row.empty() && input.series[s].row == input.series[s - 1].row;
    if (!same) rows.emplace_back();
    rows.back().series.push_back(s);
  }
  for (HistogramRow& row : rows) {
    std::stable_partition(row.series.begin(), row.series.end(),
                          [&](std::size_t s) { return input.series[s].control; });
    double lines = 0;  // of text beside the row
    for (const std::size_t s : row.series)
      lines += 1.2 + (input.series[s].positive_fraction ? 1 : 0) + (input.series[s].centre ? 1 : 0);
    row.height = narrow ? 77 + 27 * static_cast<double>(row.series.size()) : std::max(84.0, 15 * lines + 12);
  }
  return rows;
}

std::string draw(const HistogramInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  double low = INFINITY, high = 0;
  for (const HistogramSeries& series : input.series) {
    for (std::size_t i = 0; i < series.count.size(); ++i)
      if (series.count[i] > 0) {
        low = std::min(low, series.edge[i]);
        high = std::max(high, series.edge[i + 1]);
      }
  }
  if (input.cut) {
    low = std::min(low, *input.cut / 2);
    high = std::max(high, *input.cut * 2);
  }
  if (!(low < high) || low <= 0) {
    low = 10;
    high = 1e5;
  }
  const std::vector<HistogramRow> rows = rows_of(input, narrow);
  const double label_room = narrow ? 0 : 230, above = input.cut ? 26.0 : 10.0;
  double height = 0;
  for (const HistogramRow& row : rows) height += row.height;
  const PlotArea all{14, above, width - 14 - label_room, above + std::max(84.0, height)};
  const Scale x{low, high, all.left, all.right, true};
  for (const Tick& tick : logarithmic_ticks(low, high, 8))
    svg.line(x(tick.value), all.top, x(tick.value), all.bottom, stroked(colour::faint));
  double base = all.top - 4;
  for (const HistogramRow& row : rows) {
    base += row.height;
    const double tall = narrow ? 62 : row.height - 16;
    svg.line(all.left, base, all.right, base, stroked(colour::rule));
    double text_at = narrow ? base - row.height + 14 : base - tall + 14;
    std::size_t place = 0;
    for (const std::size_t s : row.series) {
      const HistogramSeries& series = input.series[s];
      SeriesStyle style = series_style(input.series[s].row.empty() ? s : place);
      if (series.control)
        style.colour = colour::muted;
      else
        ++place;
      const double peak =
          series.count.empty() ? 0 : *std::max_element(series.count.begin(), series.count.end());
      svg.open(series.label);
      std::vector<Point> outline;
      if (peak > 0) {
        outline.push_back({x(series.edge.front()), base});
        for (std::size_t i = 0; i < series.count.size(); ++i) {
          const double at = base - tall * series.count[i] / peak;
          outline.push_back({x(series.edge[i]), at});
          outline.push_back({x(series.edge[i + 1]), at});
        }
        outline.push_back({x(series.edge.back()), base});
        svg.open_clip(all.left, all.top, all.width(), all.height());
        svg.polygon(outline, {style.colour, style.colour, 1.25, {}, 0.3, 1});
        svg.close();
      }
      if (series.centre)
        svg.mark(Mark::triangle_up, x(*series.centre), base + 3.5, 7,
                 row.series.size() > 1 ? style.colour : colour::ink);
      std::vector<std::string> lines{series.label + ", " + count_text(series.events) + " events"};
      if (series.positive_fraction)
        lines.push_back(percent_text(*series.positive_fraction) + " positive " + input.denominator);
      if (series.centre) lines.push_back(input.centre_name + " " + value_text(*series.centre));
      const double left = narrow ? all.left : all.right + 12, swatch = row.series.size() > 1 ? 14 : 0;
      if (swatch > 0) svg.rect(left, text_at - 9, 9, 9, {style.colour, style.colour, 1.25, {}, 0.3, 1});
      svg.text(left + swatch, text_at,
               shortened(lines[0], width - 8 - left - swatch, narrow ? size::small : size::body, true),
               {.size = narrow ? size::small : size::body, .bold = true, .halo = narrow});
      if (narrow) {
        std::string rest;
        for (std::size_t i = 1; i < lines.size(); ++i) rest += (rest.empty() ? "" : " · ") + lines[i];
        svg.text(left, text_at + 13, rest, {.size = size::small, .fill = colour::muted, .halo = true});
        text_at += 27;
      } else {
        for (std::size_t i = 1; i < lines.size(); ++i)
          svg.text(left, text_at + 15 * static_cast<double>(i), lines[i],
                   {.size = size::small, .fill = colour::muted});
        text_at += 15 * static_cast<double>(lines.size()) + 3;
      }
      svg.close();
    }
  }
  if (input.cut) {
    const double at = x(*input.cut);
    svg.line(at, all.top - 8, at, all.bottom, stroked(colour::ink, 1, "4 3"));
    const double length = text_width(input.cut_label, size::small);
    svg.text(held(at - length / 2, 4.0, width - 4 - length), all.top - 12, input.cut_label,
             {.size = size::small});
  }
  const PlotArea axis{all.left, all.top, all.right, all.bottom + 4};
  draw_x_axis(svg, axis, x, logarithmic_ticks(low, high, narrow ? 5 : 8));
  svg.text((all.left + all.right) / 2, all.bottom + 36, input.axis,
           {.size = size::body, .anchor = Anchor::middle, .fill = colour::muted});
  svg.set_height(all.bottom + 46);
  return svg.finish();
}

// Pale to dark blue in equal steps of lightness, by the logarithm of the count.
std::string density_fill(double share) {
  static const std::array<const char*, 6> steps{"#dbe9f4", "#b3d0e8", "#7fb3d9",
                                                "#4a91c4", "#1c6aa5", "#0a3f70"};
  return steps[static_cast<std::size_t>(held(share * 6, 0.0, 5.0))];
}

std::string gate_name(const GateOutline& gate) {
  return gate.label + " " + percent_text(gate.fraction);
}

double draw_density(Svg& svg, const DensityPanel& panel, double left, double top, double side) {
  const PlotArea area{left + 44, top + 24, left + side, top + 24 + side - 44};
  const Scale x{panel.x_low, panel.x_high, area.left, area.right, false},
      y{panel.y_low, panel.y_high, area.bottom, area.top, false};
  svg.open(panel.title);
  const std::string events = count_text(panel.events) + " events";
  const double events_width = text_width(events, 10);
  svg.text(area.left, top + 14, shortened(panel.title, area.width() - events_width - 8, size::heading, true),
           {.size = size::heading, .bold = true});
  svg.text(area.right, top + 14, events, {.size = 10, .anchor = Anchor::end, .fill = colour::muted});
  const double peak = panel.count.empty() ? 0 : *std::max_element(panel.count.begin(), panel.count.end());
  const double w = area.width() / std::max(1, panel.columns), h = area.height() / std::max(1, panel.rows);
  for (int r = 0; r < panel.rows; ++r)
    for (int c = 0; c < panel.columns;) {
      const auto fill_at = [&](int column) {
        const double n = panel.count[static_cast<std::size_t>(r) * static_cast<std::size_t>(panel.columns) +
                                     static_cast<std::size_t>(column)];
        return n > 0 ? density_fill(peak > 1 ? std::log(n) / std::log(peak) : 1) : std::string();
      };
      const std::string fill = fill_at(c);
      int end = c + 1;
      while (end < panel.columns && fill_at(end) == fill) ++end;
      // A hair of overlap: without it browsers show seams between cells.
      if (!fill.empty())
        svg.rect(area.left + c * w, area.bottom - (r + 1) * h, (end - c) * w + 0.2, h + 0.2, filled(fill));
      c = end;
    }
  svg.rect(area.left, area.top, area.width(), area.height(), stroked(colour::rule));
  for (const AxisMark& m : panel.x_marks) {
    const double at = x(m.position);
    svg.line(at, area.bottom, at, area.bottom + (m.label.empty() ? 2.5 : 4), stroked(colour::rule));
    svg.text(at, area.bottom + 15, m.label, {.size = 10, .anchor = Anchor::middle, .fill = colour::muted});
  }
  for (const AxisMark& m : panel.y_marks) {
    const double at = y(m.position);
    svg.line(area.left - (m.label.empty() ? 2.5 : 4), at, area.left, at, stroked(colour::rule));
    svg.text(area.left - 6, at + 3.5, m.label, {.size = 10, .anchor = Anchor::end, .fill = colour::muted});
  }
  svg.text((area.left + area.right) / 2, area.bottom + 30, panel.x_axis,
           {.size = size::small, .anchor = Anchor::middle});
  svg.text(left + 10, (area.top + area.bottom) / 2, panel.y_axis,
           {.size = size::small, .anchor = Anchor::middle, .rotate = -90});
  struct Box {
    double left, top, right, bottom;
    [[nodiscard]] bool meets(const Box& o) const {
      return left < o.right && right > o.left && top < o.bottom && bottom > o.top;
    }
  };
  std::vector<Box> gates, taken;
  std::vector<std::pair<Point, const GateOutline*>> labels;
  for (const GateOutline& gate : panel.gates) {
    std::vector<Point> points;
    Box box{area.right, area.bottom, area.left, area.top};
    for (const Vertex& v : gate.outline) {
      const Point p{held(x(v.x), area.left, area.right), held(y(v.y), area.top, area.bottom)};
      points.push_back(p);
      box = {std::min(box.left, p.x), std::min(box.top, p.y), std::max(box.right, p.x),
             std::max(box.bottom, p.y)};
    }
    gates.push_back(box);
    if (points.size() < 3) continue;
    svg.polygon(points, {{}, colour::paper, 3, {}, 1, 0.9});
    svg.polygon(points, stroked(colour::ink, 1.4));
  }
  /// What a label would hide: events, by their shade.
  const auto hidden = [&](const Box& box) {
    double sum = 0;
    for (int r = 0; r < panel.rows; ++r)
      for (int c = 0; c < panel.columns; ++c) {
        const double n = panel.count[static_cast<std::size_t>(r * panel.columns + c)];
        const Box cell{area.left + c * w, area.bottom - (r + 1) * h, area.left + (c + 1) * w,
                       area.bottom - r * h};
        if (n > 0 && box.meets(cell)) sum += 1 + (peak > 1 ? 3 * std::log(n) / std::log(peak) : 3);
      }
    return sum;
  };
  for (std::size_t g = 0; g < panel.gates.size(); ++g) {
    const GateOutline& gate = panel.gates[g];
    if (gate.outline.size() < 3) continue;
    const Box& box = gates[g];
    const double widest = std::min(area.width() - 6, std::max(text_width(gate_name(gate), size::small, true),
                                                              text_width(gate.denominator, 10)));
    const double half = widest / 2 + 2;
    // Inside at its top or bottom, above the gate or below it, in its middle or aside, near first: wherever
    // the label hides least.
    std::vector<double> places = {box.top + 3, box.bottom - 28};
    for (double away = 3; away < 80; away += 7) {
      places.push_back(box.top - 26 - away);
      places.push_back(box.bottom + away);
    }
    double least = INFINITY;
    Box best{};
    for (const double shift : {0.0, -15.0, 15.0, -30.0, 30.0, -45.0, 45.0}) {
      const double centre = held((box.left + box.right) / 2 + shift, area.left + half + 1,
                                 std::max(area.left + half + 1, area.right - half - 1));
      for (const double upper : places) {
        if (upper < area.top || upper + 26 > area.bottom) continue;
        const Box label{centre - half, upper, centre + half, upper + 26};
        const double away = std::max({0.0, box.top - 26 - upper, upper - box.bottom});
        double cost = hidden(label) + 2 * away + std::fabs(shift) / 2;
        for (const Box& other : taken) cost += label.meets(other) ? 1e6 : 0;
        for (std::size_t k = 0; k < gates.size(); ++k) cost += k != g && label.meets(gates[k]) ? 100 : 0;
        if (cost < least) least = cost, best = label;
      }
    }
    if (std::isinf(least)) continue;  // no plot is so small
    taken.push_back(best);
    labels.push_back({{(best.left + best.right) / 2, best.top + 11}, &gate});
  }
  for (const auto& [at, gate] : labels) {
    svg.text(at.x, at.y, shortened(gate_name(*gate), area.width() - 6, size::small, true),
             {.size = size::small, .anchor = Anchor::middle, .bold = true, .halo = true});
    svg.text(at.x, at.y + 12, gate->denominator, {.size = 10, .anchor = Anchor::middle, .halo = true});
  }
  svg.close();
  return area.bottom + 38;
}

std::string draw(const DensityInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  const int count = static_cast<int>(input.panels.size()),
            columns = narrow ? 1 : std::min(3, std::max(1, count));
  const double gap = 12, side = std::min(320.0, (width - (columns - 1) * gap - 6) / columns);
  double top = 0, bottom = 0;
  for (int i = 0; i < count; ++i) {
    if (i > 0 && i % columns == 0) top = bottom + 8;
    bottom = std::max(bottom, draw_density(svg, input.panels[static_cast<std::size_t>(i)],
                                           (i % columns) * (side + gap), top, side));
  }
  svg.set_height(bottom + 6);
  return svg.finish();
}

}  // namespace

Figure histogram_figure(const HistogramInput& input) {
  CsvText csv{"sample", "low", "high", "count"};
  for (const HistogramSeries& series : input.series) {
    if (series.edge.size() != series.count.size() + 1)
      throw InputError("histogram " + series.label, std::to_string(series.edge.size()),
                       "expected one edge more than counts");
    for (std::size_t i = 0; i < series.count.size(); ++i)
      csv.row({series.label, number_text(series.edge[i]), number_text(series.edge[i + 1]),
               number_text(series.count[i])});
  }
  return drawn(input, draw, csv.text());
}

Figure density_figure(const DensityInput& input) {
  CsvText csv{"panel", "gate", "fraction", "denominator", "events_of_panel"};
  for (const DensityPanel& panel : input.panels) {
    if (panel.count.size() != static_cast<std::size_t>(panel.columns) * static_cast<std::size_t>(panel.rows))
      throw InputError("density " + panel.title, std::to_string(panel.count.size()),
                       "expected rows × columns counts");
    if (panel.gates.empty()) csv.row({panel.title, "", "", "", std::to_string(panel.events)});
    for (const GateOutline& gate : panel.gates)
      csv.row({panel.title, gate.label, number_text(gate.fraction), gate.denominator,
               std::to_string(panel.events)});
  }
  return drawn(input, draw, csv.text());
}

}  // namespace trimer::report
