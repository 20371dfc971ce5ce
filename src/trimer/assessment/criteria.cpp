#include <trimer/assessment/criteria.h>

#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>

#include <toml++/toml.h>

#include <algorithm>
#include <array>

namespace trimer::assessment {
namespace {

constexpr std::array<std::string_view, 4> mark_names = {"V", "V2", "M", "P"};
constexpr std::array<std::string_view, 5> signs = {"<", "<=", ">", ">=", "="};

/// Reads one document of rules and reports all its faults.
class CriteriaReader {
 public:
  CriteriaReader(const std::string& file, FaultList& faults) : file_(file), faults_(faults) {}

  void read(std::string_view text, std::vector<Rule>& rules) {
    toml::table document;
    try {
      document = toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
      add(error.source().begin, "", std::string(error.description()), "expected TOML");
      return;
    }
    for (const auto& [key, node] : document) {
      const std::string_view name = key.str();
      if (name != "scale" && name != "title" && name != "version" && name != "source" && name != "mark" &&
          name != "rule") {
        add(node.source().begin, std::string(name), "",
            "expected scale, title, version, source, mark or [[rule]]");
      }
    }
    Rule common;
    common.scale = text_of(document, "scale", true);
    common.version = text_of(document, "version", true);
    common.source = text_of(document, "source", true);
    common.mark = mark_of(document, Mark::M);
    const toml::array* list = document["rule"].as_array();
    if (!list || list->empty()) {
      add({}, "rule", "", "expected at least one [[rule]]");
      return;
    }
    for (const toml::node& node : *list) {
      if (const toml::table* table = node.as_table()) rules.push_back(read_rule(*table, common));
    }
  }

 private:
  Rule read_rule(const toml::table& table, const Rule& common) {
    static constexpr std::array<std::string_view, 13> keys = {
        "id",     "grade",   "domain", "text",    "sign",   "threshold", "unit",
        "inputs", "reading", "option", "version", "source", "mark"};
    for (const auto& [key, node] : table) {
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
        add(node.source().begin, "rule." + std::string(key.str()), "", "expected a key of a rule");
      }
    }
    Rule rule = common;
    rule.id = common.scale + "." + text_of(table, "id", true);
    rule.domain = text_of(table, "domain", false);
    rule.text = text_of(table, "text", true);
    rule.sign = text_of(table, "sign", false);
    rule.unit = text_of(table, "unit", false);
    rule.reading = text_of(table, "reading", false);
    rule.option = text_of(table, "option", false);
    if (table.contains("version")) rule.version = text_of(table, "version", true);
    if (table.contains("source")) rule.source = text_of(table, "source", true);
    rule.mark = mark_of(table, common.mark);
    if (const toml::node* node = table.get("grade")) {
      const auto grade = node->value<std::int64_t>();
      if (!node->is_integer() || !grade || *grade < 0 || *grade > 5) {
        add(node->source().begin, rule.id + ".grade", "", "expected a whole number from 0 to 5");
      } else {
        rule.grade = static_cast<int>(*grade);
      }
    }
    if (const toml::node* node = table.get("threshold")) {
      if (!node->is_number()) {
        add(node->source().begin, rule.id + ".threshold", "", "expected a number");
      } else {
        rule.threshold = node->value<double>();
      }
      if (rule.unit.empty())
        add(node->source().begin, rule.id + ".unit", "", "expected the unit of the threshold");
      if (std::find(signs.begin(), signs.end(), rule.sign) == signs.end()) {
        add(node->source().begin, rule.id + ".sign", rule.sign, "expected <, <=, >, >= or =");
      }
    }
    if (const toml::node* node = table.get("inputs")) {
      const toml::array* inputs = node->as_array();
      if (!inputs) add(node->source().begin, rule.id + ".inputs", "", "expected a list of texts");
      for (std::size_t i = 0; inputs && i < inputs->size(); ++i) {
        rule.inputs.push_back((*inputs)[i].value_or(std::string()));
      }
    }
    return rule;
  }

  std::string text_of(const toml::table& table, std::string_view key, bool required) {
    const toml::node* node = table.get(key);
    if (!node) {
      if (required) add(table.source().begin, std::string(key), "", "expected a text");
      return "";
    }
    if (!node->is_string()) {
      add(node->source().begin, std::string(key), "", "expected a text");
      return "";
    }
    return node->value_or(std::string());
  }

  Mark mark_of(const toml::table& table, Mark otherwise) {
    if (!table.contains("mark")) return otherwise;
    const std::string name = text_of(table, "mark", true);
    const auto found = std::find(mark_names.begin(), mark_names.end(), name);
    if (found == mark_names.end()) {
      add(table.get("mark")->source().begin, "mark", name, "expected V, V2, M or P");
      return otherwise;
    }
    return static_cast<Mark>(found - mark_names.begin());
  }

  void add(const toml::source_position& at, std::string path, std::string value, std::string expectation) {
    faults_.add({file_, static_cast<long>(at.line), static_cast<long>(at.column), std::move(path),
                 std::move(value), std::move(expectation)});
  }

  const std::string& file_;
  FaultList& faults_;
};

}  // namespace

std::string_view to_text(Mark mark) {
  return mark_names[static_cast<std::size_t>(mark)];
}

void Criteria::build_index() {
  FaultList faults;
  index_.clear();
  for (std::size_t i = 0; i < rules_.size(); ++i) index_.emplace_back(rules_[i].id, i);
  std::sort(index_.begin(), index_.end());
  for (std::size_t i = 1; i < index_.size(); ++i) {
    if (index_[i].first == index_[i - 1].first) {
      faults.add({"criteria", 0, 0, "rule.id", index_[i].first, "expected each rule once"});
    }
  }
  faults.throw_if_any();
}

Criteria Criteria::load() {
  Criteria all;
  FaultList faults;
  for (const std::string& name : data_files_in("criteria")) {
    if (!name.ends_with(".toml")) continue;
    const std::string path = "criteria/" + name;
    CriteriaReader(path, faults).read(data_file(path), all.rules_);
  }
  faults.throw_if_any();
  all.build_index();
  return all;
}

Criteria Criteria::parse(std::string_view text, const std::string& name) {
  Criteria all;
  FaultList faults;
  CriteriaReader(name, faults).read(text, all.rules_);
  faults.throw_if_any();
  all.build_index();
  return all;
}

const Rule* Criteria::find(std::string_view id) const {
  const auto at =
      std::lower_bound(index_.begin(), index_.end(), id,
                       [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return at != index_.end() && at->first == id ? &rules_[at->second] : nullptr;
}

const Rule& Criteria::rule(std::string_view id) const {
  const Rule* rule = find(id);
  if (!rule) throw InputError("criteria rule", id, "expected a rule of data/criteria");
  return *rule;
}

double Criteria::threshold(std::string_view id) const {
  const Rule& found = rule(id);
  if (!found.threshold) throw InputError("criteria rule", id, "expected a threshold");
  return *found.threshold;
}

const Criteria& criteria() {
  static const Criteria all = Criteria::load();
  return all;
}

}  // namespace trimer::assessment
