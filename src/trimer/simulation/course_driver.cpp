#include <trimer/simulation/course_driver.h>

#include <algorithm>
#include <array>

#include <trimer/simulation/generated/therapy_inputs.h>

namespace trimer::simulation {
using therapy::state_count;
using therapy::state_index;

namespace {

therapy::State<double> state_at(const solver::Step& step, double day) {
  std::array<double, state_count> values;
  step.states(day, values.data());
  return therapy::state_from(values.data());
}

/// When a cumulative hazard, which never falls, passes its threshold within a step [d].
double crossing(const solver::Step& step, int hazard, double threshold) {
  double before = step.begin, after = step.end;
  for (int i = 0; i < 60 && after - before > 1e-9; ++i) {
    const double middle = 0.5 * (before + after);
    (step.state(hazard, middle) > threshold ? after : before) = middle;
  }
  return after;
}

constexpr int death_hazard = state_index("cumulative_hazard_death");
constexpr int infection_hazard = state_index("cumulative_hazard_infection");

}  // namespace

CourseDriver::CourseDriver(const CourseSettings& settings, int lanes,
                           std::function<std::optional<population::VirtualPatient>()> next_patient,
                           std::function<void(PatientResult&&)> receive)
    : settings_(&settings),
      next_patient_(std::move(next_patient)),
      receive_(std::move(receive)),
      courses_(static_cast<std::size_t>(lanes)) {}

void CourseDriver::begin(int lane, const population::VirtualPatient& patient, solver::Start& start) {
  PatientCourse& course = courses_[static_cast<std::size_t>(lane)].emplace(*settings_, patient);
  const auto values = therapy::to_array(course.initial_state());
  for (int i = 0; i < state_count; ++i) start.y[i] = values[static_cast<std::size_t>(i)];
  set_therapy_inputs(patient.parameters, course.baseline(), course.infusion_rate(), start.inputs);
  start.time = course.start_day();
  start.stop = course.next_stop();
}

bool CourseDriver::next(int lane, solver::Start& start) {
  const auto patient = next_patient_();
  if (!patient) return false;
  begin(lane, *patient, start);
  return true;
}

void CourseDriver::again(int lane, int, solver::Start& start) {
  const population::VirtualPatient patient = courses_[static_cast<std::size_t>(lane)]->patient();
  begin(lane, patient, start);
}

solver::Reply CourseDriver::on_step(int lane, const solver::Step& step) {
  PatientCourse& course = *courses_[static_cast<std::size_t>(lane)];
  const double planned_stop = course.next_stop();
  double death_day = 1e300, infection_day = 1e300;
  if (step.state(death_hazard, step.end) > course.death_threshold())
    death_day = crossing(step, death_hazard, course.death_threshold());
  if (!course.infected() && step.state(infection_hazard, step.end) > course.infection_threshold())
    infection_day = crossing(step, infection_hazard, course.infection_threshold());

  // Looks in order of time. A decision may bring the next stop into this step: later looks wait until it has been
  // carried out, because the rest of the step will be another.
  double limit = std::min(step.end, death_day);
  while (course.next_look() <= limit) {
    const double day = std::max(course.next_look(), step.begin);
    course.look(day, state_at(step, day));
    if (course.finished()) return solver::Reply::finished();
    limit = std::min(limit, std::max(course.next_stop(), day));
  }
  if (infection_day <= limit) course.infection(infection_day);
  if (death_day <= limit) {
    course.death(death_day, state_at(step, death_day));
    return solver::Reply::finished();
  }
  if (limit < step.end) return solver::Reply::rewind(limit);
  const double stop = course.next_stop();
  if (stop <= step.end && !step.at_stop) return solver::Reply::rewind(step.end);
  return stop == planned_stop ? solver::Reply::proceed() : solver::Reply::proceed_to(stop);
}

solver::Next CourseDriver::on_stop(int lane, const solver::Stop& stop) {
  PatientCourse& course = *courses_[static_cast<std::size_t>(lane)];
  std::array<double, state_count> values;
  for (int i = 0; i < state_count; ++i) values[static_cast<std::size_t>(i)] = stop.y[i];
  therapy::State<double> state = therapy::state_from(values.data());
  const bool changed = course.at_stop(stop.time, state);
  if (course.finished()) return solver::Next::finish();
  if (!changed) return solver::Next::go_on(course.next_stop());
  values = therapy::to_array(state);
  for (int i = 0; i < state_count; ++i) stop.y[i] = values[static_cast<std::size_t>(i)];
  stop.inputs[therapy_infusion_rate] = course.infusion_rate();
  return solver::Next::restart(course.next_stop());
}

void CourseDriver::on_end(int lane, const solver::Ending& ending) {
  auto& slot = courses_[static_cast<std::size_t>(lane)];
  slot->finish(ending.time);
  receive_({slot->patient(), slot->take_record(), slot->treatment(), slot->decisions(), slot->bands(), ending});
  slot.reset();
}

}  // namespace trimer::simulation
