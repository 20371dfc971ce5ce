/// @file
/// Problems whose posterior is known, to compare methods on and to test them.
#pragma once

#include <string>
#include <vector>

#include <trimer/inference/evaluations.h>

namespace trimer::inference {

/// A problem and the marginals of its posterior.
struct KnownProblem {
  std::string name;
  Problem problem;
  Vector mean, sd;  ///< of the posterior, per dimension
  /// Posterior probability that dimension i is below x.
  std::function<double(std::size_t dimension, double x)> marginal;
};

/// y = A z with normal errors: the posterior is normal in closed form. A has rows of decaying length, so that
/// some directions are learnt and some are not.
/// @param simulation_sd  of the simulator's own noise, as a share of the data's
[[nodiscard]] KnownProblem linear_normal(std::size_t dimensions, std::size_t targets, double simulation_sd);

/// Counts with curved logits of two parameters, nested and rare events among them: the posterior is computed
/// on a grid of 401 x 401 points.
/// @param patients  per simulation
[[nodiscard]] KnownProblem curved_counts(int patients);

/// How far a sample is from the known posterior, at the worst dimension.
struct Distance {
  double mean = 0;                 ///< error of the mean, in posterior SDs
  double sd_low = 0, sd_high = 0;  ///< smallest and largest ratio of SDs, sample to posterior
  double distribution = 0;         ///< largest difference of the marginal distribution functions
};
[[nodiscard]] Distance distance(const Matrix& sample, const KnownProblem& known);

}  // namespace trimer::inference
