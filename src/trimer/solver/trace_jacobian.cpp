#include <trimer/solver/trace_jacobian.h>

#include <trimer/solver/sparse_random.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace trimer::solver {

namespace {

std::size_t index(NodeId id) {
  return static_cast<std::size_t>(id);
}

/// Vertices with weighted edges; a weight is a node of a TraceGraph. Eliminating a vertex connects its
/// sources with its targets.
class WeightedGraph {
 public:
  WeightedGraph(TraceGraph& graph, std::vector<char> varies, std::size_t vertices)
      : graph_(graph), varies_(std::move(varies)), into_(vertices), out_of_(vertices) {}

  [[nodiscard]] TraceGraph& graph() { return graph_; }
  [[nodiscard]] const std::map<int, NodeId>& into(int vertex) const { return into_[index(vertex)]; }
  [[nodiscard]] const std::set<int>& out_of(int vertex) const { return out_of_[index(vertex)]; }

  void add_edge(int from, int to, NodeId weight) {
    if (graph_.is_constant(weight, 0)) return;
    const auto [at, inserted] = into_[index(to)].try_emplace(from, weight);
    if (!inserted) at->second = graph_.apply(Operation::add, at->second, weight);
    out_of_[index(from)].insert(to);
  }

  /// Eliminates `vertices`, the cheapest at each moment first.
  void eliminate(std::vector<int> vertices, SplitMix64& random) {
    costs_.assign(into_.size(), unknown);
    while (!vertices.empty()) {
      std::size_t best = 0;
      std::uint64_t best_key = ~std::uint64_t{0};
      for (std::size_t i = 0; i < vertices.size(); ++i) {
        std::uint64_t& cost = costs_[index(vertices[i])];
        if (cost == unknown) cost = cost_of(vertices[i]);
        const std::uint64_t key = (cost << 32) | (random.next() >> 32);
        if (key >= best_key) continue;
        best = i;
        best_key = key;
      }
      eliminate(vertices[best]);
      vertices[best] = vertices.back();
      vertices.pop_back();
    }
  }

  [[nodiscard]] bool varies(NodeId id) {
    for (NodeId next = static_cast<NodeId>(varies_.size()); next < graph_.size(); ++next) {
      char any = 0;
      for (NodeId operand : operands_of(graph_[next])) any = static_cast<char>(any | varies_[index(operand)]);
      varies_.push_back(any);
    }
    return varies_[index(id)] != 0;
  }

 private:
  [[nodiscard]] bool is_unit(NodeId weight) const {
    return graph_.is_constant(weight, 1) || graph_.is_constant(weight, -1);
  }

  /// Multiplications and additions that the elimination of a vertex adds.
  [[nodiscard]] std::uint64_t cost_of(int vertex) {
    std::uint64_t operations = 0;
    for (int to : out_of_[index(vertex)]) {
      const NodeId outer = into_[index(to)].at(vertex);
      for (const auto& [from, inner] : into_[index(vertex)]) {
        if (!is_unit(outer) && !is_unit(inner) && (varies(outer) || varies(inner))) ++operations;
        if (into_[index(to)].contains(from)) ++operations;
      }
    }
    return operations;
  }

  void eliminate(int vertex) {
    const std::map<int, NodeId> sources = std::exchange(into_[index(vertex)], {});
    const std::set<int> targets = std::exchange(out_of_[index(vertex)], {});
    for (const auto& [from, unused] : sources) out_of_[index(from)].erase(vertex);
    for (int to : targets) {
      const NodeId outer = into_[index(to)].at(vertex);
      into_[index(to)].erase(vertex);
      for (const auto& [from, inner] : sources)
        add_edge(from, to, graph_.apply(Operation::multiply, outer, inner));
      costs_[index(to)] = unknown;
    }
    for (const auto& [from, unused] : sources) {  // and of what lies between a source and a target
      costs_[index(from)] = unknown;
      for (int between : out_of_[index(from)]) costs_[index(between)] = unknown;
    }
  }

