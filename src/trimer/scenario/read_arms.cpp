#include <trimer/scenario/read_arms.h>

#include <algorithm>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/population/read_population.h>
#include <trimer/protocol/read_protocol.h>
#include <trimer/regimen/read_regimen.h>
#include <trimer/scenario/folder_name.h>

namespace trimer::scenario {
namespace {

using units::TomlDocument;
using units::TomlTable;

constexpr std::size_t most_arms = 50;

/// What arms may differ in. Patients, follow-up, observation and assessment are shared, or differences would
/// not be those of the treatment.
const std::vector<std::string> arm_sections = {"regimen", "protocol"};
/// What all arms share.
const std::vector<std::string> shared_keys = {"title",      "seed",    "population", "follow_up",
                                              "assessment", "compare", "solver",     "observation",
                                              "patient",    "patients"};
/// Where the key of a sweep may lie.
const std::vector<std::string> sweep_sections = {"regimen.", "protocol.", "population.covariates."};

/// Keys that say the same thing in two ways: one of them takes the place of the others.
struct Alternative {
  std::string key;
  std::vector<std::string> instead_of;
};
const std::vector<Alternative> alternatives = {{"preset", {"cycle"}}, {"cycle", {"preset", "cycles"}}};

bool holds(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string words(const std::vector<std::string>& list) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i)
    text += (i == 0 ? "" : i + 1 < list.size() ? ", " : " or ") + list[i];
  return text;
}

/// What a document says of its arms, apart from their changes.
struct Header {
  std::string name, folder;
  bool complete = false;
};

struct Headers {
  std::vector<Header> arms;    ///< of [[arm]]
  std::optional<Sweep> sweep;  ///< [sweep]
};

/// Gives each arm its folder. @param fault  called with the arm's place and what is wrong with its name
template <class AddFault>
void name_folders(std::vector<Header>& arms, AddFault fault) {
  std::vector<std::string> names;
  for (const Header& arm : arms) names.push_back(arm.name);
  const std::vector<std::string> folders = folder_names(names, "arm", fault);
  for (std::size_t i = 0; i < arms.size(); ++i) arms[i].folder = folders[i];
}

void read_arm_headers(TomlTable root, Headers& headers) {
  std::vector<TomlTable> tables = root.tables("arm");
  for (TomlTable& table : tables) {
    Header arm;
    arm.name = table.text("name", units::required).value_or("");
    if (table.has("name") && table.is_text("name") && arm.name.empty())
      table.fault("name", "expected a name");
    arm.complete = table.flag("complete").value_or(false);
    for (const std::string& section : arm_sections) {
      if (table.has(section) && !table.is_table(section))
        table.fault(section, "expected the table [arm." + section + "]");
      table.allow({section});
    }
    if (arm.complete) table.allow({"population"});
    for (const std::string& key : table.keys())
      if (holds(shared_keys, key) && !(arm.complete && key == "population")) {
        table.allow({key});
        table.fault(key, "expected only in the scenario itself: an arm may change " + words(arm_sections) +
                             ", all else is shared");
      }
    headers.arms.push_back(std::move(arm));
  }
  if (root.has("arm") && tables.size() == 1)
    tables[0].fault("", "expected at least two arms: the others stand beside the first");
  if (tables.size() > most_arms) root.fault("arm", "expected at most " + std::to_string(most_arms) + " arms");
  name_folders(headers.arms,
               [&](std::size_t i, std::string what) { tables[i].fault("name", std::move(what)); });
}

/// @pre the table is there
void read_sweep_header(TomlTable table, Headers& headers) {
  Sweep sweep;
  sweep.key = table.text("key", units::required).value_or("");
  const bool known =
      std::any_of(sweep_sections.begin(), sweep_sections.end(), [&](const std::string& section) {
        return sweep.key.size() > section.size() && sweep.key.substr(0, section.size()) == section;
      });
  const bool plain = sweep.key.find("..") == std::string::npos && sweep.key.back() != '.';
  if (table.is_text("key") && (!known || !plain))
    table.fault("key", "expected a key of regimen, protocol or population.covariates, e.g. \"regimen.dose\"");
  sweep.values = table.element_texts("values");
  if (sweep.values.size() < 2) table.fault("values", "expected at least two values");
  if (sweep.values.size() > most_arms)
    table.fault("values", "expected at most " + std::to_string(most_arms) + " values");
  if (std::find(sweep.values.begin(), sweep.values.end(), "") != sweep.values.end())
    table.fault("values", "expected no empty value");
  std::vector<Header> arms;
  for (const std::string& value : sweep.values) arms.push_back({value, {}, false});
  bool distinct = true;
  name_folders(arms, [&](std::size_t i, const std::string&) {
    if (distinct) table.fault("values", "expected different values, " + arms[i].name + " stands there twice");
    distinct = false;
  });
  headers.sweep = std::move(sweep);
}

/// Arms and sweep of a document that are not each other's alternative. Faults go to the document.
Headers read_headers(TomlTable root) {
  Headers headers;
  read_arm_headers(root, headers);
  TomlTable sweep = root.table("sweep");
  if (!sweep.present()) return headers;
  read_sweep_header(sweep, headers);
  // The written-out form of a manifest has both: its arms are the values of the sweep.
  bool written_out = headers.arms.size() == headers.sweep->values.size();
  for (std::size_t i = 0; written_out && i < headers.arms.size(); ++i)
    written_out = headers.arms[i].complete && headers.arms[i].name == headers.sweep->values[i];
  if (!headers.arms.empty() && !written_out) sweep.fault("", "expected either [[arm]] or [sweep]");
  return headers;
}

/// A sweep of the command line as the document that [sweep] would be.
std::string sweep_toml(const Sweep& sweep) {
  std::string values;
  for (const std::string& value : sweep.values) {
    double number = 0;
    const bool written =
        parse_number(value, number) || value == "true" || value == "false" ||
        (!value.empty() && (value.front() == '[' || value.front() == '{' || value.front() == '"'));
    values += (values.empty() ? "" : ", ") + (written ? value : units::toml_quoted(value));
  }
  return "[sweep]\nkey = " + units::toml_quoted(sweep.key) + "\nvalues = [" + values + "]\n";
}

class ArmReader {
 public:
  ArmReader(std::string_view text, std::string name, std::filesystem::path folder)
      : text_(text), name_(std::move(name)), folder_(std::move(folder)) {}

