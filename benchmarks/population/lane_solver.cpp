#include "lane_solver.h"

#include <array>

namespace trimer::benchmark {
namespace {

/// Fixed doses, nothing decided; every day of output is read from the step it lies in.
class FixedCourse final : public solver::Driver {
 public:
  FixedCourse(const Protocol& protocol, const LaneTask& task, int lanes)
      : protocol_(protocol), task_(task), lanes_(static_cast<std::size_t>(lanes)) {
    for (Lane& lane : lanes_) lane.trajectory.resize(static_cast<std::size_t>(protocol.outputs) * states);
  }

  bool next(int lane, solver::Start& start) override {
    Lane& l = at(lane);
    if (!task_.next(l.id, l.patient)) return false;
    begin(l, start);
    return true;
  }
  void again(int lane, int, solver::Start& start) override { begin(at(lane), start); }

  solver::Reply on_step(int lane, const solver::Step& step) override {
    Lane& l = at(lane);
    for (; l.day < protocol_.outputs && l.day + 1 <= step.end; ++l.day)
      step.states(l.day + 1, l.trajectory.data() + static_cast<std::ptrdiff_t>(l.day) * states);
    return solver::Reply::proceed();
  }
  solver::Next on_stop(int lane, const solver::Stop& stop) override {
    Lane& l = at(lane);
    if (l.stop == protocol_.doses.size()) return solver::Next::finish();
    apply_dose(protocol_.doses[l.stop].dose, stop.y, stop.inputs);
    return solver::Next::restart(protocol_.stops[++l.stop]);
  }
  void on_end(int lane, const solver::Ending& ending) override {
    task_.receive(at(lane).id, at(lane).trajectory, ending);
  }

 private:
  struct Lane {
    std::uint64_t id = 0;
    Patient patient{};
    Trajectory trajectory;
    int day = 0;
    std::size_t stop = 0;
  };

  Lane& at(int lane) { return lanes_[static_cast<std::size_t>(lane)]; }

  void begin(Lane& lane, solver::Start& start) const {
    for (int i = 0; i < states; ++i) start.y[i] = lane.patient.y[static_cast<std::size_t>(i)];
    for (int i = 0; i < inputs; ++i)
      start.inputs[i] = lane.patient.inputs_at_start[static_cast<std::size_t>(i)];
    start.time = protocol_.begin;
    start.stop = protocol_.stops.front();
    lane.day = 0;
    lane.stop = 0;
  }

  const Protocol& protocol_;
  const LaneTask& task_;
  std::vector<Lane> lanes_;
};

}  // namespace

solver::Statistics solve_in_lanes(const Protocol& protocol, const LaneTask& task, double tolerance, Level level,
                                  simulation::Precision precision) {
  FixedCourse driver(protocol, task, simulation::lanes_of(level, precision));
  return simulation::integrate_therapy(driver, {tolerance, absolute_scale(tolerance), precision}, level);
}

solver::Statistics solve_in_lanes(const Protocol& protocol, const LaneTask& task, double tolerance, int lanes,
                                  const Integrator& integrator) {
  FixedCourse driver(protocol, task, lanes);
  const simulation::TherapyTolerances tolerances({tolerance, absolute_scale(tolerance)});
  return integrator(driver, tolerances.options());
}

}  // namespace trimer::benchmark
