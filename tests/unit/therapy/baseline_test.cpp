#include <gtest/gtest.h>

#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/observables.h>
#include <trimer/therapy/parameter_table.h>
#include <trimer/therapy/smear.h>
#include <trimer/therapy/typical_patient.h>

namespace trimer::therapy {
namespace {

TEST(Baseline, gate_negative_blasts_are_dim_unless_said_to_be_null) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  patient.cd19_positive_fraction = 0.38;  // 0.38/0.95: 40 % positive
  patient.cd19_null_fraction = 0;
  EXPECT_NEAR(baseline(p, patient).fraction_low, 0.6, 1e-15);
  EXPECT_NEAR(baseline(p, patient).fraction_high, 0.4, 1e-15);
  patient.cd19_null_fraction = 0.25;
  EXPECT_NEAR(baseline(p, patient).fraction_low, 0.35, 1e-15);
  EXPECT_EQ(baseline(p, patient).fraction_null, 0.25);
}

TEST(Baseline, shares_of_clones_add_to_one_for_any_covariates) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  for (double positive = 0; positive <= 1; positive += 0.125)
    for (double low = 0; low <= 1; low += 0.125)
      for (double null = 0; null <= 1; null += 0.125) {
        patient.cd19_positive_fraction = positive;
        patient.cd19_low_fraction = low;
        patient.cd19_null_fraction = null;
        const auto b = baseline(p, patient);
        EXPECT_NEAR(b.fraction_high + b.fraction_low + b.fraction_null, 1, 1e-15);
        EXPECT_GE(b.fraction_high, 0);
        EXPECT_GE(b.fraction_low, 0);
      }
}

TEST(Baseline, clearance_is_the_published_one_at_the_reference_surface) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  patient.bsa = 1.876;
  const auto b = baseline(p, patient);
  EXPECT_NEAR(b.clearance_day, 24 * 2.22, 1e-12);
  // 28 ug/d at steady state: 526 pg/mL.
  EXPECT_NEAR(1000 * 28 / b.clearance_day, 525.5, 0.1);
}

TEST(Baseline, counts_above_their_reserve_are_kept) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  EXPECT_NEAR(baseline(p, patient).reserve_neutrophil, 0.5, 1e-12);
  patient.neutrophils = 12;
  EXPECT_GT(baseline(p, patient).reserve_neutrophil, 1);
}

TEST(Baseline, a_marrow_without_blood_blasts_still_holds_one_cell_in_blood) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.4);
  patient.blood_blasts_per_ul = 0;
  EXPECT_EQ(baseline(p, patient).blood_blasts0, 1);
}

TEST(Smear, the_covariate_of_a_smear_shows_that_smear) {
  const auto p = typical_values();
  for (const double smear : {1e-6, 0.01, 0.05, 0.3, 0.5, 0.8, 0.93, 0.95}) {
    auto patient = typical_covariates(p, 0.5);
    patient.marrow_blast_fraction = marrow_blast_fraction_from_smear(smear, p, patient);
    const auto b = baseline(p, patient);
    EXPECT_NEAR(observables(initial_state(p, patient, b), p, b).marrow_blast_fraction, smear, 1e-14);
    EXPECT_NEAR(smear_at_baseline(p, patient), smear, 1e-14);
  }
}

TEST(Smear, holds_with_a_large_niche_and_many_null_blasts) {
  auto p = typical_values();
  p.niche_fraction_initial = 0.05;
  p.marrow_space = 1.005e12;  // so that the floor of the niche acts below 1e12 blasts
  auto patient = typical_covariates(p, 0.5);
  patient.cd19_null_fraction = 0.3;
  for (const double smear : {0.2, 0.9, 0.97, 0.98}) {
    patient.marrow_blast_fraction = marrow_blast_fraction_from_smear(smear, p, patient);
    const auto b = baseline(p, patient);
    EXPECT_NEAR(observables(initial_state(p, patient, b), p, b).marrow_blast_fraction, smear, 1e-14);
  }
}

TEST(Smear, a_covariate_of_0_97_is_seen_as_93_percent_and_no_smear_exceeds_0_957) {
  const auto p = typical_values();
  auto patient = typical_covariates(p, 0.97);
  EXPECT_NEAR(smear_at_baseline(p, patient), 0.931, 5e-4);
  EXPECT_NEAR(highest_smear(p, patient), 0.9567, 5e-5);
  EXPECT_NO_THROW((void)marrow_blast_fraction_from_smear(0.956, p, patient));
  for (const double bad : {0.957, 1.0, 1.5, 0.0, -0.1}) {
    EXPECT_THROW((void)marrow_blast_fraction_from_smear(bad, p, patient), InputError) << bad;
  }
}

}  // namespace
}  // namespace trimer::therapy
