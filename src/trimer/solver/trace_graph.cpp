#include <trimer/solver/trace_graph.h>

#include <trimer/core/maths.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>

namespace trimer::solver {

int operand_count(Operation operation) {
  switch (operation) {
    case Operation::constant:
    case Operation::variable:
      return 0;
    case Operation::negate:
    case Operation::exponential:
    case Operation::logarithm:
    case Operation::square_root:
      return 1;
    case Operation::fused_add:
    case Operation::fused_subtract:
    case Operation::fused_negate:
      return 3;
    case Operation::select_greater:
      return 4;
    default:
      return 2;
  }
}

double evaluate_operation(Operation operation, const std::array<double, 4>& x) {
  switch (operation) {
    case Operation::add:
      return x[0] + x[1];
    case Operation::subtract:
      return x[0] - x[1];
    case Operation::multiply:
      return x[0] * x[1];
    case Operation::divide:
      return x[0] / x[1];
    case Operation::negate:
      return -x[0];
    case Operation::exponential:
      return maths::exp(x[0]);
    case Operation::logarithm:
      return maths::log(x[0]);
    case Operation::square_root:
      return std::sqrt(x[0]);
    case Operation::power:
      return maths::pow(x[0], x[1]);
    case Operation::maximum:
      return x[0] > x[1] ? x[0] : x[1];
    case Operation::minimum:
      return x[0] < x[1] ? x[0] : x[1];
    case Operation::positive_part:
      return x[0] > 0 ? x[0] * x[0] / (x[0] + x[1]) : 0.0;
    case Operation::select_greater:
      return x[0] > x[1] ? x[2] : x[3];
    case Operation::fused_add:
      return std::fma(x[0], x[1], x[2]);
    case Operation::fused_subtract:
      return std::fma(x[0], x[1], -x[2]);
    case Operation::fused_negate:
      return std::fma(-x[0], x[1], x[2]);
    case Operation::constant:
    case Operation::variable:
      break;
  }
  assert(!"constants and variables have no operands");
  return std::nan("");
}

std::size_t TraceGraph::Hash::operator()(const Node& node) const {
  std::uint64_t h = static_cast<std::uint64_t>(node.operation) ^ std::bit_cast<std::uint64_t>(node.value);
  for (NodeId operand : node.operands) {
    h = (h ^ static_cast<std::uint32_t>(operand)) * 0x9E3779B97F4A7C15u;
    h ^= h >> 29;
  }
  return static_cast<std::size_t>(h);
}

NodeId TraceGraph::enter(const Node& node) {
  const auto [at, inserted] = ids_.try_emplace(node, size());
  if (inserted) nodes_.push_back(node);
  return at->second;
}

NodeId TraceGraph::enter_commutative(Operation operation, NodeId a, NodeId b) {
  const auto swapped = ids_.find(Node{.operation = operation, .operands = {b, a, -1, -1}});
  if (swapped != ids_.end()) return swapped->second;
  return enter(Node{.operation = operation, .operands = {a, b, -1, -1}});  // in the order it was written
}

NodeId TraceGraph::variable(std::string name) {
  const NodeId id = size();  // never shared: two variables of one name are two variables
  Node node{.operation = Operation::variable};
  node.operands[0] = static_cast<NodeId>(variable_names_.size());
  nodes_.push_back(node);
  variable_names_.emplace(id, std::move(name));
  return id;
}

NodeId TraceGraph::constant(double value) {
  if (value == 0) value = 0;  // one zero: -0.0 would be a second
  return enter(Node{.operation = Operation::constant, .value = value});
}

bool TraceGraph::is_constant(NodeId id, double value) const {
  const Node& node = (*this)[id];
  return node.operation == Operation::constant && node.value == value;
}

namespace {
Node node_of(Operation operation, NodeId a, NodeId b = -1, NodeId c = -1, NodeId d = -1) {
  return Node{.operation = operation, .operands = {a, b, c, d}};
}
}  // namespace

NodeId TraceGraph::simplify_sum(NodeId a, NodeId b) {
  if (is_constant(a, 0)) return b;
  if (is_constant(b, 0)) return a;
  if ((*this)[b].operation == Operation::negate) return apply(Operation::subtract, a, (*this)[b].operands[0]);
  if ((*this)[a].operation == Operation::negate) return apply(Operation::subtract, b, (*this)[a].operands[0]);
  return enter_commutative(Operation::add, a, b);
}

NodeId TraceGraph::simplify_difference(NodeId a, NodeId b) {
  if (is_constant(b, 0)) return a;
  if (is_constant(a, 0)) return apply(Operation::negate, b);
  if (a == b) return constant(0);
  if ((*this)[b].operation == Operation::negate) return apply(Operation::add, a, (*this)[b].operands[0]);
  if ((*this)[a].operation == Operation::negate)
    return apply(Operation::negate, apply(Operation::add, (*this)[a].operands[0], b));
  return enter(node_of(Operation::subtract, a, b));
}

NodeId TraceGraph::simplify_product(NodeId a, NodeId b) {
  if (is_constant(b)) std::swap(a, b);  // a constant factor stands first
  if (is_constant(a, 0)) return a;
  if (is_constant(a, 1)) return b;
  if (is_constant(a, -1)) return apply(Operation::negate, b);
  const Node left = (*this)[a];
  const Node right = (*this)[b];
  if (left.operation == Operation::constant && right.operation == Operation::multiply &&
      is_constant(right.operands[0]))
    return apply(Operation::multiply, constant(left.value * (*this)[right.operands[0]].value),
                 right.operands[1]);
  if (left.operation == Operation::constant && right.operation == Operation::negate)
    return apply(Operation::multiply, constant(-left.value), right.operands[0]);
  if (left.operation == Operation::negate)
    return apply(Operation::negate, apply(Operation::multiply, left.operands[0], b));
  if (right.operation == Operation::negate)
    return apply(Operation::negate, apply(Operation::multiply, a, right.operands[0]));
  // An indicator times x selects x: no multiplication, and no 0 * infinity.
  for (const auto& [indicator, other] : {std::pair(left, b), std::pair(right, a)}) {
    if (indicator.operation != Operation::select_greater) continue;
    const auto [greater, less, yes, no] = indicator.operands;
    if (is_constant(yes, 1) && is_constant(no, 0))
      return apply(indicator.operation, greater, less, other, no);
    if (is_constant(yes, 0) && is_constant(no, 1))
      return apply(indicator.operation, greater, less, yes, other);
  }
  if (left.operation == Operation::constant) return enter(node_of(Operation::multiply, a, b));
  return enter_commutative(Operation::multiply, a, b);
}

NodeId TraceGraph::simplify_quotient(NodeId a, NodeId b) {
  if (is_constant(a, 0)) return a;
  if (is_constant(b, 1)) return a;
  if (is_constant(b, -1)) return apply(Operation::negate, a);
  if ((*this)[a].operation == Operation::negate)
    return apply(Operation::negate, apply(Operation::divide, (*this)[a].operands[0], b));
  if ((*this)[b].operation == Operation::negate)
    return apply(Operation::negate, apply(Operation::divide, a, (*this)[b].operands[0]));
  return enter(node_of(Operation::divide, a, b));
}

NodeId TraceGraph::apply(Operation operation, NodeId a, NodeId b, NodeId c, NodeId d) {
  const std::array<NodeId, 4> operands{a, b, c, d};
  const int count = operand_count(operation);
  std::array<double, 4> values{};
  bool all_constant = true;
  for (int i = 0; i < count; ++i) {
    const NodeId operand = operands[static_cast<std::size_t>(i)];
    assert(operand >= 0 && operand < size());
    all_constant = all_constant && is_constant(operand);
    values[static_cast<std::size_t>(i)] = (*this)[operand].value;
  }
  if (all_constant) return constant(evaluate_operation(operation, values));

  switch (operation) {
    case Operation::add:
      return simplify_sum(a, b);
    case Operation::subtract:
      return simplify_difference(a, b);
    case Operation::multiply:
      return simplify_product(a, b);
    case Operation::divide:
      return simplify_quotient(a, b);
    case Operation::negate:
      if ((*this)[a].operation == Operation::negate) return (*this)[a].operands[0];
      if ((*this)[a].operation == Operation::subtract)
        return apply(Operation::subtract, (*this)[a].operands[1], (*this)[a].operands[0]);
      if ((*this)[a].operation == Operation::multiply && is_constant((*this)[a].operands[0]))
        return apply(Operation::multiply, constant(-(*this)[(*this)[a].operands[0]].value),
                     (*this)[a].operands[1]);
      break;
    case Operation::power:
      if (is_constant(b, 0)) return constant(1);
      if (is_constant(b, 1)) return a;
      if (is_constant(b, 2)) return apply(Operation::multiply, a, a);
      if (is_constant(b, 0.5)) return apply(Operation::square_root, a);
      if (is_constant(b, -1)) return apply(Operation::divide, constant(1), a);
      break;
    case Operation::maximum:
    case Operation::minimum: {
      if (a == b) return a;
      if (is_constant(a)) std::swap(a, b);  // a constant bound stands last
      // Two constant bounds of one kind are one: max(max(x, 0), 1e-20) = max(x, 1e-20).
      const Node inner = (*this)[a];
      if (is_constant(b) && inner.operation == operation && is_constant(inner.operands[1])) {
        const double bound =
            evaluate_operation(operation, {(*this)[b].value, (*this)[inner.operands[1]].value});
        return apply(operation, inner.operands[0], constant(bound));
      }
      return enter_commutative(operation, a, b);
    }
    case Operation::select_greater:
      if (c == d) return c;
      if (a == b) return d;
      if (is_constant(a) && is_constant(b)) return (*this)[a].value > (*this)[b].value ? c : d;
      break;
    default:
      break;
  }
  return enter(node_of(operation, a, b, c, d));
}

}  // namespace trimer::solver
