/// @file
/// TangentKernel<K, D>: the kernel K together with its derivatives in D directions, as a kernel of its own.
///
///     dy/dt = f(y, p)      ds/dt = (df/dy) s + (df/dp) r        r = dp/dθ, an input like p
///
/// Its states are those of K, each followed by its D slopes (row(i, d)); its inputs likewise. The functions are
/// those of K over dual numbers (dual.h): the rates give both equations, and the factors of diagonal I - J over
/// duals solve, exactly, with the Jacobian of the whole system
///
///     [ J         ]
///     [ (dJ/dy) s + (dJ/dp) r   J ],
///
/// so that the method keeps its order and its damping for the slopes. To the ensemble it is a kernel like any
/// other: slopes take part in the error test, with tolerances of their own, and a lane holds one patient with D
/// directions.
#pragma once

#include <trimer/solver/dual.h>
#include <trimer/solver/kernel.h>

#include <type_traits>

namespace trimer::solver {
inline namespace TRIMER_LEVEL {

/// Row of state or input i: d = 0 its value, d = 1 … D its slopes.
template <int D>
[[nodiscard]] constexpr int tangent_row(int i, int d) {
  return i * (1 + D) + d;
}

namespace tangent {

/// Takes the rates of duals and gives them row by row to `rows`.
template <class V, int D, class Rates>
struct DualRates {
  struct Place {
    Rates rows;
    int first;
    TRIMER_INLINE void operator=(const Dual<V, D>& rate) const {
      rows[first] = rate.value;
      for (int d = 0; d < D; ++d) rows[first + 1 + d] = rate.slope[d];
    }
  };
  Rates rows;
  TRIMER_INLINE Place operator[](int i) const { return {rows, i * (1 + D)}; }
};

/// A part that K lacks.
template <int Which>
struct Nothing {};

}  // namespace tangent

template <class K, int D>
struct TangentPattern {
  static constexpr int states = K::states * (1 + D);
  static constexpr int inputs = K::inputs * (1 + D);
  /// Per entry of K's Jacobian: itself, then for each direction itself again and its derivative.
  static constexpr int entries_of_one = 1 + 2 * D;
  static constexpr int jacobian_nonzeros = K::jacobian_nonzeros * entries_of_one;
  static constexpr int lu_size = K::lu_size * (1 + D);

  struct Pattern {
    int rows[jacobian_nonzeros];
    int columns[jacobian_nonzeros];
  };
  static constexpr Pattern pattern = [] {
    Pattern p{};
    int at = 0;
    for (int k = 0; k < K::jacobian_nonzeros; ++k) {
      const int row = K::jacobian_rows[k], column = K::jacobian_columns[k];
      const auto enter = [&](int row_direction, int column_direction) {
        p.rows[at] = tangent_row<D>(row, row_direction);
        p.columns[at++] = tangent_row<D>(column, column_direction);
      };
      enter(0, 0);
      for (int d = 1; d <= D; ++d) {
        enter(d, d);
        enter(d, 0);
      }
    }
    return p;
  }();
  static constexpr const int (&jacobian_rows)[jacobian_nonzeros] = pattern.rows;
  static constexpr const int (&jacobian_columns)[jacobian_nonzeros] = pattern.columns;

  template <class V>
  TRIMER_INLINE static void expand(const Dual<V, D>* entries, V* values) {
    for (int k = 0; k < K::jacobian_nonzeros; ++k) {
      V* of_entry = values + k * entries_of_one;
      *of_entry++ = entries[k].value;
      for (int d = 0; d < D; ++d) {
        *of_entry++ = entries[k].value;
        *of_entry++ = entries[k].slope[d];
      }
    }
  }
  template <class V>
  TRIMER_INLINE static void contract(const V* values, Dual<V, D>* entries) {
    for (int k = 0; k < K::jacobian_nonzeros; ++k) {
      const V* of_entry = values + k * entries_of_one;
      entries[k].value = of_entry[0];
      for (int d = 0; d < D; ++d) entries[k].slope[d] = of_entry[2 + 2 * d];
    }
  }
};

/// The augmented form, for a kernel that has one.
template <class K, int D>
struct TangentAugmented {
  static constexpr int augmented_size = K::augmented_size * (1 + D);
  static constexpr int augmented_lu_size = K::augmented_lu_size * (1 + D);

  template <class V>
  static void derivatives_and_augmented(const V* y, const V* p, V* dydt, V* linear) {
    using T = Dual<V, D>;
    K::template derivatives_and_augmented<T>(reinterpret_cast<const T*>(y), reinterpret_cast<const T*>(p),
                                             reinterpret_cast<T*>(dydt), reinterpret_cast<T*>(linear));
  }
  template <class V>
  static void augmented_factor(const V* linear, const V* p, const V& diagonal, V* lu) {
    using T = Dual<V, D>;
    K::template augmented_factor<T>(reinterpret_cast<const T*>(linear), reinterpret_cast<const T*>(p), T(diagonal),
                                    reinterpret_cast<T*>(lu));
  }
  template <class V>
  static void augmented_solve(const V* linear, const V* p, const V* lu, V* b) {
    using T = Dual<V, D>;
    K::template augmented_solve<T>(reinterpret_cast<const T*>(linear), reinterpret_cast<const T*>(p),
                                   reinterpret_cast<const T*>(lu), reinterpret_cast<T*>(b));
  }
  template <class V>
  static void augmented_jacobian(const V* linear, const V* p, V* values) {
    using T = Dual<V, D>;
    T entries[K::jacobian_nonzeros];
    K::template augmented_jacobian<T>(reinterpret_cast<const T*>(linear), reinterpret_cast<const T*>(p), entries);
    TangentPattern<K, D>::expand(entries, values);
  }
};

/// What depends on inputs alone, for a kernel that prepares it.
template <class K, int D>
struct TangentPrepared {
  static constexpr int prepared = K::prepared * (1 + D);
  template <class V>
  static void prepare(const V* inputs, V* prepared_values) {
    using T = Dual<V, D>;
    K::template prepare<T>(reinterpret_cast<const T*>(inputs), reinterpret_cast<T*>(prepared_values));
  }
};

template <class K>
inline constexpr bool has_augmented_form = requires { K::augmented_size; };
template <class K>
inline constexpr bool prepares_inputs = requires { K::prepared; };

template <class K, int D>
struct TangentKernel
    : TangentPattern<K, D>,
      std::conditional_t<has_augmented_form<K>, TangentAugmented<K, D>, tangent::Nothing<0>>,
      std::conditional_t<prepares_inputs<K>, TangentPrepared<K, D>, tangent::Nothing<1>> {
  /// True even where K's derivatives want an array: they get one.
  static constexpr bool assigns_rates = true;

  template <class V, class Rates = V*>
  static void derivatives(const V* y, const V* p, Rates dydt) {
    using T = Dual<V, D>;
    const T* state = reinterpret_cast<const T*>(y);
    const T* constants = reinterpret_cast<const T*>(p);
    const tangent::DualRates<V, D, Rates> rates{dydt};
    if constexpr (requires { K::assigns_rates; }) {
      K::template derivatives<T>(state, constants, rates);
    } else {
      T values[K::states];
      K::template derivatives<T>(state, constants, values);
      for (int i = 0; i < K::states; ++i) rates[i] = values[i];
    }
  }
  template <class V>
  static void jacobian(const V* y, const V* p, V* values) {
    using T = Dual<V, D>;
    T entries[K::jacobian_nonzeros];
    K::template jacobian<T>(reinterpret_cast<const T*>(y), reinterpret_cast<const T*>(p), entries);
    TangentPattern<K, D>::expand(entries, values);
  }
  template <class V>
  static void factor(const V* values, const V& diagonal, V* lu) {
    using T = Dual<V, D>;
    T entries[K::jacobian_nonzeros];
    TangentPattern<K, D>::contract(values, entries);
    K::template factor<T>(entries, T(diagonal), reinterpret_cast<T*>(lu));
  }
  template <class V>
  static void solve(const V* lu, V* b) {
    using T = Dual<V, D>;
    K::template solve<T>(reinterpret_cast<const T*>(lu), reinterpret_cast<T*>(b));
  }
};

}  // namespace TRIMER_LEVEL
}  // namespace trimer::solver
