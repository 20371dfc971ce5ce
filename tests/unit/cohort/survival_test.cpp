#include "reference.h"

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/survival_tally.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {
namespace {

class SurvivalAgainstR : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(R, SurvivalAgainstR, testing::ValuesIn(reference_sets),
                         [](const auto& set) { return std::string(set.param); });

TEST_P(SurvivalAgainstR, the_product_limit_estimate_and_all_limits_agree) {
  const DataSet data = data_set(GetParam());
  const auto& r = reference().at(GetParam());
  for (const auto& [type, limits] : r.at("km").items()) {
    const SurvivalCurve curve = kaplan_meier(data.times, confidence_type(type));
    ASSERT_EQ(curve.points.size(), r.at("time").size());
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
      const SurvivalPoint& point = curve.points[i];
      const std::string where = type + " at " + number_text(point.time);
      expect_same(point.time, r.at("time")[i], where);
      EXPECT_EQ(point.at_risk, r.at("n_risk")[i].get<int>());
      EXPECT_EQ(point.events, r.at("n_event")[i].get<int>());
      EXPECT_EQ(point.censored, r.at("n_censor")[i].get<int>());
      expect_same(point.survival, r.at("surv")[i], where);
      expect_same(point.standard_error, r.at("std_err")[i], where + " se");
      expect_same(point.low, limits.at("lower")[i], where + " low");
      expect_same(point.high, limits.at("upper")[i], where + " high");
    }
    expect_same(curve.median, limits.at("median"), type + " median");
    expect_same(curve.median_low, limits.at("median_low"), type + " median low");
    expect_same(curve.median_high, limits.at("median_high"), type + " median high");
  }
}

TEST_P(SurvivalAgainstR, landmarks_restricted_mean_and_median_follow_up_agree) {
  const DataSet data = data_set(GetParam());
  const auto& r = reference().at(GetParam());
  const SurvivalCurve curve = kaplan_meier(data.times);
  const auto& landmark = r.at("landmark");
  for (std::size_t i = 0; i < list(landmark.at("time")).size(); ++i) {
    const double time = list(landmark.at("time"))[i];
    const auto point = curve.at(time);
    ASSERT_TRUE(point.has_value());
    expect_same(point->survival, list(landmark.at("surv"))[i], "landmark");
    EXPECT_EQ(curve.number_at_risk(time), list(landmark.at("n_risk"))[i].get<int>());
  }
  const auto mean = restricted_mean(curve, r.at("rmean").at("tau"));
  ASSERT_TRUE(mean.has_value());
  expect_same(mean->mean, r.at("rmean").at("mean"), "restricted mean");
  expect_same(mean->standard_error, r.at("rmean").at("se"), "its error");
  expect_same(reverse_kaplan_meier(data.times).median, r.at("reverse_median"), "median follow-up");
}

TEST(KaplanMeier, a_curve_flat_at_exactly_one_half_has_its_median_in_the_middle_of_the_stretch) {
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, true}, {4, true}};
  EXPECT_EQ(kaplan_meier(times).median, 2.5);
}

TEST(KaplanMeier, a_curve_that_follow_up_leaves_at_one_half_has_its_median_where_it_got_there) {
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, false}, {4, false}};
  EXPECT_EQ(kaplan_meier(times).median, 2);
}

TEST(KaplanMeier, a_median_that_is_not_reached_is_none) {
  const std::vector<EventTime> times{{1, true}, {2, false}, {3, false}};
  EXPECT_FALSE(kaplan_meier(times).median.has_value());
}

TEST(KaplanMeier, nothing_is_said_beyond_the_last_follow_up) {
  const std::vector<EventTime> times{{1, true}, {2, false}, {3, false}};
  EXPECT_FALSE(kaplan_meier(times).at(3.5).has_value());
  EXPECT_FALSE(restricted_mean(kaplan_meier(times), 4).has_value());
  EXPECT_TRUE(kaplan_meier(times).at(3).has_value());
}

TEST(KaplanMeier, an_event_at_the_time_of_a_censoring_comes_first) {
  // Both patients are at risk at day 5: S = 1/2, not 0.
  const std::vector<EventTime> times{{5, false}, {5, true}};
  EXPECT_DOUBLE_EQ(kaplan_meier(times).points.at(0).survival, 0.5);
}

TEST(KaplanMeier, a_difference_of_dates_that_rounds_does_not_split_a_tie) {
  const std::vector<EventTime> times{{0.1 + 0.2, true}, {0.3, true}, {1, true}};
  EXPECT_EQ(kaplan_meier(times).points.size(), 2u);
}

TEST(KaplanMeier, times_on_the_grid_give_the_curve_of_the_patients) {
  SurvivalTally tally;
  std::vector<EventTime> times;
  for (int i = 0; i < 40; ++i) {
    times.push_back({0.25 * ((i * 37) % 100), i % 3 != 0});
    tally.add(times.back());
  }
  const SurvivalCurve a = kaplan_meier(times), b = kaplan_meier(risk_steps(tally));
  ASSERT_EQ(a.points.size(), b.points.size());
  for (std::size_t i = 0; i < a.points.size(); ++i) {
    EXPECT_EQ(a.points[i].survival, b.points[i].survival);
    EXPECT_EQ(a.points[i].low, b.points[i].low);
  }
  EXPECT_EQ(a.median, b.median);
}

TEST(KaplanMeier, a_negative_time_is_a_fault_that_names_it) {
  const std::vector<EventTime> times{{1, true}, {-2, true}};
  EXPECT_THROW((void)kaplan_meier(times), InputError);
}

TEST(KaplanMeier, an_empty_series_has_no_curve) {
  const SurvivalCurve curve = kaplan_meier(std::vector<EventTime>{});
  EXPECT_TRUE(curve.points.empty());
  EXPECT_FALSE(curve.median.has_value());
  EXPECT_FALSE(curve.at(0).has_value());
}

}  // namespace
}  // namespace trimer::cohort
