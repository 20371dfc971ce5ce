// Every equation on numbers that know their units. A term whose unit does not fit throws DimensionError.
#include <gtest/gtest.h>

#include <map>

#include <trimer/therapy/derivatives.h>
#include <trimer/therapy/dosing.h>
#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/model_description.h>
#include <trimer/therapy/observables.h>
#include <trimer/units/dimensioned.h>

#include "expression.h"
#include "stored_points.h"

namespace trimer::therapy {
namespace {

using units::Dimensioned;
using units::DimensionError;

/// A stored point with the units of the tables.
struct Patient {
  Parameters<Dimensioned> p;
  Covariates<Dimensioned> patient;
  State<Dimensioned> y;
  Dimensioned infusion_rate;
};

template <class From, class ForEach, class To>
void with_units(const From& from, To& to, ForEach for_each) {
  std::vector<double> values;
  for_each(from, [&](const auto&, double x) { values.push_back(x); });
  auto next = values.begin();
  for_each(to, [&](const auto& info, Dimensioned& x) { x = Dimensioned(*next++, info.unit); });
}

Patient patient_of(const StoredPoint& point) {
  Patient result;
  const auto each_parameter = [](auto& v, auto f) { for_each_parameter(v, f); };
  const auto each_covariate = [](auto& v, auto f) { for_each_covariate(v, f); };
  const auto each_state = [](auto& v, auto f) { for_each_state(v, f); };
  with_units(point.parameters, result.p, each_parameter);
  with_units(point.patient, result.patient, each_covariate);
  with_units(point.state, result.y, each_state);
  result.infusion_rate = Dimensioned(point.infusion_rate, "ug/d");
  return result;
}

void expect_unit(const Dimensioned& x, const std::string& unit, std::string_view name) {
  EXPECT_TRUE(units::same_unit(x.unit(), *units::parse_unit(unit)))
      << name << " is [" << to_text(x.unit()) << "], expected " << unit;
}

TEST(Dimensions, of_every_equation_fit) {
  for (const StoredPoint& point : stored_points()) {
    const Patient d = patient_of(point);
    const auto b = baseline(d.p, d.patient);
    for_each_baseline(b, [](const BaselineInfo& info, const Dimensioned& x) {
      expect_unit(x, std::string(info.unit), info.name);
    });
    for_each_state(initial_state(d.p, d.patient, b), [](const StateInfo& info, const Dimensioned& x) {
      expect_unit(x, std::string(info.unit), info.name);
    });
    for_each_state(derivatives(d.y, d.p, b, d.infusion_rate),
                   [](const StateInfo& info, const Dimensioned& x) {
                     expect_unit(x, std::string(info.unit) + "/d", info.name);
                   });
    for_each_observable(observables(d.y, d.p, b), [](const ObservableInfo& info, const Dimensioned& x) {
      expect_unit(x, std::string(info.unit), info.name);
    });
  }
}

TEST(Dimensions, a_dimensioned_run_has_the_values_of_a_plain_one) {
  const StoredPoint point = stored_points().at(2);
  const Patient d = patient_of(point);
  const auto with_units = to_array(derivatives(d.y, d.p, baseline(d.p, d.patient), d.infusion_rate));
  const auto plain = to_array(derivatives(point.state, point.parameters,
                                          baseline(point.parameters, point.patient), point.infusion_rate));
  for (std::size_t i = 0; i < states.size(); ++i)
    EXPECT_EQ(with_units[i].value(), plain[i]) << states[i].name;
}

// The elimination of the drug as it is, and with its `/ V` deleted.
template <class T>
T elimination(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b, const T& infusion_rate) {
  return infusion_rate - b.clearance_day / p.volume * y.drug_plasma_amount;
}
template <class T>
T elimination_without_volume(const State<T>& y, const Parameters<T>&, const Baseline<T>& b,
                             const T& infusion_rate) {
  return infusion_rate - b.clearance_day * y.drug_plasma_amount;
}

TEST(Dimensions, a_deleted_volume_is_found) {
  const Patient d = patient_of(stored_points().at(2));
  const auto b = baseline(d.p, d.patient);
  EXPECT_NO_THROW((void)elimination(d.y, d.p, b, d.infusion_rate));
  EXPECT_THROW((void)elimination_without_volume(d.y, d.p, b, d.infusion_rate), DimensionError);
}

TEST(Dimensions, a_parameter_in_another_unit_is_found) {
  Patient d = patient_of(stored_points().at(2));
  d.p.clearance = Dimensioned(2.22, "L/d");  // the table has L/h
  const auto b = baseline(d.p, d.patient);
  EXPECT_THROW((void)derivatives(d.y, d.p, b, d.infusion_rate), DimensionError);
}

TEST(Dimensions, a_recruitment_of_sites_instead_of_sites_per_cell_is_found) {
  Patient d = patient_of(stored_points().at(2));
  d.p.reference_sites = Dimensioned(25000, "cells");
  EXPECT_THROW((void)derivatives(d.y, d.p, baseline(d.p, d.patient), d.infusion_rate), DimensionError);
}

/// Deletes each divisor that is a bare name with a unit, in every equation; the damage must show.
TEST(Dimensions, deleting_any_divisor_with_a_unit_is_found) {
  const auto model = ModelDescription::load();
  const Patient d = patient_of(stored_points().at(2));
  std::map<std::string, Dimensioned> known;
  for (const ConstantInfo& info : constants_list)
    known[std::string(info.name)] = Dimensioned(info.value, info.unit);
  const auto know = [&](const auto& info, const Dimensioned& x) { known[std::string(info.name)] = x; };
  for_each_parameter(d.p, know);
  for_each_covariate(d.patient, [&](const CovariateInfo& info, const Dimensioned& x) {
    known[symbol_of_covariate(info.name)] = x;
  });
  for_each_state(d.y, know);
  known["infusion_rate"] = d.infusion_rate;
  const Expression<Dimensioned>::Lookup lookup = [&](const std::string& name) { return known.at(name); };

  int deleted = 0;
  for (const Equation& e : model.equations) {
    if (e.kind == EquationKind::observable) break;  // known by then: baseline, algebra, states
    for (std::size_t slash = e.equation.find('/'); slash != std::string::npos;
         slash = e.equation.find('/', slash + 1)) {
      const std::size_t end = e.equation.find_first_of(" +-*/^(),", slash + 1);
      const std::string divisor = e.equation.substr(slash + 1, end - slash - 1);
      if (!known.contains(divisor) || units::same_unit(known[divisor].unit(), units::Unit{})) continue;
      std::string damaged = e.equation;
      damaged.erase(slash, divisor.size() + 1);
      ++deleted;
      bool found = false;
      try {
        const Dimensioned x = Expression<Dimensioned>(damaged, lookup).value();
        const std::string unit = e.unit + (e.kind == EquationKind::state ? "/d" : "");
        found = !units::same_unit(x.unit(), *units::parse_unit(unit));
      } catch (const DimensionError&) {
        found = true;
      }
      EXPECT_TRUE(found) << e.name << " = " << damaged;
    }
    if (e.kind != EquationKind::state) known[e.name] = Expression<Dimensioned>(e.equation, lookup).value();
  }
  EXPECT_GT(deleted, 30);
}

}  // namespace
}  // namespace trimer::therapy