  TraceGraph& graph_;
  std::vector<char> varies_;
  static constexpr std::uint64_t unknown = ~std::uint64_t{0};
  std::vector<std::uint64_t> costs_;         ///< of eliminating each vertex, as far as known
  std::vector<std::map<int, NodeId>> into_;  ///< of each vertex: source -> weight
  std::vector<std::set<int>> out_of_;
};

/// The local partial derivatives of a model: a vertex per node, and one per result, past the nodes.
class LocalPartials {
 public:
  explicit LocalPartials(TracedModel& model)
      : model_(model),
        graph_(model.graph),
        first_result_(graph_.size()),
        edges_(graph_, depends_on(graph_, model.states), index(first_result_) + model.derivatives.size()) {
    const std::vector<char> needed = needed_for(graph_, model.derivatives);
    for (NodeId id = 0; id < first_result_; ++id)
      if (needed[index(id)] && edges_.varies(id)) add(id);
    for (std::size_t i = 0; i < model.derivatives.size(); ++i)
      if (edges_.varies(model.derivatives[i]))
        edges_.add_edge(model.derivatives[i], result(i), graph_.constant(1));
  }

  [[nodiscard]] WeightedGraph& edges() { return edges_; }
  [[nodiscard]] int result(std::size_t row) const { return first_result_ + static_cast<int>(row); }

  /// Vertices that are neither states nor results.
  [[nodiscard]] std::vector<int> inner() const {
    std::vector<int> vertices;
    for (NodeId id = 0; id < first_result_; ++id)
      if (operand_count(graph_[id].operation) > 0 && !(edges_.into(id).empty() && edges_.out_of(id).empty()))
        vertices.push_back(id);
    return vertices;
  }

 private:
  NodeId product(NodeId a, NodeId b) { return graph_.apply(Operation::multiply, a, b); }
  NodeId negate(NodeId a) { return graph_.apply(Operation::negate, a); }
  NodeId reciprocal(NodeId a) { return graph_.apply(Operation::divide, graph_.constant(1), a); }
  NodeId indicator(NodeId greater, NodeId less, double if_true, double if_false) {
    return graph_.apply(Operation::select_greater, greater, less, graph_.constant(if_true),
                        graph_.constant(if_false));
  }

  void add(NodeId id) {
    const Node node = graph_[id];
    const auto [a, b, c, d] = node.operands;
    const auto partial = [&](NodeId operand, auto&& weight) {
      if (edges_.varies(operand)) edges_.add_edge(operand, id, weight());
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
          const NodeId root = graph_.apply(Operation::maximum, id, graph_.constant(smallest_root));
          return product(graph_.constant(0.5), reciprocal(root));
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

  static constexpr double smallest_root = 1e-10;  // the square root of TraceGraph::smallest_base

  const TracedModel& model_;
  TraceGraph& graph_;
  int first_result_;
  WeightedGraph edges_;
};

/// Reads the rows of a reduced graph: `row_vertices` in order; `column_of` tells the column of a source.
SparseJacobian collect(WeightedGraph& edges, const std::vector<int>& row_vertices,
                       const std::map<int, int>& column_of) {
  SparseJacobian jacobian;
  for (std::size_t row = 0; row < row_vertices.size(); ++row) {
    std::map<int, NodeId> entries;
    for (const auto& [from, weight] : edges.into(row_vertices[row]))
      if (!edges.graph().is_constant(weight, 0)) entries[column_of.at(from)] = weight;
    for (const auto& [column, weight] : entries) {
      jacobian.rows.push_back(static_cast<int>(row));
      jacobian.columns.push_back(column);
      jacobian.values.push_back(weight);
    }
  }
  return jacobian;
}

}  // namespace

SparseJacobian differentiate(TracedModel& model, std::uint64_t seed, std::span<const NodeId> keep) {
  LocalPartials partials(model);
  std::vector<int> inner = partials.inner();
  std::erase_if(inner, [&](int v) { return std::find(keep.begin(), keep.end(), v) != keep.end(); });
  SplitMix64 random(seed);
  partials.edges().eliminate(std::move(inner), random);

  std::vector<int> rows;
  std::map<int, int> column_of;
  for (std::size_t i = 0; i < model.states.size(); ++i) {
    rows.push_back(partials.result(i));
    column_of[model.states[i]] = static_cast<int>(i);
  }
  for (std::size_t i = 0; i < keep.size(); ++i) {
    rows.push_back(keep[i]);
    column_of[keep[i]] = static_cast<int>(model.states.size() + i);
  }
  SparseJacobian jacobian = collect(partials.edges(), rows, column_of);
  jacobian.auxiliaries = static_cast<int>(keep.size());
  return jacobian;
}

std::vector<NodeId> propose_auxiliaries(const TracedModel& model, std::uint64_t seed, int state_penalty) {
  TracedModel copy = model;
  LocalPartials partials(copy);
  // Unknowns: states (their rows are the rates), then the inner nodes. Row i depends on the unknowns in
  // rows[i].
  std::vector<NodeId> unknowns = copy.states;
  const std::vector<int> inner = partials.inner();
  unknowns.insert(unknowns.end(), inner.begin(), inner.end());
  const std::size_t states = copy.states.size();
  std::map<int, int> number;
  for (std::size_t i = 0; i < unknowns.size(); ++i) number[unknowns[i]] = static_cast<int>(i);
  std::vector<std::set<int>> rows(unknowns.size()), columns(unknowns.size());
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const int vertex = i < states ? partials.result(i) : unknowns[i];
    for (const auto& [from, unused] : partials.edges().into(vertex)) {
      rows[i].insert(number.at(from));
      columns[index(number.at(from))].insert(static_cast<int>(i));
    }
  }

