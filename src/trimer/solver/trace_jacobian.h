/// @file
/// Exact derivatives of a traced right-hand side, as further nodes of its graph.
///
/// The chain rule is a product of sparse matrices, and its factors may be multiplied in any order. Here the
/// graph of local partial derivatives is reduced node by node, cheapest node first (as Markowitz chooses
/// pivots): neither forward nor reverse, but what lies between, which costs less than both. Multiplications
/// by 1 and -1, and products of what depends on inputs alone, count as free.
#pragma once

#include <trimer/solver/trace_model.h>

#include <cstdint>
#include <vector>

namespace trimer::solver {

/// The entries of df/dy that are not zero for all y, in order of row, then column.
struct SparseJacobian {
  std::vector<int> rows;
  std::vector<int> columns;
  std::vector<NodeId> values;  ///< nodes of the model's graph
};

/// Adds the derivatives of the lowered `model` to its graph. Equally cheap nodes are reduced in an order that
/// `seed` decides, so that a caller can look for a seed that happens to give shorter code.
[[nodiscard]] SparseJacobian differentiate(TracedModel& model, std::uint64_t seed = 0);

}  // namespace trimer::solver
