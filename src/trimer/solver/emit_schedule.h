/// @file
/// In which order the nodes of straight-line code are computed.
#pragma once

#include <trimer/solver/operation_count.h>
#include <trimer/solver/trace_graph.h>

#include <span>
#include <string>
#include <vector>

namespace trimer::solver {

/// One step of a schedule: compute a node, or store result number `result`.
struct ScheduledStep {
  NodeId node = -1;
  int result = -1;
};

/// Orders the computation of `results` from what is `available` (variables, constants, nodes computed
/// elsewhere).
///
/// What lies longest before the end comes first, as far as its operands are ready and values alive stay few:
/// written depth first, every operation waits for the one before it, and the code runs at half the speed.
/// Results are stored as soon as they are there.
[[nodiscard]] std::vector<ScheduledStep> schedule(const TraceGraph& graph, std::span<const NodeId> results,
                                                  std::span<const char> available);

/// A constant of the lanes.
[[nodiscard]] std::string literal(double value);

/// The operations of a schedule.
[[nodiscard]] OperationCount count_operations(const TraceGraph& graph, std::span<const ScheduledStep> steps);

}  // namespace trimer::solver
