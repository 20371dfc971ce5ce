#include <trimer/assessment/decimal.h>
#include <trimer/assessment/engine.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace trimer::assessment {

const TreatmentCycle* CourseOfTreatment::cycle_at(double day) const {
  const TreatmentCycle* found = nullptr;
  for (const TreatmentCycle& cycle : cycles) {
    if (cycle.start <= day) found = &cycle;
  }
  return found;
}

namespace engine {
namespace {

using observation::Exposure;
using observation::SupportKind;

template <class Rows>
double latest_offset(const Rows& rows, double offset) {
  for (const auto& row : rows) {
    if (row.at.known()) offset = std::max(offset, row.at.calendar_day - row.at.day);
  }
  return offset;
}

/// Cycles of blinatumomab from its exposure rows, in the order of time.
void find_cycles(Context& context) {
  static const double cycle_gap = criteria().threshold("record.cycle_gap");
  CourseOfTreatment& course = context.out.course;
  const Exposure* previous = nullptr;
  for (const Exposure& row : context.record.exposure) {
    if (!row.when.start.known() || !same_word(row.drug, "blinatumomab")) continue;
    if (row.dose && *row.dose == 0) continue;
    const double start = row.when.start.day;
    const double end = row.when.end.known() ? row.when.end.day : start;
    if (!course.first_dose) course.first_dose = start;
    course.last_dose_end = std::max(course.last_dose_end.value_or(end), end);
    const TreatmentCycle* current = course.cycles.empty() ? nullptr : &course.cycles.back();
    int number = 1;
    if (row.cycle) {
      number = *row.cycle;
    } else if (current) {
      number = start - current->infusion_end > cycle_gap ? current->number + 1 : current->number;
    }
    if (!current || current->number != number) {
      course.cycles.push_back({number, start, std::nullopt, end});
    } else {
      TreatmentCycle& cycle = course.cycles.back();
      const bool rises = previous && previous->dose && row.dose && previous->unit == row.unit &&
                         above(*row.dose, *previous->dose);
      if (rises && !cycle.step) cycle.step = start;
      cycle.infusion_end = std::max(cycle.infusion_end, end);
    }
    previous = &row;
  }
}

}  // namespace

Calendar::Calendar(const observation::SubjectRecord& record) {
  if (!record.subject.anchor_date) return;  // without dates a calendar day is floor(day)
  double offset = 0;
  offset = latest_offset(record.vitals, offset);
  offset = latest_offset(record.labs, offset);
  offset = latest_offset(record.neuro, offset);
  offset = latest_offset(record.disease, offset);
  offset_ = std::min(offset, std::nextafter(1.0, 0.0));
}

int Calendar::day_of(double day) const {
  return static_cast<int>(std::floor(day + offset_));
}

void Context::add_point(Grading grading, double day, int calendar_day, const GradeResult& result) const {
  const TreatmentCycle* cycle = out.course.cycle_at(day);
  GradePoint& point = out.points.emplace_back();
  point.grading = grading;
  point.day = day;
  point.calendar_day = calendar_day;
  if (cycle) point.cycle = cycle->number;
  point.result = result;
}

void sort_changes(std::vector<ChangePoint>& changes) {
  std::sort(changes.begin(), changes.end(), [](const ChangePoint& a, const ChangePoint& b) {
    return a.day != b.day ? a.day < b.day : a.is_row && !b.is_row;
  });
  // A hold that runs out at the very time of a row is no change of its own, whatever the last bit of a sum
  // says.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (kept > 0 && changes[kept - 1].day == changes[i].day) continue;
    const bool next_is_row = i + 1 < changes.size() && changes[i + 1].is_row;
    if (!changes[i].is_row && next_is_row && changes[i + 1].day - changes[i].day < same_time_d) continue;
    const bool after_row = kept > 0 && changes[kept - 1].is_row;
    if (!changes[i].is_row && after_row && changes[i].day - changes[kept - 1].day < same_time_d) continue;
    changes[kept++] = changes[i];
  }
  changes.resize(kept);
}

double support_end(const observation::Support& row) {
  if (row.when.end.known()) return row.when.end.day;
  switch (row.kind) {
    case SupportKind::oxygen:
    case SupportKind::vasopressor:
    case SupportKind::inotrope:
    case SupportKind::sedation:
      return forever;
    default:
      return row.when.start.day;
  }
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool for_hypoxia(const observation::Support& row) {
  if (row.for_hypoxia != observation::YesNo::unknown) return row.for_hypoxia == observation::YesNo::yes;
  const bool ventilated = row.device == observation::OxygenDevice::mechanical_ventilation;
  return !ventilated || row.reason.empty() || row.reason.find("hypox") != std::string::npos;
}

void find_course(Context& context) {
  CourseOfTreatment& course = context.out.course;
  course = CourseOfTreatment{};
  course.car_t = context.record.subject.car_t_day;
  for (const observation::Event& event : context.record.events) {
    if (event.event != observation::EventKind::death) continue;
    course.death_cause = event.cause;
    course.death_source = event.source;
    if (event.at.known() && !course.death) course.death = event.at.day;
  }
  find_cycles(context);
  course.start = course.first_dose ? course.first_dose : course.car_t;
}

}  // namespace engine
}  // namespace trimer::assessment
