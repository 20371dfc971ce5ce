#include <trimer/solver/emit_fuse.h>

#include <optional>

namespace trimer::solver {

namespace {

constexpr NodeId none = -1;

class Fusion {
 public:
  Fusion(const TracedModel& model, const SparseJacobian& jacobian)
      : from_(model.graph), varies_(depends_on(model.graph, model.states)) {
    in_rates_ = needed_for(from_, model.derivatives);
    std::vector<NodeId> all = model.derivatives;
    all.insert(all.end(), jacobian.values.begin(), jacobian.values.end());
    const std::vector<char> needed = needed_for(from_, all);

    const std::size_t size = static_cast<std::size_t>(from_.size());
    kept_for_rates_.assign(size, 0);
    kept_for_rest_.assign(size, 0);
    uses_.assign(size, 0);
    plain_.assign(size, none);
    for (NodeId root : model.derivatives) kept_for_rates_[index(root)] = 1;
    choose_fused(needed, true);
    kept_for_rest_ = kept_for_rates_;
    for (NodeId root : jacobian.values) kept_for_rest_[index(root)] = 1;
    choose_fused(needed, false);

    for (NodeId id : model.states) result_.states.push_back(plain_[index(id)] = variable(id));
    for (NodeId id : model.inputs) result_.inputs.push_back(plain_[index(id)] = variable(id));
    for (NodeId id : model.derivatives) result_.derivatives.push_back(build(id));
    result_.jacobian = jacobian;
    for (NodeId& value : result_.jacobian.values) value = build(value);
    collect_prepared();
  }

  KernelGraph take() { return std::move(result_); }

 private:
  static std::size_t index(NodeId id) { return static_cast<std::size_t>(id); }
  NodeId variable(NodeId id) { return result_.graph.variable(from_.variable_name(id)); }
  [[nodiscard]] bool varies(NodeId id) const { return varies_[index(id)] != 0; }
  [[nodiscard]] bool is(NodeId id, Operation operation) const { return from_[id].operation == operation; }
  [[nodiscard]] bool is_sum(NodeId id) const { return is(id, Operation::add) || is(id, Operation::subtract); }

  [[nodiscard]] bool in_rates(NodeId id) const { return in_rates_[index(id)] != 0; }
  [[nodiscard]] bool is_kept(NodeId id, bool rates) const {
    return (rates ? kept_for_rates_ : kept_for_rest_)[index(id)] != 0;
  }

  /// Marks, for the nodes of the right-hand side or for the others, which products are needed as values. A
  /// product is fused away if all its users within that part are sums that can take it.
  void choose_fused(const std::vector<char>& needed, bool rates) {
    std::vector<char>& kept = rates ? kept_for_rates_ : kept_for_rest_;
    for (NodeId id = 0; id < from_.size(); ++id) {
      if (!needed[index(id)] || !varies(id) || in_rates(id) != rates) continue;
      for (NodeId operand : operands_of(from_[id])) {
        ++uses_[index(operand)];
        // A negated product, or the last step of a negated sum, takes its sign for nothing.
        const bool takes = is_sum(id) || (is(id, Operation::negate) && is(operand, Operation::multiply));
        if (!takes) kept[index(operand)] = 1;
      }
    }
    for (NodeId id = 0; id < from_.size(); ++id) {  // a sum takes one product only
      if (!needed[index(id)] || !varies(id) || in_rates(id) != rates || !is_sum(id)) continue;
      const auto [a, b, c, d] = from_[id].operands;
      if (can_fuse(a, rates) && can_fuse(b, rates))
        kept[index(uses_[index(a)] > uses_[index(b)] ? a : b)] = 1;
    }
  }

  /// May a user in that part take product `id` into its own operation?
  [[nodiscard]] bool can_fuse(NodeId id, bool rates) const {
    return is(id, Operation::multiply) && varies(id) && !is_kept(id, rates);
  }

