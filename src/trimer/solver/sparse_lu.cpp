#include <trimer/solver/sparse_lu.h>

#include <trimer/solver/sparse_random.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace trimer::solver {

namespace {

std::size_t index(int i) {
  return static_cast<std::size_t>(i);
}

/// A square pattern as one row of flags per row, diagonal included.
class DensePattern {
 public:
  explicit DensePattern(const SparsePattern& pattern)
      : size_(pattern.size), flags_(index(size_) * index(size_), 0) {
    for (std::size_t k = 0; k < pattern.rows.size(); ++k) set(pattern.rows[k], pattern.columns[k]);
    for (int i = 0; i < size_; ++i) set(i, i);
  }
  [[nodiscard]] bool has(int row, int column) const { return flags_[at(row, column)] != 0; }
  void set(int row, int column) { flags_[at(row, column)] = 1; }

 private:
  [[nodiscard]] std::size_t at(int row, int column) const {
    return index(row) * index(size_) + index(column);
  }
  int size_;
  std::vector<char> flags_;
};

struct Ordering {
  std::vector<int> pivots;
  std::int64_t factor_updates = 0;
  std::int64_t nonzeros = 0;
  std::int64_t solve_updates = 0;  ///< as in LuPlan
  [[nodiscard]] std::int64_t cost(int solves) const {
    return factor_updates + nonzeros + solves * solve_updates;
  }
};

/// Markowitz' order. A pivot within `looseness` of the cheapest may be taken, states pay `state_penalty`.
Ordering markowitz(const SparsePattern& pattern, std::uint64_t seed, std::uint64_t looseness,
                   std::uint64_t state_penalty) {
  const int states = pattern.size - pattern.auxiliaries;
  DensePattern matrix(pattern);
  SplitMix64 random(seed);
  std::vector<int> left(index(pattern.size));
  std::iota(left.begin(), left.end(), 0);
  std::vector<std::uint64_t> in_row(left.size(), 0), in_column(left.size(), 0);  // off the diagonal
  for (int i : left) {
    for (int j : left) {
      if (i == j || !matrix.has(i, j)) continue;
      ++in_row[index(i)];
      ++in_column[index(j)];
    }
  }
  Ordering result;
  std::vector<std::vector<int>> upper(left.size());
  std::vector<char> forward(left.size(), 0), backward(left.size(), 0);
  for (int i = 0; i < states; ++i) forward[index(i)] = backward[index(i)] = 1;
  while (!left.empty()) {
    int best = -1;
    std::uint64_t best_key = ~std::uint64_t{0};
    for (int p : left) {
      std::uint64_t cost = in_row[index(p)] * in_column[index(p)] + (p < states ? state_penalty : 0);
      if (looseness > 0) cost += random.next() % looseness;
      const std::uint64_t key = (cost << 32) | (random.next() >> 32);
      if (key >= best_key) continue;
      best = p;
      best_key = key;
    }
    std::erase(left, best);
    std::vector<int>& columns = upper[index(best)];
    for (int j : left)
      if (matrix.has(best, j)) columns.push_back(j);
    for (int j : columns) --in_column[index(j)];
    for (int i : left) {
      if (!matrix.has(i, best)) continue;
      --in_row[index(i)];
      ++result.nonzeros;
      if (forward[index(best)]) {
        forward[index(i)] = 1;
        ++result.solve_updates;
      }
      result.factor_updates += static_cast<std::int64_t>(columns.size());
      for (int j : columns) {
        if (i == j || matrix.has(i, j)) continue;
        matrix.set(i, j);
        ++in_row[index(i)];
        ++in_column[index(j)];
      }
    }
    result.nonzeros += 1 + static_cast<std::int64_t>(columns.size());
    result.pivots.push_back(best);
  }
  for (int pivot : result.pivots) {
    if (!backward[index(pivot)]) continue;
    for (int j : upper[index(pivot)]) backward[index(j)] = 1;
    result.solve_updates += static_cast<std::int64_t>(upper[index(pivot)].size());
  }
  return result;
}

/// Where a right-hand side that is zero for auxiliaries leaves zeros, and which values the states need.
void leave_out_zeros(LuPlan& plan) {
  std::map<int, LuPlan::Row*> row_of;
  for (LuPlan::Row& row : plan.rows) row_of[row.row] = &row;
  plan.solve_updates = 0;
  for (LuPlan::Row& row : plan.rows) {
    row.forward = row.backward = !row.auxiliary;
    for (const LuPlan::Entry& entry : row.lower) {
      if (!row_of.at(entry.column)->forward) continue;
      row.forward = true;
      ++plan.solve_updates;
    }
  }
  for (LuPlan::Row& row : plan.rows) {  // every use of a value is in a row eliminated before
    if (!row.backward) continue;
    for (const LuPlan::Entry& entry : row.upper) row_of.at(entry.column)->backward = true;
    plan.solve_updates += static_cast<std::int64_t>(row.upper.size());
  }
}

}  // namespace

