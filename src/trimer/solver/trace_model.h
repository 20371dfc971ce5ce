/// @file
/// A right-hand side as a graph: dy/dt = f(states, inputs).
///
///     TracedModel model;
///     const Traced x = model.state("x"), k = model.input("k");
///     model.derivative(-k * x);                       // in the order of the states
///     const SparseJacobian jacobian = differentiate(lower(model));
#pragma once

#include <trimer/solver/traced.h>

#include <span>
#include <string>
#include <vector>

namespace trimer::solver {

/// Traced values point into `graph`: move a model only when none is in use.
struct TracedModel {
  TraceGraph graph;
  std::vector<NodeId> states;
  std::vector<NodeId> inputs;       ///< parameters and rates: constant between events
  std::vector<NodeId> derivatives;  ///< of the states, in their order

  Traced state(const std::string& name);
  Traced input(const std::string& name);
  void derivative(const Traced& value) { derivatives.push_back(value.node(graph)); }
};

/// For each node of `graph`: does it depend on any of `variables`?
[[nodiscard]] std::vector<char> depends_on(const TraceGraph& graph, std::span<const NodeId> variables);

/// For each node of `graph`: is it needed for any of `roots`?
[[nodiscard]] std::vector<char> needed_for(const TraceGraph& graph, std::span<const NodeId> roots);

/// The values of `nodes`, given the values of `variables`; other variables are NaN.
[[nodiscard]] std::vector<double> evaluate(const TraceGraph& graph, std::span<const NodeId> variables,
                                           std::span<const double> values, std::span<const NodeId> nodes);

/// The same model in the operations that code is made of.
///
/// Powers become exp(y log x) with shared logarithms; log x has its argument clamped at
/// TraceGraph::smallest_base; the smooth positive part becomes m*m/(m + width) with m = max(x, 0); a quotient
/// becomes a product with a reciprocal; within products and sums that serve nothing else, the factors and
/// terms that depend on inputs alone come together, so that they can be computed once per change of inputs.
[[nodiscard]] TracedModel lower(const TracedModel& model);

}  // namespace trimer::solver
