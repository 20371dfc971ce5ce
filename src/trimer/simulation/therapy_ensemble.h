/// @file
/// Integrates the therapy model for all patients of a driver, on the best instruction set of this machine.
#pragma once

#include <array>
#include <string_view>

#include <trimer/core/level.h>
#include <trimer/solver/driver.h>
#include <trimer/therapy/state.h>

namespace trimer::simulation {

/// f32 holds states and linear algebra in floats, twice as many patients in a register: for screening. Its rounding
/// is felt below `finest_single_tolerance` (docs/performance.md).
enum class Precision { f64, f32 };
/// "f64" or "f32".
[[nodiscard]] std::string_view name_of(Precision precision);
inline constexpr double finest_single_tolerance = 1e-5;

/// How well to integrate. Absolute tolerances are those of the states (therapy/state.h) times `absolute_scale`.
struct Accuracy {
  double relative_tolerance = 1e-4;
  double absolute_scale = 1;
  Precision precision = Precision::f64;
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

/// Lanes of an ensemble on a level: 2, 4 or 8 patients at once, in single precision twice as many.
[[nodiscard]] int lanes_of(Level level, Precision precision = Precision::f64);

/// Integrates every patient that the driver hands out. One ensemble; call from several threads with a driver each.
/// Results do not depend on the number of lanes; levels with FMA give the same bits.
/// @throws InputError if single precision is asked for more than it can give
[[nodiscard]] solver::Statistics integrate_therapy(solver::Driver& driver, const Accuracy& accuracy,
                                                   Level level = best_level());

}  // namespace trimer::simulation
