#include <gtest/gtest.h>

#include <cmath>

#include <trimer/observation/assays.h>

namespace trimer::observation {
namespace {

Noiseless healthy() {
  Noiseless truth;
  truth.drug = 526;
  truth.interleukin_6 = 3;
  truth.neutrophils = 3;
  truth.platelets = 200;
  truth.haemoglobin = 12;
  truth.white_cells = 5;
  truth.t_cells_per_ul = 600;
  truth.cd8_per_ul = 270;
  truth.natural_killer_per_ul = 150;
  truth.marrow_blast_fraction = 0.4;
  truth.cellularity = 0.8;
  truth.cd19_positive_fraction = 0.9;
  truth.cd19_sites = 20000;
  truth.temperature = 36.8;
  truth.mean_arterial_pressure = 88;
  truth.oxygen_saturation = 98;
  truth.ice_score = 9.6;
  return truth;
}

class Assays : public testing::Test {
 protected:
  AssayTable assays = load_assays();
  Noiseless truth = healthy();
};

TEST_F(Assays, a_reading_is_a_function_of_seed_patient_and_hour) {
  const auto first = read_counts(assays, {1, 17, 3.0}, truth);
  EXPECT_EQ(first.neutrophils, read_counts(assays, {1, 17, 3.0}, truth).neutrophils);
  EXPECT_NE(first.neutrophils, read_counts(assays, {1, 17, 4.0}, truth).neutrophils);
  EXPECT_NE(first.neutrophils, read_counts(assays, {1, 18, 3.0}, truth).neutrophils);
}

TEST_F(Assays, noise_has_the_spread_of_its_source) {
  double sum = 0, squares = 0;
  const int n = 4000;
  for (int i = 0; i < n; ++i) {
    SubjectRecord record;
    record_chemistry(assays, {1, static_cast<std::uint64_t>(i), 5}, truth, record);
    const double log_ratio = std::log(*record.labs[0].value / truth.drug);
    sum += log_ratio;
    squares += log_ratio * log_ratio;
  }
  EXPECT_NEAR(sum / n, 0, 0.04);                    // more than four standard errors of the mean
  EXPECT_NEAR(std::sqrt(squares / n), 0.559, 0.03);  // 10.1007/s40262-019-00823-8
}

TEST_F(Assays, below_the_limit_is_reported_as_below_the_limit) {
  truth.drug = 1;
  SubjectRecord record;
  record_chemistry(assays, {1, 1, 5}, truth, record);
  EXPECT_TRUE(record.labs[0].below_limit);
  EXPECT_EQ(record.labs[0].value, 50);
  truth.interleukin_6 = 1e6;
  SubjectRecord high;
  record_chemistry(assays, {1, 1, 5}, truth, high);
  EXPECT_EQ(high.labs[1].value, 5000);
}

TEST_F(Assays, systolic_and_diastolic_agree_with_the_mean_pressure) {
  for (int i = 0; i < 200; ++i) {
    const auto reading = read_signs(assays, {1, static_cast<std::uint64_t>(i), 1}, truth);
    EXPECT_NEAR((reading.systolic + 2 * reading.diastolic) / 3, reading.mean_arterial_pressure, 1.0);
    EXPECT_LE(reading.oxygen_saturation, 100);
  }
}

TEST_F(Assays, counts_carry_the_limits_of_normal) {
  SubjectRecord record;
  record_counts(assays, read_counts(assays, {1, 1, 1}, truth), record);
  ASSERT_EQ(record.labs.size(), 6u);
  EXPECT_EQ(record.labs[0].test, LabTest::NEUT);
  EXPECT_EQ(record.labs[0].lln, 2.0);
  EXPECT_EQ(record.labs[2].unit, "g/dL");
}

TEST_F(Assays, mrd_sees_one_cell_in_ten_thousand_and_not_one_in_a_billion) {
  truth.marrow_blast_fraction = 1e-3;
  const auto marrow = read_marrow(assays, {1, 1, 28.5}, truth);
  EXPECT_TRUE(marrow.mrd_detected);
  EXPECT_NEAR(marrow.mrd_level, 1e-3, 5 * std::sqrt(1e-3 / 5e5));
  truth.marrow_blast_fraction = 1e-9;
  EXPECT_FALSE(read_marrow(assays, {1, 1, 28.5}, truth).mrd_detected);
}

TEST_F(Assays, cd19_on_too_few_blasts_is_not_reported) {
  truth.marrow_blast_fraction = 1e-5;  // five blasts in 500,000 cells
  const auto marrow = read_marrow(assays, {1, 1, 28.5}, truth);
  EXPECT_FALSE(marrow.cd19_positive_pct);
  SubjectRecord record;
  record_marrow(assays, {1, 1, 28.5}, truth, marrow, record);
  EXPECT_TRUE(record.flow.empty());
}

TEST_F(Assays, both_denominators_of_cd8_are_printed) {
  SubjectRecord record;
  record_lymphocyte_subsets(assays, {1, 1, 2}, truth, record);
  ASSERT_EQ(record.flow.size(), 3u);
  EXPECT_EQ(record.flow[1].denominator, "lymphocytes");
  EXPECT_EQ(record.flow[2].denominator, "CD3+");
  EXPECT_NEAR(static_cast<double>(*record.flow[0].n_positive) / 10000, 600.0 / 750, 0.02);
  EXPECT_NEAR(static_cast<double>(*record.flow[2].n_positive) / static_cast<double>(*record.flow[2].n_events),
              0.45, 0.03);
}

}  // namespace
}  // namespace trimer::observation
