/// @file
/// The graph of expressions that a traced computation leaves behind.
///
/// Nodes are entered once: the same operation on the same operands is the same node (hash-consing), so common
/// subexpressions are shared by construction. Operands have smaller ids than the nodes that use them.
/// Arithmetic on constants, and with 0 and 1, is done on entry.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace trimer::solver {

/// Index of a node in its graph.
using NodeId = std::int32_t;

enum class Operation : std::uint8_t {
  constant,
  variable,
  add,
  subtract,
  multiply,
  divide,
  negate,
  exponential,
  logarithm,
  square_root,
  power,
  maximum,
  minimum,
  positive_part,   ///< (x, width): x*x/(x + width) where x > 0, else 0
  select_greater,  ///< (left, right, if_true, if_false): if_true where left > right
  fused_add,       ///< (a, b, c): a*b + c, rounded once where the hardware can
  fused_subtract,  ///< (a, b, c): a*b - c
  fused_negate,    ///< (a, b, c): c - a*b
};

/// Number of operands of an operation, 0 to 4.
[[nodiscard]] int operand_count(Operation operation);

struct Node {
  Operation operation = Operation::constant;
  std::array<NodeId, 4> operands{-1, -1, -1, -1};
  double value = 0;  ///< of a constant
  bool operator==(const Node&) const = default;
};

/// The operands in use.
[[nodiscard]] inline std::span<const NodeId> operands_of(const Node& node) {
  return {node.operands.data(), static_cast<std::size_t>(operand_count(node.operation))};
}

class TraceGraph {
 public:
  /// Where powers and logarithms are lowered to code, their argument is clamped from below at this value.
  static constexpr double smallest_base = 1e-20;

  /// Enters a new variable; its name is for printing and for generated code.
  NodeId variable(std::string name);
  NodeId constant(double value);
  /// Enters operation(operands), simplified; gives the node it already has if it was entered before.
  NodeId apply(Operation operation, NodeId a, NodeId b = -1, NodeId c = -1, NodeId d = -1);

  /// Enters a node as it is, without simplification.
  NodeId enter(const Node& node);

  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] NodeId size() const { return static_cast<NodeId>(nodes_.size()); }
  [[nodiscard]] bool is_constant(NodeId id) const { return (*this)[id].operation == Operation::constant; }
  [[nodiscard]] bool is_constant(NodeId id, double value) const;
  [[nodiscard]] const std::string& variable_name(NodeId id) const { return variable_names_.at(id); }

 private:
  struct Hash {
    std::size_t operator()(const Node& node) const;
  };
  NodeId enter_commutative(Operation operation, NodeId a, NodeId b);
  NodeId simplify_sum(NodeId a, NodeId b);
  NodeId simplify_difference(NodeId a, NodeId b);
  NodeId simplify_product(NodeId a, NodeId b);
  NodeId simplify_quotient(NodeId a, NodeId b);

  std::vector<Node> nodes_;
  std::unordered_map<Node, NodeId, Hash> ids_;
  std::unordered_map<NodeId, std::string> variable_names_;
};

/// The value of one operation on doubles: the meaning that folding, evaluation and generated code share.
[[nodiscard]] double evaluate_operation(Operation operation, const std::array<double, 4>& operands);

}  // namespace trimer::solver
