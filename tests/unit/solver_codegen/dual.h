/// @file
/// Value and one directional derivative: an independent source of exact Jacobians.
#pragma once

#include <cmath>

namespace trimer::models {

struct Dual {
  double value = 0;
  double slope = 0;
  Dual() = default;
  Dual(double v) : value(v) {}  // NOLINT(google-explicit-constructor)
  Dual(double v, double s) : value(v), slope(s) {}

  friend Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.slope + b.slope}; }
  friend Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.slope - b.slope}; }
  friend Dual operator-(Dual a) { return {-a.value, -a.slope}; }
  friend Dual operator*(Dual a, Dual b) { return {a.value * b.value, a.slope * b.value + a.value * b.slope}; }
  friend Dual operator/(Dual a, Dual b) {
    return {a.value / b.value, (a.slope - a.value / b.value * b.slope) / b.value};
  }
  friend bool operator>(Dual a, Dual b) { return a.value > b.value; }
  friend Dual exp(Dual a) { return {std::exp(a.value), a.slope * std::exp(a.value)}; }
  friend Dual log(Dual a) { return {std::log(a.value), a.slope / a.value}; }
  friend Dual sqrt(Dual a) {
    const double root = std::sqrt(a.value);
    return {root, a.slope == 0 ? 0 : a.slope / (2 * root)};
  }
  friend Dual pow(Dual a, Dual b) {  // exponents are inputs, their slope is 0
    const double power = std::pow(a.value, b.value);
    return {power, a.slope == 0 ? 0 : b.value * std::pow(a.value, b.value - 1) * a.slope};
  }
  friend Dual max(Dual a, Dual b) { return a.value > b.value ? a : b; }
  friend Dual min(Dual a, Dual b) { return a.value < b.value ? a : b; }
  friend Dual nonneg(Dual a) { return a.value > 0 ? a : Dual(0); }
  friend Dual positive(Dual a) { return a.value > 0 ? a * a / (a + Dual(0.01)) : Dual(0); }
  friend Dual select(bool condition, Dual a, Dual b) { return condition ? a : b; }
};

}  // namespace trimer::models
