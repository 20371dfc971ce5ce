/// @file
/// Sparse LU of W = diagonal*I - J, planned from the pattern of J alone.
///
/// Pivots are taken from the diagonal in a fixed order, so that the pattern of the factors is known
/// beforehand and factor and solve can be written out as straight-line code. The order comes from Markowitz'
/// rule (least product of the other entries in row and column); ties are broken by chance in many trials, of
/// which the cheapest is kept. The trials are seeded: the same pattern gives the same plan.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trimer::solver {

/// Where entries may be other than zero; `rows[k]`, `columns[k]` of entry k.
struct SparsePattern {
  int size = 0;
  std::vector<int> rows;
  std::vector<int> columns;
};

/// The factors of a matrix in an order of elimination. Rows, columns and entries are numbered as in the
/// matrix.
struct LuPlan {
  struct Entry {
    int row = 0, column = 0;
    int source = -1;  ///< index in the pattern; -1 for fill
  };
  struct Row {
    int row = 0;               ///< row and column of the pivot
    int diagonal_source = -1;  ///< index in the pattern, -1 if J has no entry there
    std::vector<Entry> lower;  ///< columns eliminated before, in order of elimination
    std::vector<Entry> upper;  ///< columns eliminated later, in order of elimination
  };
  std::vector<Row> rows;  ///< in order of elimination

  int fill = 0;                     ///< entries of the factors where the matrix has none
  std::int64_t factor_updates = 0;  ///< w -= l*u
  std::int64_t solve_updates = 0;   ///< entries off the diagonal

  [[nodiscard]] int nonzeros() const {
    return static_cast<int>(solve_updates) + static_cast<int>(rows.size());
  }
};

/// The factors for pivots taken in the given order.
[[nodiscard]] LuPlan plan_lu(const SparsePattern& pattern, std::span<const int> order);

/// The cheapest plan of `trials`; a factorisation is followed by `solves_per_factor` solves.
[[nodiscard]] LuPlan plan_lu(const SparsePattern& pattern, int trials = 300, int solves_per_factor = 8);

}  // namespace trimer::solver