  SplitMix64 random(seed);
  const std::uint64_t looseness = 1000 * (1 + seed % 4);
  std::vector<char> right_hand_side(unknowns.size(), 0), wanted(unknowns.size(), 0), gone(unknowns.size(), 0);
  for (std::size_t i = 0; i < states; ++i) right_hand_side[i] = wanted[i] = 1;
  std::vector<std::set<int>> upper(unknowns.size());
  std::vector<int> order;
  for (std::size_t step = 0; step < unknowns.size(); ++step) {
    std::size_t best = 0;
    std::uint64_t best_key = ~std::uint64_t{0};
    for (std::size_t p = 0; p < unknowns.size(); ++p) {
      if (gone[p]) continue;
      const int self = static_cast<int>(p);
      const std::uint64_t in_row = rows[p].size() - rows[p].count(self);
      const std::uint64_t in_column = columns[p].size() - columns[p].count(self);
      std::uint64_t key = 1000 * in_row * in_column + random.next() % looseness;
      if (p < states) key += 1000 * static_cast<std::uint64_t>(state_penalty);
      if (key >= best_key) continue;
      best = p;
      best_key = key;
    }
    const int pivot = static_cast<int>(best);
    gone[best] = 1;
    order.push_back(pivot);
    rows[best].erase(pivot);
    columns[best].erase(pivot);
    for (int column : rows[best]) columns[index(column)].erase(pivot);
    for (int row : columns[best]) {
      if (right_hand_side[best]) right_hand_side[index(row)] = 1;
      rows[index(row)].erase(pivot);
      for (int column : rows[best]) {
        rows[index(row)].insert(column);
        columns[index(column)].insert(row);
      }
    }
    upper[best] = rows[best];
  }
  for (int pivot :
       order)  // the value of an unknown is wanted by the rows of wanted ones eliminated before it
    if (wanted[index(pivot)])
      for (int column : upper[index(pivot)]) wanted[index(column)] = 1;
  std::vector<NodeId> kept;
  for (std::size_t i = states; i < unknowns.size(); ++i)
    if (right_hand_side[i] || wanted[i]) kept.push_back(unknowns[i]);
  return kept;
}

SparseJacobian eliminate_auxiliaries(TraceGraph& graph, int states, const SparseJacobian& augmented) {
  // Vertices: columns 0..size-1, then the rows of the states; an auxiliary is row and column in one.
  const int size = states + augmented.auxiliaries;
  std::vector<NodeId> variables;
  for (NodeId id = 0; id < graph.size(); ++id)
    if (graph[id].operation == Operation::variable) variables.push_back(id);
  WeightedGraph edges(graph, depends_on(graph, variables), static_cast<std::size_t>(size + states));
  for (std::size_t k = 0; k < augmented.values.size(); ++k) {
    const int row = augmented.rows[k];
    edges.add_edge(augmented.columns[k], row < states ? size + row : row, augmented.values[k]);
  }
  std::vector<int> auxiliaries, rows;
  std::map<int, int> column_of;
  for (int i = states; i < size; ++i) auxiliaries.push_back(i);
  for (int i = 0; i < states; ++i) {
    rows.push_back(size + i);
    column_of[i] = i;
  }
  SplitMix64 random(0);
  edges.eliminate(auxiliaries, random);
  return collect(edges, rows, column_of);
}

}  // namespace trimer::solver
