/// A driver for tests: patients from a list, samples at given times, hooks at steps and stops.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include <trimer/core/level.h>
#include <trimer/solver/driver.h>

#include "integrate_problem.h"
#include "problems.h"

namespace trimer::test {

struct TestPatient {
  std::vector<double> y;
  std::vector<double> inputs;
  double begin = 0;
  std::vector<double> stops;    ///< the last one ends it
  std::vector<double> samples;  ///< increasing
};

struct TestResult {
  std::vector<std::vector<double>> samples;  ///< states at the sample times
  std::vector<double> final_state;
  std::vector<double> stops_hit;
  std::vector<double> step_ends;
  solver::Ending ending;
  int ends = 0;  ///< calls of on_end
};

class TestDriver : public solver::Driver {
 public:
  explicit TestDriver(std::vector<TestPatient> patients)
      : patients_(std::move(patients)), results_(patients_.size()), order_(patients_.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
  }
  /// Patients are handed out in this order.
  void set_order(std::vector<std::size_t> order) { order_ = std::move(order); }

  /// Called at stops other than the last; true if state or inputs were changed.
  std::function<bool(std::size_t patient, const solver::Stop&)> at_stop;
  /// Called after each accepted step, before samples are taken.
  std::function<solver::Reply(std::size_t patient, const solver::Step&)> at_step;

  bool next(int lane, solver::Start& start) override {
    if (handed_out_ == order_.size()) return false;
    lanes_[lane] = {order_[handed_out_++], 0, 0};
    fill(lane, start);
    return true;
  }
  void again(int lane, int, solver::Start& start) override {
    lanes_[lane].stop = lanes_[lane].sample = 0;
    results_[lanes_[lane].patient] = {};
    fill(lane, start);
  }
  solver::Reply on_step(int lane, const solver::Step& step) override {
    auto& at = lanes_[lane];
    auto& result = results_[at.patient];
    solver::Reply reply;
    if (at_step) reply = at_step(at.patient, step);
    const double end = reply.kind == solver::Reply::Kind::rewind ? reply.time : step.end;
    result.step_ends.push_back(end);
    const auto& times = patients_[at.patient].samples;
    while (at.sample < times.size() && times[at.sample] <= end) {
      std::vector<double> values(patients_[at.patient].y.size());
      step.states(times[at.sample++], values.data());
      result.samples.push_back(values);
    }
    return reply;
  }
  solver::Next on_stop(int lane, const solver::Stop& stop) override {
    auto& at = lanes_[lane];
    auto& result = results_[at.patient];
    const auto& patient = patients_[at.patient];
    result.stops_hit.push_back(stop.time);
    while (at.stop < patient.stops.size() && patient.stops[at.stop] <= stop.time) ++at.stop;
    if (at.stop == patient.stops.size()) {
      for (std::size_t i = 0; i < patient.y.size(); ++i)
        result.final_state.push_back(stop.y[static_cast<int>(i)]);
      return solver::Next::finish();
    }
    const bool changed = at_stop && at_stop(at.patient, stop);
    return changed ? solver::Next::restart(patient.stops[at.stop])
                   : solver::Next::go_on(patient.stops[at.stop]);
  }
  void on_end(int lane, const solver::Ending& ending) override {
    results_[lanes_[lane].patient].ending = ending;
    ++results_[lanes_[lane].patient].ends;
  }

  const std::vector<TestResult>& results() const { return results_; }

 private:
  struct Lane {
    std::size_t patient, stop, sample;
  };
  void fill(int lane, solver::Start& start) {
    const auto& patient = patients_[lanes_[lane].patient];
    for (std::size_t i = 0; i < patient.y.size(); ++i) start.y[static_cast<int>(i)] = patient.y[i];
    for (std::size_t i = 0; i < patient.inputs.size(); ++i)
      start.inputs[static_cast<int>(i)] = patient.inputs[i];
    start.time = patient.begin;
    start.stop = patient.stops.front();
  }

  std::vector<TestPatient> patients_;
  std::vector<TestResult> results_;
  std::vector<std::size_t> order_;
  std::size_t handed_out_ = 0;
  std::map<int, Lane> lanes_;
};

inline solver::Statistics integrate_problem(Level level, Problem problem, int width, solver::Driver& driver,
                                            const solver::Options& options) {
  switch (level) {
    case Level::v3:
      return v3::integrate_problem(problem, width, driver, options);
    case Level::v4:
      return v4::integrate_problem(problem, width, driver, options);
    default:
      return baseline::integrate_problem(problem, width, driver, options);
  }
}

/// Options with one absolute tolerance for all states; owns what Options points to.
struct TestOptions {
  explicit TestOptions(double relative, double absolute, std::size_t states = 8)
      : absolute_tolerance(states, absolute) {
    options.relative_tolerance = relative;
    options.absolute_tolerance = absolute_tolerance.data();
  }
  TestOptions(const TestOptions&) = delete;
  TestOptions& operator=(const TestOptions&) = delete;
  std::vector<double> absolute_tolerance;
  solver::Options options;
};

/// One patient at width 1 on this machine's best level.
inline TestResult solve(Problem problem, const TestPatient& patient, const solver::Options& options) {
  TestDriver driver({patient});
  integrate_problem(best_level(), problem, 1, driver, options);
  return driver.results().front();
}

}  // namespace trimer::test
