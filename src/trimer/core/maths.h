/// @file
/// Elementary functions of a double, the same bits on every machine.
///
/// They take the place of std::exp, std::log and std::pow, whose last bits differ between C libraries and
/// between processors. They are compiled once, without a fused multiply-add, so it does not matter which
/// instructions the caller or the machine has. Errors below 1 ulp (pow: 1.5 ulp while |y log x| < 300;
/// log1p: 2, expm1: 3 ulp).
/// exp and pow give 0 below exp(-708.3) and infinity above exp(709.4); otherwise special values are those of
/// the C standard. core/lane_maths.h has the forms for lanes.
#pragma once

namespace trimer::maths {

[[nodiscard]] double exp(double x);
[[nodiscard]] double log(double x);
/// log(1 + x) without loss near 0.
[[nodiscard]] double log1p(double x);
/// exp(x) - 1 without loss near 0.
[[nodiscard]] double expm1(double x);
[[nodiscard]] double pow(double x, double y);
/// Correctly rounded, as everywhere.
[[nodiscard]] inline double sqrt(double x) {
  return __builtin_sqrt(x);
}

}  // namespace trimer::maths
