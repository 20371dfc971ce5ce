#include <trimer/assessment/decimal.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace trimer::assessment {
namespace {

double at_15_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.14e", value);
  return std::strtod(text, nullptr);
}

}  // namespace

int compare_decimal(double a, double b) {
  if (a == b) return 0;
  // Rounding is needed only when the two are within its reach; nearly every comparison is not.
  if (std::abs(a - b) > 1e-13 * (std::abs(a) + std::abs(b))) return a < b ? -1 : 1;
  const double x = at_15_digits(a);
  const double y = at_15_digits(b);
  if (x < y) return -1;
  return x > y ? 1 : 0;
}

}  // namespace trimer::assessment