LuPlan plan_lu(const SparsePattern& pattern, std::span<const int> order) {
  DensePattern matrix(pattern), changed(SparsePattern{pattern.size, {}, {}, 0});
  std::map<std::pair<int, int>, int> source;
  for (std::size_t k = 0; k < pattern.rows.size(); ++k)
    source[{pattern.rows[k], pattern.columns[k]}] = static_cast<int>(k);
  const auto source_of = [&](int row, int column) {
    const auto at = source.find({row, column});
    return at == source.end() ? -1 : at->second;
  };

  LuPlan plan;
  plan.rows.resize(order.size());
  std::vector<char> updated(index(pattern.size), 0);  // diagonals
  for (std::size_t k = 0; k < order.size(); ++k) {
    const int pivot = order[k];
    LuPlan::Row& row = plan.rows[k];
    row.row = pivot;
    row.auxiliary = pivot >= pattern.size - pattern.auxiliaries;
    row.diagonal_source = source_of(pivot, pivot);
    row.unit_pivot = row.auxiliary && row.diagonal_source < 0 && !updated[index(pivot)];
    for (std::size_t i = k + 1; i < order.size(); ++i) {
      const int other = order[i];
      if (matrix.has(pivot, other))
        row.upper.push_back({pivot, other, source_of(pivot, other), changed.has(pivot, other)});
      if (!matrix.has(other, pivot)) continue;
      const bool scaled = changed.has(other, pivot) || !row.unit_pivot;
      plan.rows[i].lower.push_back({other, pivot, source_of(other, pivot), scaled});
      for (std::size_t j = k + 1; j < order.size(); ++j) {
        if (!matrix.has(pivot, order[j])) continue;
        ++plan.factor_updates;
        matrix.set(other, order[j]);
        changed.set(other, order[j]);
        if (other == order[j]) updated[index(other)] = 1;
      }
    }
  }
  for (const LuPlan::Row& row : plan.rows) {
    ++plan.nonzeros;
    for (const auto* entries : {&row.lower, &row.upper}) {
      plan.nonzeros += static_cast<int>(entries->size());
      for (const LuPlan::Entry& entry : *entries) plan.fill += entry.source < 0;
    }
  }
  leave_out_zeros(plan);
  return plan;
}

LuPlan plan_lu(const SparsePattern& pattern, int trials, int solves_per_factor) {
  Ordering best;
  for (int trial = 0; trial < std::max(trials, 1); ++trial) {
    const std::uint64_t seed = static_cast<std::uint64_t>(trial);
    const std::uint64_t penalty = pattern.auxiliaries > 0 ? seed / 4 % 8 * 2 : 0;
    Ordering ordering = markowitz(pattern, seed, seed % 4, penalty);
    if (trial == 0 || ordering.cost(solves_per_factor) < best.cost(solves_per_factor))
      best = std::move(ordering);
  }
  return plan_lu(pattern, best.pivots);
}

}  // namespace trimer::solver
