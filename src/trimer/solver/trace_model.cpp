#include <trimer/solver/trace_model.h>

#include <cmath>

namespace trimer::solver {

Traced TracedModel::state(const std::string& name) {
  states.push_back(graph.variable(name));
  return {graph, states.back()};
}

Traced TracedModel::input(const std::string& name) {
  inputs.push_back(graph.variable(name));
  return {graph, inputs.back()};
}

std::vector<char> depends_on(const TraceGraph& graph, std::span<const NodeId> variables) {
  std::vector<char> depends(static_cast<std::size_t>(graph.size()), 0);
  for (NodeId variable : variables) depends[static_cast<std::size_t>(variable)] = 1;
  for (NodeId id = 0; id < graph.size(); ++id) {
    for (NodeId operand : operands_of(graph[id]))
      if (depends[static_cast<std::size_t>(operand)]) depends[static_cast<std::size_t>(id)] = 1;
  }
  return depends;
}

std::vector<char> needed_for(const TraceGraph& graph, std::span<const NodeId> roots) {
  std::vector<char> needed(static_cast<std::size_t>(graph.size()), 0);
  for (NodeId root : roots) needed[static_cast<std::size_t>(root)] = 1;
  for (NodeId id = graph.size() - 1; id >= 0; --id) {
    if (!needed[static_cast<std::size_t>(id)]) continue;
    for (NodeId operand : operands_of(graph[id])) needed[static_cast<std::size_t>(operand)] = 1;
  }
  return needed;
}

std::vector<double> evaluate(const TraceGraph& graph, std::span<const NodeId> variables,
                             std::span<const double> values, std::span<const NodeId> nodes) {
  std::vector<double> at(static_cast<std::size_t>(graph.size()), std::nan(""));
  for (std::size_t i = 0; i < variables.size(); ++i) at[static_cast<std::size_t>(variables[i])] = values[i];
  for (NodeId id = 0; id < graph.size(); ++id) {
    const Node& node = graph[id];
    if (node.operation == Operation::constant) at[static_cast<std::size_t>(id)] = node.value;
    if (operand_count(node.operation) == 0) continue;
    std::array<double, 4> operands{};
    std::size_t i = 0;
    for (NodeId operand : operands_of(node)) operands[i++] = at[static_cast<std::size_t>(operand)];
    at[static_cast<std::size_t>(id)] = evaluate_operation(node.operation, operands);
  }
  std::vector<double> result;
  for (NodeId node : nodes) result.push_back(at[static_cast<std::size_t>(node)]);
  return result;
}

}  // namespace trimer::solver
