/// @file
/// The therapy kernel over dual numbers in its ensemble.
#pragma once

#include <trimer/core/level.h>
#include <trimer/solver/driver.h>

namespace trimer::simulation {

/// Directions that one lane carries beside the states.
inline constexpr int tangent_directions = 2;

/// Rows of states and inputs as in solver/tangent_kernel.h; `options` has a tolerance for each row of the states.
[[nodiscard]] solver::Statistics integrate_tangent(solver::Driver& driver, const solver::Options& options,
                                                   Level level);

}  // namespace trimer::simulation
