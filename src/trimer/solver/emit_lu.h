/// @file
/// Factorisation and solution of W = diagonal*I - J, written out.
///
/// What is factored is -W = J - diagonal*I, whose entries off the diagonal are those of J as they stand. With
/// -W = L U, L of unit diagonal, W x = b becomes L z = b, then U x = -z: the sign enters with the stored
/// reciprocals -1/u_kk, and with them the entries of L are stored negated, so that no entry ever changes
/// sign. L's rows are stored in the order in which the forward substitution reads them, then U's rows and the
/// reciprocals in the order of the backward substitution.
#pragma once

#include <trimer/solver/operation_count.h>
#include <trimer/solver/sparse_lu.h>

#include <string>

namespace trimer::solver {

/// Body of `factor(const V* j, const V& diagonal, V* lu)`.
[[nodiscard]] std::string emit_factor(const LuPlan& plan, OperationCount& count);

/// Body of `solve(const V* lu, V* b)`, in place.
[[nodiscard]] std::string emit_solve(const LuPlan& plan, OperationCount& count);

}  // namespace trimer::solver
