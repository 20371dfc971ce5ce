/// @file
/// Purposes of the random numbers of inference (`draw` of RandomStream), and normal vectors and matrices of
/// them. Each is a function of (seed, row, purpose).
#pragma once

#include <cstdint>

#include <trimer/core/random.h>
#include <trimer/inference/evaluations.h>

namespace trimer::inference {

/// Iteration or wave i adds i.
enum class Purpose : std::uint32_t {
  prior = 0x10000,
  perturbation = 0x20000,
  chain = 0x30000,
  selection = 0x40000,
  sobol = 0x50000,
  predictive = 0x60000,
};

[[nodiscard]] inline RandomStream stream(std::uint64_t seed, std::uint64_t row, Purpose purpose,
                                         std::uint32_t iteration = 0) {
  return {seed, row, static_cast<std::uint32_t>(purpose) + iteration};
}

[[nodiscard]] inline Vector standard_normals(RandomStream& random, Eigen::Index count) {
  Vector result(count);
  for (double& value : result) value = random.normal();
  return result;
}

/// (rows, columns), each row from its own stream.
[[nodiscard]] inline Matrix standard_normals(std::uint64_t seed, Purpose purpose, std::uint32_t iteration,
                                             Eigen::Index rows, Eigen::Index columns) {
  Matrix result(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    RandomStream random = stream(seed, static_cast<std::uint64_t>(i), purpose, iteration);
    result.row(i) = standard_normals(random, columns).transpose();
  }
  return result;
}

/// Mean and covariance of the rows.
struct Moments {
  Vector mean;
  Matrix covariance;
};
[[nodiscard]] inline Moments moments_of(const Matrix& rows) {
  Moments result;
  result.mean = rows.colwise().mean().transpose();
  const Matrix centred = rows.rowwise() - result.mean.transpose();
  result.covariance = centred.transpose() * centred / static_cast<double>(rows.rows() - 1);
  return result;
}

}  // namespace trimer::inference
