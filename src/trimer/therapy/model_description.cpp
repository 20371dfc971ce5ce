#include <trimer/therapy/model_description.h>

#include <algorithm>
#include <array>
#include <set>

#include <trimer/therapy/constants.h>
#include <trimer/therapy/observables.h>
#include <trimer/therapy/table_reader.h>

namespace trimer::therapy {
namespace {

constexpr std::array kind_names =
    std::to_array<std::string_view>({"baseline", "algebra", "state", "observable"});
constexpr std::array functions = std::to_array<std::string_view>(
    {"exp", "sqrt", "max", "min", "positive", "nonneg", "occupancy", "share"});

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <class List, class Names>
void add_names(const List& list, Names& names) {
  for (const auto& info : list) names.emplace(info.name);
}

using NameSet = std::set<std::string, std::less<>>;

/// Symbols known before any equation: parameters, constants, the input; covariates at baseline and initially.
NameSet given_symbols() {
  NameSet names;
  add_names(parameters, names);
  add_names(constants_list, names);
  return names;
}

std::vector<ModuleDescription> read_modules(FaultList& faults) {
  std::vector<ModuleDescription> modules;
  TableReader table("model/modules.csv", {"name", "title", "summary"}, faults);
  while (table.next())
    modules.push_back({static_cast<Module>(table.choice("name", module_names)), table.required_text("title"),
                       table.required_text("summary")});
  for (std::size_t i = 0; i < module_names.size(); ++i)
    if (i >= modules.size() || modules[i].module != static_cast<Module>(i)) table.missing(module_names[i]);
  return modules;
}

std::vector<ConstantRow> read_constants(FaultList& faults) {
  std::vector<ConstantRow> rows;
  TableReader table("parameters/constants.csv", {"name", "value", "unit", "source", "evidence", "meaning"},
                    faults);
  while (table.next())
    rows.push_back({table.text("name"), table.number("value"), table.text("unit"), table.text("source"),
                    table.text("evidence"), table.text("meaning")});
  return rows;
}

std::vector<SourceRow> read_sources(FaultList& faults) {
  std::vector<SourceRow> rows;
  TableReader table("parameters/sources.csv", {"source", "kind", "reading", "supports"}, faults);
  while (table.next())
    rows.push_back({table.required_text("source"), table.required_text("kind"),
                    table.required_text("reading"), table.required_text("supports")});
  return rows;
}

void check_symbols(TableReader& table, std::string_view column, const NameSet& known) {
  for (const std::string& symbol : symbols_in(table.text(column)))
    if (!known.contains(symbol))
      table.fault(column, "expected known names only; " + symbol + " is not known here");
}

/// Reads equations and checks each: names in order of evaluation, units as compiled.
class EquationReader {
 public:
  explicit EquationReader(FaultList& faults)
      : table_("model/equations.csv",
               {"kind", "module", "name", "unit", "compartment", "equation", "initial_value", "meaning"},
               faults) {}

  std::vector<Equation> read() {
    add_names(states, with_states_);
    with_states_.emplace("infusion_rate");
    for (const CovariateInfo& info : covariates) with_covariates_.insert(symbol_of_covariate(info.name));
    while (table_.next()) {
      Equation e = read_row();
      check(e);
      equations_.push_back(std::move(e));
    }
    require_all(baseline_quantities, EquationKind::baseline);
    require_all(states, EquationKind::state);
    require_all(observable_list, EquationKind::observable);
    return std::move(equations_);
  }

 private:
  Equation read_row() {
    Equation e;
    e.kind = static_cast<EquationKind>(table_.choice("kind", kind_names));
    e.module = static_cast<Module>(table_.choice("module", module_names));
    e.name = table_.required_text("name");
    e.unit = table_.required_text("unit");
    e.compartment = table_.text("compartment");
    e.equation = table_.required_text("equation");
    e.initial_value = table_.text("initial_value");
    e.meaning = table_.required_text("meaning");
    return e;
  }