  NodeId enter(Operation operation, NodeId a, NodeId b = none, NodeId c = none) {
    return result_.graph.enter(Node{.operation = operation, .operands = {a, b, c, none}});
  }
  NodeId enter_fused(Operation operation, NodeId product, NodeId third) {
    const NodeId a = build(from_[product].operands[0]);
    const NodeId b = build(from_[product].operands[1]);
    return enter(operation, a, b, third);
  }

  NodeId build(NodeId id) {
    if (plain_[index(id)] == none) {
      const NodeId built = build_new(id);
      plain_[index(id)] = built;
    }
    return plain_[index(id)];
  }

  NodeId build_new(NodeId id) {
    const Node& node = from_[id];
    const auto [a, b, c, d] = node.operands;
    if (node.operation == Operation::constant) return result_.graph.constant(node.value);
    if (varies(id)) {
      const bool rates = in_rates(id);
      if (node.operation == Operation::add) {
        if (can_fuse(b, rates)) return enter_fused(Operation::fused_add, b, build(a));
        if (can_fuse(a, rates)) return enter_fused(Operation::fused_add, a, build(b));
      }
      if (node.operation == Operation::subtract) {
        if (can_fuse(b, rates)) return enter_fused(Operation::fused_negate, b, build(a));
        if (can_fuse(a, rates)) return enter_fused(Operation::fused_subtract, a, build(b));
      }
      if (node.operation == Operation::negate) {
        if (const std::optional<NodeId> free = build_negated(a, rates)) return *free;
      }
    }
    Node copy = node;
    for (std::size_t i = 0; i < operands_of(node).size(); ++i) copy.operands[i] = build(node.operands[i]);
    return result_.graph.enter(copy);
  }

  /// Minus node `id`, for a user in that part, where the sign costs no operation.
  std::optional<NodeId> build_negated(NodeId id, bool rates) {
    if (is(id, Operation::constant)) return result_.graph.constant(-from_[id].value);
    if (!varies(id)) return enter(Operation::negate, build(id));  // computed once per change of inputs
    if (can_fuse(id, rates)) return enter_fused(Operation::fused_negate, id, result_.graph.constant(0));
    if (!is_kept(id, rates) && uses_[index(id)] == 1 && is(id, Operation::add)) {
      const auto [a, b, c, d] = from_[id].operands;
      for (const auto& [product, rest] : {std::pair(b, a), std::pair(a, b)}) {
        if (!can_fuse(product, rates)) continue;
        if (const std::optional<NodeId> minus = build_negated(rest, rates))
          return enter_fused(Operation::fused_negate, product, *minus);
      }
    }
    return std::nullopt;
  }

  void collect_prepared() {
    const TraceGraph& graph = result_.graph;
    const std::vector<char> varying = depends_on(graph, result_.states);
    std::vector<char> read(static_cast<std::size_t>(graph.size()), 0);
    std::vector<NodeId> roots = result_.derivatives;
    roots.insert(roots.end(), result_.jacobian.values.begin(), result_.jacobian.values.end());
    const std::vector<char> needed = needed_for(graph, roots);
    for (NodeId root : roots) read[index(root)] = 1;
    for (NodeId id = 0; id < graph.size(); ++id)
      if (needed[index(id)] && varying[index(id)])
        for (NodeId operand : operands_of(graph[id])) read[index(operand)] = 1;
    for (NodeId id = 0; id < graph.size(); ++id)
      if (read[index(id)] && !varying[index(id)] && !graph.is_constant(id)) result_.prepared.push_back(id);
  }

  const TraceGraph& from_;
  std::vector<char> varies_;
  std::vector<char> in_rates_;
  std::vector<char> kept_for_rates_, kept_for_rest_;  ///< needed as a value of its own
  std::vector<int> uses_;                             ///< by what varies
  std::vector<NodeId> plain_;                         ///< in the new graph
  KernelGraph result_;
};

}  // namespace

KernelGraph fuse(const TracedModel& lowered, const SparseJacobian& jacobian) {
  return Fusion(lowered, jacobian).take();
}

}  // namespace trimer::solver
