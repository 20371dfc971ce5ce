#include <trimer/report/flow_chart.h>

#include <algorithm>

#include <trimer/core/fault.h>
#include <trimer/report/axes.h>
#include <trimer/report/svg.h>
#include <trimer/report/text.h>

namespace trimer::report {
namespace {

constexpr double line_height = 15, padding = 8, gap = 22;

void check_box(const FlowBox& box) {
  long sum = 0;
  for (const FlowLine& part : box.parts) sum += part.patients;
  if (sum != box.patients)
    throw InputError("flow." + box.title, std::to_string(box.patients),
                     "expected the sum of its parts, " + std::to_string(sum));
}

void check(const FlowInput& input) {
  for (std::size_t i = 0; i < input.stages.size(); ++i) {
    const FlowStage& stage = input.stages[i];
    check_box(stage.left);
    const long next = i + 1 < input.stages.size() ? input.stages[i + 1].patients : 0;
    if (stage.patients != stage.left.patients + next)
      throw InputError("flow." + stage.title, std::to_string(stage.patients),
                       "expected who left and who went on, " + std::to_string(stage.left.patients + next));
    for (const FlowLine& note : stage.notes)
      if (note.patients < 0 || note.patients > stage.patients)
        throw InputError("flow." + stage.title + "." + note.text, std::to_string(note.patients),
                         "expected at most those of the stage");
  }
  for (const FlowBox& box : input.ends) check_box(box);
}

/// A box as it is drawn: heading and lines with their counts.
struct Drawn {
  std::string title;
  long patients;
  std::vector<FlowLine> lines;
  bool trunk;

