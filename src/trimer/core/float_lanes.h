/// @file
/// FloatLanes<W>: W floats that move together, in one register of the level; exp and log for them.
///
/// The interface is that of Lanes (core/lanes.h), in single precision and twice as many. It takes and gives
/// doubles one by one, so that a caller need not know. v3 and v4 round alike and give the same bits; the baseline
/// has no fused multiply-add and its own.
///
/// exp: 0 below -87.3, infinity above 88.3; relative error below 2e-7 (coefficients of Moshier's Cephes).
/// log: argument positive, normal and finite; anything below 2^-126 counts as 2^-126. A NaN gives NaN.
#pragma once

#include <trimer/core/lanes.h>

namespace trimer {
inline namespace TRIMER_LEVEL {

/// Floats in one register of this level.
inline constexpr int natural_float_width = 2 * natural_width;

typedef float FloatVector __attribute__((vector_size(8 * TRIMER_LEVEL_WIDTH)));
typedef std::int32_t FloatBits __attribute__((vector_size(8 * TRIMER_LEVEL_WIDTH)));

struct FloatMask {
  FloatBits m;
  TRIMER_INLINE bool operator[](int lane) const { return m[lane] != 0; }
  TRIMER_INLINE void set(int lane, bool value) { m[lane] = value ? -1 : 0; }
  TRIMER_INLINE friend FloatMask operator&(FloatMask a, FloatMask b) { return {a.m & b.m}; }
  TRIMER_INLINE friend FloatMask operator|(FloatMask a, FloatMask b) { return {a.m | b.m}; }
  TRIMER_INLINE friend FloatMask operator!(FloatMask a) { return {~a.m}; }
  TRIMER_INLINE friend bool any(FloatMask a) {
    bool some = false;
    for (int lane = 0; lane < natural_float_width; ++lane) some |= a.m[lane] != 0;
    return some;
  }
};

template <int W>
struct FloatLanes {
  static_assert(W == natural_float_width, "one register, no other width");
  static constexpr int width = W;
  using Mask = FloatMask;
  using Vector = FloatVector;
  Vector v;

  FloatLanes() = default;
  TRIMER_INLINE explicit FloatLanes(Vector x) : v(x) {}
  TRIMER_INLINE FloatLanes(double x)  // NOLINT(google-explicit-constructor): constants in equations
      : v(Vector{} + static_cast<float>(x)) {}
  TRIMER_INLINE double operator[](int lane) const { return static_cast<double>(v[lane]); }
  TRIMER_INLINE void set(int lane, double x) { v[lane] = static_cast<float>(x); }

  TRIMER_INLINE friend FloatLanes operator+(FloatLanes a, FloatLanes b) { return FloatLanes(a.v + b.v); }
  TRIMER_INLINE friend FloatLanes operator-(FloatLanes a, FloatLanes b) { return FloatLanes(a.v - b.v); }
  TRIMER_INLINE friend FloatLanes operator*(FloatLanes a, FloatLanes b) { return FloatLanes(a.v * b.v); }
  TRIMER_INLINE friend FloatLanes operator/(FloatLanes a, FloatLanes b) { return FloatLanes(a.v / b.v); }
  TRIMER_INLINE friend FloatLanes operator-(FloatLanes a) { return FloatLanes(-a.v); }
  TRIMER_INLINE friend Mask operator<(FloatLanes a, FloatLanes b) { return {a.v < b.v}; }
  TRIMER_INLINE friend Mask operator<=(FloatLanes a, FloatLanes b) { return {a.v <= b.v}; }
  TRIMER_INLINE friend Mask operator>(FloatLanes a, FloatLanes b) { return {a.v > b.v}; }
  TRIMER_INLINE friend Mask operator>=(FloatLanes a, FloatLanes b) { return {a.v >= b.v}; }
  TRIMER_INLINE friend Mask operator==(FloatLanes a, FloatLanes b) { return {a.v == b.v}; }
  TRIMER_INLINE friend FloatLanes select(Mask m, FloatLanes a, FloatLanes b) {
    return FloatLanes(m.m ? a.v : b.v);
  }

#if TRIMER_LEVEL_WIDTH == 8
  TRIMER_INLINE friend FloatLanes fma(FloatLanes a, FloatLanes b, FloatLanes c) {
    return FloatLanes(_mm512_fmadd_ps(a.v, b.v, c.v));
  }
  TRIMER_INLINE friend FloatLanes fnma(FloatLanes a, FloatLanes b, FloatLanes c) {
    return FloatLanes(_mm512_fnmadd_ps(a.v, b.v, c.v));
  }
  TRIMER_INLINE friend FloatLanes fms(FloatLanes a, FloatLanes b, FloatLanes c) {
    return FloatLanes(_mm512_fmsub_ps(a.v, b.v, c.v));
  }
  TRIMER_INLINE friend FloatLanes min(FloatLanes a, FloatLanes b) {
    return FloatLanes(_mm512_maskz_min_ps(0xffff, a.v, b.v));
  }
  TRIMER_INLINE friend FloatLanes max(FloatLanes a, FloatLanes b) {
    return FloatLanes(_mm512_maskz_max_ps(0xffff, a.v, b.v));
  }
  TRIMER_INLINE friend FloatLanes sqrt(FloatLanes a) {
    return FloatLanes(_mm512_maskz_sqrt_ps(0xffff, a.v));
  }
#elif TRIMER_LEVEL_WIDTH == 4
  TRIMER_INLINE friend FloatLanes fma(FloatLanes a, FloatLanes b, FloatLanes c) {
    return FloatLanes(_mm256_fmadd_ps(a.v, b.v, c.v));
  }
  TRIMER_INLINE friend FloatLanes fnma(FloatLanes a, FloatLanes b, FloatLanes c) {
    return FloatLanes(_mm256_fnmadd_ps(a.v, b.v, c.v));
  }
  TRIMER_INLINE friend FloatLanes fms(FloatLanes a, FloatLanes b, FloatLanes c) {
    return FloatLanes(_mm256_fmsub_ps(a.v, b.v, c.v));
  }
  TRIMER_INLINE friend FloatLanes min(FloatLanes a, FloatLanes b) {
    return FloatLanes(_mm256_min_ps(a.v, b.v));
  }
  TRIMER_INLINE friend FloatLanes max(FloatLanes a, FloatLanes b) {
    return FloatLanes(_mm256_max_ps(a.v, b.v));
  }
  TRIMER_INLINE friend FloatLanes sqrt(FloatLanes a) { return FloatLanes(_mm256_sqrt_ps(a.v)); }
#else
  TRIMER_INLINE friend FloatLanes fma(FloatLanes a, FloatLanes b, FloatLanes c) { return a * b + c; }
  TRIMER_INLINE friend FloatLanes fnma(FloatLanes a, FloatLanes b, FloatLanes c) { return c - a * b; }
  TRIMER_INLINE friend FloatLanes fms(FloatLanes a, FloatLanes b, FloatLanes c) { return a * b - c; }
  TRIMER_INLINE friend FloatLanes min(FloatLanes a, FloatLanes b) { return FloatLanes(_mm_min_ps(a.v, b.v)); }
  TRIMER_INLINE friend FloatLanes max(FloatLanes a, FloatLanes b) { return FloatLanes(_mm_max_ps(a.v, b.v)); }
  TRIMER_INLINE friend FloatLanes sqrt(FloatLanes a) { return FloatLanes(_mm_sqrt_ps(a.v)); }
#endif

  TRIMER_INLINE FloatBits bits() const { return __builtin_bit_cast(FloatBits, v); }
  TRIMER_INLINE static FloatLanes from_bits(FloatBits b) { return FloatLanes(__builtin_bit_cast(Vector, b)); }
  TRIMER_INLINE friend FloatLanes abs(FloatLanes a) { return from_bits(a.bits() & 0x7fffffff); }

  TRIMER_INLINE friend FloatLanes exp(FloatLanes x) {
    using V = FloatLanes;
    const V magic(0x1.8p23);  // adding it rounds to an integer, which then stands in the low bits
    const V shifted = fma(x, V(0x1.715476p+0), magic);
    const V n = shifted - magic;
    const V r = fnma(n, V(-2.12194440e-4), fnma(n, V(0.693359375), x));
    V p = fma(V(1.9875691500e-4), r, V(1.3981999507e-3));
    p = fma(p, r, V(8.3334519073e-3));
    p = fma(p, r, V(4.1665795894e-2));
    p = fma(p, r, V(1.6666665459e-1));
    p = fma(p, r, V(5.0000001201e-1));
    const V value = fma(p, r * r, r) + V(1.0);
    const V scale = from_bits((shifted.bits() << 23) + 0x3f800000);
    const V result = select(x > V(88.3), V(__builtin_inf()), value * scale);
    return select(x < V(-87.3), V(0.0), result);
  }
  TRIMER_INLINE friend FloatLanes log(FloatLanes x) {
    using V = FloatLanes;
    constexpr std::int32_t one = 0x3f800000, root_half = 0x3f3504f3;
    // As for doubles: the shift makes the exponent field step at sqrt(2).
    const FloatBits shifted = max(V(0x1p-126), x).bits() + (one - root_half);
    const V exponent(__builtin_convertvector((shifted >> 23) - 127, Vector));
    const V f = from_bits((shifted & 0x007fffff) + root_half) - V(1.0);
    const V z = f * f;
    V p = fma(V(7.0376836292e-2), f, V(-1.1514610310e-1));
    p = fma(p, f, V(1.1676998740e-1));
    p = fma(p, f, V(-1.2420140846e-1));
    p = fma(p, f, V(1.4249322787e-1));
    p = fma(p, f, V(-1.6668057665e-1));
    p = fma(p, f, V(2.0000714765e-1));
    p = fma(p, f, V(-2.4999993993e-1));
    p = fma(p, f, V(3.3333331174e-1));
    V tail = fma(p, f * z, exponent * V(-2.12194440e-4));
    tail = fnma(V(0.5), z, tail);
    return fma(exponent, V(0.693359375), f + tail) + x * V(0.0);
  }
};

}  // namespace TRIMER_LEVEL
}  // namespace trimer
