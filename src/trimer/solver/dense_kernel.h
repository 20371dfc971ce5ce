/// @file
/// DenseKernel<P>: a small system written by hand, made a Kernel with a dense LU in loops.
///
///     struct VanDerPol {
///       static constexpr int states = 2, inputs = 1;
///       template <class V> static void derivatives(const V* y, const V* mu, V* dydt);
///       template <class V> static void jacobian(const V* y, const V* mu, V* rows);   // 2 x 2, row by row
///     };
///     using K = DenseKernel<VanDerPol>;
///
/// For tests and for comparison; a large sparse system wants a generated kernel.
#pragma once

#include <trimer/solver/kernel.h>

namespace trimer::solver {

template <class P>
struct DenseKernel {
  static constexpr int states = P::states;
  static constexpr int inputs = P::inputs;
  static constexpr int jacobian_nonzeros = states * states;
  static constexpr int lu_size = states * states;

  struct Pattern {
    int rows[jacobian_nonzeros];
    int columns[jacobian_nonzeros];
  };
  static constexpr Pattern pattern = [] {
    Pattern p{};
    for (int k = 0; k < jacobian_nonzeros; ++k) p.rows[k] = k / states, p.columns[k] = k % states;
    return p;
  }();
  static constexpr const int (&jacobian_rows)[jacobian_nonzeros] = pattern.rows;
  static constexpr const int (&jacobian_columns)[jacobian_nonzeros] = pattern.columns;

  template <class V>
  static void derivatives(const V* y, const V* inputs_of_lane, V* dydt) {
    P::template derivatives<V>(y, inputs_of_lane, dydt);
  }
  template <class V>
  static void jacobian(const V* y, const V* inputs_of_lane, V* values) {
    P::template jacobian<V>(y, inputs_of_lane, values);
  }

  /// L with unit diagonal below, U above, the reciprocals of its diagonal on the diagonal.
  template <class V>
  static void factor(const V* values, const V& diagonal, V* lu) {
    for (int i = 0; i < states; ++i) {
      for (int j = 0; j < states; ++j)
        lu[i * states + j] = i == j ? diagonal - values[i * states + j] : -values[i * states + j];
    }
    for (int k = 0; k < states; ++k) {
      lu[k * states + k] = V(1.0) / lu[k * states + k];
      for (int i = k + 1; i < states; ++i) {
        const V factor = lu[i * states + k] * lu[k * states + k];
        lu[i * states + k] = factor;
        for (int j = k + 1; j < states; ++j)
          lu[i * states + j] = fnma(factor, lu[k * states + j], lu[i * states + j]);
      }
    }
  }
  template <class V>
  static void solve(const V* lu, V* b) {
    for (int i = 0; i < states; ++i) {
      for (int j = 0; j < i; ++j) b[i] = fnma(lu[i * states + j], b[j], b[i]);
    }
    for (int i = states - 1; i >= 0; --i) {
      for (int j = i + 1; j < states; ++j) b[i] = fnma(lu[i * states + j], b[j], b[i]);
      b[i] = b[i] * lu[i * states + i];
    }
  }
};

}  // namespace trimer::solver
