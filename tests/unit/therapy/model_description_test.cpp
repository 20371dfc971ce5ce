#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include <trimer/therapy/derivatives.h>
#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/model_description.h>
#include <trimer/therapy/observables.h>
#include <trimer/units/dimensioned.h>

#include "expression.h"
#include "stored_points.h"

namespace trimer::therapy {
namespace {

using units::Dimensioned;

/// Values of every name that equations may use, and what the texts make of them.
template <class T>
class TextModel {
 public:
  explicit TextModel(const ModelDescription& model) : model_(model) {
    for (const ConstantInfo& info : constants_list)
      known_[std::string(info.name)] = quantity<T>(info.value, info.unit);
  }
  void set(const std::string& name, const T& value) { known_[name] = value; }

  /// Evaluates one kind; algebra and baseline quantities become known, rates and observables are only
  /// returned.
  std::map<std::string, T> evaluate(EquationKind kind) {
    std::map<std::string, T> results;
    const typename Expression<T>::Lookup lookup = [&](const std::string& name) {
      // An observable may have the name of a covariate or a state; observables read observables first.
      const auto earlier = results.find(name);
      return kind == EquationKind::observable && earlier != results.end() ? earlier->second : known_.at(name);
    };
    for (const Equation& e : model_.equations) {
      if (e.kind != kind) continue;
      results[e.name] = Expression<T>(e.equation, lookup).value();
      if (kind == EquationKind::baseline || kind == EquationKind::algebra) known_[e.name] = results[e.name];
    }
    return results;
  }
  std::map<std::string, T> initial_values() {
    std::map<std::string, T> results;
    const typename Expression<T>::Lookup lookup = [&](const std::string& name) { return known_.at(name); };
    for (const Equation& e : model_.equations)
      if (e.kind == EquationKind::state) results[e.name] = Expression<T>(e.initial_value, lookup).value();
    return results;
  }

 private:
  const ModelDescription& model_;
  std::map<std::string, T> known_;
};

class ModelText : public testing::Test {
 protected:
  static const ModelDescription& model() {
    static const ModelDescription loaded = ModelDescription::load();
    return loaded;
  }
};

void expect_close(double text, double code, double turnover, std::string_view what) {
  EXPECT_LE(std::abs(text - code), 1e-12 * std::max(std::abs(code), std::abs(turnover))) << what;
}

TEST_F(ModelText, has_every_state_and_every_kind) {
  std::map<EquationKind, int> count;
  for (const Equation& e : model().equations) ++count[e.kind];
  EXPECT_EQ(count[EquationKind::state], 61);
  EXPECT_EQ(count[EquationKind::baseline], baseline_count);
  EXPECT_EQ(count[EquationKind::observable], observable_count);
  EXPECT_EQ(model().modules.size(), module_names.size());
  EXPECT_EQ(model().constants.size(), constants_list.size());
}

TEST_F(ModelText, evaluates_to_the_compiled_equations) {
  for (const StoredPoint& point : stored_points()) {
    TextModel<double> text(model());
    for_each_parameter(point.parameters,
                       [&](const ParameterInfo& info, double x) { text.set(std::string(info.name), x); });
    for_each_covariate(point.patient, [&](const CovariateInfo& info, double x) {
      text.set(symbol_of_covariate(info.name), x);
    });
    const auto fixed = text.evaluate(EquationKind::baseline);
    const auto b = baseline(point.parameters, point.patient);
    for_each_baseline(b, [&](const BaselineInfo& info, double x) {
      expect_close(fixed.at(std::string(info.name)), x, 0, info.name);
    });
    const auto initial = text.initial_values();
    for_each_state(initial_state(point.parameters, point.patient, b), [&](const StateInfo& info, double x) {
      expect_close(initial.at(std::string(info.name)), x, 0, info.name);
    });

    for_each_state(point.state,
                   [&](const StateInfo& info, double x) { text.set(std::string(info.name), x); });
    text.set("infusion_rate", point.infusion_rate);
    text.evaluate(EquationKind::algebra);
    const auto rates = text.evaluate(EquationKind::state);
    const auto code = to_array(derivatives(point.state, point.parameters, b, point.infusion_rate));
    const auto state = to_array(point.state);
    for (std::size_t i = 0; i < states.size(); ++i)
      expect_close(rates.at(std::string(states[i].name)), code[i], state[i], states[i].name);

    const auto seen = text.evaluate(EquationKind::observable);
    for_each_observable(observables(point.state, point.parameters, b),
                        [&](const ObservableInfo& info, double x) {
                          expect_close(seen.at(std::string(info.name)), x, 0, info.name);
                        });
  }
}

TEST_F(ModelText, every_equation_has_the_unit_it_states) {
  const StoredPoint point = stored_points().at(2);
  TextModel<Dimensioned> text(model());
  for_each_parameter(point.parameters, [&](const ParameterInfo& info, double x) {
    text.set(std::string(info.name), Dimensioned(x, info.unit));
  });
  for_each_covariate(point.patient, [&](const CovariateInfo& info, double x) {
    text.set(symbol_of_covariate(info.name), Dimensioned(x, info.unit));
  });
  auto fixed = text.evaluate(EquationKind::baseline);
  const auto initial = text.initial_values();
  for_each_state(point.state, [&](const StateInfo& info, double x) {
    text.set(std::string(info.name), Dimensioned(x, info.unit));
  });
  text.set("infusion_rate", Dimensioned(point.infusion_rate, "ug/d"));
  auto algebra = text.evaluate(EquationKind::algebra);
  auto rates = text.evaluate(EquationKind::state);
  auto seen = text.evaluate(EquationKind::observable);
  for (const Equation& e : model().equations) {
    const std::string unit = e.unit + (e.kind == EquationKind::state ? "/d" : "");
    const auto& values = e.kind == EquationKind::baseline  ? fixed
                         : e.kind == EquationKind::algebra ? algebra
                         : e.kind == EquationKind::state   ? rates
                                                           : seen;
    EXPECT_TRUE(units::same_unit(values.at(e.name).unit(), *units::parse_unit(unit)))
        << e.name << " is [" << to_text(values.at(e.name).unit()) << "], stated " << unit;
    if (e.kind == EquationKind::state && e.initial_value != "0") {
      EXPECT_TRUE(units::same_unit(initial.at(e.name).unit(), *units::parse_unit(e.unit))) << e.name;
    }
  }
}

TEST_F(ModelText, every_parameter_is_read_by_an_equation_or_says_how_patients_are_drawn) {
  for (const ParameterRow& row : model().parameters.rows()) {
    if (row.module == Module::population) continue;
    EXPECT_FALSE(model().readers_of(row.name).empty()) << row.name;
  }
}

TEST_F(ModelText, tells_who_reads_a_symbol) {
  EXPECT_EQ(symbols_in("a*occupancy(b, 1, half)^1.5e3 + a"), (std::vector<std::string>{"a", "b", "half"}));
  const auto readers = model().readers_of("clearance");
  ASSERT_EQ(readers.size(), 1U);
  EXPECT_EQ(readers[0]->name, "clearance_day");
  ASSERT_NE(model().find("neutrophils"), nullptr);
  EXPECT_EQ(model().find("neutrophils")->kind, EquationKind::state);
  EXPECT_EQ(model().find("neutrophil"), nullptr);
  EXPECT_EQ(symbol_of_covariate("neutrophils"), "neutrophils0");
  EXPECT_EQ(symbol_of_covariate("bsa"), "bsa");
}

}  // namespace
}  // namespace trimer::therapy
