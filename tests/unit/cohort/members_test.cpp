/// Cohorts of several parameter sets, the members of an ensemble, and ratios between two groups.
#include <gtest/gtest.h>

#include <cmath>

#include <trimer/cohort/hazard_ratio.h>
#include <trimer/cohort/member_draw.h>
#include <trimer/cohort/series_prediction.h>

namespace trimer::cohort {
namespace {

SurvivalTally deaths_at(double day, int dead, int alive = 0) {
  SurvivalTally tally;
  for (int i = 0; i < dead; ++i) tally.add({day, true});
  for (int i = 0; i < alive; ++i) tally.add({700, false});
  return tally;
}

TEST(MemberShares, are_the_analysis_of_variance_worked_by_hand) {
  // 8/10 and 2/10: between 1.8, within 3.2/18, variance (1.8 - 0.17778)/10 = 0.16222.
  const std::vector<Count> members = {{8, 10, 0}, {2, 10, 0}};
  EXPECT_NEAR(member_shares(members)[0], std::sqrt(0.162222 / (0.162222 + 0.0177778)), 1e-5);
  EXPECT_NEAR(member_proportions(members)[0], 0.5 + 0.3 * 0.94933, 1e-4);
  EXPECT_NEAR(member_proportions(members)[1], 0.5 - 0.3 * 0.94933, 1e-4);
}

TEST(MemberShares, are_zero_where_members_differ_no_more_than_chance) {
  EXPECT_EQ(member_shares(std::vector<Count>{{5, 10, 0}, {5, 10, 0}})[0], 0);
  EXPECT_EQ(member_shares(std::vector<Count>{{6, 10, 0}, {5, 10, 0}})[0], 0);
  EXPECT_EQ(member_shares(std::vector<Count>{{3, 10, 0}})[0], 0) << "one member is no ensemble";
}

TEST(MemberShares, are_one_where_nothing_varies_within_members) {
  EXPECT_EQ(member_shares(std::vector<Count>{{10, 10, 0}, {0, 10, 0}})[1], 1);
}

TEST(PredictProportion, of_two_members_that_disagree_spans_both) {
  const std::vector<Count> members = {{500, 500, 0}, {0, 500, 0}};
  const Interval both = predict_proportion(members, 40, 0.9);
  EXPECT_EQ(both.low, 0);
  EXPECT_EQ(both.high, 1);
  const Interval alike = predict_proportion(std::vector<Count>{{250, 500, 0}, {250, 500, 0}}, 40, 0.9);
  const Interval pooled_alone = predict_proportion(std::vector<Count>{{500, 1000, 0}}, 40, 0.9);
  EXPECT_EQ(alike.low, pooled_alone.low);
  EXPECT_EQ(alike.high, pooled_alone.high);
}

TEST(PredictMedian, of_two_members_spans_both_and_of_all_together_neither) {
  const std::vector<SurvivalTally> members = {deaths_at(100, 200), deaths_at(300, 200)};
  const SeriesPrediction both = predict_median(members, 41, {.level = 0.9, .trials = 400});
  EXPECT_EQ(both.low, 100);
  EXPECT_EQ(both.high, 300);
}

TEST(PredictMedian, that_most_series_do_not_reach_has_an_open_end) {
  const SeriesPrediction half = predict_median(deaths_at(100, 500, 500), 40, {.level = 0.9, .trials = 400});
  EXPECT_EQ(half.low, 100);
  EXPECT_FALSE(half.high);
  const SeriesPrediction few = predict_median(deaths_at(100, 100, 900), 40, {.level = 0.9, .trials = 400});
  EXPECT_FALSE(few.low);
  EXPECT_FALSE(few.high);
  EXPECT_EQ(few.not_reached, 400);
}

TEST(PredictOddsRatio, surrounds_the_ratio_and_narrows_with_the_series) {
  // 60/100 against 30/100: odds ratio 3.5.
  const TwoGroups groups{{600, 1000, 0}, {300, 1000, 0}, 500};
  const auto small = predict_odds_ratio({&groups, 1}, 100, {.level = 0.9, .trials = 1000});
  const auto large = predict_odds_ratio({&groups, 1}, 1000, {.level = 0.9, .trials = 1000});
  ASSERT_TRUE(small.low && small.high && large.low && large.high);
  EXPECT_LT(*small.low, *large.low);
  EXPECT_LT(*large.low, 3.5);
  EXPECT_GT(*large.high, 3.5);
  EXPECT_GT(*small.high, *large.high);
}

TEST(PredictOddsRatio, of_groups_that_nobody_is_in_does_not_exist) {
  const TwoGroups groups{{0, 0, 0}, {3, 10, 0}, 5};
  const auto none = predict_odds_ratio({&groups, 1}, 100, {});
  EXPECT_FALSE(none.low || none.high);
}

TEST(HazardRatio, is_the_root_of_the_partial_likelihood_worked_by_hand) {
  // Deaths of test on days 1 and 3, of reference on 2 and 4: theta^2 - theta - 4 = 0.
  SurvivalTally test, reference;
  for (const double day : {1.0, 3.0}) test.add({day, true});
  for (const double day : {2.0, 4.0}) reference.add({day, true});
  const auto found = hazard_ratio(test, reference);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->ratio, (1 + std::sqrt(17.0)) / 2, 1e-6);
  EXPECT_NEAR(found->standard_error, 1.24026, 1e-4);
}

TEST(HazardRatio, of_a_group_without_events_does_not_exist) {
  SurvivalTally test, reference;
  test.add({1, true});
  reference.add({2, false});
  EXPECT_FALSE(hazard_ratio(test, reference));
}

}  // namespace
}  // namespace trimer::cohort
