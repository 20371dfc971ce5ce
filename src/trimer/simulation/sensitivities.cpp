#include <trimer/simulation/sensitivities.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <trimer/core/fault.h>
#include <trimer/regimen/timeline.h>
#include <trimer/simulation/generated/therapy_inputs.h>
#include <trimer/simulation/tangent_ensemble.h>
#include <trimer/simulation/therapy_dose.h>
#include <trimer/solver/tangent_kernel.h>
#include <trimer/therapy/baseline.h>
#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/observables.h>

namespace trimer::simulation {

#define TRIMER_DECLARE_LEVEL(level)                                              \
  namespace level {                                                              \
  solver::Statistics integrate_tangent(solver::Driver&, const solver::Options&); \
  }
TRIMER_DECLARE_LEVEL(baseline)
TRIMER_DECLARE_LEVEL(v3)
TRIMER_DECLARE_LEVEL(v4)
#undef TRIMER_DECLARE_LEVEL

solver::Statistics integrate_tangent(solver::Driver& driver, const solver::Options& options, Level level) {
  switch (level) {
    case Level::baseline: return baseline::integrate_tangent(driver, options);
    case Level::v3: return v3::integrate_tangent(driver, options);
    case Level::v4: return v4::integrate_tangent(driver, options);
  }
  return {};
}

namespace {

using therapy::state_count;
constexpr int directions = tangent_directions;
constexpr std::size_t rows = static_cast<std::size_t>(state_count) * (1 + directions);
/// One number with its derivatives, outside the kernel.
using T = solver::Dual<Lanes<1>, directions>;

/// d = 0 the value, d = 1 … the slopes.
double part(const T& x, int d) {
  return d == 0 ? x.value[0] : x.slope[d - 1][0];
}

/// Writes numbers to rows of the kernel, or reads them.
template <class Rows>
void to_row(const T& x, Rows&& at, int i) {
  for (int d = 0; d <= directions; ++d) at[solver::tangent_row<directions>(i, d)] = part(x, d);
}
template <class Rows>
T from_row(const Rows& at, int i) {
  T x;
  x.value = at[solver::tangent_row<directions>(i, 0)];
  for (int d = 1; d <= directions; ++d) x.slope[d - 1] = at[solver::tangent_row<directions>(i, d)];
  return x;
}
template <class Rows>
therapy::State<T> state_from_rows(const Rows& at) {
  std::array<T, state_count> values;
  for (int i = 0; i < state_count; ++i) values[static_cast<std::size_t>(i)] = from_row(at, i);
  return therapy::state_from(values.data());
}
template <class Rows>
void state_to_rows(const therapy::State<T>& state, Rows&& at) {
  const auto values = therapy::to_array(state);
  for (int i = 0; i < state_count; ++i) to_row(values[static_cast<std::size_t>(i)], at, i);
}

/// Where an output is found.
struct Output {
  bool observable;
  int index;
};

std::optional<Output> find_output(std::string_view name) {
  for (int i = 0; i < therapy::observable_count; ++i)
    if (therapy::observable_list[static_cast<std::size_t>(i)].name == name) return Output{true, i};
  const int state = therapy::state_index(name);
  if (state >= 0) return Output{false, state};
  return std::nullopt;
}

std::vector<regimen::DoseEvent> planned_doses(const regimen::Regimen& regimen,
                                              const population::VirtualPatient& patient) {
  return regimen::timeline(regimen,
                           {patient.covariates.weight, patient.covariates.bsa, patient.covariates.age});
}

/// What the names of a plan stand for.
struct Meaning {
  std::vector<Output> outputs;
  std::vector<int> parameters;
};

Meaning check(std::span<const population::VirtualPatient> patients, const SensitivityPlan& plan) {
  FaultList faults;
  const auto fault = [&](std::string path, std::string value, std::string expectation) {
    faults.add({"", 0, 0, std::move(path), std::move(value), std::move(expectation)});
  };
  Meaning meaning;
  for (const std::string& name : plan.outputs) {
    if (const auto output = find_output(name)) meaning.outputs.push_back(*output);
    else fault("outputs", name, "expected the name of an observable or a state");
  }
  for (const std::string& name : plan.parameters) {
    meaning.parameters.push_back(therapy::parameter_index(name));
    if (meaning.parameters.back() < 0) fault("parameters", name, "expected the name of a parameter");
  }
  double last = plan.start_day;
  for (const double day : plan.days) {
    if (!(day > last)) fault("days", std::to_string(day), "expected days that increase, after the start");
    last = day;
  }
  for (const auto& patient : patients) {
    const auto doses = planned_doses(plan.regimen, patient);
    if (doses.empty() || doses.front().day > plan.start_day) continue;
    fault("start_day", std::to_string(plan.start_day), "expected a day before the first dose");
    break;
  }
  faults.throw_if_any();
  return meaning;
}

}  // namespace

Sensitivities::Sensitivities(std::size_t outputs, std::size_t days, std::size_t parameters)
    : days_(days),
      parameters_(parameters),
      values_(outputs * days, std::numeric_limits<double>::quiet_NaN()),
      derivatives_(outputs * days * parameters, std::numeric_limits<double>::quiet_NaN()) {}

/// Hands out every patient once for each group of parameters.
class TangentCourses final : public solver::Driver {
 public:
  TangentCourses(std::span<const population::VirtualPatient> patients, const SensitivityPlan& plan,
                 const Meaning& meaning)
      : patients_(patients),
        plan_(plan),
        meaning_(meaning),
        groups_(std::max<std::size_t>(1, (meaning.parameters.size() + directions - 1) / directions)),
        lanes_(static_cast<std::size_t>(lanes_of(plan.level))),
        results_(patients.size(),
                 Sensitivities(plan.outputs.size(), plan.days.size(), plan.parameters.size())) {}

