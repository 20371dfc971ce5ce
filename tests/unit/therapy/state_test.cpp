#include <gtest/gtest.h>

#include <set>

#include <trimer/therapy/baseline.h>
#include <trimer/therapy/extinction.h>
#include <trimer/therapy/observables.h>
#include <trimer/therapy/state.h>
#include <trimer/units/quantity.h>

namespace trimer::therapy {
namespace {

TEST(State, has_61_named_fields) {
  EXPECT_EQ(state_count, 61);
  EXPECT_EQ(sizeof(State<double>), 61 * sizeof(double));
  EXPECT_EQ(sizeof(Parameters<double>), 176 * sizeof(double));
  std::set<std::string_view> names;
  for (const StateInfo& info : states) names.insert(info.name);
  EXPECT_EQ(names.size(), 61U);
}

TEST(State, a_flat_array_and_the_named_fields_are_the_same) {
  std::array<double, state_count> values{};
  for (int i = 0; i < state_count; ++i) values[static_cast<std::size_t>(i)] = i;
  const auto state = state_from(values.data());
  EXPECT_EQ(state.drug_plasma_amount, 0);
  EXPECT_EQ(state.marrow_blasts_cd19_high, 24);
  EXPECT_EQ(state.cumulative_hazard_death, 60);
  EXPECT_EQ(to_array(state), values);
  EXPECT_EQ(state_index("marrow_blasts_cd19_high"), 24);
  EXPECT_EQ(state_index("blasts"), -1);
}

TEST(State, absolute_tolerances_are_those_of_population_runs) {
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("cd8_resting_blood"))].absolute_tolerance, 1e3);
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("healthy_b_blood"))].absolute_tolerance, 1e3);
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("car_t_memory"))].absolute_tolerance, 1e3);
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("csf_t_cells"))].absolute_tolerance, 1e3);
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("immunoglobulin_g"))].absolute_tolerance, 1e-4);
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("csf_blasts_cd19_null"))].absolute_tolerance, 0.1);
  EXPECT_EQ(states[static_cast<std::size_t>(state_index("normal_marrow_cells"))].absolute_tolerance, 1e6);
}

TEST(State, every_unit_is_known) {
  for (const auto& info : states) EXPECT_TRUE(units::parse_unit(info.unit)) << info.name << " " << info.unit;
  for (const auto& info : parameters)
    EXPECT_TRUE(units::parse_unit(info.unit)) << info.name << " " << info.unit;
  for (const auto& info : baseline_quantities) EXPECT_TRUE(units::parse_unit(info.unit)) << info.name;
  for (const auto& info : observable_list) EXPECT_TRUE(units::parse_unit(info.unit)) << info.name;
  for (const auto& info : constants_list) EXPECT_TRUE(units::parse_unit(info.unit)) << info.name;
  for (const auto& info : covariates)
    EXPECT_TRUE(units::parse_unit(info.unit)) << info.name << " " << info.unit;
}

TEST(State, clones_that_can_die_out_are_states) {
  for (const std::string_view clone : clones) EXPECT_GE(state_index(clone), 0) << clone;
}

TEST(Covariates, say_which_are_missing_or_out_of_range) {
  Covariates<double> patient;
  EXPECT_EQ(covariate_faults(patient).size(), covariates.size());
  for_each_covariate(patient, [](const CovariateInfo& info, double& value) { value = info.highest; });
  EXPECT_TRUE(covariate_faults(patient).empty());
  patient.marrow_blast_fraction = 1.2;
  const auto faults = covariate_faults(patient);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(to_text(faults[0]), "marrow_blast_fraction = 1.2, expected 1e-12 to 0.9999");
}

}  // namespace
}  // namespace trimer::therapy
