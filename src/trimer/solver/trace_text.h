/// @file
/// Traced expressions as text, for documentation.
///
///     to_text(-k * x + pow(x / half, n))   ->   (x/half)^n - k*x
#pragma once

#include <trimer/solver/trace_model.h>

#include <map>
#include <string>

namespace trimer::solver {

/// Intermediate quantities that have a symbol of their own.
using NodeNames = std::map<NodeId, std::string>;

/// The expression of `root`; below it, a node that has a name is written by its name.
[[nodiscard]] std::string to_text(const TraceGraph& graph, NodeId root, const NodeNames& names = {});
[[nodiscard]] std::string to_text(const Traced& expression, const NodeNames& names = {});

/// Every equation of a model, a line each: the named quantities that others need, each after those it is made
/// of, then `d x/dt = ...` for each state.
[[nodiscard]] std::string equations_text(const TracedModel& model, const NodeNames& names = {});

}  // namespace trimer::solver
