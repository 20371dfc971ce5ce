/// @file
/// From the traced right-hand side and its Jacobian to what is computed where.
///
/// Products that only sums use are fused with them (a*b + c in one operation). What depends on inputs alone
/// is cut off: it is computed once per change of inputs, and the rest reads it. Whether a product is fused is
/// decided for the right-hand side first and never depends on the Jacobian, so that both give the same bits
/// alone and together.
#pragma once

#include <trimer/solver/trace_jacobian.h>

#include <vector>

namespace trimer::solver {

/// One system ready to be written as code.
struct KernelGraph {
  TraceGraph graph;
  std::vector<NodeId> states;
  std::vector<NodeId> inputs;
  std::vector<NodeId> prepared;  ///< depend on inputs alone and are read by what varies, or are results
  std::vector<NodeId> derivatives;
  SparseJacobian jacobian;
};

[[nodiscard]] KernelGraph fuse(const TracedModel& lowered, const SparseJacobian& jacobian);

}  // namespace trimer::solver
