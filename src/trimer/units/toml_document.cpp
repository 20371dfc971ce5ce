#include <trimer/units/toml_document.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <trimer/core/csv.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/units/toml_state.h>

namespace trimer::units {

bool Range::holds(double value) const {
  if (!std::isfinite(value)) return false;
  return (above_low ? value > low : value >= low) && (below_high ? value < high : value <= high);
}

std::string Range::text() const {
  const bool below = std::isfinite(high), above = std::isfinite(low);
  if (above && below && !above_low && !below_high)
    return "from " + number_text(low) + " to " + number_text(high);
  std::string text;
  if (above) text += (above_low ? "> " : ">= ") + number_text(low);
  if (above && below) text += " and ";
  if (below) text += (below_high ? "< " : "<= ") + number_text(high);
  return text.empty() ? "a finite number" : text;
}

namespace {

/// The table at a path, made where it is absent; nullptr if something else is in the way.
toml::table* table_at(toml::table& root, std::string_view path) {
  toml::table* table = &root;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    toml::node* next = table->get(key);
    if (!next) {
      table->insert(key, toml::table());
      next = table->get(key);
    }
    table = next->as_table();
    if (!table) return nullptr;
  }
  return table;
}

/// `a.b.c` into `a.b` and `c`.
std::pair<std::string_view, std::string_view> last_key(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return {{}, path};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

}  // namespace

TomlDocument::TomlDocument(std::string_view text, std::string name) : state_(std::make_shared<TomlState>()) {
  state_->name = std::move(name);
  const auto fail = [&](long line, long column, std::string expectation) {
    throw InputError(Fault{.file = state_->name,
                           .line = line,
                           .column = column,
                           .path = {},
                           .value = {},
                           .expectation = std::move(expectation)});
  };
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) fail(0, 0, "the file is empty");
  const auto control = std::find_if(text.begin(), text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 9 || c == '\x7f'; });
  if (control != text.end()) fail(0, 0, "not a text file (it holds control characters)");
  try {
    state_->root = toml::parse(text, state_->name);
  } catch (const toml::parse_error& error) {
    fail(static_cast<long>(error.source().begin.line), static_cast<long>(error.source().begin.column),
         "not TOML: " + std::string(error.description()));
  }
}

TomlTable TomlDocument::root() const {
  TomlTable root;
  root.state_ = state_;
  root.table_ = &state_->root;
  state_->visited[root.table_];
  return root;
}

void TomlDocument::lay_over(const TomlTable& over, std::string_view path) {
  // Every table of a document lies in its root, which is not const; the handle only keeps readers from
  // changing it.
  auto* from = const_cast<toml::table*>(static_cast<const toml::table*>(over.table_));
  toml::table* to = from ? table_at(state_->root, path) : nullptr;
  if (!to) return;
  for (auto&& [key, node] : *from) {
    to->erase(key);
    // Moved, not copied: a copy of a node forgets its line.
    to->insert_or_assign(key, std::move(node));
  }
}

void TomlDocument::put(const TomlTable& from, std::string_view list, std::size_t element,
                       std::string_view named_by, std::string_view path) {
  auto* source = const_cast<toml::table*>(static_cast<const toml::table*>(from.table_));
  const auto [parent, last] = last_key(path);
  toml::table* to = table_at(state_->root, parent);
  if (!to) return;
  toml::node& values = *source->get(list);
  toml::node& value = values.is_array() ? (*values.as_array())[element] : values;
  to->erase(last);
  to->insert_or_assign(toml::key(last, toml::source_region(source->get(named_by)->source())),
                       std::move(value));
}

void TomlDocument::remove(std::string_view path) {
  const auto [parent, last] = last_key(path);
  if (toml::table* table = table_at(state_->root, parent)) table->erase(last);
}

const std::string& TomlDocument::name() const {
  return state_->name;
}
bool TomlDocument::has_faults() const {
  return !state_->faults.empty();
}
void TomlDocument::add(Fault fault) {
  state_->faults.add(std::move(fault));
}

void TomlDocument::finish() {
  for (const auto& [table, visit] : state_->visited) {
    const std::vector<std::string> known(visit.asked.begin(), visit.asked.end());
    for (const auto& [key, node] : *static_cast<const toml::table*>(table)) {
      const std::string name(key.str());
      if (visit.asked.count(name)) continue;
      state_->faults.add({.file = state_->name,
                          .line = static_cast<long>(key.source().begin.line),
                          .column = 0,
                          .path = join_path(visit.path, name),
                          .value = {},
                          .expectation = "unknown key" + suggestion(name, known)});
    }
  }
  if (state_->faults.empty()) return;
  std::vector<Fault> faults = state_->faults.faults();
  std::stable_sort(faults.begin(), faults.end(), [this](const Fault& a, const Fault& b) {
    if (a.file != b.file) return a.file == state_->name;  // faults of files it refers to come last
    return a.line < b.line;
  });
  throw InputError(std::move(faults));
}

std::string toml_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else
      result += c;
  }
  return result + "\"";
}

}  // namespace trimer::units
