#include <trimer/solver/traced.h>

#include <cassert>

namespace trimer::solver {

namespace {

TraceGraph* common_graph(const Traced& a, const Traced& b) {
  assert(!a.graph() || !b.graph() || a.graph() == b.graph());
  return a.graph() ? a.graph() : b.graph();
}

}  // namespace

Traced Traced::apply(Operation operation, const Traced& a) {
  if (!a.graph_) return evaluate_operation(operation, {a.constant_});
  return {*a.graph_, a.graph_->apply(operation, a.node_)};
}

Traced Traced::apply(Operation operation, const Traced& a, const Traced& b) {
  TraceGraph* graph = common_graph(a, b);
  if (!graph) return evaluate_operation(operation, {a.constant_, b.constant_});
  const NodeId left = a.node(*graph);
  const NodeId right = b.node(*graph);
  return {*graph, graph->apply(operation, left, right)};
}

Traced Traced::select_greater(const Traced& left, const Traced& right, const Traced& if_true,
                              const Traced& if_false) {
  TraceGraph* graph = common_graph(left, right);
  if (!graph) return left.constant_ > right.constant_ ? if_true : if_false;
  const NodeId a = left.node(*graph);
  const NodeId b = right.node(*graph);
  const NodeId c = if_true.node(*graph);
  const NodeId d = if_false.node(*graph);
  return {*graph, graph->apply(Operation::select_greater, a, b, c, d)};
}

}  // namespace trimer::solver
