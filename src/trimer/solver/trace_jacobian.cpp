#include <trimer/solver/trace_jacobian.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <stdexcept>

namespace trimer::solver {

namespace {

/// The graph of local partial derivatives: an edge from each operand to its user, with a node for its weight.
/// Vertices are the nodes of the graph; a result is a vertex of its own, past the last node.
class ChainRule {
 public:
  ChainRule(TracedModel& model, std::uint64_t seed)
      : graph_(model.graph), model_(model), varies_(depends_on(model.graph, model.states)), random_(seed) {
    const std::vector<char> needed = needed_for(graph_, model.derivatives);
    node_count_ = graph_.size();
    into_.resize(static_cast<std::size_t>(node_count_) + model.derivatives.size());
    out_of_.resize(into_.size());
    for (NodeId id = 0; id < node_count_; ++id)
      if (needed[index(id)] && varies(id)) add_local_partials(id);
    for (std::size_t i = 0; i < model.derivatives.size(); ++i)
      if (varies(model.derivatives[i]))
        add_edge(model.derivatives[i], node_count_ + static_cast<NodeId>(i), graph_.constant(1));
  }

  SparseJacobian reduce() {
    std::vector<NodeId> inner;
    for (NodeId id = 0; id < node_count_; ++id)
      if (operand_count(graph_[id].operation) > 0 &&
          !(into_[index(id)].empty() && out_of_[index(id)].empty()))
        inner.push_back(id);
    while (!inner.empty()) {
      std::size_t best = 0;
      std::uint64_t best_key = ~std::uint64_t{0};
      for (std::size_t i = 0; i < inner.size(); ++i) {
        const std::uint64_t key = (cost(inner[i]) << 32) | next_random();
        if (key < best_key) {
          best = i;
          best_key = key;
        }
      }
      eliminate(inner[best]);
      inner[best] = inner.back();
      inner.pop_back();
    }
    return collect();
  }

 private:
  static std::size_t index(NodeId id) { return static_cast<std::size_t>(id); }

  [[nodiscard]] bool varies(NodeId id) {
    for (NodeId next = static_cast<NodeId>(varies_.size()); next < graph_.size(); ++next) {
      char any = 0;
      for (NodeId operand : operands_of(graph_[next])) any = static_cast<char>(any | varies_[index(operand)]);
      varies_.push_back(any);
    }
    return varies_[index(id)] != 0;
  }

  NodeId product(NodeId a, NodeId b) { return graph_.apply(Operation::multiply, a, b); }
  NodeId negate(NodeId a) { return graph_.apply(Operation::negate, a); }
  NodeId reciprocal(NodeId a) { return graph_.apply(Operation::divide, graph_.constant(1), a); }
  NodeId indicator(NodeId greater, NodeId less, double if_true, double if_false) {
    return graph_.apply(Operation::select_greater, greater, less, graph_.constant(if_true),
                        graph_.constant(if_false));
  }

  void add_edge(NodeId from, NodeId to, NodeId weight) {
    if (graph_.is_constant(weight, 0)) return;
    const auto [at, inserted] = into_[index(to)].try_emplace(from, weight);
    if (!inserted) at->second = graph_.apply(Operation::add, at->second, weight);
    out_of_[index(from)][to] = 0;
  }

