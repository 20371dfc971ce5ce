// What moves an outcome: thirds, ties, intervals against the examples of the source.
#include <gtest/gtest.h>

#include <array>

#include <trimer/cohort/movers.h>
#include <trimer/cohort/outlook.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cohort {
namespace {

constexpr std::size_t remission = 0, alive = 5;

PatientRow row(bool responds, double os_days = 400, bool died = false) {
  PatientRow row;
  row.best_response = responds ? BestResponse::CR : BestResponse::NR;
  row.crs.grade = 0;
  row.overall_survival = EventTime{os_days, died};
  return row;
}

TEST(DifferenceInterval, has_the_limits_of_newcombe_1998_table_II) {
  const Interval a = difference_interval(48, 80, 56, 70);
  EXPECT_NEAR(a.low, 0.0524, 5e-5);
  EXPECT_NEAR(a.high, 0.3339, 5e-5);
  const Interval b = difference_interval(3, 10, 9, 10);
  EXPECT_NEAR(b.low, 0.1705, 5e-5);
  EXPECT_NEAR(b.high, 0.8090, 5e-5);
  const Interval c = difference_interval(0, 20, 0, 10);
  EXPECT_NEAR(c.low, -0.1611, 5e-5);
  EXPECT_NEAR(c.high, 0.2775, 5e-5);
}

TEST(Movers, the_quantity_that_decides_comes_first_and_one_without_effect_could_be_chance) {
  Movers movers(2, 365.25);
  RandomStream noise(1, 2, 3);
  for (int i = 0; i < 300; ++i)
    movers.add(std::array{noise.uniform(), static_cast<double>(i)}, row(i >= 150));
  const auto ranked = movers.rank(remission);
  ASSERT_EQ(ranked.size(), 2u);
  EXPECT_EQ(ranked[0].quantity, 1u);
  EXPECT_DOUBLE_EQ(ranked[0].difference, 1);
  EXPECT_EQ(ranked[0].low_n, 100);
  EXPECT_EQ(ranked[0].high_n, 100);
  EXPECT_DOUBLE_EQ(ranked[0].low_third, 99);
  EXPECT_DOUBLE_EQ(ranked[0].high_third, 200);
  EXPECT_TRUE(ranked[0].clear());
  EXPECT_FALSE(ranked[1].clear());
}

TEST(Movers, equal_values_stay_together) {
  Movers movers(3, 365.25);
  for (int i = 0; i < 100; ++i)
    movers.add(std::array{i % 10 == 0 ? 1.0 : 0.0, i % 10 == 0 ? 0.0 : 1.0, 7.0}, row(i % 10 == 0));
  const auto ranked = movers.rank(remission);
  ASSERT_EQ(ranked.size(), 2u) << "a constant moves nothing";
  EXPECT_EQ(ranked[0].low_n, 90);
  EXPECT_EQ(ranked[0].high_n, 10);
  EXPECT_DOUBLE_EQ(ranked[0].difference, 1);
  EXPECT_EQ(ranked[1].low_n, 10);
  EXPECT_EQ(ranked[1].high_n, 90);
  EXPECT_DOUBLE_EQ(ranked[1].difference, -1);
}

TEST(Movers, intervals_hold_for_all_quantities_together) {
  Movers one(1, 365.25), many(20, 365.25);
  RandomStream noise(5, 6, 7);
  for (int i = 0; i < 200; ++i) {
    std::array<double, 20> values;
    for (double& value : values) value = noise.uniform();
    const PatientRow patient = row(noise.uniform() < 0.2 + 0.3 * values[0]);
    one.add(std::span(values).first(1), patient);
    many.add(values, patient);
  }
  const Mover alone = one.rank(remission)[0];
  for (const Mover& among : many.rank(remission))
    if (among.quantity == 0) {
      EXPECT_DOUBLE_EQ(among.difference, alone.difference);
      EXPECT_LT(among.low, alone.low);
      EXPECT_GT(among.high, alone.high);
    }
}

TEST(Movers, who_is_lost_before_the_landmark_and_whose_computation_failed_is_left_out) {
  Movers movers(1, 365.25);
  for (int i = 0; i < 40; ++i) movers.add(std::array{static_cast<double>(i)}, row(true, 365.25, false));
  for (int i = 40; i < 80; ++i) movers.add(std::array{static_cast<double>(i)}, row(true, 100, true));
  for (int i = 0; i < 50; ++i) movers.add(std::array{-1.0}, row(true, 100, false));
  PatientRow failed = row(true);
  failed.outcome = "step_limit_reached";
  movers.add(std::array{-1.0}, failed);
  const auto ranked = movers.rank(alive);
  ASSERT_EQ(ranked.size(), 1u);
  EXPECT_EQ(ranked[0].low_n + ranked[0].high_n, 54);
  EXPECT_DOUBLE_EQ(ranked[0].difference, -1);
}

TEST(Movers, say_nothing_of_few_courses_and_refuse_another_number_of_values) {
  Movers movers(1, 365.25);
  for (int i = 0; i < 29; ++i) movers.add(std::array{static_cast<double>(i)}, row(i > 10));
  EXPECT_TRUE(movers.rank(remission).empty());
  EXPECT_THROW(movers.add(std::array{1.0, 2.0}, row(true)), InputError);
}

TEST(Probabilities, are_shares_with_exact_intervals_and_survival_at_landmarks_of_the_follow_up) {
  CohortTally tally;
  for (int i = 0; i < 20; ++i) tally.add(row(i < 5, i < 4 ? 100 : 365.25, i < 4));
  const auto all = probabilities(tally, 365.25);
  const auto find = [&](const std::string& id) -> const Probability* {
    for (const Probability& p : all)
      if (p.id == id) return &p;
    return nullptr;
  };
  const Interval exact = clopper_pearson(5, 20);
  ASSERT_TRUE(find("cr"));
  EXPECT_DOUBLE_EQ(find("cr")->value, 0.25);
  EXPECT_DOUBLE_EQ(find("cr")->low, exact.low);
  EXPECT_DOUBLE_EQ(find("cr")->high, exact.high);
  EXPECT_DOUBLE_EQ(find("os_6_months")->value, 0.8);
  EXPECT_LT(find("os_6_months")->low, 0.8);
  EXPECT_FALSE(find("os_24_months")) << "beyond the follow-up";
  EXPECT_FALSE(find("icans_any")) << "nobody can be graded";
}

TEST(Probabilities, of_survival_have_limits_also_where_nobody_has_died) {
  CohortTally tally;
  for (int i = 0; i < 20; ++i) tally.add(row(true, 365.25, false));
  for (const Probability& p : probabilities(tally, 365.25))
    if (p.id == "os_6_months") {
      EXPECT_EQ(p.value, 1);
      EXPECT_EQ(p.high, 1);
      EXPECT_NEAR(p.low, 0.8316, 1e-4);
    }
}

}  // namespace
}  // namespace trimer::cohort
