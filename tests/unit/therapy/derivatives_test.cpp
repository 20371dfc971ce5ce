#include <gtest/gtest.h>

#include <cmath>

#include <trimer/therapy/derivatives.h>
#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/parameter_table.h>
#include <trimer/therapy/typical_patient.h>

#include "stored_points.h"

namespace trimer::therapy {
namespace {

/// |a - b| relative to the larger of |b| and the state turned over in `days`. A rate is a difference of large
/// terms: where they cancel, the last bits of the terms are all that is left.
double difference(double a, double b, double state, double turnover_days) {
  return std::abs(a - b) / std::max({std::abs(b), std::abs(state) / turnover_days, 1e-300});
}

TEST(Derivatives, equal_the_independent_implementation_at_stored_points) {
  const auto points = stored_points();
  ASSERT_EQ(points.size(), 5U);
  for (const StoredPoint& point : points) {
    const auto b = baseline(point.parameters, point.patient);
    const auto rate = to_array(derivatives(point.state, point.parameters, b, point.infusion_rate));
    const auto expected = to_array(point.rate);
    const auto state = to_array(point.state);
    for (std::size_t i = 0; i < states.size(); ++i)
      EXPECT_LT(difference(rate[i], expected[i], state[i], 1.0), 1e-12)
          << point.name << ": " << states[i].name << " is " << rate[i] << ", stored " << expected[i];
  }
}

TEST(Derivatives, the_initial_state_equals_the_independent_implementation) {
  for (const StoredPoint& point : stored_points()) {
    const auto b = baseline(point.parameters, point.patient);
    const auto state = to_array(initial_state(point.parameters, point.patient, b));
    const auto expected = to_array(point.initial_state);
    for (std::size_t i = 0; i < states.size(); ++i)
      EXPECT_LT(difference(state[i], expected[i], 0, 1), 1e-13)
          << point.name << ": " << states[i].name << " is " << state[i] << ", stored " << expected[i];
  }
}

TEST(Derivatives, baseline_without_drug_is_steady_except_for_blasts_hazards_and_exhaustion) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  patient.exhausted_fraction = 0;  // the exhausted share relaxes
  const auto b = baseline(p, patient);
  const auto y = initial_state(p, patient, b);
  const auto state = to_array(y), rate = to_array(derivatives(y, p, b, 0.0));
  for (std::size_t i = 0; i < states.size(); ++i) {
    const Module module = states[i].module;
    if (module == Module::leukaemia || module == Module::hazards || module == Module::car_t) continue;
    if (states[i].name == "normal_marrow_cells")
      continue;  // below: the protected blasts take their room, too
    EXPECT_NEAR(rate[i], 0, 1e-9 * std::max(std::abs(state[i]), 1.0)) << states[i].name;
  }
  EXPECT_NEAR(derivatives(y, p, b, 0.0).normal_marrow_cells / y.normal_marrow_cells, 0, 1e-5);
}

TEST(Derivatives, a_fully_effective_null_clone_is_never_killed) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  patient.cd19_null_fraction = 0.3;
  const auto b = baseline(p, patient);
  auto y = initial_state(p, patient, b);
  const double without = derivatives(y, p, b, 0.0).marrow_blasts_cd19_null;
  y.drug_plasma_amount = 3;
  y.cd8_activated_marrow = 1e11;
  EXPECT_EQ(derivatives(y, p, b, 28.0).marrow_blasts_cd19_null, without);
  EXPECT_GT(without, 0);
}

TEST(Derivatives, healthy_b_cells_recruit_one_and_null_blasts_nothing) {
  const auto p = typical_values();
  EXPECT_DOUBLE_EQ(recruitment(p.reference_sites, p), 1);
  EXPECT_EQ(recruitment(0.0, p), 0);
  EXPECT_NEAR(recruitment(3000.0, p), 3.0 / 8 * 6 / 5, 1e-15);
  // Half-maximal killing at 3,000 sites: 150 pg/mL over the recruitment.
  EXPECT_NEAR(p.ec50_kill / recruitment(3000.0, p), 333.3, 0.1);
}

TEST(Notation, the_smooth_positive_part_is_zero_below_and_smooth_at_zero) {
  EXPECT_EQ(positive(-1e-300), 0);
  EXPECT_EQ(positive(-5.0), 0);
  EXPECT_EQ(positive(0.0), 0);
  EXPECT_DOUBLE_EQ(positive(0.01), 0.005);
  EXPECT_LT(positive(1e-6) / 1e-6, 1.1e-4);  // slope 0 at 0
  EXPECT_NEAR(positive(100.0), 99.99, 1e-3);
  EXPECT_EQ(nonneg(-1.0), 0);
  EXPECT_EQ(nonneg(2.0), 2);
  EXPECT_DOUBLE_EQ(occupancy(150.0, 1.0, 150.0), 0.5);
}

}  // namespace
}  // namespace trimer::therapy
