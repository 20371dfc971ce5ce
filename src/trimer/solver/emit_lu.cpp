#include <trimer/solver/emit_lu.h>

#include <fmt/format.h>

#include <map>
#include <ranges>

namespace trimer::solver {

namespace {

/// Where the factors lie in `lu`.
class Storage {
 public:
  explicit Storage(const LuPlan& plan) {
    int next = 0;
    for (const LuPlan::Row& row : plan.rows)
      for (const LuPlan::Entry& entry : row.lower) at_[{entry.row, entry.column}] = next++;
    for (auto row = plan.rows.rbegin(); row != plan.rows.rend(); ++row) {
      for (const LuPlan::Entry& entry : std::views::reverse(row->upper))
        at_[{entry.row, entry.column}] = next++;
      at_[{row->row, row->row}] = next++;
    }
  }
  [[nodiscard]] int operator()(int row, int column) const { return at_.at({row, column}); }

 private:
  std::map<std::pair<int, int>, int> at_;
};

}  // namespace

std::string emit_factor(const LuPlan& plan, OperationCount& count) {
  const Storage at(plan);
  std::map<int, const LuPlan::Row*> row_of;
  for (const LuPlan::Row& row : plan.rows) row_of[row.row] = &row;
  count = {};
  std::string code;
  int next = 0;
  // Row by row: a row's entries stay in registers until they are final, earlier rows are read from memory.
  for (const LuPlan::Row& row : plan.rows) {
    const int i = row.row;
    std::map<int, std::string> value;  // of the entries of row i that are not zero yet
    for (const auto* entries : {&row.lower, &row.upper})
      for (const LuPlan::Entry& entry : *entries)
        if (entry.source >= 0) value[entry.column] = fmt::format("j[{}]", entry.source);
    if (row.diagonal_source >= 0) {
      value[i] = fmt::format("(j[{}] - diagonal)", row.diagonal_source);
    } else {
      value[i] = "(-diagonal)";
    }
    ++count.additions;
    for (const LuPlan::Entry& entry : row.lower) {
      const int k = entry.column;
      const int l = next++;
      ++count.multiplications;
      // The reciprocal is that of -u_kk, hence the sign of l: w - (w_ik / u_kk) u_kj = w + (w_ik * r_k) u_kj.
      code += fmt::format("    const V l{} = {} * lu[{}];\n", l, value.at(k), at(k, k));
      code += fmt::format("    lu[{}] = l{};\n", at(i, k), l);
      for (const LuPlan::Entry& u : row_of.at(k)->upper) {
        const int w = next++;
        const auto known = value.find(u.column);
        if (known == value.end()) {
          ++count.multiplications;
          code += fmt::format("    const V w{} = l{} * lu[{}];\n", w, l, at(k, u.column));
        } else {
          ++count.fused;
          code +=
              fmt::format("    const V w{} = fma(l{}, lu[{}], {});\n", w, l, at(k, u.column), known->second);
        }
        value[u.column] = fmt::format("w{}", w);
      }
    }
    for (const LuPlan::Entry& entry : row.upper)
      code += fmt::format("    lu[{}] = {};\n", at(i, entry.column), value.at(entry.column));
    ++count.divisions;
    code += fmt::format("    lu[{}] = V(-1.0) / {};\n", at(i, i), value.at(i));
  }
  return code;
}

std::string emit_solve(const LuPlan& plan, OperationCount& count) {
  const Storage at(plan);
  count = {};
  std::string code;
  for (const LuPlan::Row& row : plan.rows) {  // L z = b; the stored factors are -l
    if (row.lower.empty()) continue;
    std::string sum = fmt::format("b[{}]", row.row);
    for (const LuPlan::Entry& entry : row.lower) {
      ++count.fused;
      sum = fmt::format("fma(lu[{}], b[{}], {})", at(entry.row, entry.column), entry.column, sum);
    }
    code += fmt::format("    b[{}] = {};\n", row.row, sum);
  }
  for (auto row = plan.rows.rbegin(); row != plan.rows.rend(); ++row) {  // U x = -z
    std::string sum = fmt::format("b[{}]", row->row);
    for (const LuPlan::Entry& entry :
         std::views::reverse(row->upper)) {  // the value known longest comes first
      ++count.fused;
      sum = fmt::format("fma(lu[{}], b[{}], {})", at(entry.row, entry.column), entry.column, sum);
    }
    ++count.multiplications;
    code += fmt::format("    b[{}] = {} * lu[{}];\n", row->row, row->upper.empty() ? sum : "(" + sum + ")",
                        at(row->row, row->row));
  }
  return code;
}

}  // namespace trimer::solver