  [[nodiscard]] std::vector<std::string> heading(double width) const {
    return wrapped(title + " (n = " + count_text(patients) + ")", width - 2 * padding, size::body, true);
  }
  [[nodiscard]] double height(double width) const {
    return 2 * padding - 2 + line_height * static_cast<double>(heading(width).size() + lines.size());
  }
};

Drawn drawn(const FlowBox& box) {
  Drawn out{box.title, box.patients, {}, false};
  for (const FlowLine& part : box.parts)
    if (part.patients > 0) out.lines.push_back(part);
  return out;
}

void draw_box(Svg& svg, const Drawn& box, double left, double top, double width) {
  const double height = box.height(width);
  svg.open(box.title);
  svg.rect(left, top, width, height,
           {box.trunk ? "#eaf4fb" : std::string(colour::paper), box.trunk ? colour::blue : colour::rule, 1.25, {}, 1, 1}, 3);
  double y = top + padding + 9;
  for (const std::string& words : box.heading(width)) {
    svg.text(left + padding, y, shortened(words, width - 2 * padding, size::body, true), {.size = size::body, .bold = true});
    y += line_height;
  }
  for (const FlowLine& line : box.lines) {
    const std::string count = count_text(line.patients);
    const double room = width - 2 * padding - text_width(count, size::small) - 8;
    svg.text(left + padding, y, shortened(line.text, room, size::small), {.size = size::small, .fill = colour::muted});
    svg.text(left + width - padding, y, count, {.size = size::small, .anchor = Anchor::end});
    y += line_height;
  }
  svg.close();
}

void arrow_right(Svg& svg, double from, double to, double y) {
  svg.line(from, y, to - 6, y, stroked(colour::muted, 1.25));
  svg.polygon({{to, y}, {to - 7, y - 3.5}, {to - 7, y + 3.5}}, filled(colour::muted));
}

void arrow_down(Svg& svg, double x, double from, double to) {
  svg.line(x, from, x, to - 6, stroked(colour::muted, 1.25));
  svg.polygon({{x, to}, {x - 3.5, to - 7}, {x + 3.5, to - 7}}, filled(colour::muted));
}

std::string draw(const FlowInput& input, double width, std::string id) {
  const bool narrow = width < 500;
  Svg svg(width, 0, std::move(id), input.text.title, input.text.caption);
  // Wide: the trunk left, who left beside it. Narrow: who left is set in below the stage, beside the arrow.
  const double trunk_left = 4, trunk_width = narrow ? width - 8 : 0.44 * width;
  const double side_left = narrow ? 44 : 0.54 * width, side_width = width - 4 - side_left;
  const double axis = narrow ? 22 : trunk_left + trunk_width / 2;
  double y = 4;
  for (std::size_t i = 0; i < input.stages.size(); ++i) {
    const FlowStage& stage = input.stages[i];
    const Drawn box{stage.title, stage.patients, stage.notes, true};
    const double height = box.height(trunk_width);
    draw_box(svg, box, trunk_left, y, trunk_width);
    double bottom = y + height;
    if (stage.left.patients > 0) {
      const Drawn side = drawn(stage.left);
      if (narrow) {
        const double top = bottom + 10;
        draw_box(svg, side, side_left, top, side_width);
        arrow_right(svg, axis, side_left, top + 16);
        bottom = top + side.height(side_width);
      } else {
        draw_box(svg, side, side_left, y, side_width);
        arrow_right(svg, trunk_left + trunk_width, side_left, y + 16);
        bottom = std::max(bottom, y + side.height(side_width));
      }
    }
    const double next = bottom + gap;
    if (i + 1 < input.stages.size() || !input.ends.empty())
      arrow_down(svg, axis, y + height, next);
    else if (narrow && stage.left.patients > 0)
      svg.line(axis, y + height, axis, y + height + 26, stroked(colour::muted, 1.25));
    y = next;
  }
  // The first end box is where the trunk arrives; the others stand beside it or, on a phone, below.
  double left_bottom = y, right_bottom = y;
  for (std::size_t i = 0; i < input.ends.size(); ++i) {
    Drawn box = drawn(input.ends[i]);
    box.trunk = i == 0;
    const bool beside = !narrow && i > 0;
    double& bottom = beside ? right_bottom : left_bottom;
    const double box_width = beside ? side_width : trunk_width;
    if (i > (beside ? 1 : 0)) bottom += 10;
    draw_box(svg, box, beside ? side_left : trunk_left, bottom, box_width);
    bottom += box.height(box_width);
  }
  svg.set_height(std::max(left_bottom, right_bottom) + 6);
  return svg.finish();
}

}  // namespace

Figure flow_chart_figure(const FlowInput& input) {
  check(input);
  CsvText csv{"stage", "what", "patients"};
  for (const FlowStage& stage : input.stages) {
    csv.row({stage.title, "here", std::to_string(stage.patients)});
    for (const FlowLine& note : stage.notes) csv.row({stage.title, note.text, std::to_string(note.patients)});
    for (const FlowLine& part : stage.left.parts)
      csv.row({stage.title, stage.left.title + ": " + part.text, std::to_string(part.patients)});
  }
  for (const FlowBox& box : input.ends) {
    csv.row({box.title, "all", std::to_string(box.patients)});
    for (const FlowLine& part : box.parts) csv.row({box.title, part.text, std::to_string(part.patients)});
  }
  return drawn(input, draw, csv.text());
}

Table flow_table(const FlowInput& input) {
  check(input);
  Table table{"flow_of_patients",
              "Every patient accounted for",
              {{"What", "", false}, {"Patients", "", true}},
              {},
              {},
              false};
  for (const FlowStage& stage : input.stages) {
    table.rows.push_back({stage.title});
    table.rows.push_back({"here", count_text(stage.patients)});
    for (const FlowLine& note : stage.notes) table.rows.push_back({note.text, count_text(note.patients)});
    for (const FlowLine& part : stage.left.parts)
      if (part.patients > 0) table.rows.push_back({stage.left.title + ": " + part.text, count_text(part.patients)});
  }
  for (const FlowBox& box : input.ends) {
    table.rows.push_back({box.title});
    table.rows.push_back({"all", count_text(box.patients)});
    for (const FlowLine& part : box.parts)
      if (part.patients > 0) table.rows.push_back({part.text, count_text(part.patients)});
  }
  return table;
}

}  // namespace trimer::report
