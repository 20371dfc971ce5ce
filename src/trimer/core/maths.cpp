#include <trimer/core/lane_maths.h>
#include <trimer/core/maths.h>

namespace trimer::maths {
namespace {

static_assert(natural_width == 2,
              "compile this file for baseline x86-64: its bits are promised to be the same everywhere");

constexpr double infinity = __builtin_inf();
constexpr double not_a_number = __builtin_nan("");

}  // namespace

double exp(double x) {
  return trimer::exp(Lanes<1>(x)).v;
}

double log(double x) {
  if (!(x > 0)) return x == 0 ? -infinity : not_a_number;
  if (x == infinity) return x;
  if (x < lane_maths::smallest_normal)
    return log(x * 0x1p54) - 54 * (lane_maths::ln2_high + lane_maths::ln2_low);
  return trimer::log(Lanes<1>(x)).v;
}

double log1p(double x) {
  if (!(x > -1)) return x == -1 ? -infinity : not_a_number;
  if (x == infinity) return x;
  const double u = 1 + x;
  if (u == 1) return x;
  // log(u) is the logarithm of the rounded sum; what rounding took away enters to first order.
  const double lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  return log(u) + lost / u;
}

double expm1(double x) {
  if (x == 0) return x;
  if (!(x > -0.5 && x < 0.5)) return exp(x) - 1;
  // Kahan: the rounding of exp(x) cancels between the two factors.
  const double u = exp(x);
  if (u == 1) return x;
  return (u - 1) * x / log(u);
}

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return not_a_number;
  const bool integer = y == __builtin_floor(y);
  const bool odd = integer && __builtin_fabs(y) < 0x1p53 && (static_cast<long long>(y) & 1) != 0;
  if (x < 0 && !integer && x != -infinity) return not_a_number;
  const double sign = odd && __builtin_signbit(x) ? -1 : 1;
  const double base = __builtin_fabs(x);
  if (base == 0) return sign * (y > 0 ? 0 : infinity);
  if (base == 1) return sign;
  if (base == infinity) return sign * (y > 0 ? infinity : 0);
  if (y == infinity || y == -infinity) return (base > 1) == (y > 0) ? infinity : 0;
  if (base < lane_maths::smallest_normal) {
    // Subnormal: rescale, which costs accuracy nobody has asked for.
    return sign * exp(y * log(base));
  }
  return sign * trimer::pow(Lanes<1>(base), Lanes<1>(y)).v;
}

}  // namespace trimer::maths