  /// Partial derivatives of node `id` with respect to those of its operands that vary.
  void add_local_partials(NodeId id) {
    const Node node = graph_[id];
    const auto [a, b, c, d] = node.operands;
    const auto partial = [&](NodeId operand, auto&& weight) {
      if (varies(operand)) add_edge(operand, id, weight());
    };
    const NodeId one = graph_.constant(1);
    switch (node.operation) {
      case Operation::constant:
      case Operation::variable:
        return;
      case Operation::add:
        partial(a, [&] { return one; });
        partial(b, [&] { return one; });
        return;
      case Operation::subtract:
        partial(a, [&] { return one; });
        partial(b, [&] { return graph_.constant(-1); });
        return;
      case Operation::negate:
        partial(a, [&] { return graph_.constant(-1); });
        return;
      case Operation::multiply:
        partial(a, [&] { return b; });
        partial(b, [&] { return a; });
        return;
      case Operation::divide: {  // q = a r with r = 1/b: dq = r da - q r db
        const NodeId r = reciprocal(b);
        partial(a, [&] { return r; });
        partial(b, [&] { return negate(product(id, r)); });
        return;
      }
      case Operation::exponential:
        partial(a, [&] { return id; });
        return;
      case Operation::logarithm:
        partial(a, [&] { return reciprocal(a); });
        return;
      case Operation::square_root:
        // Infinite slope at zero: large and finite here, so that 0 * slope is 0.
        partial(a, [&] {
          return product(graph_.constant(0.5),
                         reciprocal(graph_.apply(Operation::maximum, id, graph_.constant(smallest_root))));
        });
        return;
      case Operation::maximum:
        partial(a, [&] { return indicator(a, b, 1, 0); });
        partial(b, [&] { return indicator(a, b, 0, 1); });
        return;
      case Operation::minimum:
        partial(a, [&] { return indicator(b, a, 1, 0); });
        partial(b, [&] { return indicator(b, a, 0, 1); });
        return;
      case Operation::select_greater:
        partial(c, [&] { return indicator(a, b, 1, 0); });
        partial(d, [&] { return indicator(a, b, 0, 1); });
        return;
      case Operation::power:
      case Operation::positive_part:
      case Operation::fused_add:
      case Operation::fused_subtract:
      case Operation::fused_negate:
        break;
    }
    throw std::logic_error("only a lowered model can be differentiated");
  }

  [[nodiscard]] bool is_unit(NodeId weight) const {
    return graph_.is_constant(weight, 1) || graph_.is_constant(weight, -1);
  }

  /// Multiplications and additions that the elimination of `id` adds.
  [[nodiscard]] std::uint64_t cost(NodeId id) {
    std::uint64_t operations = 0;
    for (const auto& [to, unused] : out_of_[index(id)]) {
      const NodeId outer = into_[index(to)].at(id);
      for (const auto& [from, inner] : into_[index(id)]) {
        if (!is_unit(outer) && !is_unit(inner) && (varies(outer) || varies(inner))) ++operations;
        if (into_[index(to)].contains(from)) ++operations;
      }
    }
    return operations;
  }

  void eliminate(NodeId id) {
    const auto sources = std::move(into_[index(id)]);
    const auto targets = std::move(out_of_[index(id)]);
    into_[index(id)].clear();
    out_of_[index(id)].clear();
    for (const auto& [from, unused] : sources) out_of_[index(from)].erase(id);
    for (const auto& [to, unused] : targets) {
      const NodeId outer = into_[index(to)].at(id);
      into_[index(to)].erase(id);
      for (const auto& [from, inner] : sources) add_edge(from, to, product(outer, inner));
    }
  }

  SparseJacobian collect() {
    std::map<NodeId, int> column_of;
    for (std::size_t i = 0; i < model_.states.size(); ++i) column_of[model_.states[i]] = static_cast<int>(i);
    SparseJacobian jacobian;
    for (std::size_t row = 0; row < model_.derivatives.size(); ++row) {
      std::map<int, NodeId> entries;
      for (const auto& [from, weight] : into_[static_cast<std::size_t>(node_count_) + row])
        if (!graph_.is_constant(weight, 0)) entries[column_of.at(from)] = weight;
      for (const auto& [column, weight] : entries) {
        jacobian.rows.push_back(static_cast<int>(row));
        jacobian.columns.push_back(column);
        jacobian.values.push_back(weight);
      }
    }
    return jacobian;
  }

  std::uint64_t next_random() {  // splitmix64, upper half
    std::uint64_t z = (random_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) >> 32;
  }

  static constexpr double smallest_root = 1e-10;  // the square root of TraceGraph::smallest_base

  TraceGraph& graph_;
  const TracedModel& model_;
  std::vector<char> varies_;
  std::uint64_t random_;
  NodeId node_count_ = 0;
  std::vector<std::map<NodeId, NodeId>> into_;  ///< of each vertex: operand -> weight
  std::vector<std::map<NodeId, char>> out_of_;  ///< of each vertex: its users
};

}  // namespace

SparseJacobian differentiate(TracedModel& model, std::uint64_t seed) {
  return ChainRule(model, seed).reduce();
}

}  // namespace trimer::solver
