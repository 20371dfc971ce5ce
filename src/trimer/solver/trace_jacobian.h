/// @file
/// Exact derivatives of a traced right-hand side, as further nodes of its graph.
///
/// The chain rule is a product of sparse matrices, and its factors may be multiplied in any order. Here the
/// graph of local partial derivatives is reduced node by node, cheapest node first (as Markowitz chooses
/// pivots): neither forward nor reverse, but what lies between, which costs less than both. Multiplications
/// by 1 and -1, and products of what depends on inputs alone, count as free.
///
/// **Augmented form.** A quantity that many states enter and that enters many rates, such as the crowding of
/// T cells, gives the Jacobian a dense block, though the block has rank one. If the quantity z is not
/// eliminated but kept as an unknown of its own, the block stays in factored form:
///
///     d(dy) = A dy + B dz,     dz = C dy + N dz         J = A + B (I - N)^-1 C
///
/// A linear system with W = diagonal*I - J is then solved as the larger, much sparser system in (dy, dz).
#pragma once

#include <trimer/solver/trace_model.h>

#include <cstdint>
#include <vector>

namespace trimer::solver {

/// The entries that are not zero for all y, in order of row, then column. Rows and columns below the number
/// of states are rates and states; those from there on are the kept quantities: [A B; C N].
struct SparseJacobian {
  std::vector<int> rows;
  std::vector<int> columns;
  std::vector<NodeId> values;  ///< nodes of the model's graph
  int auxiliaries = 0;         ///< number of kept quantities
};

/// Adds the derivatives of the lowered `model` to its graph; the nodes `keep` stay as auxiliaries, in that
/// order. Equally cheap nodes are reduced in an order that `seed` decides, so that a caller can look for a
/// seed that happens to give shorter code.
[[nodiscard]] SparseJacobian differentiate(TracedModel& model, std::uint64_t seed = 0,
                                           std::span<const NodeId> keep = {});

/// Nodes of the lowered `model` that promise to pay as auxiliaries: those that a greedy elimination of the
/// whole augmented system, states delayed by `state_penalty`, leaves until states have gone.
[[nodiscard]] std::vector<NodeId> propose_auxiliaries(const TracedModel& model, std::uint64_t seed,
                                                      int state_penalty);

/// The Jacobian itself from an augmented one of `states` states: entries without auxiliaries, new nodes of
/// `graph`.
[[nodiscard]] SparseJacobian eliminate_auxiliaries(TraceGraph& graph, int states,
                                                   const SparseJacobian& augmented);

}  // namespace trimer::solver