  void check(Equation& e) {
    if (!equations_.empty() && e.kind < equations_.back().kind)
      table_.fault("kind", "expected baseline, algebra, states, observables, in this order");
    for (const Equation& other : equations_)
      if (other.kind == e.kind && other.name == e.name) table_.fault("name", "expected each quantity once");
    switch (e.kind) {
      case EquationKind::baseline:
        check_symbols(table_, "equation", with_covariates_);
        with_covariates_.insert(e.name);
        with_states_.insert(e.name);
        check_unit(e, baseline_quantities);
        break;
      case EquationKind::algebra:
        check_symbols(table_, "equation", with_states_);
        with_states_.insert(e.name);
        break;
      case EquationKind::state:
        check_symbols(table_, "equation", with_states_);
        check_symbols(table_, "initial_value", with_covariates_);
        if (e.initial_value.empty()) table_.fault("initial_value", "expected a value or an equation");
        check_state(e);
        break;
      case EquationKind::observable:
        check_symbols(table_, "equation", with_states_);
        with_states_.insert(e.name);
        check_unit(e, observable_list);
        break;
    }
  }

  void check_state(Equation& e) {
    const int index = state_index(e.name);
    if (index < 0) {
      table_.fault("name", "expected the name of a state");
      return;
    }
    const StateInfo& info = states[static_cast<std::size_t>(index)];
    e.absolute_tolerance = info.absolute_tolerance;
    if (e.unit != info.unit) table_.fault("unit", "expected " + std::string(info.unit));
    if (e.module != info.module) table_.fault("module", "expected " + std::string(name_of(info.module)));
    if (e.compartment != info.compartment)
      table_.fault("compartment", "expected " + std::string(info.compartment));
  }

  template <class List>
  void check_unit(const Equation& e, const List& list) {
    for (const auto& info : list)
      if (info.name == e.name) {
        if (e.unit != info.unit) table_.fault("unit", "expected " + std::string(info.unit));
        return;
      }
    table_.fault("name", "expected the name of a " + std::string(name_of(e.kind)) + " quantity");
  }

  template <class List>
  void require_all(const List& list, EquationKind kind) {
    for (const auto& info : list)
      if (std::none_of(equations_.begin(), equations_.end(),
                       [&](const Equation& e) { return e.kind == kind && e.name == info.name; }))
        table_.missing(info.name);
  }

  TableReader table_;
  std::vector<Equation> equations_;
  NameSet with_covariates_ = given_symbols();  ///< known at baseline and in initial values
  NameSet with_states_ = given_symbols();      ///< known at any time
};

}  // namespace

std::string_view name_of(EquationKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

ModelDescription ModelDescription::load() {
  FaultList faults;
  ModelDescription model;
  try {
    model.parameters = ParameterTable::load();
  } catch (const InputError& error) {
    for (const Fault& fault : error.faults()) faults.add(fault);
  }
  model.modules = read_modules(faults);
  model.equations = EquationReader(faults).read();
  model.constants = read_constants(faults);
  model.sources = read_sources(faults);
  faults.throw_if_any();
  return model;
}

const Equation* ModelDescription::find(std::string_view name) const {
  for (const Equation& e : equations)
    if (e.name == name) return &e;
  return nullptr;
}

std::vector<const Equation*> ModelDescription::readers_of(std::string_view symbol) const {
  std::vector<const Equation*> result;
  for (const Equation& e : equations)
    for (const std::string& read : symbols_in(e.equation + " + " + e.initial_value))
      if (read == symbol) result.push_back(&e);
  return result;
}

std::vector<std::string> symbols_in(std::string_view equation) {
  std::vector<std::string> symbols;
  for (std::size_t i = 0; i < equation.size();) {
    const std::size_t start = i;
    if (is_digit(equation[i])) {  // a number, its exponent included
      while (i < equation.size() && (is_digit(equation[i]) || equation[i] == '.' || equation[i] == 'e')) ++i;
      continue;
    }
    while (i < equation.size() && (is_letter(equation[i]) || is_digit(equation[i]))) ++i;
    if (i == start) {
      ++i;
      continue;
    }
    const std::string_view name = equation.substr(start, i - start);
    if (std::find(functions.begin(), functions.end(), name) == functions.end() &&
        std::find(symbols.begin(), symbols.end(), name) == symbols.end())
      symbols.emplace_back(name);
  }
  return symbols;
}

std::string symbol_of_covariate(std::string_view name) {
  return std::string(name) + (state_index(name) < 0 ? "" : "0");
}

}  // namespace trimer::therapy
