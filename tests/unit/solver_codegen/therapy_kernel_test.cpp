// The kernel generated from the therapy model against the model itself, at random patients and states.
#include <trimer/core/random.h>
#include <trimer/simulation/generate/traced_therapy.h>
#include <trimer/simulation/generated/therapy_inputs.h>
#include <trimer/simulation/generated/therapy_kernel.h>
#include <trimer/solver/kernel.h>
#include <trimer/therapy/derivatives.h>
#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/parameter_table.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dual.h"

namespace trimer::simulation {
namespace {

using models::Dual;
using V = Lanes<1>;
using K = TherapyKernel;
constexpr int n = therapy::state_count;
using Vector = std::array<double, n>;

struct Patient {
  therapy::Parameters<double> parameters;
  therapy::Baseline<double> baseline;
  double infusion_rate = 0;
  Vector y{};
};

therapy::Covariates<double> adult() {
  therapy::Covariates<double> patient{};
  patient.age = 40;
  patient.bsa = 1.85;
  patient.weight = 75;
  patient.marrow_blast_fraction = 0.4;
  patient.blood_blasts_per_ul = 500;
  patient.cd19_positive_fraction = 0.9;
  patient.cd19_low_fraction = 0.05;
  patient.cd19_null_fraction = 1e-9;
  patient.sites_high = 20000;
  patient.t_cells_per_ul = 600;
  patient.cd8_fraction = 0.45;
  patient.treg_percent = 5;
  patient.exhausted_fraction = 0.03;
  patient.t_cell_fitness = 1;
  patient.b_cells_per_ul = 30;
  patient.neutrophils = 2;
  patient.platelets = 100;
  patient.haemoglobin = 9.2;
  patient.immunoglobulin_g = 6;
  patient.car_t_per_ul = 5;
  patient.csf_blasts = 1e6;
  return patient;
}

/// Every parameter and state within about a factor of 3 of where patients are; states that begin at zero are
/// somewhere in the range they reach under therapy. Some points put one state at zero or a little below.
Patient random_patient(std::uint64_t number) {
  static const therapy::Parameters<double> typical = therapy::typical_values();
  RandomStream random(2023, number, 0);
  Patient patient{typical, {}, 30 * random.uniform(), {}};
  therapy::for_each_parameter(patient.parameters,
                              [&](const auto&, double& value) { value *= std::exp(0.2 * random.normal()); });
  therapy::Covariates<double> covariates = adult();
  covariates.marrow_blast_fraction = random.uniform();
  covariates.t_cells_per_ul *= std::exp(random.normal());
  covariates.sites_high *= std::exp(random.normal());
  patient.baseline = therapy::baseline(patient.parameters, covariates);
  const auto initial =
      therapy::to_array(therapy::initial_state(patient.parameters, covariates, patient.baseline));
  for (std::size_t i = 0; i < patient.y.size(); ++i) {
    const std::string_view unit = therapy::states[i].unit;
    const double reached = unit == "cells" ? 1e8 : unit == "1" ? 0.3 : 5.0;
    patient.y[i] =
        (initial[i] > 0 ? initial[i] : reached * random.uniform()) * std::exp(0.5 * random.normal());
  }
  if (number % 2 == 1) patient.y[number / 2 % n] *= number % 4 == 1 ? 0 : -1e-6;
  return patient;
}

template <class T>
std::array<T, n> model_rates(const std::array<T, n>& y, const Patient& patient) {
  therapy::Parameters<T> parameters;
  therapy::Baseline<T> baseline;
  const auto copy = [](const auto& from, auto& to, auto&& for_each) {
    std::vector<double> values;
    for_each(from, [&](const auto&, const double& value) { values.push_back(value); });
    std::size_t i = 0;
    for_each(to, [&](const auto&, T& value) { value = T(values[i++]); });
  };
  copy(patient.parameters, parameters, [](auto& s, auto&& f) { therapy::for_each_parameter(s, f); });
  copy(patient.baseline, baseline, [](auto& s, auto&& f) { therapy::for_each_baseline(s, f); });
  return therapy::to_array(
      therapy::derivatives(therapy::state_from(y.data()), parameters, baseline, T(patient.infusion_rate)));
}

std::array<Vector, n> model_jacobian(const Patient& patient) {
  std::array<Vector, n> jacobian{};
  for (std::size_t column = 0; column < n; ++column) {
    std::array<Dual, n> y;
    std::copy(patient.y.begin(), patient.y.end(), y.begin());
    y[column].slope = 1;
    const std::array<Dual, n> rates = model_rates(y, patient);
    for (std::size_t row = 0; row < n; ++row) jacobian[row][column] = rates[row].slope;
  }
  return jacobian;
}

struct Computed {
  std::array<V, n> y, rates;
  std::array<V, K::prepared> prepared;
  std::array<V, K::jacobian_nonzeros> jacobian;
  std::array<V, K::augmented_size> augmented;
  explicit Computed(const Patient& patient) {
    std::array<double, therapy_inputs> values{};
    set_therapy_inputs(patient.parameters, patient.baseline, patient.infusion_rate, values);
    std::array<V, therapy_inputs> inputs;
    std::copy(values.begin(), values.end(), inputs.begin());
    std::copy(patient.y.begin(), patient.y.end(), y.begin());
    K::prepare(inputs.data(), prepared.data());
    K::derivatives_and_augmented(y.data(), prepared.data(), rates.data(), augmented.data());
    K::augmented_jacobian(augmented.data(), prepared.data(), jacobian.data());
  }
};

constexpr std::uint64_t points = 200;

/// A rate or slope that the model itself does not have: counts and marrow of exactly 0 or below stand under
/// powers.
bool in_domain(const Patient& patient, std::size_t row) {
  const std::string_view name = therapy::states[row].name;
  if (!name.ends_with("_precursor_1") && name != "haemoglobin_precursor") return true;
  for (const char* base : {"neutrophils", "platelets", "haemoglobin", "normal_marrow_cells"})
    if (patient.y[static_cast<std::size_t>(therapy::state_index(base))] <= 0) return false;
  return true;
}

/// Size of the terms of each rate, which bounds the rounding of their sum.
Vector sizes(const Vector& rates, const std::array<Vector, n>& jacobian, const Vector& y) {
  Vector size{};
  for (std::size_t i = 0; i < n; ++i) {
    size[i] = std::abs(rates[i]);
    for (std::size_t j = 0; j < n; ++j) size[i] += std::abs(jacobian[i][j] * y[j]);
  }
  return size;
}

TEST(TherapyKernel, has_the_states_of_the_model_in_their_order) {
  static_assert(solver::Kernel<K>);
  ASSERT_EQ(K::states, therapy::state_count);
  for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(K::state_names[i], therapy::states[i].name);
  EXPECT_EQ(K::inputs, therapy_inputs);
  EXPECT_STREQ(K::input_names[therapy_infusion_rate], "infusion_rate");
}

// Powers are exp(y log x): their relative error is that of the exponent, |y log x| units in the last place,
// here up to about 100.
TEST(TherapyKernel, gives_the_rates_of_the_model) {
  for (std::uint64_t number = 0; number < points; ++number) {
    const Patient patient = random_patient(number);
    const Vector expected = model_rates(patient.y, patient);
    const Vector size = sizes(expected, model_jacobian(patient), patient.y);
    const Computed got(patient);
    for (std::size_t i = 0; i < n; ++i) {
      if (!in_domain(patient, i)) continue;
      EXPECT_NEAR(got.rates[i][0], expected[i], 3e-14 * size[i] + 1e-20)
          << therapy::states[i].name << " at point " << number;
    }
  }
}

TEST(TherapyKernel, gives_the_jacobian_of_the_model_and_nothing_is_missing_from_its_pattern) {
  for (std::uint64_t number = 0; number < points; ++number) {
    const Patient patient = random_patient(number);
    std::array<Vector, n> rest = model_jacobian(patient);
    const std::array<Vector, n> expected = rest;
    const Vector size = sizes(model_rates(patient.y, patient), expected, patient.y);
    const Computed got(patient);
    for (std::size_t k = 0; k < got.jacobian.size(); ++k) {
      const std::size_t row = static_cast<std::size_t>(K::jacobian_rows[k]);
      const std::size_t column = static_cast<std::size_t>(K::jacobian_columns[k]);
      if (!in_domain(patient, row)) {
        rest[row].fill(0);
        continue;
      }
      const double from_terms = patient.y[column] == 0 ? 0 : 1e-14 * size[row] / std::abs(patient.y[column]);
      EXPECT_LE(std::abs(got.jacobian[k][0] - expected[row][column]),
                1e-10 * std::abs(expected[row][column]) + from_terms)  // a saturated contact cancels
          << "d " << therapy::states[row].name << " / d " << therapy::states[column].name << " at point "
          << number;
      rest[row][column] = 0;
    }
    for (const Vector& row : rest) EXPECT_THAT(row, testing::Each(0.0));
  }
}

/// (diagonal I - J) x = b, relative to the size of the terms.
void expect_solution(const Computed& at, double diagonal, const Vector& b, const std::array<V, n>& x) {
  Vector residual = b, size{};
  for (std::size_t i = 0; i < n; ++i) {
    residual[i] -= diagonal * x[i][0];
    size[i] = std::abs(b[i]) + std::abs(diagonal * x[i][0]);
  }
  for (std::size_t k = 0; k < at.jacobian.size(); ++k) {
    const std::size_t row = static_cast<std::size_t>(K::jacobian_rows[k]);
    const double term = at.jacobian[k][0] * x[static_cast<std::size_t>(K::jacobian_columns[k])][0];
    residual[row] += term;
    size[row] += std::abs(term);
  }
  for (std::size_t i = 0; i < n; ++i)
    EXPECT_LE(std::abs(residual[i]), 1e-12 * size[i]) << therapy::states[i].name << ", diagonal " << diagonal;
}

// No pivoting: what counts is that the equations hold, relative to the size of their terms.
TEST(TherapyKernel, solves_the_equations_of_a_step_of_any_size) {
  for (std::uint64_t number = 0; number < points; ++number) {
    const Patient patient = random_patient(number);
    bool finite = true;
    for (std::size_t i = 0; i < n; ++i) finite = finite && in_domain(patient, i);
    if (!finite) continue;
    const Computed at(patient);
    RandomStream random(5, number, 0);
    const double diagonal = std::pow(10.0, 6 * random.uniform() - 1);  // steps of about 50 days to 5 seconds
    Vector b{};
    for (std::size_t i = 0; i < n; ++i) b[i] = at.rates[i][0] * (0.5 + random.uniform());
    std::array<V, n> x;
    std::copy(b.begin(), b.end(), x.begin());
    std::array<V, K::lu_size> lu;
    K::factor(at.jacobian.data(), V(diagonal), lu.data());
    K::solve(lu.data(), x.data());
    expect_solution(at, diagonal, b, x);

    std::copy(b.begin(), b.end(), x.begin());
    std::array<V, K::augmented_lu_size> augmented_lu;
    K::augmented_factor(at.augmented.data(), at.prepared.data(), V(diagonal), augmented_lu.data());
    K::augmented_solve(at.augmented.data(), at.prepared.data(), augmented_lu.data(), x.data());
    expect_solution(at, diagonal, b, x);
  }
}

TEST(TherapyKernel, shares_the_logarithm_of_powers_with_one_base) {
  EXPECT_EQ(K::derivatives_operations.powers, 0);
  EXPECT_LT(K::derivatives_operations.logarithms, K::derivatives_operations.exponentials);
}

TEST(TherapyEquations, are_printed_with_the_names_of_the_model) {
  const auto traced = trace_therapy();
  const std::string text = equations_text(traced->model, traced->quantities);
  EXPECT_THAT(text, testing::HasSubstr("adhesion = plasma_drug/(plasma_drug + adhesion_ec50)\n"));
  EXPECT_THAT(text, testing::HasSubstr("margination = positive(adhesion - adhesion_adaptation)\n"));
  EXPECT_THAT(text, testing::HasSubstr("d drug_plasma_amount/dt = infusion_rate - "));
}

}  // namespace
}  // namespace trimer::simulation
