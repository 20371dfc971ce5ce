/// @file
/// Dual<V, D>: a value with its derivatives in D directions, moving together through any template over its scalar.
///
///     x = value + e1 slope[0] + ... + eD slope[D-1],     ei ej = 0
///
/// V is a scalar that moves as lanes do (core/lanes.h), so that a dual is again one: a kernel instantiated over
/// Dual<Lanes<W>, D> computes, beside its numbers, their exact derivatives. The value has the bits it would have
/// alone. A comparison compares values; the derivative of max, min and select is that of the argument chosen, as
/// in trace_jacobian.h, and where a slope would be infinite (log and sqrt at zero) it is that at the clamp.
#pragma once

#include <trimer/core/lane_maths.h>

namespace trimer::solver {
inline namespace TRIMER_LEVEL {

/// Kernels see arrays of V as arrays of duals and back (tangent_kernel.h): accesses of one may alias the other's.
template <class V, int D>
struct [[gnu::may_alias]] Dual {
  static constexpr int directions = D;
  /// Argument below which log and sqrt are as steep as at it (TraceGraph::smallest_base).
  static constexpr double smallest_base = 1e-20;
  static constexpr double smallest_root = 1e-10;

  V value;
  V slope[D];

  Dual() = default;
  TRIMER_INLINE Dual(double constant) : Dual(V(constant)) {}  // NOLINT(google-explicit-constructor): literals
  TRIMER_INLINE Dual(const V& constant) : value(constant) {   // NOLINT(google-explicit-constructor)
    for (V& s : slope) s = V(0.0);
  }

  /// f(x) with its derivative there: the chain rule for a function of one argument.
  TRIMER_INLINE static Dual chain(const V& f, const V& derivative, const Dual& x) {
    Dual r;
    r.value = f;
    for (int d = 0; d < D; ++d) r.slope[d] = derivative * x.slope[d];
    return r;
  }

  TRIMER_INLINE friend Dual operator+(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value + b.value;
    for (int d = 0; d < D; ++d) r.slope[d] = a.slope[d] + b.slope[d];
    return r;
  }
  TRIMER_INLINE friend Dual operator-(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value - b.value;
    for (int d = 0; d < D; ++d) r.slope[d] = a.slope[d] - b.slope[d];
    return r;
  }
  TRIMER_INLINE friend Dual operator-(const Dual& a) {
    Dual r;
    r.value = -a.value;
    for (int d = 0; d < D; ++d) r.slope[d] = -a.slope[d];
    return r;
  }
  TRIMER_INLINE friend Dual operator*(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value * b.value;
    for (int d = 0; d < D; ++d) r.slope[d] = fma(a.value, b.slope[d], a.slope[d] * b.value);
    return r;
  }
  TRIMER_INLINE friend Dual operator/(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value / b.value;
    const V reciprocal = V(1.0) / b.value;
    for (int d = 0; d < D; ++d) r.slope[d] = fnma(r.value, b.slope[d], a.slope[d]) * reciprocal;
    return r;
  }
  TRIMER_INLINE friend Dual fma(const Dual& a, const Dual& b, const Dual& c) {
    Dual r;
    r.value = fma(a.value, b.value, c.value);
    for (int d = 0; d < D; ++d) r.slope[d] = fma(a.value, b.slope[d], fma(a.slope[d], b.value, c.slope[d]));
    return r;
  }
  TRIMER_INLINE friend Dual fnma(const Dual& a, const Dual& b, const Dual& c) {
    Dual r;
    r.value = fnma(a.value, b.value, c.value);
    for (int d = 0; d < D; ++d) r.slope[d] = fnma(a.value, b.slope[d], fnma(a.slope[d], b.value, c.slope[d]));
    return r;
  }
  TRIMER_INLINE friend Dual fms(const Dual& a, const Dual& b, const Dual& c) {
    Dual r;
    r.value = fms(a.value, b.value, c.value);
    for (int d = 0; d < D; ++d) r.slope[d] = fma(a.value, b.slope[d], fms(a.slope[d], b.value, c.slope[d]));
    return r;
  }

  TRIMER_INLINE friend auto operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
  TRIMER_INLINE friend auto operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
  TRIMER_INLINE friend auto operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
  TRIMER_INLINE friend auto operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }
  TRIMER_INLINE friend auto operator==(const Dual& a, const Dual& b) { return a.value == b.value; }
  template <class Mask>
  TRIMER_INLINE friend Dual select(const Mask& mask, const Dual& a, const Dual& b) {
    Dual r;
    r.value = select(mask, a.value, b.value);
    for (int d = 0; d < D; ++d) r.slope[d] = select(mask, a.slope[d], b.slope[d]);
    return r;
  }
  TRIMER_INLINE friend Dual max(const Dual& a, const Dual& b) {
    Dual r = select(a.value > b.value, a, b);
    r.value = max(a.value, b.value);
    return r;
  }
  TRIMER_INLINE friend Dual min(const Dual& a, const Dual& b) {
    Dual r = select(a.value < b.value, a, b);
    r.value = min(a.value, b.value);
    return r;
  }
  TRIMER_INLINE friend Dual exp(const Dual& x) {
    const V e = exp(x.value);
    return chain(e, e, x);
  }
  TRIMER_INLINE friend Dual log(const Dual& x) {
    return chain(log(x.value), V(1.0) / max(V(smallest_base), x.value), x);
  }
  TRIMER_INLINE friend Dual sqrt(const Dual& x) {
    const V root = sqrt(x.value);
    return chain(root, V(0.5) / max(V(smallest_root), root), x);
  }
  /// d x^y = x^y (dy log x + y dx / x).
  TRIMER_INLINE friend Dual pow(const Dual& x, const Dual& y) {
    const V base = max(V(smallest_base), x.value);
    const V logarithm = log(base), steepness = y.value / base;
    Dual r;
    r.value = pow(x.value, y.value);
    for (int d = 0; d < D; ++d)
      r.slope[d] = r.value * fma(steepness, x.slope[d], logarithm * y.slope[d]);
    return r;
  }
};

}  // namespace TRIMER_LEVEL
}  // namespace trimer::solver
