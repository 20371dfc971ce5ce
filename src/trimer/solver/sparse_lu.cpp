#include <trimer/solver/sparse_lu.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace trimer::solver {

namespace {

/// A square pattern as one row of flags per row, diagonal included.
class DensePattern {
 public:
  explicit DensePattern(const SparsePattern& pattern)
      : size_(pattern.size), flags_(static_cast<std::size_t>(size_) * static_cast<std::size_t>(size_), 0) {
    for (std::size_t k = 0; k < pattern.rows.size(); ++k) set(pattern.rows[k], pattern.columns[k]);
    for (int i = 0; i < size_; ++i) set(i, i);
  }
  [[nodiscard]] bool has(int row, int column) const { return flags_[at(row, column)] != 0; }
  void set(int row, int column) { flags_[at(row, column)] = 1; }

 private:
  [[nodiscard]] std::size_t at(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(column);
  }
  int size_;
  std::vector<char> flags_;
};

std::uint64_t next_random(std::uint64_t& state) {  // splitmix64
  std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

struct Ordering {
  std::vector<int> pivots;
  std::int64_t factor_updates = 0;
  std::int64_t entries = 0;  ///< off the diagonal
};

/// Markowitz' order. In a trial with `looseness` > 0 a pivot that is almost the cheapest may be taken.
Ordering markowitz(const SparsePattern& pattern, std::uint64_t seed, int looseness) {
  DensePattern matrix(pattern);
  const int n = pattern.size;
  std::vector<int> left(static_cast<std::size_t>(n));
  std::iota(left.begin(), left.end(), 0);
  Ordering result;
  while (!left.empty()) {
    int best = -1;
    std::uint64_t best_key = ~std::uint64_t{0};
    for (int p : left) {
      std::uint64_t row = 0, column = 0;
      for (int k : left) {
        if (k == p) continue;
        row += matrix.has(p, k);
        column += matrix.has(k, p);
      }
      std::uint64_t cost = row * column;
      if (looseness > 0) cost += next_random(seed) % static_cast<std::uint64_t>(looseness);
      const std::uint64_t key = (cost << 32) | (next_random(seed) >> 32);
      if (key < best_key) {
        best = p;
        best_key = key;
      }
    }
    std::erase(left, best);
    for (int i : left) {
      result.entries += matrix.has(i, best) + matrix.has(best, i);
      if (!matrix.has(i, best)) continue;
      for (int j : left) {
        if (!matrix.has(best, j)) continue;
        ++result.factor_updates;
        matrix.set(i, j);
      }
    }
    result.pivots.push_back(best);
  }
  return result;
}

}  // namespace

LuPlan plan_lu(const SparsePattern& pattern, std::span<const int> order) {
  DensePattern matrix(pattern);
  std::map<std::pair<int, int>, int> source;
  for (std::size_t k = 0; k < pattern.rows.size(); ++k)
    source[{pattern.rows[k], pattern.columns[k]}] = static_cast<int>(k);
  const auto source_of = [&](int row, int column) {
    const auto at = source.find({row, column});
    return at == source.end() ? -1 : at->second;
  };

  LuPlan plan;
  plan.rows.resize(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const int pivot = order[k];
    plan.rows[k].row = pivot;
    plan.rows[k].diagonal_source = source_of(pivot, pivot);
    for (std::size_t i = k + 1; i < order.size(); ++i) {
      if (matrix.has(order[i], pivot))
        plan.rows[i].lower.push_back({order[i], pivot, source_of(order[i], pivot)});
      if (matrix.has(pivot, order[i]))
        plan.rows[k].upper.push_back({pivot, order[i], source_of(pivot, order[i])});
      if (!matrix.has(order[i], pivot)) continue;
      for (std::size_t j = k + 1; j < order.size(); ++j) {
        if (!matrix.has(pivot, order[j])) continue;
        ++plan.factor_updates;
        matrix.set(order[i], order[j]);
      }
    }
  }
  for (const LuPlan::Row& row : plan.rows) {
    for (const auto* entries : {&row.lower, &row.upper}) {
      plan.solve_updates += static_cast<std::int64_t>(entries->size());
      for (const LuPlan::Entry& entry : *entries) plan.fill += entry.source < 0;
    }
  }
  return plan;
}

LuPlan plan_lu(const SparsePattern& pattern, int trials, int solves_per_factor) {
  Ordering best;
  std::int64_t best_cost = -1;
  for (int trial = 0; trial < std::max(trials, 1); ++trial) {
    Ordering ordering = markowitz(pattern, static_cast<std::uint64_t>(trial), trial % 4);
    const std::int64_t cost = ordering.factor_updates + ordering.entries * (1 + solves_per_factor);
    if (best_cost >= 0 && cost >= best_cost) continue;
    best_cost = cost;
    best = std::move(ordering);
  }
  return plan_lu(pattern, best.pivots);
}

}  // namespace trimer::solver
