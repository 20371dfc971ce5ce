/// @file
/// Comparison at 15 significant digits, so that 1.4999999999999998 is 1.5: what a laboratory printed decides,
/// not what a conversion left behind.
#pragma once

namespace trimer::assessment {

/// -1, 0 or 1 as a is below, equal to or above b at 15 significant digits.
[[nodiscard]] int compare_decimal(double a, double b);

[[nodiscard]] inline bool below(double a, double limit) {
  return compare_decimal(a, limit) < 0;
}
[[nodiscard]] inline bool at_most(double a, double limit) {
  return compare_decimal(a, limit) <= 0;
}
[[nodiscard]] inline bool above(double a, double limit) {
  return compare_decimal(a, limit) > 0;
}
[[nodiscard]] inline bool at_least_value(double a, double limit) {
  return compare_decimal(a, limit) >= 0;
}

}  // namespace trimer::assessment
