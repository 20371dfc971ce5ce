/// @file
/// Samples a density by elliptical slice sampling about a reference: a Student t distribution whose location
/// and spread are near those of the density.
///
/// A step draws an ellipse through the present point from the reference and walks along it until it meets a
/// point that is likely enough: no step size, no rejection, no gradient (Murray, Adams & MacKay 2010,
/// arXiv:1001.0175). The t reference, a normal with a random scale, has heavier tails than the density, which
/// keeps the walk from sticking there (Nishihara, Murray & Adams 2014, arXiv:1210.7477).
#pragma once

#include <functional>

#include <trimer/inference/draws.h>

namespace trimer::inference {

/// ln of the density up to a constant. Called from several threads.
using LogDensity = std::function<double(std::span<const double> z)>;

struct SamplerOptions {
  int chains = 8;
  int steps = 2000;   ///< kept, per chain
  int burn_in = 500;  ///< dropped, per chain
  int threads = 1;
  std::uint64_t seed = 1;
  std::uint32_t run = 0;  ///< another number, other random numbers
};

struct Sample {
  Matrix points;  ///< (chains · steps, dimensions), chain after chain
  int chains = 0;
  Vector split_r_hat;            ///< per dimension (Gelman et al. 2013, ISBN 9781439840955, 11.4)
  Vector effective_sample_size;  ///< per dimension, over all chains (the same, 11.5)
};

/// @param starts  (chains or more, dimensions): chain c starts at row c
/// @param reference  its covariance must be positive definite
[[nodiscard]] Sample sample(const LogDensity& log_density, const Matrix& starts, const Moments& reference,
                            const SamplerOptions& options);

}  // namespace trimer::inference
