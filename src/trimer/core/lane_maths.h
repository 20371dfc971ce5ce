/// @file
/// exp, log and pow of lanes: one algorithm, the same bits in every lane at every width of a level, and on
/// every level with a fused multiply-add. Found by argument-dependent lookup.
///
/// Relative errors, measured by the tests: exp and log below 1 ulp, pow below 1.5 ulp while
/// |y log x| < 300. On the baseline, where fma rounds twice, the same bounds hold.
///
/// Domains are those of a rate equation, not of libm. A NaN argument gives NaN everywhere.
/// - exp: 0 below -708.3 (no subnormal results), infinity above 709.4.
/// - log: argument normal, positive and finite. Anything below 2^-1022, zero and negative numbers included,
///   counts as 2^-1022; infinity gives NaN. A caller whose argument may reach zero clamps it first, where
///   its model says (Hill terms: at 1e-20).
/// - pow: x as for log, any y.
///
/// Terms in the same x share one logarithm: `const auto l = extended_log(x); pow(l, a) + pow(l, b)` gives
/// the bits of pow(x, a) + pow(x, b).
#pragma once

#include <trimer/core/lanes.h>

#include <type_traits>

namespace trimer {
inline namespace TRIMER_LEVEL {

/// log(x) as an unevaluated sum; |low| <= ulp(high) / 2, the sum good to about 2^-59.
template <class V>
struct ExtendedLog {
  V high;
  V low;
};

namespace lane_maths {

inline constexpr double ln2_high = 0x1.62e42fefa3000p-1;  // 41 bits, so that k ln2_high is exact
inline constexpr double ln2_low = 0x1.3de6af278ece6p-42;
inline constexpr double smallest_normal = 0x1p-1022;

/// x = 2^exponent * mantissa, mantissa in [sqrt(1/2), sqrt(2)); x normal and positive.
template <class V>
struct Binary {
  V exponent;
  V mantissa;
};

template <class V>
TRIMER_INLINE Binary<V> split(const V& x) {
  using Bits = typename V::Bits;
  constexpr std::uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e667f3bcd;
  // The shift makes the exponent field step at sqrt(2), and the mantissa field count from sqrt(1/2).
  const Bits shifted = x.bits() + Bits(one - root_half);
  const Bits biased = shifted.template right<52>();
  // An integer below 2^52 becomes a double when placed in the mantissa of 2^52.
  const V exponent = V::from_bits(biased | Bits(0x4330000000000000)) - V(0x1p52 + 1023);
  const V mantissa = V::from_bits((shifted & Bits(0x000fffffffffffff)) + Bits(root_half));
  return {exponent, mantissa};
}

/// (log((1 + s) / (1 - s)) / s - 2) / z with z = s^2, |s| <= (sqrt(2) - 1) / (sqrt(2) + 1): minimax, 2^-59.5.
template <class V>
TRIMER_INLINE V log_tail(const V& z) {
  const V z2 = z * z;
  const V a = fma(z, V(0x1.999999997fd76p-2), V(0x1.5555555555592p-1));
  const V b = fma(z, V(0x1.c71c52060124ap-3), V(0x1.24924941f5041p-2));
  const V c = fma(z, V(0x1.39a1a6d4e1504p-3), V(0x1.74663fa38369ap-3));
  return fma(z2 * z2, fma(z2, V(0x1.2f0635d77c357p-3), c), fma(z2, b, a));
}

/// a * b = product + error, exactly.
template <class V>
struct Product {
  V product;
  V error;
};

template <class V>
TRIMER_INLINE Product<V> two_product(const V& a, const V& b) {
  const V p = a * b;
#if TRIMER_LEVEL_WIDTH > 2
  return {p, fms(a, b, p)};
#else  // Dekker 1971, doi:10.1007/BF01397083
  const V factor(0x1p27 + 1);
  const V ta = factor * a, tb = factor * b;
  const V ah = ta - (ta - a), bh = tb - (tb - b);
  const V al = a - ah, bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
#endif
}

/// exp(x + correction) for a correction far below |x|.
template <class V>
TRIMER_INLINE V exp_of_sum(const V& x, const V& correction) {
  using Bits = typename V::Bits;
  // Adding 1.5 * 2^52 rounds to an integer, which then stands in the low bits.
  const V magic(0x1.8p52);
  const V shifted = fma(x, V(0x1.71547652b82fep+0), magic);
  const V n = shifted - magic;
  const V r = fnma(n, V(ln2_low), fnma(n, V(ln2_high), x)) + correction;
  const V r2 = r * r;
  const V r4 = r2 * r2;
  // (exp(r) - 1 - r - r^2/2) / r^3, |r| <= ln(2)/2: minimax, relative 2^-57 of exp(r).
  const V a = fma(r, V(0x1.55555555531f4p-5), V(0x1.5555555555501p-3));
  const V b = fma(r, V(0x1.6c16c17cca04dp-10), V(0x1.1111111128943p-7));
  const V c = fma(r, V(0x1.a019ab159b0b2p-16), V(0x1.a01a011bee46bp-13));
  const V d = fma(r, V(0x1.289fa45369e2fp-22), V(0x1.71df558bf073dp-19));
  const V high = fma(r4, V(0x1.ad1fef016c610p-26), fma(r2, d, c));
  const V tail = fma(r4, high, fma(r2, b, a));
  const V value = V(1.0) + fma(r2, fma(r, tail, V(0.5)), r);
  const V scale = V::from_bits(shifted.bits().template left<52>() + Bits(0x3ff0000000000000));
  const V result = select(x > V(709.4), V(__builtin_inf()), value * scale);
  return select(x < V(-708.3), V(0.0), result);
}

}  // namespace lane_maths

template <int W>
TRIMER_INLINE Lanes<W> exp(const Lanes<W>& x) {
  return lane_maths::exp_of_sum(x, Lanes<W>(0.0));
}

template <int W>
TRIMER_INLINE Lanes<W> log(const Lanes<W>& x) {
  using V = Lanes<W>;
  const auto [k, m] = lane_maths::split(max(V(lane_maths::smallest_normal), x));
  const V f = m - V(1.0);
  const V s = f / (V(2.0) + f);
  const V z = s * s;
  const V half_square = V(0.5) * f * f;
  const V tail = fma(s, fma(z, lane_maths::log_tail(z), half_square), k * V(lane_maths::ln2_low));
  // x * 0 carries a NaN, which the bits of `split` have lost.
  return fma(k, V(lane_maths::ln2_high), f - (half_square - tail)) + x * V(0.0);
}

template <int W>
TRIMER_INLINE ExtendedLog<Lanes<W>> extended_log(const Lanes<W>& x) {
  using V = Lanes<W>;
  const auto [k, m] = lane_maths::split(max(V(lane_maths::smallest_normal), x));
  // s = f / d to twice the working precision; d = m + 1 = d_high + d_low.
  const V f = m - V(1.0);
  const V d_high = m + V(1.0);
  const V d_low = m - (d_high - V(1.0));
  const V reciprocal = V(1.0) / d_high;
  const V s = f * reciprocal;
  const auto back = lane_maths::two_product(s, d_high);
  const V s_low = fnma(s, d_low, (f - back.product) - back.error) * reciprocal;
  const V z = s * s;
  // k ln 2 + 2 s, largest first, then all that is small.
  const V a = k * V(lane_maths::ln2_high);
  const V b = s + s;
  const V sum = a + b;
  const V rest = fma(k, V(lane_maths::ln2_low), b - (sum - a));
  const V low = fma(s * z, lane_maths::log_tail(z), fma(V(2.0), s_low, rest));
  const V high = sum + low;
  return {fma(x, V(0.0), high), low - (high - sum)};
}

/// exp(y log x) of a logarithm taken before.
template <class V>
TRIMER_INLINE V pow(const ExtendedLog<V>& log_x, const std::type_identity_t<V>& y) {
  const auto [product, error] = lane_maths::two_product(y, log_x.high);
  return lane_maths::exp_of_sum(product, fma(y, log_x.low, error));
}

template <int W>
TRIMER_INLINE Lanes<W> pow(const Lanes<W>& x, const std::type_identity_t<Lanes<W>>& y) {
  return pow(extended_log(x), y);
}

}  // namespace TRIMER_LEVEL
}  // namespace trimer
