/// @file
/// Sobol indices: how much of the variance of an output is due to each input, when the inputs are independent
/// and standard normal.
///
///     first_i = Var(E[f | z_i]) / Var(f)          total_i = 1 - Var(E[f | all but z_i]) / Var(f)
///
/// by Monte Carlo with the estimators of Jansen (1999, doi:10.1016/S0010-4655(98)00154-4), which suit small
/// indices (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <trimer/inference/evaluations.h>

namespace trimer::inference {

struct SobolIndices {
  double mean = 0, variance = 0;  ///< of the output
  Vector first, total;            ///< per input
};

/// Writes the outputs at z. Called from several threads.
using Outputs = std::function<void(std::span<const double> z, std::span<double> outputs)>;

/// @param samples  pairs of points; samples · (dimensions + 2) calls
/// @returns one per output
[[nodiscard]] std::vector<SobolIndices> sobol_indices(const Outputs& function, std::size_t dimensions,
                                                      std::size_t outputs, int samples, std::uint64_t seed,
                                                      int threads);

}  // namespace trimer::inference