  [[nodiscard]] std::vector<Sensitivities> take_results() { return std::move(results_); }

  bool next(int lane, solver::Start& start) override {
    if (next_ == patients_.size() * groups_) return false;
    Course& course = at(lane);
    course.patient = next_ / groups_;
    course.group = next_ % groups_;
    ++next_;
    begin(course, start);
    return true;
  }
  void again(int lane, int, solver::Start& start) override { begin(at(lane), start); }

  solver::Reply on_step(int lane, const solver::Step& step) override {
    Course& course = at(lane);
    for (; course.day < plan_.days.size() && plan_.days[course.day] <= step.end; ++course.day) {
      std::array<double, rows> values;
      step.states(plan_.days[course.day], values.data());
      record(course, state_from_rows(values));
    }
    return course.day == plan_.days.size() ? solver::Reply::finished() : solver::Reply::proceed();
  }

  solver::Next on_stop(int lane, const solver::Stop& stop) override {
    Course& course = at(lane);
    therapy::State<T> state = state_from_rows(stop.y);
    for (; course.dose < course.doses.size() && course.doses[course.dose].day <= stop.time; ++course.dose)
      therapy::apply(therapy_dose(course.doses[course.dose]), state, course.infusion_rate);
    state_to_rows(state, stop.y);
    to_row(course.infusion_rate, stop.inputs, therapy_infusion_rate);
    return solver::Next::restart(next_stop(course));
  }

  void on_end(int lane, const solver::Ending& ending) override {
    solver::Ending& whole = results_[at(lane).patient].ending;
    if (whole.outcome == solver::Outcome::completed) whole = ending;
  }

 private:
  struct Course {
    std::size_t patient = 0, group = 0;
    std::size_t day = 0, dose = 0;
    std::vector<regimen::DoseEvent> doses;
    therapy::Parameters<T> parameters;
    therapy::Baseline<T> baseline;
    T infusion_rate;
    std::array<double, directions> scale;  ///< of each direction: dθ of a slope of 1
  };

  Course& at(int lane) { return lanes_[static_cast<std::size_t>(lane)]; }

  /// The next dose, or a time after the last output.
  [[nodiscard]] double next_stop(const Course& course) const {
    return course.dose < course.doses.size() ? course.doses[course.dose].day : plan_.days.back() + 1;
  }

