/// @file
/// The model as data, for people: modules, equations as text, parameters, constants and sources. What `trimer
/// model` prints. A test holds the text to the compiled equations, in numbers and in units.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <trimer/therapy/parameter_table.h>

namespace trimer::therapy {

struct ModuleDescription {
  Module module = Module::population;
  std::string title;
  std::string summary;
};

enum class EquationKind {
  baseline,    ///< fixed at baseline
  algebra,     ///< evaluated at every step
  state,       ///< the equation is the rate of change [unit/d]
  observable,  ///< what a clinic would see
};
[[nodiscard]] std::string_view name_of(EquationKind kind);

struct Equation {
  EquationKind kind = EquationKind::algebra;
  Module module = Module::population;
  std::string name;
  std::string unit;           ///< of the quantity; the rate of a state is per day
  std::string compartment;    ///< of a state
  std::string equation;       ///< right-hand side; syntax in data/model/README.md
  std::string initial_value;  ///< of a state
  std::string meaning;
  double absolute_tolerance = 0;  ///< of a state [unit]
};

struct ConstantRow {
  std::string name;
  double value = 0;
  std::string unit;
  std::string source;
  std::string evidence;
  std::string meaning;
};

struct SourceRow {
  std::string source;   ///< DOI
  std::string kind;     ///< what it is
  std::string reading;  ///< how it was read: `secondary copy, unverified`, `read`, …
  std::string supports;
};

struct ModelDescription {
  std::vector<ModuleDescription> modules;
  std::vector<Equation> equations;  ///< in order of evaluation: baseline, algebra, states, observables
  ParameterTable parameters;
  std::vector<ConstantRow> constants;
  std::vector<SourceRow> sources;

  /// Reads data/model and data/parameters.
  /// @throws InputError with every fault: an unknown symbol in an equation, a state without one, a wrong
  /// unit, …
  static ModelDescription load();

  /// The equation of a quantity; a state before an observable of the same name; nullptr if there is none.
  [[nodiscard]] const Equation* find(std::string_view name) const;
  /// Equations that read a symbol, in their order.
  [[nodiscard]] std::vector<const Equation*> readers_of(std::string_view symbol) const;
};

/// Names an equation reads, each once, in order of appearance; functions left out.
[[nodiscard]] std::vector<std::string> symbols_in(std::string_view equation);

/// Name of a covariate in equations: with the suffix 0 where a state has the same name.
[[nodiscard]] std::string symbol_of_covariate(std::string_view name);

}  // namespace trimer::therapy
