/// @file
/// A scalar that records what is computed with it.
///
/// A template over its scalar, called with `Traced` instead of `double`, runs once and leaves the formula of
/// each result in a TraceGraph: its sparsity, its exact derivatives, its text and straight-line code follow
/// from there. There is no value to branch on: a comparison gives a TracedCondition, which only select()
/// accepts, so that an `if` on a traced value does not compile.
///
/// Functions are found by argument-dependent lookup. A template written for all scalars calls them
/// unqualified:
///
///     using namespace maths;     // the double overloads
///     const T hill = pow(nonneg(x) / half, n);
///     return select(x > threshold, hill, T(0)) * exp(-y) + positive(x - y);
#pragma once

#include <trimer/solver/trace_graph.h>

namespace trimer::solver {

/// A constant, or a node of a graph. Copies are cheap; the graph must outlive them.
class Traced {
 public:
  Traced() = default;
  Traced(double constant)
      : constant_(constant) {}  // NOLINT(google-explicit-constructor): literals mix with T
  Traced(TraceGraph& graph, NodeId node) : graph_(&graph), node_(node) {}

  /// The graph it belongs to, or nullptr for a constant that met no variable yet.
  [[nodiscard]] TraceGraph* graph() const { return graph_; }
  /// Its node in `graph`; a constant is entered there.
  [[nodiscard]] NodeId node(TraceGraph& graph) const { return graph_ ? node_ : graph.constant(constant_); }
  [[nodiscard]] double constant() const { return constant_; }

  Traced& operator+=(const Traced& other) { return *this = *this + other; }
  Traced& operator-=(const Traced& other) { return *this = *this - other; }
  Traced& operator*=(const Traced& other) { return *this = *this * other; }
  Traced& operator/=(const Traced& other) { return *this = *this / other; }

  friend Traced operator+(const Traced& a, const Traced& b) { return apply(Operation::add, a, b); }
  friend Traced operator-(const Traced& a, const Traced& b) { return apply(Operation::subtract, a, b); }
  friend Traced operator*(const Traced& a, const Traced& b) { return apply(Operation::multiply, a, b); }
  friend Traced operator/(const Traced& a, const Traced& b) { return apply(Operation::divide, a, b); }
  friend Traced operator+(const Traced& a) { return a; }
  friend Traced operator-(const Traced& a) { return apply(Operation::negate, a); }

  friend Traced exp(const Traced& x) { return apply(Operation::exponential, x); }
  friend Traced log(const Traced& x) { return apply(Operation::logarithm, x); }
  friend Traced sqrt(const Traced& x) { return apply(Operation::square_root, x); }
  /// x^y for x >= 0; x is clamped from below at `TraceGraph::smallest_base` where code is generated.
  friend Traced pow(const Traced& x, const Traced& y) { return apply(Operation::power, x, y); }
  friend Traced max(const Traced& a, const Traced& b) { return apply(Operation::maximum, a, b); }
  friend Traced min(const Traced& a, const Traced& b) { return apply(Operation::minimum, a, b); }
  /// x where x > 0, else 0; its derivative is 1 where x > 0, else 0.
  friend Traced nonneg(const Traced& x) { return max(x, Traced(0.0)); }
  /// x*x/(x + width) where x > 0, else 0: the smooth positive part.
  friend Traced positive(const Traced& x, const Traced& width) {
    return apply(Operation::positive_part, x, width);
  }
  friend Traced positive(const Traced& x) { return positive(x, Traced(0.01)); }

 private:
  friend struct TracedCondition;
  friend Traced select(const struct TracedCondition& condition, const Traced& if_true,
                       const Traced& if_false);
  static Traced apply(Operation operation, const Traced& a);
  static Traced apply(Operation operation, const Traced& a, const Traced& b);
  static Traced select_greater(const Traced& left, const Traced& right, const Traced& if_true,
                               const Traced& if_false);

  TraceGraph* graph_ = nullptr;
  NodeId node_{};
  double constant_ = 0;
};

/// left > right. No conversion to bool: use select().
struct TracedCondition {
  Traced left;
  Traced right;
  bool negated = false;  ///< not (left > right)
};

inline TracedCondition operator>(const Traced& a, const Traced& b) {
  return {a, b, false};
}
inline TracedCondition operator<(const Traced& a, const Traced& b) {
  return {b, a, false};
}
inline TracedCondition operator>=(const Traced& a, const Traced& b) {
  return {b, a, true};
}
inline TracedCondition operator<=(const Traced& a, const Traced& b) {
  return {a, b, true};
}

/// `if_true` where the condition holds, else `if_false`; both are evaluated.
inline Traced select(const TracedCondition& condition, const Traced& if_true, const Traced& if_false) {
  const Traced& yes = condition.negated ? if_false : if_true;
  const Traced& no = condition.negated ? if_true : if_false;
  return Traced::select_greater(condition.left, condition.right, yes, no);
}

}  // namespace trimer::solver
