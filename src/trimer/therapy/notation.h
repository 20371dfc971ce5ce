/// @file
/// How equations are written here: functions and constants for any scalar.
///
/// An equation is a template over its scalar T, free of branches, and calls exp, pow, sqrt, max, min, nonneg,
/// positive and occupancy unqualified. For `double` they are the functions below; another scalar brings its
/// own, found beside its type (lanes of a vector, a tracer, a number with a dimension). Powers are taken of
/// dimensionless ratios only.
#pragma once

#include <string_view>
#include <type_traits>

#include <trimer/core/maths.h>

namespace trimer::therapy {

using maths::exp;
using maths::log;
using maths::pow;
using maths::sqrt;
constexpr double max(double a, double b) {
  return a > b ? a : b;
}
constexpr double min(double a, double b) {
  return a < b ? a : b;
}
constexpr double select(bool condition, double if_true, double if_false) {
  return condition ? if_true : if_false;
}

/// A number with its unit, for a scalar that knows units; the number alone for any other.
template <class T>
[[nodiscard]] constexpr T quantity(double value, std::string_view unit) {
  if constexpr (std::is_constructible_v<T, double, std::string_view>)
    return T(value, unit);
  else
    return T(value);
}

/// A number in the unit of `model`. A scalar that knows units brings its own.
template <class T>
[[nodiscard]] constexpr T in_unit_of(const T& /*model*/, double value) {
  return T(value);
}

/// Width of positive(x), in the unit of x (0.01 pg/mL for a cytokine, 0.01 for a ratio).
inline constexpr double smooth_width = 0.01;

/// Smooth positive part: x^2 / (x + smooth_width) above 0, exactly 0 at and below it. Its first derivative is
/// continuous, and a large gain behind it never sees a small negative number.
template <class T>
[[nodiscard]] constexpr T positive(const T& x) {
  const T zero = in_unit_of(x, 0.0);
  return select(x > zero, x * x / (x + in_unit_of(x, smooth_width)), zero);
}

/// x above 0, else 0: guards a state against round-off below zero, never shapes a term.
template <class T>
[[nodiscard]] constexpr T nonneg(const T& x) {
  const T zero = in_unit_of(x, 0.0);
  return select(x > zero, x, zero);
}

/// Share of synapses in place at a concentration, for a target that recruits `recruitment` times the CD19 of
/// a healthy B cell: C r / (C r + C50).
template <class T>
[[nodiscard]] constexpr T occupancy(const T& concentration, const T& recruitment, const T& half) {
  return concentration * recruitment / (concentration * recruitment + half);
}

}  // namespace trimer::therapy
