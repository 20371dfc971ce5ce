/// @file
/// The benchmark's patients through Trimer's ensemble.
#pragma once

#include "cohort.h"

#include <trimer/core/level.h>
#include <trimer/simulation/therapy_ensemble.h>
#include <trimer/solver/driver.h>

#include <functional>
#include <vector>

namespace trimer::benchmark {

/// States at the days of output, (days, states); filled as the days come.
using Trajectory = std::vector<double>;

/// Hands patients to one ensemble and takes their trajectories.
struct LaneTask {
  std::function<bool(std::uint64_t& id, Patient& patient)> next;  ///< false when none is left; any thread
  std::function<void(std::uint64_t id, const Trajectory&, const solver::Ending&)> receive;
};

/// Integrates all patients of a task on one level.
/// @param tolerance  relative; absolute tolerances are those of the states times tolerance / 1e-4
solver::Statistics solve_in_lanes(const Protocol& protocol, const LaneTask& task, double tolerance, Level level,
                                  simulation::Precision precision = simulation::Precision::f64);

/// The same with an integrator of the caller's, e.g. one that lacks something.
/// @param lanes  of that integrator
using Integrator = std::function<solver::Statistics(solver::Driver&, const solver::Options&)>;
solver::Statistics solve_in_lanes(const Protocol& protocol, const LaneTask& task, double tolerance, int lanes,
                                  const Integrator& integrator);

/// Absolute tolerances of the states relative to those of a population run, at a relative tolerance.
[[nodiscard]] constexpr double absolute_scale(double tolerance) {
  return tolerance / 1e-4;
}

}  // namespace trimer::benchmark
