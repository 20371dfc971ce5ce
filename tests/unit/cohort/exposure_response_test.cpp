#include <gtest/gtest.h>

#include <trimer/cohort/exposure_response.h>

namespace trimer::cohort {
namespace {

PatientRow row(BestResponse response, int crs = 0) {
  PatientRow row;
  row.best_response = response;
  row.crs.grade = crs;
  return row;
}

constexpr std::size_t remission = 0, crs_ge3 = 3;

TEST(ExposureTally, groups_hold_neighbours_and_lose_nobody) {
  ExposureTally tally;
  for (int i = 1; i <= 100; ++i)
    tally.add(10 * i, row(i > 50 ? BestResponse::CR : BestResponse::NR, i > 90 ? 3 : 1));
  EXPECT_EQ(tally.patients(), 100);
  const auto groups = tally.groups(remission, 20);
  ASSERT_GE(groups.size(), 4u);
  std::int64_t n = 0, k = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    EXPECT_GE(groups[i].n, 20);
    EXPECT_LT(groups[i].low, groups[i].middle);
    EXPECT_LT(groups[i].middle, groups[i].high);
    if (i > 0) {
      EXPECT_LE(groups[i - 1].high, groups[i].low * (1 + 1e-12));
    }
    n += groups[i].n;
    k += groups[i].k;
  }
  EXPECT_EQ(n, 100);
  EXPECT_EQ(k, 50);
  EXPECT_EQ(groups[0].k, 0);
  EXPECT_EQ(groups.back().k, groups.back().n);
  EXPECT_EQ(tally.groups(crs_ge3, 1000).front().k, 10) << "too few for two groups are one";
}

TEST(ExposureTally, quantiles_are_right_to_the_width_of_the_grid) {
  ExposureTally tally;
  for (int i = 1; i <= 1000; ++i) tally.add(i, row(BestResponse::CR));
  EXPECT_NEAR(tally.quantile(0.5), 500, 12);
  EXPECT_NEAR(tally.quantile(0.05), 50, 1.2);
  EXPECT_NEAR(tally.quantile(0.95), 950, 20);
}

TEST(ExposureTally, merging_and_order_do_not_matter_and_the_ends_are_kept) {
  ExposureTally one, other, all;
  for (int i = 0; i < 40; ++i) {
    PatientRow patient = row(i % 3 ? BestResponse::CR : BestResponse::NR);
    if (i % 7 == 0) patient.outcome = "step_limit_reached";
    const double exposure = i == 0 ? 1e-9 : i == 1 ? 1e12 : 100 + 13 * i;
    all.add(exposure, patient);
    (i % 2 ? one : other).add(exposure, patient);
  }
  other.merge(one);
  const auto merged = other.groups(remission, 5), whole = all.groups(remission, 5);
  ASSERT_EQ(merged.size(), whole.size());
  std::int64_t n = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(merged[i].k, whole[i].k);
    n += whole[i].n;
  }
  EXPECT_EQ(n, 40) << "failed computations stay in the denominator";
}

}  // namespace
}  // namespace trimer::cohort
