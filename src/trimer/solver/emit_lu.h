/// @file
/// Factorisation and solution of W = diagonal*I - J, written out.
///
/// What is factored is -W = J - diagonal*I, whose entries off the diagonal are those of J as they stand. With
/// -W = L U, L of unit diagonal, W x = b becomes L z = b, then U x = -z: the sign enters with the stored
/// reciprocals -1/u_kk, and with them the entries of L are stored negated, so that no entry ever changes
/// sign. An auxiliary's row of -W is its row of J with -1 on the diagonal. The factors are stored in the
/// order in which the substitutions read them; entries that elimination leaves as they were are not copied
/// but read at their source.
#pragma once

#include <trimer/solver/operation_count.h>
#include <trimer/solver/sparse_lu.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trimer::solver {

/// How an entry of J is read.
struct EntrySource {
  std::string text;                ///< of an expression that costs nothing: an element of an array
  std::optional<double> constant;  ///< its value if it never changes; `text` is then not used
};

class LuCode {
 public:
  /// @param copy_all  store every entry of the factors, so that a solution needs nothing else
  LuCode(const LuPlan& plan, std::vector<EntrySource> sources, bool copy_all);

  /// Number of values that the factorisation stores.
  [[nodiscard]] int lu_size() const { return static_cast<int>(slots_.size()); }
  /// Statements that fill `lu` from the sources and `diagonal`.
  [[nodiscard]] std::string factor(OperationCount& count) const;
  /// Statements that solve in place in `b`.
  [[nodiscard]] std::string solve(OperationCount& count) const;

 private:
  /// The entry of the factors at (row, column) as the substitutions read it.
  [[nodiscard]] EntrySource factor_entry(const LuPlan::Entry& entry) const;
  [[nodiscard]] EntrySource reciprocal(const LuPlan::Row& row) const;

  const LuPlan& plan_;
  std::vector<EntrySource> sources_;
  std::map<std::pair<int, int>, int> slots_;  ///< position in `lu` of what is stored
};

}  // namespace trimer::solver
