#include <trimer/solver/trace_model.h>

#include <algorithm>
#include <optional>

namespace trimer::solver {

namespace {

/// A product being taken apart: sign * numerators / denominators, in the nodes of the source graph.
struct Factors {
  bool negative = false;
  std::vector<NodeId> numerators, denominators;
};

struct Term {
  bool negative = false;
  NodeId node{};
};

class Lowering {
 public:
  explicit Lowering(const TracedModel& model)
      : from_(model.graph),
        varies_(depends_on(model.graph, model.states)),
        uses_(static_cast<std::size_t>(model.graph.size()), 0),
        lowered_(static_cast<std::size_t>(model.graph.size()), -1) {
    const std::vector<char> needed = needed_for(from_, model.derivatives);
    for (NodeId id = 0; id < from_.size(); ++id) {
      if (!needed[index(id)]) continue;
      for (NodeId operand : operands_of(from_[id])) ++uses_[index(operand)];
    }
    for (NodeId root : model.derivatives) uses_[index(root)] += 2;  // a result stays a node of its own
    for (NodeId id : model.states) to_.states.push_back(enter_variable(id));
    for (NodeId id : model.inputs) to_.inputs.push_back(enter_variable(id));
    for (NodeId id = 0; id < from_.size(); ++id) {
      if (needed[index(id)] && !is_inside_a_chain(id)) lowered_[index(id)] = lower_node(id);
    }
    for (NodeId root : model.derivatives) to_.derivatives.push_back(lowered(root));
  }

  TracedModel take() { return std::move(to_); }

 private:
  static std::size_t index(NodeId id) { return static_cast<std::size_t>(id); }
  [[nodiscard]] bool varies(NodeId id) const { return varies_[index(id)] != 0; }
  TraceGraph& to() { return to_.graph; }

  NodeId enter_variable(NodeId id) { return lowered_[index(id)] = to().variable(from_.variable_name(id)); }

  /// A node that chains take apart is lowered when its user is; should another need it, it is lowered then.
  NodeId lowered(NodeId id) {
    if (lowered_[index(id)] < 0) lowered_[index(id)] = lower_node(id);
    return lowered_[index(id)];
  }

  [[nodiscard]] bool is_sum(NodeId id) const {
    const Operation o = from_[id].operation;
    return o == Operation::add || o == Operation::subtract;
  }
  [[nodiscard]] bool is_product(NodeId id) const {
    const Operation o = from_[id].operation;
    return o == Operation::multiply || o == Operation::divide;
  }
  [[nodiscard]] bool is_inside_a_chain(NodeId id) const {
    return uses_[index(id)] == 1 && varies(id) &&
           (is_sum(id) || is_product(id) || from_[id].operation == Operation::negate);
  }

  NodeId lower_node(NodeId id) {
    const Node& node = from_[id];
    const auto operand = [&](std::size_t i) { return lowered(node.operands[i]); };
    switch (node.operation) {
      case Operation::constant:
        return to().constant(node.value);
      case Operation::variable:
        return lowered(id);
      case Operation::add:
      case Operation::subtract:
        return lower_sum(id);
      case Operation::multiply:
      case Operation::divide:
        return lower_product(id);
      case Operation::negate:
        return is_sum(node.operands[0]) ? lower_sum(id) : lower_product(id);
      case Operation::logarithm:
        return lower_logarithm(operand(0));
      case Operation::power:
        return lower_power(id);
      case Operation::positive_part: {
        const NodeId m = to().apply(Operation::maximum, operand(0), to().constant(0));
        const NodeId sum = to().apply(Operation::add, m, operand(1));
        return to().apply(Operation::multiply, m, to().apply(Operation::multiply, m, reciprocal(sum)));
      }
      case Operation::select_greater:
        return to().apply(node.operation, operand(0), operand(1), operand(2), operand(3));
      case Operation::exponential:
      case Operation::square_root:
        return to().apply(node.operation, operand(0));
      case Operation::maximum:
      case Operation::minimum:
        return to().apply(node.operation, operand(0), operand(1));
      case Operation::fused_add:
      case Operation::fused_subtract:
      case Operation::fused_negate:
        break;
    }
    return to().apply(node.operation, operand(0), operand(1), operand(2));
  }

  NodeId reciprocal(NodeId lowered_node) {
    return to().apply(Operation::divide, to().constant(1), lowered_node);
  }

  NodeId lower_logarithm(NodeId lowered_argument) {
    const NodeId smallest = to().constant(TraceGraph::smallest_base);
    return to().apply(Operation::logarithm, to().apply(Operation::maximum, lowered_argument, smallest));
  }

  NodeId lower_power(NodeId id) {
    const NodeId base = lowered(from_[id].operands[0]);
    const NodeId exponent = lowered(from_[id].operands[1]);
    if (!varies(id)) return to().apply(Operation::power, base, exponent);
    if (to().is_constant(exponent, 3))
      return to().apply(Operation::multiply, base, to().apply(Operation::multiply, base, base));
    const NodeId product = to().apply(Operation::multiply, exponent, lower_logarithm(base));
    return to().apply(Operation::exponential, product);
  }

