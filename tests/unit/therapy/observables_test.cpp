#include <gtest/gtest.h>

#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/observables.h>
#include <trimer/therapy/parameter_table.h>
#include <trimer/therapy/typical_patient.h>

namespace trimer::therapy {
namespace {

class Observed : public testing::Test {
 protected:
  Parameters<double> p = typical_values();
  Covariates<double> patient = typical_covariates(p, 0.4);
  Baseline<double> b = baseline(p, patient);
  State<double> y = initial_state(p, patient, b);
  [[nodiscard]] Observables<double> seen() const { return observables(y, p, b); }
};

TEST_F(Observed, baseline_shows_the_covariates) {
  const auto o = seen();
  EXPECT_NEAR(o.t_cells_per_ul, 600, 1e-9);
  EXPECT_NEAR(o.cd8_per_ul, 270, 1e-9);
  EXPECT_NEAR(o.cd4_per_ul, 330, 1e-9);
  EXPECT_NEAR(o.b_cells_per_ul, 30, 1e-12);
  EXPECT_NEAR(o.blood_blasts_per_ul, patient.blood_blasts_per_ul, 1e-9);
  EXPECT_EQ(o.plasma_drug, 0);
  EXPECT_EQ(o.temperature, 36.8);
  EXPECT_EQ(o.mean_arterial_pressure, 88);
  EXPECT_EQ(o.oxygen_saturation, 98);
  EXPECT_EQ(o.ice_score, 10);
}

TEST_F(Observed, proportions_of_lymphocytes_are_taken_of_t_b_car_t_and_natural_killer_cells) {
  y.car_t_effector = 20 * 5e6 * 30;  // 20 per uL
  const auto o = seen();
  EXPECT_NEAR(o.car_t_per_ul, 20, 1e-12);
  EXPECT_NEAR(o.lymphocytes_per_ul, 800, 1e-9);
  EXPECT_NEAR(o.cd3_of_lymphocytes, 0.75, 1e-12);
  EXPECT_NEAR(o.cd3_cd8_of_lymphocytes, 0.3375, 1e-12);
  EXPECT_NEAR(o.cd3_cd8_of_cd3, 0.45, 1e-12);
}

TEST_F(Observed, activated_t_cells_count_as_t_cells) {
  y.cd8_activated_lymphoid = 1e11;
  const auto o = seen();
  // Return from lymphoid tissue over exit from blood: 0.98/(27.1 + 176) of the tissue pool.
  EXPECT_NEAR(o.activated_t_cells_per_ul, 1e11 * 0.98 / 203.1 / 5e6, 1e-9);
  EXPECT_NEAR(o.t_cells_per_ul, 600 + o.activated_t_cells_per_ul, 1e-9);
  EXPECT_NEAR(o.cd4_per_ul, 330, 1e-9);
}

TEST_F(Observed, a_cd19_gate_sees_the_high_clone_and_a_little_background) {
  y.marrow_blasts_cd19_high = 3e11;
  y.marrow_blasts_protected = 1e11;
  y.marrow_blasts_cd19_low = 4e11;
  y.marrow_blasts_cd19_null = 2e11;
  y.blood_blasts_cd19_high = 1e9;
  y.blood_blasts_cd19_low = 3e9;
  y.blood_blasts_cd19_null = 0;
  const auto o = seen();
  EXPECT_NEAR(o.cd19_positive_of_marrow_blasts, 0.95 * 0.4 + 0.015 * 0.6, 1e-15);
  EXPECT_NEAR(o.cd19_positive_of_blood_blasts, 0.95 * 0.25 + 0.015 * 0.75, 1e-15);
  EXPECT_NEAR(o.cd19_null_of_marrow_blasts, 0.2, 1e-15);
  EXPECT_NEAR(o.cd19_sites_of_marrow_blasts, (20000 + 3000) / 2.0, 1e-9);
  EXPECT_NEAR(o.cd19_sites_of_blood_blasts, 20000 * 0.25 + 3000 * 0.75, 1e-9);
}

TEST_F(Observed, without_a_blast_ratios_are_zero_and_finite) {
  for_each_state(y, [](const StateInfo& info, double& value) {
    if (info.module == Module::leukaemia) value = 0;
  });
  const auto o = seen();
  EXPECT_EQ(o.marrow_blast_fraction, 0);
  EXPECT_EQ(o.cd19_positive_of_marrow_blasts, 0);
  EXPECT_EQ(o.cd19_sites_of_marrow_blasts, 0);
  for_each_observable(o, [](const ObservableInfo& info, double value) {
    EXPECT_EQ(value - value, 0) << info.name;  // neither NaN nor infinite
  });
}

TEST_F(Observed, the_smear_counts_blasts_of_nucleated_cells_and_cellularity_both) {
  y.marrow_blasts_cd19_high = 2e10;
  y.marrow_blasts_cd19_low = y.marrow_blasts_cd19_null = 0;
  y.marrow_blasts_protected = -1e-3;  // round-off
  y.normal_marrow_cells = 3.6e11;
  EXPECT_NEAR(seen().marrow_blast_fraction, 2.0 / 38, 1e-15);
  EXPECT_NEAR(seen().cellularity, 0.4, 1e-15);
}

TEST_F(Observed, white_cells_are_the_sum_of_their_parts_in_giga_per_litre) {
  y.neutrophils = 2.5;
  const auto o = seen();
  EXPECT_NEAR(o.white_cells, (o.blood_blasts_per_ul + 600 + 30) / 1000 + 2.5 + 0.3, 1e-12);
}

TEST_F(Observed, leak_lowers_pressure_and_saturation_and_inflammation_lowers_the_ice_score) {
  y.endothelial_leak = 0.25;
  y.temperature_rise = 2;
  y.neuroinflammation = 0.52;
  const auto o = seen();
  EXPECT_NEAR(o.mean_arterial_pressure, 88 - 65 * 0.125, 1e-12);
  EXPECT_NEAR(o.oxygen_saturation, 98 - 25.0 / 16, 1e-12);
  EXPECT_NEAR(o.temperature, 38.8, 1e-12);
  EXPECT_NEAR(o.ice_score, 5, 1e-12);
  y.endothelial_leak = -1e-9;
  EXPECT_EQ(seen().mean_arterial_pressure, 88);
}

TEST_F(Observed, drug_and_spinal_fluid_have_their_own_scales) {
  y.drug_plasma_amount = 2.99;
  y.csf_blasts_cd19_positive = 3e6;
  EXPECT_NEAR(seen().plasma_drug, 500, 1e-9);
  EXPECT_NEAR(seen().csf_blasts_per_ul, 20, 1e-12);
}

TEST_F(Observed, trimers_for_display_saturate_in_the_sites) {
  const double at_reference = trimers_per_contact(25000.0, 500.0, p);
  EXPECT_NEAR(at_reference, 1.067e-11 * 66299 * 25000 / 6 * 500, 1e-12);
  EXPECT_LT(trimers_per_contact(1e9, 500.0, p) / at_reference, 1.2000001);
}

}  // namespace
}  // namespace trimer::therapy