  Scenario read(const std::optional<Sweep>& sweep) {
    std::optional<Scenario> scenario;
    with_faults("", [&] { scenario = read_document(TomlDocument(text_, name_), folder_); });
    Headers headers;
    const auto read_headers_of = [&](TomlDocument document) {
      document.root().allow(document.root().keys());
      headers = read_headers(document.root());
      document.finish();
    };
    const std::size_t before = faults_.size();
    if (sweep)
      with_faults("", [&] { read_headers_of(TomlDocument(sweep_toml(*sweep), "--values")); });
    else
      with_faults("", [&] { read_headers_of(TomlDocument(text_, name_)); });
    if (sweep) {
      for (std::size_t i = before; i < faults_.size(); ++i) as_argument(faults_[i]);
      if (scenario && TomlDocument(text_, name_).root().has("arm"))
        faults_.push_back(
            InputError("--key", sweep->key, "expected a scenario without [[arm]]").faults().front());
    }
    read_arms(headers, sweep);

    const bool several = !headers.arms.empty() || headers.sweep;
    if (scenario && several && !scenario->named.empty())
      faults_.push_back({.file = name_,
                         .line = TomlDocument(text_, name_).root().line_of("patient"),
                         .column = 0,
                         .path = "patient",
                         .value = {},
                         .expectation = "expected either [[patient]] or arms: arms treat patients who are drawn"});

    if (!faults_.empty()) {
      std::stable_sort(faults_.begin(), faults_.end(), [this](const Fault& a, const Fault& b) {
        if (a.file != b.file) return a.file == name_;  // faults of files it refers to come last
        return a.line < b.line;
      });
      std::vector<Fault> told;
      for (Fault& fault : faults_)
        if (std::none_of(told.begin(), told.end(),
                         [&](const Fault& t) { return to_text(t) == to_text(fault); }))
          told.push_back(std::move(fault));
      throw InputError(std::move(told));
    }
    scenario->arms = std::move(arms_);
    scenario->sweep = headers.sweep;
    return std::move(*scenario);
  }

 private:
  /// Faults join those before, which are not told again. New ones get the prefix to their path.
  template <class Read>
  void with_faults(const std::string& prefix, Read read) {
    try {
      read();
    } catch (const InputError& error) {
      const std::size_t before = faults_.size();
      for (Fault fault : error.faults()) {
        const auto same = [&](const Fault& other) { return to_text(other) == to_text(fault); };
        if (std::any_of(faults_.begin(), faults_.begin() + static_cast<std::ptrdiff_t>(before), same))
          continue;
        if (fault.file == name_) fault.path = prefix + fault.path;
        faults_.push_back(std::move(fault));
      }
    }
  }

