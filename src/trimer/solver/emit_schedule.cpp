#include <trimer/solver/emit_schedule.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace trimer::solver {

namespace {

class Scheduler {
 public:
  Scheduler(const TraceGraph& graph, std::span<const NodeId> results, std::span<const char> available)
      : graph_(graph),
        results_(results),
        done_(available.begin(), available.end()),
        registers_(done_.size(), 0) {
    for (NodeId id = 0; id < graph.size(); ++id) registers_[index(id)] = registers_needed(id);
  }

  std::vector<ScheduledStep> run() {
    std::vector<char> stored(results_.size(), 0);
    for (std::size_t count = 0; count < results_.size(); ++count) {
      std::size_t best = 0;
      int best_distance = -1;
      for (std::size_t i = 0; i < results_.size(); ++i) {
        if (stored[i]) continue;
        const int distance = missing(results_[i]);
        if (best_distance >= 0 && distance >= best_distance) continue;
        best = i;
        best_distance = distance;
      }
      visit(results_[best]);
      steps_.push_back({-1, static_cast<int>(best)});
      stored[best] = 1;
    }
    return std::move(steps_);
  }

 private:
  static std::size_t index(NodeId id) { return static_cast<std::size_t>(id); }

  /// Sethi and Ullman's number, as if the expression were a tree.
  [[nodiscard]] int registers_needed(NodeId id) const {
    if (done_[index(id)]) return 0;
    std::vector<int> needs;
    for (NodeId operand : operands_of(graph_[id])) needs.push_back(registers_[index(operand)]);
    std::sort(needs.rbegin(), needs.rend());
    int most = 1;
    for (std::size_t i = 0; i < needs.size(); ++i) most = std::max(most, needs[i] + static_cast<int>(i));
    return most;
  }

  /// Number of nodes still to be computed for `root`.
  [[nodiscard]] int missing(NodeId root) {
    std::vector<NodeId> pending{root};
    std::vector<NodeId> seen;
    while (!pending.empty()) {
      const NodeId id = pending.back();
      pending.pop_back();
      if (done_[index(id)]) continue;
      done_[index(id)] = 1;
      seen.push_back(id);
      for (NodeId operand : operands_of(graph_[id])) pending.push_back(operand);
    }
    for (NodeId id : seen) done_[index(id)] = 0;
    return static_cast<int>(seen.size());
  }

  void visit(NodeId id) {
    if (done_[index(id)]) return;
    const auto operands = operands_of(graph_[id]);
    std::vector<NodeId> order(operands.begin(), operands.end());
    std::stable_sort(order.begin(), order.end(),
                     [&](NodeId a, NodeId b) { return registers_[index(a)] > registers_[index(b)]; });
    for (NodeId operand : order) visit(operand);
    done_[index(id)] = 1;
    steps_.push_back({id, -1});
  }

  const TraceGraph& graph_;
  std::span<const NodeId> results_;
  std::vector<char> done_;
  std::vector<int> registers_;
  std::vector<ScheduledStep> steps_;
};

}  // namespace

std::vector<ScheduledStep> schedule(const TraceGraph& graph, std::span<const NodeId> results,
                                    std::span<const char> available) {
  return Scheduler(graph, results, available).run();
}

std::string literal(double value) {
  if (std::isinf(value)) return value > 0 ? "V(__builtin_inf())" : "V(-__builtin_inf())";
  return fmt::format("V({:#})", value);
}

OperationCount count_operations(const TraceGraph& graph, std::span<const ScheduledStep> steps) {
  OperationCount count;
  for (const ScheduledStep& step : steps) {
    if (step.node < 0) continue;
    switch (graph[step.node].operation) {
      case Operation::constant:
      case Operation::variable:
        break;
      case Operation::add:
      case Operation::subtract:
      case Operation::negate:
        ++count.additions;
        break;
      case Operation::multiply:
        ++count.multiplications;
        break;
      case Operation::divide:
        ++count.divisions;
        break;
      case Operation::exponential:
        ++count.exponentials;
        break;
      case Operation::logarithm:
        ++count.logarithms;
        break;
      case Operation::square_root:
        ++count.square_roots;
        break;
      case Operation::power:
        ++count.powers;
        break;
      case Operation::maximum:
      case Operation::minimum:
      case Operation::positive_part:
      case Operation::select_greater:
        ++count.selections;
        break;
      case Operation::fused_add:
      case Operation::fused_subtract:
      case Operation::fused_negate:
        ++count.fused;
        break;
    }
  }
  return count;
}

}  // namespace trimer::solver
