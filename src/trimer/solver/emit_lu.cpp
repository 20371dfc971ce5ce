#include <trimer/solver/emit_lu.h>

#include <trimer/solver/emit_schedule.h>

#include <fmt/format.h>

#include <ranges>

namespace trimer::solver {

namespace {

std::string text_of(const EntrySource& value) {
  return value.constant ? literal(*value.constant) : value.text;
}

/// sum + a*b; an empty sum is zero, an empty result as well.
std::string add_product(const std::string& sum, const EntrySource& a, const EntrySource& b,
                        OperationCount& count) {
  for (const auto& [factor, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    if (factor->constant != 1 && factor->constant != -1) continue;
    const bool plus = factor->constant == 1;
    if (sum.empty() && plus) return text_of(*other);
    ++count.additions;
    return fmt::format("({} {} {})", sum, plus ? "+" : "-", text_of(*other));
  }
  if (sum.empty()) {
    ++count.multiplications;
    return fmt::format("{} * {}", text_of(a), text_of(b));
  }
  ++count.fused;
  return fmt::format("fma({}, {}, {})", text_of(a), text_of(b), sum);
}

}  // namespace

LuCode::LuCode(const LuPlan& plan, std::vector<EntrySource> sources, bool copy_all)
    : plan_(plan), sources_(std::move(sources)) {
  std::map<int, const LuPlan::Row*> row_of;
  for (const LuPlan::Row& row : plan.rows) row_of[row.row] = &row;
  const auto place = [&](int row, int column) {
    slots_.try_emplace({row, column}, static_cast<int>(slots_.size()));
  };
  for (const LuPlan::Row& row : plan.rows)
    for (const LuPlan::Entry& entry : row.lower)
      if (copy_all || (entry.changed && row_of.at(entry.column)->forward)) place(entry.row, entry.column);
  for (const LuPlan::Row& row : std::views::reverse(plan.rows)) {
    for (const LuPlan::Entry& entry : std::views::reverse(row.upper))
      if (copy_all || entry.changed) place(entry.row, entry.column);
    if (!row.unit_pivot) place(row.row, row.row);
  }
}

EntrySource LuCode::factor_entry(const LuPlan::Entry& entry) const {
  const auto slot = slots_.find({entry.row, entry.column});
  if (slot != slots_.end()) return {fmt::format("lu[{}]", slot->second), {}};
  return sources_[static_cast<std::size_t>(entry.source)];
}

EntrySource LuCode::reciprocal(const LuPlan::Row& row) const {
  if (row.unit_pivot) return {"", 1.0};
  return {fmt::format("lu[{}]", slots_.at({row.row, row.row})), {}};
}

std::string LuCode::factor(OperationCount& count) const {
  std::map<int, const LuPlan::Row*> row_of;
  for (const LuPlan::Row& row : plan_.rows) row_of[row.row] = &row;
  count = {};
  std::string code;
  int next = 0;
  const auto store = [&](int row, int column, const EntrySource& value) {
    const auto slot = slots_.find({row, column});
    if (slot != slots_.end()) code += fmt::format("    lu[{}] = {};\n", slot->second, text_of(value));
  };
  // Row by row: a row's entries stay in registers until they are final, earlier rows are read from memory.
  for (const LuPlan::Row& row : plan_.rows) {
    const int i = row.row;
    std::map<int, EntrySource> value;  // entries of row i so far; those that are not there are zero
    for (const auto* entries : {&row.lower, &row.upper})
      for (const LuPlan::Entry& entry : *entries)
        if (entry.source >= 0) value[entry.column] = sources_[static_cast<std::size_t>(entry.source)];
    const std::string j =
        row.diagonal_source < 0 ? "" : text_of(sources_[static_cast<std::size_t>(row.diagonal_source)]) + " ";
    if (!row.auxiliary) {
      value[i] = {fmt::format("({}- diagonal)", j), {}};
      ++count.additions;
    } else if (row.diagonal_source < 0) {
      value[i] = {"", -1.0};
    } else {
      value[i] = {fmt::format("({}- V(1.0))", j), {}};
      ++count.additions;
    }
    for (const LuPlan::Entry& entry : row.lower) {
      const LuPlan::Row& pivot = *row_of.at(entry.column);
      EntrySource l = value.at(entry.column);
      if (!pivot.unit_pivot) {  // l of -u_kk, hence w + l u below
        const std::string scaled = add_product("", l, reciprocal(pivot), count);
        l = {fmt::format("l{}", next), {}};
        code += fmt::format("    const V l{} = {};\n", next++, scaled);
      }
      store(i, entry.column, l);
      for (const LuPlan::Entry& u : pivot.upper) {
        const auto known = value.find(u.column);
        const std::string sum = known == value.end() ? "" : text_of(known->second);
        const std::string updated = add_product(sum, l, factor_entry(u), count);
        code += fmt::format("    const V w{} = {};\n", next, updated);
        value[u.column] = {fmt::format("w{}", next++), {}};
      }
    }
    for (const LuPlan::Entry& entry : row.upper) store(i, entry.column, value.at(entry.column));
    if (row.unit_pivot) continue;
    ++count.divisions;
    store(i, i, {fmt::format("V(-1.0) / {}", text_of(value.at(i))), {}});
  }
  return code;
}

std::string LuCode::solve(OperationCount& count) const {
  std::map<int, const LuPlan::Row*> row_of;
  for (const LuPlan::Row& row : plan_.rows) row_of[row.row] = &row;
  count = {};
  std::string code;
  std::map<int, EntrySource> value;  // of each unknown, where it is not zero
  const auto set = [&](const LuPlan::Row& row, const std::string& text, std::string_view prefix) {
    if (row.auxiliary) {
      const std::string name = fmt::format("{}{}", prefix, row.row);
      code += fmt::format("    const V {} = {};\n", name, text);
      value[row.row] = {name, {}};
    } else {
      value[row.row] = {fmt::format("b[{}]", row.row), {}};
      if (text != value[row.row].text) code += fmt::format("    {} = {};\n", value[row.row].text, text);
    }
  };
  for (const LuPlan::Row& row : plan_.rows) {  // L z = b
    if (!row.forward) continue;
    std::string sum = row.auxiliary ? "" : fmt::format("b[{}]", row.row);
    for (const LuPlan::Entry& entry : row.lower)
      if (row_of.at(entry.column)->forward)
        sum = add_product(sum, factor_entry(entry), value.at(entry.column), count);
    set(row, sum, "z");
  }
  for (const LuPlan::Row& row : std::views::reverse(plan_.rows)) {  // U x = -z
    if (!row.backward) {
      value.erase(row.row);
      continue;
    }
    std::string sum = row.forward ? text_of(value.at(row.row)) : "";
    for (const LuPlan::Entry& entry : std::views::reverse(row.upper))  // what has been known longest first
      if (value.contains(entry.column))
        sum = add_product(sum, factor_entry(entry), value.at(entry.column), count);
    if (!row.unit_pivot) {
      ++count.multiplications;
      sum = fmt::format("({}) * {}", sum, reciprocal(row).text);
    }
    set(row, sum, "x");
  }
  return code;
}

}  // namespace trimer::solver
