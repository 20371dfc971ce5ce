/// @file
/// 20,000 draws of each named population against what its table says. Standard errors at n = 20,000: a share
/// p has sqrt(p(1-p)/n) <= 0.0035, a mean sd/141, a median of a lognormal 1.25 sd_log/141 on the log scale.
/// Tolerances are four of them or more.
#include <gtest/gtest.h>

#include "cohort.h"

namespace trimer::population {
namespace {

constexpr int n = 20000;

const std::vector<VirtualPatient>& relapsed() {
  static const auto patients = cohort(named_population("relapsed_refractory"), n);
  return patients;
}
const std::vector<VirtualPatient>& after_car_t() {
  static const auto patients = cohort(named_population("after_car_t"), n);
  return patients;
}
const std::vector<VirtualPatient>& mrd() {
  static const auto patients = cohort(named_population("mrd"), n);
  return patients;
}

#define COVARIATE(patients, name) values(patients, [](const VirtualPatient& p) { return p.covariates.name; })
#define PARAMETER(patients, name) values(patients, [](const VirtualPatient& p) { return p.parameters.name; })

TEST(RelapsedRefractory, marrow_blasts_have_the_categories_of_tower) {
  // 10.1056/NEJMoa1609783: 3.3 %, 22.1 %, 74.2 % (of 99.6), median 80 %.
  const auto blasts = COVARIATE(relapsed(), marrow_blast_fraction);
  EXPECT_NEAR(share_between(blasts, 0.05, 0.10), 0.033, 0.006);
  EXPECT_NEAR(share_between(blasts, 0.10, 0.50), 0.221, 0.012);
  EXPECT_NEAR(share_between(blasts, 0.50, 0.80), 0.2426, 0.013);
  EXPECT_NEAR(share_between(blasts, 0.80, 0.97), 0.5034, 0.015);
  EXPECT_NEAR(quantile(blasts, 0.5), 0.80, 0.01);
}

TEST(RelapsedRefractory, age_and_sex_are_those_of_the_table) {
  const auto age = COVARIATE(relapsed(), age);
  EXPECT_GE(quantile(age, 0), 18);
  EXPECT_LE(quantile(age, 1), 80);
  // Mean and SD of the truncated lognormal by numerical integration. TOWER reports 40.8 and 17.1.
  EXPECT_NEAR(mean(age), 39.67, 0.4);
  EXPECT_NEAR(sd(age), 14.03, 0.4);
  EXPECT_NEAR(mean(values(relapsed(), [](const auto& p) { return p.male ? 1.0 : 0.0; })), 0.598, 0.014);
  EXPECT_NEAR(mean(values(relapsed(), [](const auto& p) { return p.prior_transplant ? 1.0 : 0.0; })), 0.347,
              0.014);
}

TEST(RelapsedRefractory, men_are_taller_and_heavier_and_bsa_follows) {
  std::vector<double> height_m, height_f, weight_m;
  for (const VirtualPatient& p : relapsed()) {
    (p.male ? height_m : height_f).push_back(p.height);
    if (p.male) weight_m.push_back(p.covariates.weight);
    ASSERT_EQ(p.covariates.bsa, std::sqrt(p.height * p.covariates.weight / 3600));
    ASSERT_GE(p.covariates.weight, 40);
    ASSERT_LE(p.covariates.weight, 140);
  }
  EXPECT_NEAR(mean(height_m), 176, 0.3);
  EXPECT_NEAR(sd(height_m), 7, 0.25);
  EXPECT_NEAR(mean(height_f), 163, 0.3);
  EXPECT_NEAR(quantile(weight_m, 0.5), 80, 0.7);
}

TEST(RelapsedRefractory, blood_blasts_follow_the_marrow) {
  std::vector<double> residual;
  for (const VirtualPatient& p : relapsed())
    residual.push_back(std::log(p.covariates.blood_blasts_per_ul / 1200) -
                       1.5 * std::log(p.covariates.marrow_blast_fraction / 0.7));
  EXPECT_NEAR(mean(residual), 0, 0.05);
  EXPECT_NEAR(sd(residual), 1.4, 0.04);
  EXPECT_GT(correlation(logs(COVARIATE(relapsed(), blood_blasts_per_ul)),
                        logs(COVARIATE(relapsed(), marrow_blast_fraction))),
            0.4);
}

TEST(RelapsedRefractory, the_reserves_of_the_lineages_are_correlated_as_stated) {
  // Reserves recovered from the counts; patients at a clip are left out, which narrows the spread a little.
  std::vector<double> neutrophil, platelet, haemoglobin;
  for (const VirtualPatient& p : relapsed()) {
    const auto& c = p.covariates;
    if (c.neutrophils <= 0.05 || c.neutrophils >= 9 || c.platelets <= 8 || c.platelets >= 400 ||
        c.haemoglobin <= 7 || c.haemoglobin >= 14)
      continue;
    const double niche = std::max(0.02, 1 - c.marrow_blast_fraction / 1.05);
    neutrophil.push_back(1.17 * std::log(c.neutrophils / 5.05) - 0.45 * std::log(niche));
    platelet.push_back(1.19 * std::log(c.platelets / 242) - 0.45 * std::log(niche));
    haemoglobin.push_back(c.haemoglobin);
  }
  EXPECT_GT(static_cast<double>(neutrophil.size()), n * 0.9);
  EXPECT_NEAR(mean(neutrophil), std::log(0.50), 0.03);
  EXPECT_NEAR(sd(neutrophil), 0.7, 0.03);
  EXPECT_NEAR(correlation(neutrophil, platelet), 0.49, 0.03);
  EXPECT_NEAR(correlation(neutrophil, haemoglobin), 0.28, 0.03);
  EXPECT_NEAR(mean(haemoglobin), 9.4, 0.1);
}

TEST(RelapsedRefractory, t_cells_and_cd19_have_their_medians_and_spreads) {
  EXPECT_NEAR(quantile(COVARIATE(relapsed(), t_cells_per_ul), 0.5), 600, 600 * 0.022);
  EXPECT_NEAR(sd(logs(COVARIATE(relapsed(), t_cells_per_ul))), 0.6, 0.013);
  EXPECT_NEAR(mean(COVARIATE(relapsed(), cd8_fraction)), 0.45, 0.003);
  EXPECT_NEAR(quantile(COVARIATE(relapsed(), treg_percent), 0.5), 6.5, 0.15);
  EXPECT_NEAR(quantile(COVARIATE(relapsed(), sites_high), 0.5), 20000, 450);
  EXPECT_NEAR(quantile(COVARIATE(relapsed(), b_cells_per_ul), 0.5), 30, 1.0);
  EXPECT_NEAR(quantile(COVARIATE(relapsed(), immunoglobulin_g), 0.5), 6, 0.08);
  EXPECT_NEAR(quantile(COVARIATE(relapsed(), cd19_low_fraction), 0.5), 0.02, 0.0008);
  EXPECT_NEAR(share_between(COVARIATE(relapsed(), cd19_positive_fraction), 0.5, 0.95), 0.08, 0.008);
  EXPECT_NEAR(std::log(quantile(COVARIATE(relapsed(), cd19_null_fraction), 0.5)), std::log(2e-12), 0.13);
  EXPECT_LE(quantile(COVARIATE(relapsed(), cd19_null_fraction), 1), 1e-4);
  EXPECT_EQ(quantile(COVARIATE(relapsed(), exhausted_fraction), 1), 0.03);
  EXPECT_EQ(quantile(COVARIATE(relapsed(), t_cell_fitness), 0), 1);
  EXPECT_EQ(quantile(COVARIATE(relapsed(), car_t_per_ul), 1), 0);
  EXPECT_FALSE(relapsed().front().car_t_interval_days);
}

TEST(RelapsedRefractory, treg_does_not_know_the_burden) {
  // 10.1038/leu.2017.41. Four standard errors of the correlation of nothing: 4/sqrt(n).
  EXPECT_NEAR(correlation(COVARIATE(relapsed(), treg_percent), COVARIATE(relapsed(), marrow_blast_fraction)),
              0, 0.028);
}

TEST(AfterCarT, differs_where_its_table_says_so) {
  EXPECT_NEAR(quantile(COVARIATE(after_car_t(), b_cells_per_ul), 0.5), 5, 0.25);
  EXPECT_NEAR(quantile(COVARIATE(after_car_t(), immunoglobulin_g), 0.5), 4, 0.06);
  EXPECT_NEAR(quantile(COVARIATE(after_car_t(), t_cell_fitness), 0.5), 0.8, 0.01);
  EXPECT_GE(quantile(COVARIATE(after_car_t(), t_cell_fitness), 0), 0.2);
  EXPECT_LE(quantile(COVARIATE(after_car_t(), t_cell_fitness), 1), 1.2);
  EXPECT_EQ(quantile(COVARIATE(after_car_t(), exhausted_fraction), 0), 0.10);
  EXPECT_NEAR(share_between(COVARIATE(after_car_t(), cd19_positive_fraction), 0.4, 0.9), 0.20, 0.012);
  const auto car_t = COVARIATE(after_car_t(), car_t_per_ul);
  EXPECT_NEAR(share_between(car_t, 1e-9, 1e9), 0.40, 0.014);
  std::vector<double> present;
  for (const double x : car_t)
    if (x > 0) present.push_back(x);
  EXPECT_NEAR(std::log(quantile(present, 0.5)), 0, 0.085);
  EXPECT_NEAR(sd(logs(present)), 1.5, 0.05);
  EXPECT_NEAR(std::log(quantile(COVARIATE(after_car_t(), cd19_null_fraction), 0.5)), std::log(1e-6), 0.13);
  EXPECT_LE(quantile(COVARIATE(after_car_t(), cd19_null_fraction), 1), 0.3);
  const auto interval = values(after_car_t(), [](const auto& p) { return *p.car_t_interval_days; });
  EXPECT_NEAR(std::log(quantile(interval, 0.5)), std::log(120), 0.03);
}

TEST(Mrd, burden_is_log_uniform_and_counts_have_a_floor) {
  const auto blasts = COVARIATE(mrd(), marrow_blast_fraction);
  EXPECT_GE(quantile(blasts, 0), 0.001);
  EXPECT_LE(quantile(blasts, 1), 0.04);
  EXPECT_NEAR(std::log(quantile(blasts, 0.5)), 0.5 * std::log(0.001 * 0.04), 0.055);
  EXPECT_EQ(quantile(COVARIATE(mrd(), blood_blasts_per_ul), 1), 0.001);
  EXPECT_EQ(quantile(COVARIATE(mrd(), neutrophils), 0), 1.0);
  EXPECT_GE(quantile(COVARIATE(mrd(), platelets), 0), 50);
}

TEST(Parameters, vary_as_their_tables_say) {
  const auto clearance = PARAMETER(relapsed(), clearance);
  EXPECT_NEAR(quantile(clearance, 0.5), 2.22, 2.22 * 0.017);
  EXPECT_NEAR(sd(logs(clearance)), 0.452, 0.01);
  EXPECT_NEAR(sd(logs(PARAMETER(relapsed(), blast_susceptibility))), 1.15, 0.024);
  EXPECT_NEAR(sd(logs(PARAMETER(relapsed(), cytokine_amplitude))), 1.2, 0.025);
  EXPECT_EQ(quantile(PARAMETER(relapsed(), dexamethasone_clearance), 0),
            quantile(PARAMETER(relapsed(), dexamethasone_clearance), 1));
  EXPECT_NEAR(correlation(logs(clearance), logs(PARAMETER(relapsed(), blast_susceptibility))), 0, 0.03);
}

TEST(Parameters, cd4_and_cd8_proliferation_share_their_draw) {
  for (std::size_t i = 0; i < 100; ++i) {
    const auto& p = relapsed()[i].parameters;
    EXPECT_NEAR(p.proliferation_cd4 / 0.85, p.proliferation_cd8 / 1.2, 1e-12);
  }
  EXPECT_NEAR(sd(logs(PARAMETER(relapsed(), proliferation_cd8))), 0.2, 0.005);
}

TEST(Parameters, draws_keep_their_limits) {
  bool floored = false, capped = false;
  for (const VirtualPatient& patient : after_car_t()) {
    const auto& p = patient.parameters;
    ASSERT_GE(p.blast_birth, p.blast_death + 0.02);
    ASSERT_LE(p.niche_fraction_initial, 0.05);
    ASSERT_LE(p.car_residual_function, 1);
    ASSERT_EQ(patient.redraws, 0);
    floored |= p.blast_birth == p.blast_death + 0.02;
    capped |= p.car_residual_function == 1;
  }
  EXPECT_TRUE(floored);
  EXPECT_TRUE(capped);
}

TEST(Parameters, no_two_of_them_share_random_numbers) {
  std::vector<std::uint32_t> draws;
  for (const auto& parameter : therapy::parameters) draws.push_back(parameter_draw(parameter.name));
  for (const CovariateInfo& info : covariates) draws.push_back(static_cast<std::uint32_t>(info.covariate));
  std::sort(draws.begin(), draws.end());
  EXPECT_EQ(std::adjacent_find(draws.begin(), draws.end()), draws.end());
  EXPECT_LT(draws.back(), population_draws_end);
}

TEST(VirtualPatient, white_cells_and_cd3_are_sums_of_their_parts) {
  VirtualPatient patient;
  patient.covariates.blood_blasts_per_ul = 1000;
  patient.covariates.t_cells_per_ul = 600;
  patient.covariates.b_cells_per_ul = 50;
  patient.covariates.car_t_per_ul = 200;
  patient.covariates.neutrophils = 2;
  EXPECT_NEAR(white_cells(patient), 1.0 + 0.6 + 0.05 + 2 + 0.3, 1e-12);
  EXPECT_NEAR(cd3_percent(patient), 60, 1e-12);
}

}  // namespace
}  // namespace trimer::population
