/// @file
/// Integrates the therapy model for all patients of a driver, on the best instruction set of this machine.
#pragma once

#include <array>

#include <trimer/core/level.h>
#include <trimer/solver/driver.h>
#include <trimer/therapy/state.h>

namespace trimer::simulation {

/// How well to integrate. Absolute tolerances are those of the states (therapy/state.h) times `absolute_scale`.
struct Accuracy {
  double relative_tolerance = 1e-4;
  double absolute_scale = 1;
};

/// What the integrator is told of the states. Options point into it.
class TherapyTolerances {
 public:
  explicit TherapyTolerances(const Accuracy& accuracy);
  TherapyTolerances(const TherapyTolerances&) = delete;
  TherapyTolerances& operator=(const TherapyTolerances&) = delete;
  [[nodiscard]] solver::Options options() const;

 private:
  double relative_;
  std::array<double, therapy::state_count> absolute_{}, lowest_{};
};

/// Lanes of an ensemble on a level: 2, 4 or 8 patients at once.
[[nodiscard]] int lanes_of(Level level);

/// Integrates every patient that the driver hands out. One ensemble; call from several threads with a driver each.
/// Results do not depend on the number of lanes; levels with FMA give the same bits.
[[nodiscard]] solver::Statistics integrate_therapy(solver::Driver& driver, const Accuracy& accuracy,
                                                   Level level = best_level());

}  // namespace trimer::simulation