  void collect_factors(NodeId id, bool inverted, Factors& factors) const {
    const Node& node = from_[id];
    const auto descend = [&](NodeId operand, bool invert) {
      if (is_inside_a_chain(operand) && !is_sum(operand)) {
        collect_factors(operand, invert, factors);
      } else {
        (invert ? factors.denominators : factors.numerators).push_back(operand);
      }
    };
    if (node.operation == Operation::negate) factors.negative = !factors.negative;
    descend(node.operands[0], inverted);
    if (node.operation == Operation::multiply) descend(node.operands[1], inverted);
    if (node.operation == Operation::divide) descend(node.operands[1], !inverted);
  }

  NodeId multiply_all(const std::vector<NodeId>& nodes, bool varying, NodeId start) {
    for (NodeId node : nodes)
      if (varies(node) == varying) start = to().apply(Operation::multiply, start, lowered(node));
    return start;
  }

  NodeId lower_factors(const Factors& factors) {
    const NodeId one = to().constant(1);
    NodeId fixed = multiply_all(factors.numerators, false, one);
    fixed = to().apply(Operation::divide, fixed, multiply_all(factors.denominators, false, one));
    if (factors.negative) fixed = to().apply(Operation::negate, fixed);
    NodeId varying = multiply_all(factors.numerators, true, one);
    for (NodeId denominator : factors.denominators)
      if (varies(denominator))
        varying = to().apply(Operation::multiply, varying, reciprocal(lowered(denominator)));
    return to().apply(Operation::multiply, fixed, varying);
  }

  NodeId lower_product(NodeId id) {
    if (!varies(id)) {  // keep what its author wrote: it is computed once
      const Node& node = from_[id];
      if (node.operation == Operation::negate)
        return to().apply(Operation::negate, lowered(node.operands[0]));
      return to().apply(node.operation, lowered(node.operands[0]), lowered(node.operands[1]));
    }
    Factors factors;
    collect_factors(id, false, factors);
    return lower_factors(factors);
  }

  void collect_terms(NodeId id, bool negative, std::vector<Term>& terms) const {
    const Node& node = from_[id];
    const auto descend = [&](NodeId operand, bool minus) {
      if (is_inside_a_chain(operand) && is_sum(operand)) {
        collect_terms(operand, minus, terms);
      } else {
        terms.push_back({minus, operand});
      }
    };
    descend(node.operands[0], node.operation == Operation::negate ? !negative : negative);
    if (node.operation == Operation::add) descend(node.operands[1], negative);
    if (node.operation == Operation::subtract) descend(node.operands[1], !negative);
  }

  /// The lowered node of a term with its sign taken out where that costs nothing.
  Term lower_term(Term term) {
    if (!is_inside_a_chain(term.node)) return {term.negative, lowered(term.node)};
    Factors factors;
    collect_factors(term.node, false, factors);
    const bool negative = factors.negative != term.negative;
    factors.negative = false;
    return {negative, lower_factors(factors)};
  }

  NodeId lower_sum(NodeId id) {
    const Node& node = from_[id];
    if (!varies(id)) {
      if (node.operation == Operation::negate)
        return to().apply(Operation::negate, lowered(node.operands[0]));
      return to().apply(node.operation, lowered(node.operands[0]), lowered(node.operands[1]));
    }
    std::vector<Term> source;
    collect_terms(id, false, source);
    // Fixed terms first, as one; then what is no product; then products, each of which fuses with the sum so
    // far.
    std::optional<NodeId> fixed;
    std::vector<Term> plain, products;
    for (const Term& term : source) {
      if (!varies(term.node)) {
        const NodeId value = lowered(term.node);
        fixed = to().apply(term.negative ? Operation::subtract : Operation::add,
                           fixed.value_or(to().constant(0)), value);
        continue;
      }
      const Term lowered = lower_term(term);
      (to()[lowered.node].operation == Operation::multiply ? products : plain).push_back(lowered);
    }
    std::vector<Term> terms = std::move(plain);
    terms.insert(terms.end(), products.begin(), products.end());
    if (!fixed) {  // begin with a positive term if there is one
      const auto positive =
          std::find_if(terms.begin(), terms.end(), [](const Term& t) { return !t.negative; });
      if (positive == terms.end()) {
        terms.front() = {false, to().apply(Operation::negate, terms.front().node)};
      } else {
        std::rotate(terms.begin(), positive, positive + 1);
      }
    }
    NodeId sum = fixed.value_or(to().constant(0));
    for (const Term& term : terms)
      sum = to().apply(term.negative ? Operation::subtract : Operation::add, sum, term.node);
    return sum;
  }

  const TraceGraph& from_;
  std::vector<char> varies_;
  std::vector<int> uses_;
  std::vector<NodeId> lowered_;
  TracedModel to_;
};

}  // namespace

TracedModel lower(const TracedModel& model) {
  return Lowering(model).take();
}

}  // namespace trimer::solver
