#include <algorithm>
#include <cmath>
#include <sstream>

#include <trimer/core/csv.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/units/quantity.h>
#include <trimer/units/toml_document.h>
#include <trimer/units/toml_state.h>

namespace trimer::units {

/// What the header must not show of toml++.
struct TomlTable::Access {
  static const toml::table* of(const TomlTable& table) {
    return static_cast<const toml::table*>(table.table_);
  }
  static const toml::node* node(const TomlTable& table, std::string_view key) {
    return of(table) ? of(table)->get(key) : nullptr;
  }
  /// The node, the key marked as asked for; a fault if it is required and absent.
  static const toml::node* ask(TomlTable& table, std::string_view key, Presence presence,
                               std::string_view what) {
    if (table.table_) table.state_->visited[table.table_].asked.emplace(key);
    const toml::node* found = node(table, key);
    if (!found && presence == Presence::required) table.fault(key, "missing, expected " + std::string(what));
    return found;
  }
  static TomlTable sub(const TomlTable& parent, const toml::table* table, std::string path) {
    TomlTable result;
    result.state_ = parent.state_;
    result.table_ = table;
    result.path_ = std::move(path);
    if (table) result.state_->visited[table].path = result.path_;
    return result;
  }
  static void add(TomlTable& table, const toml::node& node, std::string path, std::string expectation);
};

namespace {

std::string shown(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) {
    if (text->empty()) return "\"\"";
    return text->size() > 60 ? text->substr(0, 57) + "..." : *text;
  }
  if (node.is_table()) return "a table";
  if (const toml::array* list = node.as_array()) {
    std::string text;
    for (const toml::node& element : *list) {
      if (element.is_table() || element.is_array()) return "a list";
      text += (text.empty() ? "" : ", ") + shown(element);
    }
    return text.size() > 60 ? "a list" : "[" + text + "]";
  }
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (const auto number = node.value_exact<double>()) {
    if (std::isnan(*number)) return "nan";
    const std::string text = number_text(*number);
    return text.find_first_of(".einf") == std::string::npos ? text + ".0" : text;
  }
  std::ostringstream out;
  node.visit([&](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) out << value.get();
  });
  return out.str();
}

long line_of_node(const toml::node& node) {
  return static_cast<long>(node.source().begin.line);
}

/// The number of a node that is an integer or a float.
std::optional<double> number_of(const toml::node& node) {
  if (const auto whole = node.value_exact<std::int64_t>()) return static_cast<double>(*whole);
  return node.value_exact<double>();
}

/// Reads a quantity; on failure the expectation says what is wrong.
std::optional<ReadQuantity> quantity_of(const toml::node& node, const std::vector<std::string>& units,
                                        std::string_view example, const Range& range,
                                        std::string& expectation) {
  const std::string wanted = "expected text with its unit, e.g. \"" + std::string(example) + "\"";
  const auto text = node.value_exact<std::string>();
  if (!text) {
    expectation = number_of(node) ? "the unit is missing, " + wanted : wanted;
    return std::nullopt;
  }
  const auto quantity = parse_quantity(*text);
  const auto blank = text->find_first_of(" \t");
  double value = 0;
  if (!quantity) {
    if (!parse_number(std::string_view(*text).substr(0, blank), value) || blank == std::string::npos)
      expectation = wanted;
    else
      expectation = "unknown unit '" + text->substr(text->find_first_not_of(" \t", blank)) + "', " + wanted;
    return std::nullopt;
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto converted = convert(*quantity, units[i]);
    if (!converted) continue;
    if (!range.holds(*converted)) {
      expectation = "expected " + range.text();
      if (std::isfinite(range.low) || std::isfinite(range.high))
        if ((range.low != 0 || std::isfinite(range.high)) && units[i] != "1") expectation += " " + units[i];
      return std::nullopt;
    }
    return ReadQuantity{*converted, i};
  }
  expectation =
      (quantity->unit == "1" && units.front() != "1" ? "the unit is missing, " : "wrong unit, ") + wanted;
  return std::nullopt;
}

}  // namespace

void TomlTable::Access::add(TomlTable& table, const toml::node& node, std::string path,
                            std::string expectation) {
  table.state_->faults.add({.file = table.state_->name,
                            .line = line_of_node(node),
                            .column = 0,
                            .path = std::move(path),
                            .value = shown(node),
                            .expectation = std::move(expectation)});
}

bool TomlTable::present() const {
  return table_ != nullptr;
}
bool TomlTable::has(std::string_view key) const {
  return Access::node(*this, key) != nullptr;
}

