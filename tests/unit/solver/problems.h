/// Small problems with known answers. Each is a struct for DenseKernel; Jacobians row by row.
#pragma once

#include <trimer/core/lane_maths.h>
#include <trimer/solver/dense_kernel.h>

namespace trimer::test {

/// y' = R - k y. Inputs: R, k.
struct Disposition {
  static constexpr int states = 1, inputs = 2;
  template <class V>
  static void derivatives(const V* y, const V* p, V* f) {
    f[0] = p[0] - p[1] * y[0];
  }
  template <class V>
  static void jacobian(const V*, const V* p, V* j) {
    j[0] = -p[1];
  }
};

/// Three compartments with rates of 1, 100 and 10,000 per unit of time; eigenvalues from its triangular form.
struct Linear {
  static constexpr int states = 3, inputs = 3;
  template <class V>
  static void derivatives(const V* y, const V* k, V* f) {
    f[0] = -(k[0] * y[0]);
    f[1] = k[0] * y[0] - k[1] * y[1];
    f[2] = k[1] * y[1] - k[2] * y[2];
  }
  template <class V>
  static void jacobian(const V*, const V* k, V* j) {
    for (int i = 0; i < 9; ++i) j[i] = 0.0;
    j[0] = -k[0];
    j[3] = k[0];
    j[4] = -k[1];
    j[7] = k[1];
    j[8] = -k[2];
  }
};

/// Robertson 1966. Inputs: the three rate constants (0.04, 1e4, 3e7).
struct Robertson {
  static constexpr int states = 3, inputs = 3;
  template <class V>
  static void derivatives(const V* y, const V* k, V* f) {
    const V a = k[0] * y[0], b = k[1] * y[1] * y[2], c = k[2] * y[1] * y[1];
    f[0] = b - a;
    f[1] = a - b - c;
    f[2] = c;
  }
  template <class V>
  static void jacobian(const V* y, const V* k, V* j) {
    const V b1 = k[1] * y[2], b2 = k[1] * y[1], c = 2.0 * k[2] * y[1];
    j[0] = -k[0], j[1] = b1, j[2] = b2;
    j[3] = k[0], j[4] = -b1 - c, j[5] = -b2;
    j[6] = 0.0, j[7] = c, j[8] = 0.0;
  }
};

/// Schaefer 1975, as in Hairer & Wanner (doi:10.1007/978-3-642-05221-7), eq. IV.10.4. Input: the constant
/// 280.
struct Hires {
  static constexpr int states = 8, inputs = 1;
  template <class V>
  static void derivatives(const V* y, const V* k, V* f) {
    const V bound = k[0] * y[5] * y[7];
    f[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
    f[1] = 1.71 * y[0] - 8.75 * y[1];
    f[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
    f[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
    f[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
    f[5] = -bound + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
    f[6] = bound - 1.81 * y[6];
    f[7] = -f[6];
  }
  template <class V>
  static void jacobian(const V* y, const V* k, V* j) {
    for (int i = 0; i < 64; ++i) j[i] = 0.0;
    const V b5 = k[0] * y[7], b7 = k[0] * y[5];
    j[0] = -1.71, j[1] = 0.43, j[2] = 8.32;
    j[8] = 1.71, j[9] = -8.75;
    j[18] = -10.03, j[19] = 0.43, j[20] = 0.035;
    j[25] = 8.32, j[26] = 1.71, j[27] = -1.12;
    j[36] = -1.745, j[37] = 0.43, j[38] = 0.43;
    j[43] = 0.69, j[44] = 1.71, j[45] = -b5 - 0.43, j[46] = 0.69, j[47] = -b7;
    j[53] = b5, j[54] = -1.81, j[55] = b7;
    j[61] = -b5, j[62] = 1.81, j[63] = -b7;
  }
};

/// Field & Noyes 1974, as in Hairer & Wanner, eq. IV.10.3. Inputs: s = 77.27, q = 8.375e-6, w = 0.161.
struct Oregonator {
  static constexpr int states = 3, inputs = 3;
  template <class V>
  static void derivatives(const V* y, const V* p, V* f) {
    f[0] = p[0] * (y[1] + y[0] * (1.0 - p[1] * y[0] - y[1]));
    f[1] = (y[2] - (1.0 + y[0]) * y[1]) / p[0];
    f[2] = p[2] * (y[0] - y[2]);
  }
  template <class V>
  static void jacobian(const V* y, const V* p, V* j) {
    j[0] = p[0] * (1.0 - 2.0 * p[1] * y[0] - y[1]), j[1] = p[0] * (1.0 - y[0]), j[2] = 0.0;
    j[3] = -(y[1] / p[0]), j[4] = -((1.0 + y[0]) / p[0]), j[5] = 1.0 / p[0];
    j[6] = p[2], j[7] = 0.0, j[8] = -p[2];
  }
};

/// y1' = y2, y2' = ((1 - y1^2) y2 - y1) / eps. Input: 1/eps.
struct VanDerPol {
  static constexpr int states = 2, inputs = 1;
  template <class V>
  static void derivatives(const V* y, const V* p, V* f) {
    f[0] = y[1];
    f[1] = p[0] * ((1.0 - y[0] * y[0]) * y[1] - y[0]);
  }
  template <class V>
  static void jacobian(const V* y, const V* p, V* j) {
    j[0] = 0.0, j[1] = 1.0;
    j[2] = p[0] * (-2.0 * y[0] * y[1] - 1.0), j[3] = p[0] * (1.0 - y[0] * y[0]);
  }
};

/// Prothero & Robinson 1974: y' = -k (y - z) + z' with z = exp(-t), a state of its own; y = z for y(0) =
/// z(0).
struct ProtheroRobinson {
  static constexpr int states = 2, inputs = 1;
  template <class V>
  static void derivatives(const V* y, const V* k, V* f) {
    f[0] = k[0] * (y[1] * y[1] - y[0]) - 2.0 * y[1] * y[1];
    f[1] = -y[1];
  }
  template <class V>
  static void jacobian(const V* y, const V* k, V* j) {
    j[0] = -k[0], j[1] = 2.0 * k[0] * y[1] - 4.0 * y[1];
    j[2] = 0.0, j[3] = -1.0;
  }
};

/// Growth with Hill feedback through pow, exp and log: y1' = k y2^1.4/(0.3 + y2^1.4) - y1, y2' = exp(-y1) -
/// log(1 + y2).
struct Feedback {
  static constexpr int states = 2, inputs = 1;
  template <class V>
  static void derivatives(const V* y, const V* k, V* f) {
    const V p = pow(max(V(1e-20), y[1]), V(1.4));
    f[0] = k[0] * p / (0.3 + p) - y[0];
    f[1] = exp(-y[0]) - log(1.0 + y[1]);
  }
  template <class V>
  static void jacobian(const V* y, const V* k, V* j) {
    const V x = max(V(1e-20), y[1]);
    const V p = pow(x, V(1.4)), below = 0.3 + p;
    j[0] = -1.0, j[1] = k[0] * 1.4 * p / x * 0.3 / (below * below);
    j[2] = -exp(-y[0]), j[3] = -(1.0 / (1.0 + y[1]));
  }
};

/// y' = k y^2: infinite at t = 1/(k y0).
struct Explosion {
  static constexpr int states = 1, inputs = 1;
  template <class V>
  static void derivatives(const V* y, const V* k, V* f) {
    f[0] = k[0] * y[0] * y[0];
  }
  template <class V>
  static void jacobian(const V* y, const V* k, V* j) {
    j[0] = 2.0 * k[0] * y[0];
  }
};

/// Linear, with a factorisation that doubles the first pivot.
struct WrongFactors : solver::DenseKernel<Linear> {
  template <class V>
  static void factor(const V* values, const V& diagonal, V* lu) {
    V j[9];
    for (int i = 0; i < 9; ++i) j[i] = values[i];
    j[0] = j[0] - diagonal;
    solver::DenseKernel<Linear>::factor<V>(j, diagonal, lu);
  }
};

/// Linear, with a pivot that is always zero.
struct ZeroPivot : solver::DenseKernel<Linear> {
  template <class V>
  static void factor(const V* values, const V& diagonal, V* lu) {
    solver::DenseKernel<Linear>::factor<V>(values, diagonal, lu);
    lu[0] = V(1.0) / (diagonal - diagonal);
  }
};

/// Feedback with its inputs prepared and its Jacobian fused, to be bit-equal to the plain form.
struct PreparedFeedback : solver::DenseKernel<Feedback> {
  static constexpr int prepared = 2;
  template <class V>
  static void prepare(const V* inputs, V* prepared_values) {
    prepared_values[0] = inputs[0];
    prepared_values[1] = inputs[0] * 1.4;
  }
  template <class V>
  static void derivatives_and_jacobian(const V* y, const V* k, V* f, V* j) {
    const V x = max(V(1e-20), y[1]);
    const V p = pow(x, V(1.4)), below = 0.3 + p, e = exp(-y[0]);
    f[0] = k[0] * p / below - y[0];
    f[1] = e - log(1.0 + y[1]);
    j[0] = -1.0, j[1] = k[1] * p / x * 0.3 / (below * below);
    j[2] = -e, j[3] = -(1.0 / (1.0 + y[1]));
  }
};

enum class Problem {
  disposition,
  linear,
  robertson,
  hires,
  oregonator,
  van_der_pol,
  prothero_robinson,
  feedback,
  explosion,
  wrong_factors,
  zero_pivot,
  prepared_feedback,
  tangent_disposition,  ///< with derivatives in two directions, rows as in tangent_kernel.h
  tangent_feedback,
  tangent_prepared_feedback,
  tangent_oregonator,
};

}  // namespace trimer::test
