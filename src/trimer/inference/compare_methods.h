/// @file
/// Two methods on problems whose posterior is known, at the same number of evaluations: the reason for the one
/// that is used.
#pragma once

#include <string>
#include <vector>

#include <trimer/inference/known_problems.h>

namespace trimer::inference {

struct MethodResult {
  std::string problem, method;
  std::size_t evaluations = 0;
  Distance distance;
};

/// Ensemble Kalman inversion alone, and calibrate-emulate-sample (posterior.h), on a linear problem in five
/// dimensions and on curved counts. Budget: about 2,000 evaluations of a formula in all, less than a minute.
[[nodiscard]] std::vector<MethodResult> compare_methods(std::uint64_t seed, int threads);

}  // namespace trimer::inference
