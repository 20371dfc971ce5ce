/// @file
/// Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405).
///
/// A number is a function of (seed, patient, draw), so it does not depend on the order of patients, on
/// threads or on how a cohort is split. `draw` names the purpose (enum of the caller), `index` counts
/// numbers of one purpose.
#pragma once

#include <array>
#include <cstdint>

namespace trimer {

/// Four 32-bit words of Philox4x32-10 for a counter and a key. Key 0, counter 0 gives
/// 6627e8d5 e169c58d bc57ac4c 9b00dbd8 (known-answer vector of Random123).
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                      std::array<std::uint32_t, 2> key);

/// The random numbers of one patient for one purpose.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t patient, std::uint32_t draw)
      : seed_(seed), patient_(patient), draw_(draw) {}

  /// Uniform on the open interval (0, 1), 53 bits.
  double uniform();
  /// Standard normal, by inversion (Wichura 1988, AS 241, doi:10.2307/2347330): one uniform, one normal.
  double normal();
  /// Poisson with the given mean >= 0 (0 for mean 0), by inversion. @pre mean <= 700
  std::int64_t poisson(double mean);
  /// Successes among n trials of probability p. Exact by inversion of the smaller tail while n p <= 500,
  /// beyond that the rounded normal approximation, clipped to [0, n].
  std::int64_t binomial(std::int64_t n, double p);

 private:
  std::uint64_t seed_;
  std::uint64_t patient_;
  std::uint32_t draw_;
  std::uint32_t index_ = 0;
};

/// Standard normal quantile (AS 241, relative error below 1e-15). @pre 0 < p < 1
[[nodiscard]] double normal_quantile(double p);

/// Standard normal probability of a value below x, without loss in the lower tail (Cody 1969,
/// doi:10.1090/S0025-5718-1969-0247736-4; relative error below 1e-13 for x > -37, 0 below -38).
[[nodiscard]] double normal_probability(double x);

}  // namespace trimer