bool TomlTable::is_text(std::string_view key) const {
  const toml::node* node = Access::node(*this, key);
  return node && node->is_string();
}
bool TomlTable::is_table(std::string_view key) const {
  const toml::node* node = Access::node(*this, key);
  return node && node->is_table();
}
bool TomlTable::is_array(std::string_view key) const {
  const toml::node* node = Access::node(*this, key);
  return node && node->is_array();
}
bool TomlTable::is_number(std::string_view key) const {
  const toml::node* node = Access::node(*this, key);
  return node && number_of(*node);
}

long TomlTable::line() const {
  // The document itself has no line: what is missing there is missing everywhere.
  return table_ && table_ != &state_->root ? line_of_node(*Access::of(*this)) : 0;
}

long TomlTable::line_of(std::string_view key) const {
  if (!table_) return 0;
  const auto found = Access::of(*this)->find(key);
  if (found == Access::of(*this)->end()) return line();
  const auto line = static_cast<long>(found->first.source().begin.line);
  return line > 0 ? line : line_of_node(found->second);
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> keys;
  if (table_)
    for (const auto& [key, node] : *Access::of(*this)) keys.emplace_back(key.str());
  return keys;
}

std::string TomlTable::value_text(std::string_view key) const {
  const toml::node* node = Access::node(*this, key);
  return node ? shown(*node) : std::string();
}

void TomlTable::allow(const std::vector<std::string>& keys) {
  if (table_) state_->visited[table_].asked.insert(keys.begin(), keys.end());
}

void TomlTable::fault(std::string_view key, std::string expectation) {
  state_->faults.add({.file = state_->name,
                      .line = line_of(key),
                      .column = 0,
                      .path = key.empty() ? path_ : join_path(path_, key),
                      .value = value_text(key),
                      .expectation = std::move(expectation)});
}

std::optional<std::string> TomlTable::text(std::string_view key, Presence presence) {
  const toml::node* node = Access::ask(*this, key, presence, "text");
  if (!node) return std::nullopt;
  auto text = node->value_exact<std::string>();
  if (!text) fault(key, "expected text in quotes");
  if (text && text->empty()) {
    fault(key, "expected text that is not empty");
    return std::nullopt;
  }
  return text;
}

std::optional<bool> TomlTable::flag(std::string_view key) {
  const toml::node* node = Access::ask(*this, key, Presence::optional, "");
  if (!node) return std::nullopt;
  const auto value = node->value_exact<bool>();
  if (!value) fault(key, "expected true or false");
  return value;
}