  void begin(Course& course, solver::Start& start) const {
    const population::VirtualPatient& patient = patients_[course.patient];
    therapy::Covariates<T> covariates;
#define TRIMER_COPY(name, unit, lowest, highest) covariates.name = T(patient.covariates.name);
    TRIMER_COVARIATES(TRIMER_COPY)
#undef TRIMER_COPY
    std::array<double, therapy::parameter_count> values;
    std::size_t i = 0;
    therapy::for_each_parameter(patient.parameters, [&](const auto&, double value) { values[i++] = value; });
    i = 0;
    therapy::for_each_parameter(course.parameters, [&](const auto&, T& value) { value = T(values[i++]); });
    i = 0;
    therapy::for_each_parameter(course.parameters, [&](const auto&, T& value) {
      for (int d = 0; d < directions; ++d) {
        const std::size_t number = course.group * directions + static_cast<std::size_t>(d);
        if (number >= meaning_.parameters.size() || meaning_.parameters[number] != static_cast<int>(i)) continue;
        const double scale = values[i] == 0 ? 1.0 : std::fabs(values[i]);
        course.scale[static_cast<std::size_t>(d)] = scale;
        value.slope[d] = scale;
      }
      ++i;
    });
    course.baseline = therapy::baseline(course.parameters, covariates);
    course.infusion_rate = T(0.0);
    course.doses = planned_doses(plan_.regimen, patient);
    course.day = course.dose = 0;
    state_to_rows(therapy::initial_state(course.parameters, covariates, course.baseline), start.y);
    std::array<T, therapy_inputs> inputs;
    set_therapy_inputs(course.parameters, course.baseline, course.infusion_rate, inputs);
    for (int k = 0; k < therapy_inputs; ++k) to_row(inputs[static_cast<std::size_t>(k)], start.inputs, k);
    start.time = plan_.start_day;
    start.stop = next_stop(course);
  }

  void record(const Course& course, const therapy::State<T>& state) {
    const auto states = therapy::to_array(state);
    std::array<T, therapy::observable_count> observed;
    std::size_t i = 0;
    therapy::for_each_observable(therapy::observables(state, course.parameters, course.baseline),
                                 [&](const auto&, const T& value) { observed[i++] = value; });
    Sensitivities& result = results_[course.patient];
    for (std::size_t o = 0; o < meaning_.outputs.size(); ++o) {
      const Output output = meaning_.outputs[o];
      const auto index = static_cast<std::size_t>(output.index);
      const T& x = output.observable ? observed[index] : states[index];
      const std::size_t place = o * plan_.days.size() + course.day;
      if (course.group == 0) result.values_[place] = part(x, 0);
      for (std::size_t d = 0; d < directions; ++d) {
        const std::size_t number = course.group * directions + d;
        if (number >= meaning_.parameters.size()) break;
        result.derivatives_[place * meaning_.parameters.size() + number] =
            part(x, static_cast<int>(d) + 1) / course.scale[d];
      }
    }
  }

  std::span<const population::VirtualPatient> patients_;
  const SensitivityPlan& plan_;
  const Meaning& meaning_;
  std::size_t groups_, next_ = 0;
  std::vector<Course> lanes_;
  std::vector<Sensitivities> results_;
};

std::vector<Sensitivities> sensitivities(std::span<const population::VirtualPatient> patients,
                                         const SensitivityPlan& plan) {
  const Meaning meaning = check(patients, plan);
  TangentCourses courses(patients, plan, meaning);
  if (plan.days.empty()) return courses.take_results();

  const TherapyTolerances tolerances(plan.accuracy);
  solver::Options options = tolerances.options();
  std::array<double, rows> absolute, lowest;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t state = row / (1 + directions);
    const bool slope = row % (1 + directions) != 0;
    absolute[row] = options.absolute_tolerance[state];
    lowest[row] = slope ? -std::numeric_limits<double>::infinity() : options.lowest[state];
  }
  options.absolute_tolerance = absolute.data();
  options.lowest = lowest.data();
  (void)integrate_tangent(courses, options, plan.level);
  return courses.take_results();
}

Sensitivities sensitivities(const population::VirtualPatient& patient, const SensitivityPlan& plan) {
  return std::move(sensitivities(std::span(&patient, 1), plan).front());
}

}  // namespace trimer::simulation
