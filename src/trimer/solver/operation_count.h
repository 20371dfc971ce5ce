/// @file
/// Arithmetic of a piece of straight-line code, per lane.
#pragma once

namespace trimer::solver {

struct OperationCount {
  int additions = 0;  ///< and subtractions, sign changes
  int multiplications = 0;
  int fused = 0;  ///< a*b + c, two flops each
  int divisions = 0;
  int square_roots = 0;
  int exponentials = 0;
  int logarithms = 0;
  int powers = 0;
  int selections = 0;  ///< comparisons, minima, maxima

  /// Floating-point operations without exp, log and pow, whose cost is the library's.
  [[nodiscard]] constexpr int flops() const {
    return additions + multiplications + 2 * fused + divisions + square_roots + selections;
  }
  constexpr OperationCount& operator+=(const OperationCount& other) {
    additions += other.additions;
    multiplications += other.multiplications;
    fused += other.fused;
    divisions += other.divisions;
    square_roots += other.square_roots;
    exponentials += other.exponentials;
    logarithms += other.logarithms;
    powers += other.powers;
    selections += other.selections;
    return *this;
  }
};

}  // namespace trimer::solver
