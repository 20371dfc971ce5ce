#include <gtest/gtest.h>

#include <cmath>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/paired.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cohort {
namespace {

const double z95 = normal_quantile(0.975);

/// The score of a difference, with the likelihood under it maximised on a grid instead of in closed form.
double score_by_search(double b, double c, double n, double difference) {
  double best = -1e300, best_share = 0;
  const double from = std::max(0.0, -difference), to = (1 - difference) / 2;
  for (int i = 1; i < 200000; ++i) {
    const double q = from + (to - from) * i / 200000;  // of the event under the first only
    const double likelihood = (b > 0 ? b * std::log(q) : 0) + (c > 0 ? c * std::log(q + difference) : 0) +
                              (n - b - c > 0 ? (n - b - c) * std::log(1 - 2 * q - difference) : 0);
    if (likelihood > best) {
      best = likelihood;
      best_share = q;
    }
  }
  return (c - b - n * difference) / std::sqrt(n * (2 * best_share + difference - difference * difference));
}

TEST(PairedProportions, the_limits_are_where_the_score_reaches_its_quantile) {
  const Interval interval = paired_difference_interval(12, 5, 60);
  EXPECT_NEAR(score_by_search(12, 5, 60, interval.low), z95, 1e-3);
  EXPECT_NEAR(score_by_search(12, 5, 60, interval.high), -z95, 1e-3);
}

TEST(PairedProportions, without_discordant_pairs_the_limits_are_known) {
  const Interval interval = paired_difference_interval(0, 0, 100);
  EXPECT_NEAR(interval.high, z95 * z95 / (100 + z95 * z95), 1e-9);
  EXPECT_NEAR(interval.low, -interval.high, 1e-12);
}

TEST(PairedProportions, the_interval_excludes_zero_exactly_when_mcnemars_test_rejects) {
  for (int b = 0; b <= 12; ++b)
    for (int c = 0; c <= 12; ++c) {
      const Interval interval = paired_difference_interval(b, c, 40);
      const bool rejects = b + c > 0 && (b - c) * (b - c) > z95 * z95 * (b + c);
      EXPECT_EQ(interval.low > 0 || interval.high < 0, rejects) << b << " and " << c;
      EXPECT_LE(interval.low, (c - b) / 40.0);
      EXPECT_GE(interval.high, (c - b) / 40.0);
    }
}

TEST(PairedProportions, swapping_the_treatments_mirrors_the_interval) {
  const Interval one = paired_difference_interval(3, 17, 50), other = paired_difference_interval(17, 3, 50);
  EXPECT_NEAR(one.low, -other.high, 1e-12);
  EXPECT_NEAR(one.high, -other.low, 1e-12);
  EXPECT_THROW((void)paired_difference_interval(30, 30, 50), InputError);
}

TEST(Influence, without_censoring_it_is_the_distance_of_each_patient_from_the_mean) {
  const std::vector<EventTime> times = {{1, true}, {4, true}, {4, true}, {6, true}, {9, true}, {12, true}};
  const auto alive = survival_influence(times, 5);
  ASSERT_TRUE(alive);
  EXPECT_DOUBLE_EQ(alive->estimate, 0.5);
  const auto mean = restricted_mean_influence(times, 8);
  ASSERT_TRUE(mean);
  EXPECT_DOUBLE_EQ(mean->estimate, (1 + 4 + 4 + 6 + 8 + 8) / 6.0);
  for (std::size_t i = 0; i < times.size(); ++i) {
    EXPECT_NEAR(alive->influence[i], (times[i].days > 5) - 0.5, 1e-12) << i;
    EXPECT_NEAR(mean->influence[i], std::min(times[i].days, 8.0) - mean->estimate, 1e-12) << i;
  }
}

std::vector<EventTime> censored_cohort(std::size_t n, double hazard, std::uint32_t draw) {
  std::vector<EventTime> times;
  for (std::size_t i = 0; i < n; ++i) {
    RandomStream death(7, i, 1), own(7, i, draw), leave(7, i, 2);
    // Half of the risk is the patient's own in every arm, so that arms are alike in a patient.
    const double t = -std::log(0.5 * death.uniform() + 0.5 * own.uniform()) / hazard;
    const double c = 20 * leave.uniform();
    times.push_back({std::min({t, c, 12.0}), t <= std::min(c, 12.0)});
  }
  return times;
}

TEST(Influence, with_censoring_its_spread_is_greenwoods_error) {
  const auto times = censored_cohort(400, 0.1, 3);
  const SurvivalCurve curve = kaplan_meier(times);
  const auto spread = [](const Influence& influence) {
    double sum = 0;
    for (const double value : influence.influence) sum += value * value;
    return std::sqrt(sum) / static_cast<double>(influence.influence.size());
  };
  const auto alive = survival_influence(times, 6);
  EXPECT_NEAR(alive->estimate, curve.at(6)->survival, 1e-12);
  EXPECT_NEAR(spread(*alive), *curve.at(6)->standard_error, 0.02 * *curve.at(6)->standard_error);
  const auto mean = restricted_mean_influence(times, 12);
  const auto greenwood = restricted_mean(curve, 12);
  EXPECT_NEAR(mean->estimate, greenwood->mean, 1e-12);
  EXPECT_NEAR(spread(*mean), greenwood->standard_error, 0.02 * greenwood->standard_error);
}

TEST(Influence, beyond_the_last_follow_up_nothing_is_claimed) {
  const std::vector<EventTime> times = {{1, true}, {5, false}, {7, false}};
  EXPECT_FALSE(survival_influence(times, 8));
  EXPECT_FALSE(restricted_mean_influence(times, 8));
  EXPECT_TRUE(restricted_mean_influence(times, 7));
  EXPECT_FALSE(survival_influence({}, 1));
}

TEST(PairedDifference, agrees_with_resampling_of_patients) {
  const auto first = censored_cohort(300, 0.12, 3), second = censored_cohort(300, 0.07, 4);
  const auto estimate =
      paired_difference(*restricted_mean_influence(first, 12), *restricted_mean_influence(second, 12));
  double sum = 0, squares = 0;
  constexpr int replicates = 1500;
  for (int r = 0; r < replicates; ++r) {
    std::vector<EventTime> a, b;
    RandomStream stream(11, static_cast<std::uint64_t>(r), 5);
    for (std::size_t i = 0; i < first.size(); ++i) {
      const auto j = static_cast<std::size_t>(stream.uniform() * static_cast<double>(first.size()));
      a.push_back(first[j]);
      b.push_back(second[j]);
    }
    const double d = restricted_mean_influence(b, 12)->estimate - restricted_mean_influence(a, 12)->estimate;
    sum += d;
    squares += d * d;
  }
  const double mean = sum / replicates, sd = std::sqrt(squares / replicates - mean * mean);
  // A standard deviation from 1,500 replicates is known to 2 %.
  EXPECT_NEAR((estimate.high - estimate.low) / (2 * z95), sd, 0.07 * sd);
  EXPECT_NEAR(estimate.difference, mean, 4 * sd / std::sqrt(replicates) + 0.02 * sd);
}

TEST(PairedDifference, identical_arms_differ_by_exactly_nothing) {
  const auto times = censored_cohort(50, 0.1, 3);
  const auto one = *restricted_mean_influence(times, 10);
  const auto estimate = paired_difference(one, one);
  EXPECT_EQ(estimate.difference, 0);
  EXPECT_EQ(estimate.low, 0);
  EXPECT_EQ(estimate.high, 0);
}

TEST(PairedDifference, a_share_of_some_patients_counts_who_is_inside) {
  // 4 of 8 inside the first with 2 events, 6 of 8 inside the second with 3.
  const auto first = share_influence({1, 1, 1, 1, 0, 0, 0, 0}, {1, 1, 0, 0, 0, 0, 0, 0});
  const auto second = share_influence({1, 1, 1, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 1, 0, 0, 0});
  EXPECT_EQ(first->estimate, 0.5);
  EXPECT_EQ(second->estimate, 0.5);
  EXPECT_EQ(first->influence[4], 0);
  EXPECT_EQ(first->influence[0], 1);
  EXPECT_FALSE(share_influence({0, 0}, {0, 0}));
}

}  // namespace
}  // namespace trimer::cohort