std::optional<double> TomlTable::number(std::string_view key, Range range, Presence presence) {
  const toml::node* node = Access::ask(*this, key, presence, "a number " + range.text());
  if (!node) return std::nullopt;
  const auto value = number_of(*node);
  if (!value || !range.holds(*value)) {
    const std::string text = range.text();
    fault(key, (value ? "expected " : "expected a number ") +
                   (value || text != "a finite number" ? text : std::string("without unit")) +
                   (node->is_string() ? ", without quotes" : ""));
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> TomlTable::whole(std::string_view key, std::int64_t low, std::int64_t high,
                                             Presence presence) {
  const std::string what = high == std::numeric_limits<std::int64_t>::max()
                               ? "a whole number >= " + std::to_string(low)
                               : "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  const toml::node* node = Access::ask(*this, key, presence, what);
  if (!node) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < low || *value > high) {
    fault(key, "expected " + what + (node->is_string() ? ", without quotes" : ""));
    return std::nullopt;
  }
  return value;
}

std::optional<ReadQuantity> TomlTable::quantity_in(std::string_view key,
                                                   const std::vector<std::string>& units,
                                                   std::string_view example, Range range, Presence presence) {
  const toml::node* node =
      Access::ask(*this, key, presence, "text with its unit, e.g. \"" + std::string(example) + "\"");
  if (!node) return std::nullopt;
  std::string expectation;
  const auto value = quantity_of(*node, units, example, range, expectation);
  if (!value) fault(key, expectation);
  return value;
}

std::optional<double> TomlTable::quantity(std::string_view key, std::string_view unit,
                                          std::string_view example, Range range, Presence presence) {
  const auto value = quantity_in(key, {std::string(unit)}, example, range, presence);
  return value ? std::optional(value->value) : std::nullopt;
}

std::optional<std::string> TomlTable::choice(std::string_view key, const std::vector<std::string>& allowed,
                                             Presence presence) {
  if (presence == Presence::required && !has(key)) {
    std::string names;
    for (const std::string& name : allowed) names += (names.empty() ? "" : ", ") + name;
    Access::ask(*this, key, presence, allowed.size() == 1 ? "\"" + names + "\"" : "one of: " + names);
    return std::nullopt;
  }
  const auto value = text(key);
  if (!value) return std::nullopt;
  if (std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
    fault(key, "unknown" + suggestion(*value, allowed));
    return std::nullopt;
  }
  return value;
}

namespace {

/// Calls `read(node, path)` for each element of a list, or for the single value; false from it spoils the
/// list.
template <class Read>
bool each(const toml::node& node, const std::string& path, Read read) {
  const toml::array* list = node.as_array();
  if (!list) return read(node, path);
  bool good = true;
  std::size_t number = 0;
  for (const toml::node& element : *list) good &= read(element, path + "[" + std::to_string(++number) + "]");
  return good;
}

}  // namespace

std::optional<std::vector<std::string>> TomlTable::texts(std::string_view key) {
  const toml::node* node = Access::ask(*this, key, Presence::optional, "");
  if (!node) return std::nullopt;
  std::vector<std::string> values;
  const bool good =
      each(*node, join_path(path_, key), [&](const toml::node& element, const std::string& path) {
        const auto text = element.value_exact<std::string>();
        if (text && !text->empty()) {
          values.push_back(*text);
          return true;
        }
        Access::add(*this, element, path, "expected text in quotes");
        return false;
      });
  return good ? std::optional(values) : std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::choices(std::string_view key,
                                                           const std::vector<std::string>& allowed) {
  const auto values = texts(key);
  if (!values) return std::nullopt;
  const toml::node* node = Access::node(*this, key);
  const bool good =
      each(*node, join_path(path_, key), [&](const toml::node& element, const std::string& path) {
        const auto text = element.value_exact<std::string>();
        if (std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return true;
        Access::add(*this, element, path, "unknown" + suggestion(*text, allowed));
        return false;
      });
  return good ? values : std::nullopt;
}

std::optional<std::vector<double>> TomlTable::numbers(std::string_view key, Range range, Presence presence) {
  const toml::node* node = Access::ask(*this, key, presence, "a list of numbers");
  if (!node) return std::nullopt;
  std::vector<double> values;
  const bool good =
      each(*node, join_path(path_, key), [&](const toml::node& element, const std::string& path) {
        const auto value = number_of(element);
        if (value && range.holds(*value)) {
          values.push_back(*value);
          return true;
        }
        Access::add(*this, element, path, value ? "expected " + range.text() : "expected a number");
        return false;
      });
  return good ? std::optional(values) : std::nullopt;
}

std::optional<std::vector<double>> TomlTable::quantities(std::string_view key, std::string_view unit,
                                                         std::string_view example, Range range) {
  const toml::node* node = Access::ask(*this, key, Presence::optional, "");
  if (!node) return std::nullopt;
  std::vector<double> values;
  const bool good =
      each(*node, join_path(path_, key), [&](const toml::node& element, const std::string& path) {
        std::string expectation;
        if (const auto value = quantity_of(element, {std::string(unit)}, example, range, expectation)) {
          values.push_back(value->value);
          return true;
        }
        Access::add(*this, element, path, expectation);
        return false;
      });
  return good ? std::optional(values) : std::nullopt;
}

TomlTable TomlTable::table(std::string_view key, Presence presence) {
  const toml::node* node = Access::ask(*this, key, presence, "the table [" + join_path(path_, key) + "]");
  const toml::table* found = node ? node->as_table() : nullptr;
  if (node && !found) fault(key, "expected a table");
  return Access::sub(*this, found, join_path(path_, key));
}

std::vector<std::string> TomlTable::element_texts(std::string_view key) {
  std::vector<std::string> texts;
  const toml::node* node = Access::ask(*this, key, Presence::optional, "");
  if (!node) return texts;
  if (const toml::array* list = node->as_array())
    for (const toml::node& element : *list) texts.push_back(shown(element));
  else
    texts.push_back(shown(*node));
  return texts;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
  std::vector<TomlTable> result;
  const toml::node* node = Access::ask(*this, key, Presence::optional, "");
  if (!node) return result;
  each(*node, join_path(path_, key), [&](const toml::node& element, const std::string& path) {
    if (const toml::table* found = element.as_table())
      result.push_back(Access::sub(*this, found, path));
    else
      Access::add(*this, element, path, "expected a table");
    return true;
  });
  return result;
}

}  // namespace trimer::units
