#include <gtest/gtest.h>

#include <cmath>

#include <trimer/core/fault.h>
#include <trimer/inference/statistic.h>
#include <trimer/inference/target.h>

namespace trimer::inference {
namespace {

double log_odds(double p) {
  return std::log(p / (1 - p));
}

TEST(BinomialTarget, has_the_binomial_likelihood) {
  // 3 of 10 at p = 0.3 against p = 0.5: 3 ln(0.3/0.5) + 7 ln(0.7/0.5).
  const Observed observed = Binomial{3, 10};
  EXPECT_NEAR(log_likelihood(observed, log_odds(0.3)) - log_likelihood(observed, log_odds(0.5)),
              3 * std::log(0.6) + 7 * std::log(1.4), 1e-12);
  EXPECT_NEAR(log_likelihood(observed, log_odds(0.3)), 3 * std::log(0.3) + 7 * std::log(0.7), 1e-12);
}

TEST(BinomialTarget, of_no_event_is_finite_however_rare_it_is) {
  EXPECT_NEAR(log_likelihood(Binomial{0, 20}, -50), 0, 1e-12);
  EXPECT_NEAR(log_likelihood(Binomial{1, 20}, -800), -800, 1e-9);
}

TEST(BinomialTarget, averages_over_an_uncertain_logit) {
  // One success of one trial: the mean of p over a logit N(0, s²) is 1/2 whatever the spread.
  EXPECT_NEAR(log_likelihood(Binomial{1, 1}, 0, 0.7), std::log(0.5), 1e-12);
  // Numerical integral over 20,001 points as the reference.
  const Observed observed = Binomial{8, 267};
  const double mean = -3.2, sd = 0.4;
  double sum = 0, weights = 0;
  for (int i = -10000; i <= 10000; ++i) {
    const double x = 8.0 * i / 10000, weight = std::exp(-x * x / 2);
    sum += weight * std::exp(log_likelihood(observed, mean + sd * x));
    weights += weight;
  }
  EXPECT_NEAR(log_likelihood(observed, mean, sd * sd), std::log(sum / weights), 2e-3);
}

TEST(RangeTarget, adds_the_probabilities_of_its_counts) {
  // 2 or 3 of 4 at p = 1/2: (6 + 4)/16.
  EXPECT_NEAR(log_likelihood(BinomialRange{2, 3, 4}, 0), std::log(10.0 / 16), 1e-12);
  // At least 1 of 3 at p = 0.2: 1 - 0.512.
  EXPECT_NEAR(log_likelihood(BinomialRange{1, 3, 3}, log_odds(0.2)), std::log(0.488), 1e-12);
  // Everything is certain.
  EXPECT_NEAR(log_likelihood(BinomialRange{0, 300, 300}, log_odds(0.01)), 0, 1e-10);
}

TEST(NestedChain, is_the_multinomial_likelihood) {
  // 10 patients: 4 respond, 3 of them completely. Categories 6, 1, 3 with probabilities a, b, c.
  const double counts[] = {10, 4, 3};
  const auto chain = nested_chain(counts);
  ASSERT_EQ(chain, (std::vector<Binomial>{{4, 10}, {3, 4}}));
  const auto joint = [&](double none, double incomplete, double complete) {
    (void)none;
    const double respond = incomplete + complete;
    return log_likelihood(chain[0], log_odds(respond)) +
           log_likelihood(chain[1], log_odds(complete / respond));
  };
  const auto multinomial = [](double none, double incomplete, double complete) {
    return 6 * std::log(none) + 1 * std::log(incomplete) + 3 * std::log(complete);
  };
  EXPECT_NEAR(joint(0.5, 0.2, 0.3), multinomial(0.5, 0.2, 0.3), 1e-12);
  EXPECT_NEAR(joint(0.7, 0.05, 0.25), multinomial(0.7, 0.05, 0.25), 1e-12);
  const double rising[] = {10, 4, 5};
  EXPECT_THROW((void)nested_chain(rising), InputError);
}

TEST(IntervalChain, counts_events_among_those_at_risk) {
  // 20 patients; 5 events and 3 censored in the first interval, 4 and 2 in the second, 1 and 0 in the third.
  const double events[] = {5, 4, 1}, censored[] = {3, 2, 0};
  EXPECT_EQ(interval_chain(20, events, censored), (std::vector<Binomial>{{5, 20}, {4, 12}, {1, 6}}));
  const double too_many[] = {15, 4, 2};
  EXPECT_THROW((void)interval_chain(20, too_many, censored), InputError);
}

TEST(IntervalChain, without_censoring_is_the_multinomial_of_the_intervals) {
  const double events[] = {5, 4}, none[] = {0, 0};
  const auto chain = interval_chain(20, events, none);
  const double first = 0.3, second = 0.2;
  EXPECT_NEAR(
      log_likelihood(chain[0], log_odds(first)) + log_likelihood(chain[1], log_odds(second / (1 - first))),
      5 * std::log(first) + 4 * std::log(second) + 11 * std::log(1 - first - second), 1e-12);
}

TEST(SurvivalMedian, without_interval_counts_every_patient) {
  EXPECT_EQ(survival_median(98, 9), (Binomial{49, 98}));
}

TEST(SurvivalMedian, with_an_interval_has_the_patients_that_explain_it) {
  // Median 7.7 months, 5.6 to 9.6: S(5.6) = 2^-0.72727 = 0.60405, S(9.6) = 2^-1.24675 = 0.42140,
  // n_eff = (1.95996/0.18265)² = 115.15.
  const Binomial median = survival_median(271, 7.7, PrintedInterval{5.6, 9.6});
  EXPECT_NEAR(median.n, 115.15, 0.02);
  EXPECT_NEAR(median.k, median.n / 2, 1e-12);
  // An interval tighter than n patients could give is not believed.
  EXPECT_EQ(survival_median(30, 7.7, PrintedInterval{7.6, 7.8}).n, 30);
  EXPECT_THROW((void)survival_median(30, 7.7, PrintedInterval{7.8, 9}), InputError);
}

TEST(SurvivalMedian, is_most_likely_where_half_live_past_it) {
  const Observed observed = survival_median(271, 7.7, PrintedInterval{5.6, 9.6});
  EXPECT_GT(log_likelihood(observed, 0), log_likelihood(observed, 0.05));
  EXPECT_GT(log_likelihood(observed, 0), log_likelihood(observed, -0.05));
}

TEST(OddsRatio, is_normal_on_its_logarithm) {
  // 3.50 (2.23 to 5.48): (ln 5.48 - ln 2.23)/(2 · 1.959964) = 0.22937.
  const NormalValue value = log_odds_ratio(3.5, {2.23, 5.48});
  EXPECT_NEAR(value.value, 1.2527630, 1e-6);
  EXPECT_NEAR(value.sd, 0.22937, 1e-5);
  EXPECT_NEAR(log_likelihood(value, std::log(5.48)) - log_likelihood(value, value.value), -0.5 * 1.96 * 1.96,
              0.05);
  EXPECT_THROW((void)log_odds_ratio(3.5, {3.6, 5}), InputError);
}

TEST(QuantileChain, counts_between_the_quantiles) {
  const double p[] = {0.25, 0.5, 0.75};
  // 100 values: 75 above the first quartile, 50 of them above the median, 25 of those above the third.
  EXPECT_EQ(quantile_chain(100, p), (std::vector<Binomial>{{75, 100}, {50, 75}, {25, 50}}));
  // The first quartile lies below the limit of quantification.
  EXPECT_EQ(quantile_chain(100, p, 1), (std::vector<Binomial>{{50, 100}, {25, 50}}));
  EXPECT_THROW((void)quantile_chain(100, p, 3), InputError);
  const double falling[] = {0.5, 0.25};
  EXPECT_THROW((void)quantile_chain(100, falling), InputError);
}

TEST(NormalForm, has_the_empirical_logit_and_its_error) {
  const NormalValue form = normal_form(Binomial{91, 271});
  EXPECT_NEAR(form.value, std::log(91.5 / 180.5), 1e-12);
  EXPECT_NEAR(form.sd, std::sqrt(1 / 91.5 + 1 / 180.5), 1e-12);
}

Likelihood two_odds_ratios(double correlation) {
  return Likelihood(
      {{"a", "one", NormalValue{1, 0.5}}, {"b", "one", NormalValue{2, 0.25}}, {"c", "two", Binomial{3, 10}}},
      {{0, 1, correlation}});
}

TEST(Likelihood, of_correlated_values_is_the_bivariate_normal) {
  const double mean[] = {1.3, 1.9, 0}, none[] = {0, 0, 0};
  // u = 0.6, v = -0.4, r = 0.5: -(u² - 2 r u v + v²)/(2 (1 - r²)) = -(0.36 + 0.24 + 0.16)/1.5.
  const double expected = -0.76 / 1.5 + 10 * std::log(0.5);
  EXPECT_NEAR(two_odds_ratios(0.5).log(mean, none), expected, 1e-12);
  EXPECT_NEAR(two_odds_ratios(0).log(mean, none), -0.5 * (0.36 + 0.16) + 10 * std::log(0.5), 1e-12);
}

TEST(Likelihood, without_a_group_forgets_it) {
  const Likelihood rest = two_odds_ratios(0.5).without("one");
  const double mean[] = {100, -100, 0}, none[] = {0, 0, 0};
  EXPECT_NEAR(rest.log(mean, none), 10 * std::log(0.5), 1e-12);
  EXPECT_TRUE(std::isnan(published_value(rest.targets()[0].observed)));
}

TEST(Likelihood, refuses_what_cannot_be) {
  EXPECT_THROW(two_odds_ratios(1), InputError);
  EXPECT_THROW(Likelihood({{"a", "", NormalValue{}}, {"a", "", NormalValue{}}}, {}), InputError);
  EXPECT_THROW(Likelihood({{"a", "", NormalValue{}}, {"b", "", Binomial{1, 2}}}, {{0, 1, 0.1}}), InputError);
}

}  // namespace
}  // namespace trimer::inference
