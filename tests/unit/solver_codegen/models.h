/// @file
/// Small systems as templates over their scalar, each with the features a generated kernel must get right.
#pragma once

#include <trimer/core/maths.h>

#include <array>
#include <cmath>
#include <string>

namespace trimer::models {

using maths::exp;
using maths::log;
using maths::pow;
inline double sqrt(double x) {
  return std::sqrt(x);
}
inline double max(double a, double b) {
  return a > b ? a : b;
}
inline double min(double a, double b) {
  return a < b ? a : b;
}
inline double nonneg(double x) {
  return max(x, 0.0);
}
inline double positive(double x) {
  return x > 0 ? x * x / (x + 0.01) : 0.0;
}
inline double select(bool condition, double a, double b) {
  return condition ? a : b;
}

/// Robertson 1966: three states, no input.
struct Robertson {
  static constexpr int states = 3, inputs = 0;
  static constexpr std::array<double, 3> typical_state{0.7, 1e-5, 0.3};
  static constexpr std::array<double, 0> typical_input{};
  template <class T>
  static void rates(const T* y, const T*, T* f) {
    const T slow = 0.04 * y[0], fast = 3e7 * y[1] * y[1], back = 1e4 * y[1] * y[2];
    f[0] = -slow + back;
    f[1] = slow - back - fast;
    f[2] = fast;
  }
};

/// HIRES (Schaefer 1975): eight states.
struct Hires {
  static constexpr int states = 8, inputs = 0;
  static constexpr std::array<double, 8> typical_state{1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0057};
  static constexpr std::array<double, 0> typical_input{};
  template <class T>
  static void rates(const T* y, const T*, T* f) {
    f[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
    f[1] = 1.71 * y[0] - 8.75 * y[1];
    f[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
    f[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
    f[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
    f[5] = -280.0 * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
    f[6] = 280.0 * y[5] * y[7] - 1.81 * y[6];
    f[7] = -280.0 * y[5] * y[7] + 1.81 * y[6];
  }
};

/// Friberg 2002: drug, proliferating cells, three transits, circulating cells with feedback; one unused
/// input.
struct Friberg {
  static constexpr int states = 6,
                       inputs = 6;  // transit time, baseline, feedback, slope, elimination, unused
  static constexpr std::array<double, 6> typical_state{3, 4, 4, 4, 4, 4};
  static constexpr std::array<double, 6> typical_input{5.3, 5.0, 0.17, 0.2, 0.9, 1};
  template <class T>
  static void rates(const T* y, const T* p, T* f) {
    const T rate = 4.0 / p[0];
    const T inhibition = select(y[0] > 0.5, p[3] * y[0], T(0.0));
    f[0] = -p[4] * y[0];
    f[1] = rate * y[1] * ((1.0 - inhibition) * pow(p[1] / y[5], p[2]) - 1.0);
    for (int i = 2; i < 6; ++i) f[i] = rate * (y[i - 1] - y[i]);
  }
};

/// Every function, shared logarithms, clamps, and products that can be prepared from inputs alone.
struct Hill {
  static constexpr int states = 5, inputs = 6;  // half, n, m, amplitude, loss, threshold
  static constexpr std::array<double, 5> typical_state{0.8, 1.3, 0.4, 2.0, 0.6};
  static constexpr std::array<double, 6> typical_input{0.5, 2.4, 1.7, 3.0, 0.8, 0.3};
  template <class T>
  static void rates(const T* y, const T* p, T* f) {
    const T x = nonneg(y[0]);
    const T steep = pow(x, p[1]), flat = pow(x, p[2]);  // one logarithm
    const T half = pow(p[0], p[1]);
    const T effect = p[3] * steep / (half + steep);
    f[0] = p[3] * p[4] / p[0] * y[1] - effect * y[0] - p[4] * y[0];
    f[1] = flat / (flat + pow(p[0], p[2])) * (1.0 - y[1]) - p[4] * p[4] * positive(y[1] - p[5]);
    f[2] = min(y[2], y[3]) - max(y[2] * y[4], T(0.1)) + sqrt(y[3] / p[0]) * exp(-p[4] * y[2]);
    f[3] = log(1.0 + y[0] * y[0]) - y[3] * y[3] * y[3] / p[3] + p[0] * p[4];
    f[4] = -p[4] * y[4] - 2.0 * y[3] * y[4] + pow(nonneg(y[1]) / p[0], T(3.0)) -
           nonneg(y[2]) * sqrt(nonneg(y[2]));
  }
};

/// Twelve states that divide into a common space: every rate depends on the sum of all.
struct Crowd {
  static constexpr int states = 12, inputs = 2;  // space, loss
  static constexpr std::array<double, 12> typical_state{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  static constexpr std::array<double, 2> typical_input{50, 0.1};
  template <class T>
  static void rates(const T* y, const T* p, T* f) {
    T all = y[0];
    for (int i = 1; i < states; ++i) all = all + y[i];
    const T space = 1.0 / (1.0 + all / p[0]);
    for (int i = 0; i < states; ++i) f[i] = (1.0 + 0.1 * i) * y[i] * space - p[1] * y[i];
  }
};

/// Three states: rates of no state, a constant and an input.
struct Drift {
  static constexpr int states = 3, inputs = 1;
  static constexpr std::array<double, 3> typical_state{1, 2, 3};
  static constexpr std::array<double, 1> typical_input{0.25};
  template <class T>
  static void rates(const T* y, const T* p, T* f) {
    f[0] = T(2.0);
    f[1] = p[0];
    f[2] = y[0] - y[0] + 0.0 * y[2] + y[1];
  }
};

}  // namespace trimer::models
