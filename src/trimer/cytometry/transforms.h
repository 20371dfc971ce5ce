/// @file
/// Display scales of Gating-ML 2.0. T = top of scale, M = decades, W = linear decades, A = extra negative
/// decades; T maps to 1.
///
///     linear    (x + A) / (T + A)
///     log       log10(x / T) / M + 1                  no value (NaN) for x <= 0
///     asinh     (asinh(x sinh(M ln 10) / T) + A ln 10) / ((M + A) ln 10)
///     logicle   y with a e^(by) - c e^(-dy) - f = x   doi:10.1002/cyto.a.20258, doi:10.1002/cyto.a.22030
///     hyperlog  y with a e^(by) + c y - f = x         doi:10.1002/cyto.a.20114
///
/// Logicle and hyperlog mirror the positive side at their zero x1.
#pragma once

#include <limits>
#include <string>

namespace trimer::cytometry {

enum class ScaleKind { linear, log, asinh, logicle, hyperlog };

class Scale {
 public:
  /// Identity.
  Scale() = default;
  /// @param name  for faults
  /// @throws InputError if the parameters have no meaning: T > 0, M > 0, W from 0 to M/2 (hyperlog: > 0), and
  ///         A from -W to M - 2W; linear: A from 0 to T
  Scale(ScaleKind kind, double T, double M, double W, double A, const std::string& name = "scale");

  [[nodiscard]] double operator()(double x) const;  ///< scale value to display value
  [[nodiscard]] double inverse(double y) const;     ///< display value to scale value
  [[nodiscard]] bool identity() const { return identity_; }
  [[nodiscard]] ScaleKind kind() const { return kind_; }
  [[nodiscard]] double top() const { return top_; }             ///< T
  [[nodiscard]] double decades() const { return decades_; }     ///< M
  [[nodiscard]] double linear_width() const { return width_; }  ///< W
  [[nodiscard]] double negative() const { return negative_; }   ///< A

  /// Display values are kept within these (boundMin and boundMax).
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();

 private:
  [[nodiscard]] double biexponential(double y) const;  // for y >= zero_
  [[nodiscard]] double slope(double y) const;
  [[nodiscard]] double solve(double x) const;

  bool identity_ = true;
  ScaleKind kind_ = ScaleKind::linear;
  double top_ = 1, decades_ = 0, width_ = 0, negative_ = 0;
  double a_ = 0, b_ = 0, c_ = 0, d_ = 0, f_ = 0, zero_ = 0;  // c_ is the linear slope of a hyperlog
};

}  // namespace trimer::cytometry
