/// @file
/// Kernel: an autonomous system of ordinary differential equations as straight-line code over lanes.
///
///     dy/dt = f(y, inputs)       J = df/dy       W = diagonal I - J
///
/// Time does not appear: whatever changes with time (an infusion rate, a dose) is an input or a state that
/// changes at an event. A kernel is a struct of constants and static templates over the scalar
/// V = Lanes<W>; generated from traced equations, or written by hand for a small problem:
///
///     struct Decay {
///       static constexpr int states = 1, inputs = 1;
///       static constexpr int jacobian_nonzeros = 1, lu_size = 1;
///       static constexpr int jacobian_rows[] = {0}, jacobian_columns[] = {0};
///       template <class V> static void derivatives(const V* y, const V* k, V* dydt) { dydt[0] = -(k[0] *
///       y[0]); } template <class V> static void jacobian(const V*, const V* k, V* values) { values[0] =
///       -k[0]; } template <class V> static void factor(const V* j, const V& diagonal, V* lu) { lu[0] =
///       V(1.0) / (diagonal - j[0]); } template <class V> static void solve(const V* lu, V* b) { b[0] = b[0]
///       * lu[0]; }
///     };
///
/// Rules for a kernel: no branches on values (select, min, max), no I/O, no state; a fused multiply-add is
/// written fma(a, b, c), fnma(a, b, c) = c - a b, fms(a, b, c) = a b - c; exp, log, pow, sqrt are those of
/// core/lane_maths.h, found by argument-dependent lookup. `factor` may not pivot; the integrator checks the
/// residual of a solution and reports what it finds. Arrays do not overlap.
///
/// Some members are optional and save work:
///
/// - `prepared` and `prepare(const V* inputs, V* prepared)`: whatever depends on inputs alone, computed once
///   after each change of them. All other functions then receive `prepared` in the place of `inputs`.
/// - `assigns_rates`: `derivatives<V, Rates>(y, inputs, Rates dydt)` only ever assigns to dydt[i], once, so
/// that
///   it may be given something that uses a rate as it comes.
/// - `derivatives_and_jacobian(y, inputs, dydt, values)`: both at one point, sharing subexpressions. It must
///   give the bits of the two functions apart.
/// - The linear system in augmented form (trace_jacobian.h): `derivatives_and_augmented(y, inputs, dydt,
/// linear)`
///   gives `augmented_size` values, from which `augmented_factor(linear, inputs, diagonal, lu)` makes
///   `augmented_lu_size` factors, `augmented_solve(linear, inputs, lu, b)` solves, and
///   `augmented_jacobian(linear, inputs, values)` gives the Jacobian where it is asked for.
#pragma once

#include <trimer/core/lanes.h>

namespace trimer::solver {
inline namespace TRIMER_LEVEL {

template <class K>
concept Kernel = requires(Lanes<1>* v, const Lanes<1>* c, const Lanes<1>& d) {
  {K::states + K::inputs + K::jacobian_nonzeros + K::lu_size};
  {K::jacobian_rows[0] + K::jacobian_columns[0]};
  K::template derivatives<Lanes<1>>(c, c, v);
  K::template jacobian<Lanes<1>>(c, c, v);
  K::template factor<Lanes<1>>(c, d, v);
  K::template solve<Lanes<1>>(c, v);
};

/// Values per lane that the functions of K read beside the state.
template <class K>
inline constexpr int constants_of = [] {
  if constexpr (requires { K::prepared; }) {
    return static_cast<int>(K::prepared);
  } else {
    return static_cast<int>(K::inputs);
  }
}();

/// The constants of one set of inputs.
template <class K, class V>
TRIMER_INLINE void prepare_constants(const V* inputs, V* constants) {
  if constexpr (requires { K::prepared; }) {
    K::template prepare<V>(inputs, constants);
  } else {
    for (int i = 0; i < K::inputs; ++i) constants[i] = inputs[i];
  }
}

/// Takes rates and leaves values[i] * factor + rate i in values[i].
template <class V>
struct AddedRates {
  struct Place {
    V* value;
    V factor;
    TRIMER_INLINE void operator=(const V& rate) const { *value = fma(*value, factor, rate); }
  };
  V* values;
  V factor;
  TRIMER_INLINE Place operator[](int i) const { return {values + i, factor}; }
};

/// The functions of K behind one call each: straight-line code is long, and a step uses it many times.
/// `linear` is what K keeps of the Jacobian for its linear systems: the Jacobian itself or its augmented
/// form.
template <class K, class V>
struct KernelCalls {
  static constexpr bool augmented = requires { K::augmented_size; };
  static constexpr int linear_size = [] {
    if constexpr (augmented) {
      return K::augmented_size > 0 ? static_cast<int>(K::augmented_size) : 1;
    } else {
      return static_cast<int>(K::jacobian_nonzeros);
    }
  }();
  static constexpr int lu_size = [] {
    if constexpr (augmented) {
      return static_cast<int>(K::augmented_lu_size);
    } else {
      return static_cast<int>(K::lu_size);
    }
  }();

  /// values = factor * values + f(y); `space` is used by kernels that cannot do it as they go.
  [[gnu::noinline]] static void add_derivatives(const V* y, const V* constants, const V& factor, V* values,
                                                V* space) {
    if constexpr (requires { K::assigns_rates; }) {
      K::template derivatives<V>(y, constants, AddedRates<V>{values, factor});
    } else {
      K::template derivatives<V>(y, constants, space);
      for (int i = 0; i < K::states; ++i) values[i] = fma(values[i], factor, space[i]);
    }
  }
  [[gnu::noinline]] static void derivatives_and_linear(const V* y, const V* constants, V* dydt, V* linear) {
    if constexpr (augmented) {
      K::template derivatives_and_augmented<V>(y, constants, dydt, linear);
    } else if constexpr (requires { K::template derivatives_and_jacobian<V>(y, constants, dydt, linear); }) {
      K::template derivatives_and_jacobian<V>(y, constants, dydt, linear);
    } else {
      K::template derivatives<V>(y, constants, dydt);
      K::template jacobian<V>(y, constants, linear);
    }
  }
  [[gnu::noinline]] static void factor(const V* linear, const V* constants, const V& diagonal, V* lu) {
    if constexpr (augmented) {
      K::template augmented_factor<V>(linear, constants, diagonal, lu);
    } else {
      K::template factor<V>(linear, diagonal, lu);
    }
  }
  [[gnu::noinline]] static void solve(const V* linear, const V* constants, const V* lu, V* b) {
    if constexpr (augmented) {
      K::template augmented_solve<V>(linear, constants, lu, b);
    } else {
      K::template solve<V>(lu, b);
    }
  }
  /// The entries of the Jacobian, which are copied to `space` if they are not there already.
  [[gnu::noinline]] static const V* jacobian(const V* linear, const V* constants, V* space) {
    if constexpr (augmented) {
      K::template augmented_jacobian<V>(linear, constants, space);
      return space;
    } else {
      return linear;
    }
  }
};

}  // namespace TRIMER_LEVEL
}  // namespace trimer::solver
