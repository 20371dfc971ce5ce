#include <trimer/solver/emit_schedule.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace trimer::solver {

namespace {

/// What an operation costs on a vector unit, in cycles: until its result is there, and of the unit's time.
struct Timing {
  int latency;
  int busy;
};

Timing timing_of(Operation operation) {
  switch (operation) {
    case Operation::constant:
    case Operation::variable:
      return {0, 0};
    case Operation::divide:
      return {14, 8};
    case Operation::square_root:
      return {22, 14};
    case Operation::exponential:
      return {50, 22};
    case Operation::logarithm:
      return {60, 32};
    case Operation::power:
      return {120, 60};
    default:
      return {4, 1};
  }
}

class Scheduler {
 public:
  Scheduler(const TraceGraph& graph, std::span<const NodeId> results, std::span<const char> available)
      : graph_(graph),
        results_(results),
        available_(available.begin(), available.end()),
        uses_(available_.size(), 0),
        unscheduled_(available_.size(), 0),
        users_(available_.size()),
        to_end_(available_.size(), 0),
        finish_(available_.size(), 0),
        ready_at_(available_.size(), 0) {
    needed_ = needed();
    for (NodeId id : needed_) {
      for (NodeId operand : distinct_operands(id)) {
        if (is_available(operand)) continue;
        ++uses_[index(operand)];
        ++unscheduled_[index(id)];
        users_[index(operand)].push_back(id);
      }
    }
    for (std::size_t i = 0; i < results_.size(); ++i) stores_[results_[i]].push_back(static_cast<int>(i));
    for (auto id = needed_.rbegin(); id != needed_.rend(); ++id) {
      int longest = 0;
      for (NodeId user : users_[index(*id)]) longest = std::max(longest, to_end_[index(user)]);
      to_end_[index(*id)] = longest + timing_of(graph_[*id].operation).latency;
    }
  }

  std::vector<ScheduledStep> run() {
    for (std::size_t i = 0; i < results_.size(); ++i)
      if (is_available(results_[i])) steps_.push_back({-1, static_cast<int>(i)});
    std::vector<NodeId> ready;
    for (NodeId id : needed_)
      if (unscheduled_[index(id)] == 0) ready.push_back(id);
    int time = 0;
    int live = 0;
    while (!ready.empty()) {
      std::size_t best = 0;
      double best_score = -1e300;
      for (std::size_t i = 0; i < ready.size(); ++i) {
        const NodeId id = ready[i];
        const double score = to_end_[index(id)] - 4.0 * late(id, time) -
                             (live < most_live ? 8.0 * live / most_live : 1000.0) * pressure_growth(id);
        if (score <= best_score) continue;
        best = i;
        best_score = score;
      }
      const NodeId id = ready[best];
      ready.erase(ready.begin() + static_cast<std::ptrdiff_t>(best));
      live += pressure_growth(id);
      const Timing timing = timing_of(graph_[id].operation);
      time += timing.busy + late(id, time + timing.busy);
      finish_[index(id)] = std::max(time, ready_at_[index(id)]) + timing.latency;
      done(id, ready);
    }
    return std::move(steps_);
  }

 private:
  /// Values alive at once, as a goal: more than there are registers, for a spilled value costs less than a
  /// stall.
  static constexpr int most_live = 40;
  /// How far ahead a processor finds work that is ready by itself, in cycles.
  static constexpr int reordering = 30;

  /// Cycles that even a reordering processor would wait for the operands of `id`.
  [[nodiscard]] int late(NodeId id, int time) const {
    return std::max(0, ready_at_[index(id)] - time - reordering);
  }

  static std::size_t index(NodeId id) { return static_cast<std::size_t>(id); }
  [[nodiscard]] bool is_available(NodeId id) const { return available_[index(id)] != 0; }

  [[nodiscard]] std::vector<NodeId> distinct_operands(NodeId id) const {
    std::vector<NodeId> operands(operands_of(graph_[id]).begin(), operands_of(graph_[id]).end());
    std::sort(operands.begin(), operands.end());
    operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
    return operands;
  }

  /// Nodes to compute, operands before users.
  [[nodiscard]] std::vector<NodeId> needed() const {
    std::vector<char> flags(available_.size(), 0);
    for (NodeId root : results_) flags[index(root)] = 1;
    std::vector<NodeId> nodes;
    for (NodeId id = graph_.size() - 1; id >= 0; --id) {
      if (!flags[index(id)] || is_available(id)) continue;
      nodes.push_back(id);
      for (NodeId operand : operands_of(graph_[id])) flags[index(operand)] = 1;
    }
    std::reverse(nodes.begin(), nodes.end());
    return nodes;
  }

  /// Registers that computing `id` takes, less those it frees.
  [[nodiscard]] int pressure_growth(NodeId id) const {
    int growth = uses_[index(id)] > 0 ? 1 : 0;
    for (NodeId operand : distinct_operands(id))
      if (!is_available(operand) && uses_[index(operand)] == 1) --growth;
    return growth;
  }

  void done(NodeId id, std::vector<NodeId>& ready) {
    steps_.push_back({id, -1});
    if (const auto stores = stores_.find(id); stores != stores_.end())
      for (int result : stores->second) steps_.push_back({-1, result});
    for (NodeId operand : distinct_operands(id))
      if (!is_available(operand)) --uses_[index(operand)];
    for (NodeId user : users_[index(id)]) {
      ready_at_[index(user)] = std::max(ready_at_[index(user)], finish_[index(id)]);
      if (--unscheduled_[index(user)] == 0) ready.push_back(user);
    }
  }

  const TraceGraph& graph_;
  std::span<const NodeId> results_;
  std::vector<char> available_;
  std::vector<NodeId> needed_;
  std::vector<int> uses_;         ///< of each node, by users still to come
  std::vector<int> unscheduled_;  ///< operands of each node still to come
  std::vector<std::vector<NodeId>> users_;
  std::vector<int> to_end_;  ///< longest way from the start of a node to the end
  std::vector<int> finish_, ready_at_;
  std::map<NodeId, std::vector<int>> stores_;
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
