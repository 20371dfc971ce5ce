#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include <trimer/core/csv.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/therapy/model_description.h>

#include "commands.h"

namespace trimer::cli {
namespace {

using therapy::Equation;
using therapy::EquationKind;
using therapy::ModelDescription;
using therapy::ParameterRow;

template <class... Arguments>
void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  std::fputs(fmt::format(format, std::forward<Arguments>(arguments)...).c_str(), stdout);
}

std::string unit_text(const std::string& unit) {
  return unit == "1" ? "" : " " + unit;
}

std::string between_patients(const ParameterRow& row) {
  if (!row.draws_with.empty()) return "varies with " + row.draws_with;
  if (row.log_sd) return "log SD " + number_text(*row.log_sd) + " between patients";
  return "the same in all patients";
}

void print_parameter_line(const ParameterRow& row) {
  print("  {:<10} {:<34} {:>10}{:<11} {}{}\n", row.symbol, row.name, number_text(row.value),
        unit_text(row.unit), therapy::name_of(row.evidence),
        row.log_sd ? ", log SD " + number_text(*row.log_sd) : std::string());
}

std::string left_hand_side(const Equation& equation) {
  return equation.kind == EquationKind::state ? "d " + equation.name + "/dt" : equation.name;
}

void print_equation(const Equation& equation) {
  const std::string unit = equation.kind == EquationKind::state
                               ? (equation.unit == "1" ? "1/d" : equation.unit + "/d")
                               : equation.unit;
  print("  {} = {}    [{}]\n", left_hand_side(equation), equation.equation, unit);
}

void print_kind(const ModelDescription& model, therapy::Module module, EquationKind kind,
                const char* heading) {
  bool first = true;
  for (const Equation& equation : model.equations) {
    if (equation.module != module || equation.kind != kind) continue;
    if (first) print("\n{}\n", heading);
    first = false;
    print_equation(equation);
  }
}

void print_module(const ModelDescription& model, const therapy::ModuleDescription& module) {
  print("{} ({})\n{}\n", module.title, therapy::name_of(module.module), module.summary);
  print_kind(model, module.module, EquationKind::baseline, "Fixed at baseline");
  print_kind(model, module.module, EquationKind::algebra, "Algebra");
  print_kind(model, module.module, EquationKind::state, "Rates of change");
  print_kind(model, module.module, EquationKind::observable, "What a clinic would see, without error");
  bool first = true;
  for (const Equation& equation : model.equations) {
    if (equation.module != module.module || equation.kind != EquationKind::state) continue;
    if (first) print("\nStates at the start\n");
    first = false;
    print("  {} = {}    [{}, {}]\n", equation.name, equation.initial_value, equation.unit,
          equation.compartment);
  }
  first = true;
  for (const ParameterRow& row : model.parameters.rows()) {
    if (row.module != module.module) continue;
    if (first) print("\nParameters\n");
    first = false;
    print_parameter_line(row);
  }
}

void print_overview(const ModelDescription& model) {
  const auto states =
      std::count_if(model.equations.begin(), model.equations.end(),
                    [](const Equation& equation) { return equation.kind == EquationKind::state; });
  print("The therapy model: {} states, {} parameters, {} modules.\n", states, model.parameters.rows().size(),
        model.modules.size());
  for (const therapy::ModuleDescription& module : model.modules) {
    print("\n{:<18} {}\n", therapy::name_of(module.module), module.summary);
    for (const Equation& equation : model.equations)
      if (equation.module == module.module && equation.kind == EquationKind::state)
        print("    {:<28} {:<10} {}\n", equation.name, equation.unit, equation.meaning);
  }
  print(
      "\n`trimer model MODULE` prints equations and parameters, `trimer model NAME` one quantity or "
      "parameter.\n");
}

void print_readers(const ModelDescription& model, const std::string& symbol) {
  const auto readers = model.readers_of(symbol);
  if (readers.empty()) return;
  print("\nRead by\n");
  for (const Equation* equation : readers) print_equation(*equation);
}

void print_source(const ModelDescription& model, const std::string& source) {
  for (const therapy::SourceRow& row : model.sources)
    if (!row.source.empty() && source.find(row.source) != std::string::npos)
      print("           {}; {}; supports {}\n", row.kind, row.reading, row.supports);
}

bool print_parameter(const ModelDescription& model, const std::string& name) {
  const ParameterRow* row = model.parameters.find(name);
  if (!row) return false;
  print("{} ({}), parameter of {}\n{}\n\n", row->name, row->symbol, therapy::name_of(row->module),
        row->meaning);
  print("value      {}{}, {}\n", number_text(row->value), unit_text(row->unit), between_patients(*row));
  print("range      {} to {}{} (typical value)\n", number_text(row->range_low), number_text(row->range_high),
        unit_text(row->unit));
  print("evidence   {}\nsource     {}\n", therapy::name_of(row->evidence), row->source);
  print_source(model, row->source);
  if (row->calibrate)
    print("prior      {}, mu {}, sd {}\n", therapy::name_of(row->prior.kind), number_text(row->prior.mu),
          number_text(row->prior.sd));
  print("file       {}:{}\n", row->file, row->line);
  print_readers(model, row->name);
  return true;
}

bool print_quantity(const ModelDescription& model, const std::string& name) {
  bool found = false;
  for (const Equation& equation : model.equations) {
    if (equation.name != name) continue;
    print("{}{} ({}), {} of {}\n{}\n\n", found ? "\n" : "", equation.name, equation.unit,
          therapy::name_of(equation.kind), therapy::name_of(equation.module), equation.meaning);
    print_equation(equation);
    if (equation.kind == EquationKind::state)
      print("  at the start {} = {}    [{}]\n", equation.name, equation.initial_value, equation.unit);
    found = true;
  }
  if (found) print_readers(model, name);
  return found;
}

bool print_constant(const ModelDescription& model, const std::string& name) {
  for (const therapy::ConstantRow& row : model.constants) {
    if (row.name != name) continue;
    print("{}, constant\n{}\n\nvalue      {}{}\nevidence   {}\nsource     {}\n", row.name, row.meaning,
          number_text(row.value), unit_text(row.unit), row.evidence, row.source);
    print_readers(model, name);
    return true;
  }
  return false;
}

std::vector<std::string> all_names(const ModelDescription& model) {
  std::vector<std::string> names;
  for (const auto& module : model.modules) names.emplace_back(therapy::name_of(module.module));
  for (const Equation& equation : model.equations) names.push_back(equation.name);
  for (const ParameterRow& row : model.parameters.rows()) {
    names.push_back(row.name);
    names.push_back(row.symbol);
  }
  for (const therapy::ConstantRow& row : model.constants) names.push_back(row.name);
  return names;
}

}  // namespace

int model(const ModelArguments& arguments) {
  const ModelDescription model = ModelDescription::load();
  const std::string& what = arguments.what;
  if (what.empty()) {
    print_overview(model);
    return 0;
  }
  for (const therapy::ModuleDescription& module : model.modules)
    if (therapy::name_of(module.module) == what) {
      print_module(model, module);
      return 0;
    }
  if (print_parameter(model, what) || print_quantity(model, what) || print_constant(model, what)) return 0;
  const std::string near = did_you_mean(what, all_names(model));
  throw InputError("model", what,
                   near.empty()
                       ? "expected a module, a quantity, a parameter or its symbol; `trimer model` lists them"
                       : "unknown, did you mean '" + near + "'?");
}

}  // namespace trimer::cli
