/// @file
/// Sparse LU of W = diagonal*I - J, planned from the pattern of J alone.
///
/// Pivots are taken from the diagonal in a fixed order, so that the pattern of the factors is known
/// beforehand and factor and solve can be written out as straight-line code. The order comes from Markowitz'
/// rule (least product of the other entries in row and column); ties are broken by chance in many trials, of
/// which the cheapest is kept. The trials are seeded: the same pattern gives the same plan.
///
/// In an augmented system (trace_jacobian.h) the last unknowns are auxiliaries. The diagonal of their rows is
/// 1, their right-hand side is 0 and their values are not asked for; steps of the substitutions that only
/// handle zeros or unwanted values are left out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trimer::solver {

/// Where entries may be other than zero; `rows[k]`, `columns[k]` of entry k.
struct SparsePattern {
  int size = 0;  ///< states and auxiliaries
  std::vector<int> rows;
  std::vector<int> columns;
  int auxiliaries = 0;
};

/// The factors of a matrix in an order of elimination. Rows, columns and entries are numbered as in the
/// matrix.
struct LuPlan {
  struct Entry {
    int row = 0, column = 0;
    int source = -1;       ///< index in the pattern; -1 for fill
    bool changed = false;  ///< is not the entry of the matrix any more
  };
  struct Row {
    int row = 0;  ///< row and column of the pivot
    bool auxiliary = false;
    int diagonal_source = -1;  ///< index in the pattern, -1 if J has no entry there
    bool unit_pivot = false;   ///< of an auxiliary whose diagonal stays 1
    bool forward = true;       ///< its right-hand side is not zero when its turn comes
    bool backward = true;      ///< its value is wanted
    std::vector<Entry> lower;  ///< columns eliminated before, in order of elimination
    std::vector<Entry> upper;  ///< columns eliminated later, in order of elimination
  };
  std::vector<Row> rows;  ///< in order of elimination

  int nonzeros = 0;                 ///< entries of the factors, with the diagonal
  int fill = 0;                     ///< of these, where the matrix has none
  std::int64_t factor_updates = 0;  ///< w -= l*u
  std::int64_t solve_updates = 0;   ///< entries off the diagonal that a solution needs

  /// Multiplications and additions of one factorisation and so many solutions, roughly.
  [[nodiscard]] std::int64_t cost(int solves) const {
    return factor_updates + nonzeros + solves * solve_updates;
  }
};

/// The factors for pivots taken in the given order.
[[nodiscard]] LuPlan plan_lu(const SparsePattern& pattern, std::span<const int> order);

/// The cheapest plan of `trials`; a factorisation is followed by `solves_per_factor` solutions.
[[nodiscard]] LuPlan plan_lu(const SparsePattern& pattern, int trials = 300, int solves_per_factor = 8);

}  // namespace trimer::solver