  static void as_argument(Fault& fault) {
    fault.file.clear();
    fault.line = 0;
    fault.path = fault.path == "sweep.key" ? "--key" : fault.path == "sweep.values" ? "--values" : fault.path;
  }

  void read_arms(Headers& headers, const std::optional<Sweep>& from_command_line) {
    if (headers.sweep && (from_command_line || headers.arms.empty())) {
      headers.arms.clear();
      for (const std::string& value : headers.sweep->values) headers.arms.push_back({value, {}, false});
      name_folders(headers.arms, [](std::size_t, const std::string&) {});
      for (std::size_t i = 0; i < headers.arms.size(); ++i)
        read_value(headers.arms[i], *headers.sweep, i, from_command_line.has_value());
      return;
    }
    for (std::size_t i = 0; i < headers.arms.size(); ++i) read_arm(headers.arms[i], i);
  }

  void read_arm(const Header& header, std::size_t i) {
    with_faults("arm[" + std::to_string(i + 1) + "].", [&] {
      TomlDocument document(text_, name_);
      std::vector<TomlTable> tables = document.root().tables("arm");
      for (TomlTable& other : tables) other.allow(other.keys());
      TomlTable table = tables[i];
      const auto lay_over = [&](TomlTable over, const std::string& path) {
        if (!over.present()) return;
        over.allow(over.keys());
        if (header.complete) document.remove(path);
        for (const Alternative& alternative : alternatives)
          if (over.has(alternative.key))
            for (const std::string& key : alternative.instead_of) document.remove(path + "." + key);
        document.lay_over(over, path);
      };
      for (const std::string& section : arm_sections)
        if (table.is_table(section)) lay_over(table.table(section), section);
      if (header.complete) {
        TomlTable population = table.table("population");
        lay_over(population.table("covariates"), "population.covariates");
      }
      arms_.push_back({header.name, header.folder, read_document(document, folder_)});
    });
  }

  void read_value(const Header& header, const Sweep& sweep, std::size_t i, bool from_command_line) {
    const std::size_t before = faults_.size();
    with_faults("", [&] {
      TomlDocument document(text_, name_);
      TomlDocument values(from_command_line ? sweep_toml(sweep) : std::string(text_), name_);
      const std::size_t dot = sweep.key.rfind('.');
      for (const Alternative& alternative : alternatives)
        if (sweep.key.substr(dot + 1) == alternative.key)
          for (const std::string& key : alternative.instead_of)
            document.remove(sweep.key.substr(0, dot + 1) + key);
      document.put(values.root().table("sweep"), "values", i, "key", sweep.key);
      arms_.push_back({header.name, header.folder, read_document(document, folder_)});
    });
    for (std::size_t f = before; from_command_line && f < faults_.size(); ++f)
      if (faults_[f].path.substr(0, sweep.key.size()) == sweep.key) as_argument(faults_[f]);
  }

  std::string_view text_;
  std::string name_;
  std::filesystem::path folder_;
  std::vector<Fault> faults_;
  std::vector<Arm> arms_;
};

}  // namespace

Scenario read_with_arms(std::string_view text, const std::string& name, const std::filesystem::path& folder,
                        const std::optional<Sweep>& sweep) {
  return ArmReader(text, name, folder).read(sweep);
}

std::string arms_toml(const Scenario& scenario) {
  std::string text;
  if (scenario.sweep) {
    text += "\n[sweep]\nkey = " + units::toml_quoted(scenario.sweep->key) + "\nvalues = [";
    for (std::size_t i = 0; i < scenario.sweep->values.size(); ++i)
      text += (i ? ", " : "") + units::toml_quoted(scenario.sweep->values[i]);
    text += "]\n";
  }
  for (const Arm& arm : scenario.arms) {
    text += "\n[[arm]]\nname = " + units::toml_quoted(arm.name) + "\ncomplete = true\n";
    if (!(arm.scenario.population == scenario.population))
      text += "\n[arm.population.covariates]\n" + population::to_toml(arm.scenario.population);
    text += "\n[arm.regimen]\n" + regimen::to_toml(arm.scenario.regimen, "arm.regimen.");
    text +=
        "\n[arm.protocol]\npreset = \"none\"\n" + protocol::to_toml(arm.scenario.protocol, "arm.protocol.");
  }
  return text;
}

}  // namespace trimer::scenario
