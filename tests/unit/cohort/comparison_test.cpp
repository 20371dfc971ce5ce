#include "reference.h"

#include <trimer/cohort/agreement.h>
#include <trimer/cohort/cox.h>
#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/fisher.h>
#include <trimer/cohort/log_rank.h>
#include <trimer/cohort/proportion.h>
#include <trimer/cohort/quantile.h>
#include <trimer/cohort/signed_rank.h>
#include <trimer/core/fault.h>

#include <cmath>

namespace trimer::cohort {
namespace {

class ComparisonAgainstR : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(R, ComparisonAgainstR, testing::ValuesIn(reference_sets),
                         [](const auto& set) { return std::string(set.param); });

TEST_P(ComparisonAgainstR, the_log_rank_test_agrees) {
  const DataSet data = data_set(GetParam());
  const auto& r = reference().at(GetParam()).at("logrank");
  const LogRank test = log_rank(data.times, data.groups(r.at("by")));
  ASSERT_EQ(test.groups.size(), r.at("observed").size());
  for (std::size_t i = 0; i < test.groups.size(); ++i) {
    expect_same(test.groups[i].observed, r.at("observed")[i], "observed");
    expect_same(test.groups[i].expected, r.at("expected")[i], "expected");
  }
  expect_same(test.chi_square, r.at("chisq"), "chi-square");
  EXPECT_EQ(test.degrees_of_freedom, r.at("df").get<int>());
  expect_same(test.p, r.at("p"), "p");
}

TEST_P(ComparisonAgainstR, the_cox_model_agrees_with_both_treatments_of_ties) {
  const DataSet data = data_set(GetParam());
  const auto& r = reference().at(GetParam());
  std::vector<std::vector<double>> rows(data.times.size());
  std::vector<std::string> names;
  for (const auto& name : list(r.at("covariates"))) {
    names.push_back(name);
    const bool dummy = name == "xN" || name == "gN";
    const auto groups = dummy ? data.groups(r.at("logrank").at("by")) : std::vector<int>{};
    const auto values = dummy ? std::vector<double>(groups.begin(), groups.end()) : data.numbers(name);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(values[i]);
  }
  for (const auto& [ties, expected] : r.at("cox").items()) {
    CoxOptions options;
    options.ties = ties == "efron" ? Ties::efron : Ties::breslow;
    const CoxFit fit = cox(data.times, rows, names, options);
    EXPECT_TRUE(fit.converged);
    for (std::size_t i = 0; i < names.size(); ++i) {
      expect_same(fit.coefficients[i].coefficient, list(expected.at("coef"))[i], ties + " " + names[i]);
      expect_same(fit.coefficients[i].standard_error, list(expected.at("se"))[i], ties + " se " + names[i]);
      expect_same(fit.coefficients[i].low, list(expected.at("low"))[i], ties + " low " + names[i]);
      expect_same(fit.coefficients[i].high, list(expected.at("high"))[i], ties + " high " + names[i]);
    }
    options.firth = true;
    const CoxFit firth = cox(data.times, rows, names, options);
    EXPECT_TRUE(firth.converged);
    for (std::size_t i = 0; i < names.size(); ++i) {
      expect_same(firth.coefficients[i].coefficient, list(expected.at("firth"))[i],
                  ties + " Firth " + names[i]);
      expect_same(firth.coefficients[i].standard_error, list(expected.at("firth_se"))[i], ties + " Firth se");
    }
    expect_same(fit.log_likelihood_null, expected.at("loglik")[0], "null log likelihood");
    expect_same(fit.log_likelihood, expected.at("loglik")[1], "log likelihood");
    expect_same(fit.score_test, expected.at("score"), "score test");
  }
}

TEST_P(ComparisonAgainstR, cumulative_incidence_and_its_variance_agree) {
  const DataSet data = data_set(GetParam());
  const auto& r = reference().at(GetParam()).at("cuminc");
  for (const int cause : {1, 2}) {
    const CumulativeIncidence incidence = cumulative_incidence(data.causes, cause);
    for (std::size_t i = 0; i < r.at("time").size(); ++i) {
      const auto point = incidence.at(r.at("time")[i]);
      ASSERT_TRUE(point.has_value());
      expect_same(point->incidence, r.at("est" + std::to_string(cause))[i], "incidence");
      expect_same(point->variance, r.at("var" + std::to_string(cause))[i], "variance");
    }
  }
}

TEST_P(ComparisonAgainstR, gray_s_test_agrees) {
  const DataSet data = data_set(GetParam());
  const auto& r = reference().at(GetParam());
  const auto groups = data.groups(r.at("logrank").at("by"));
  for (const int cause : {1, 2}) {
    const GrayTest test = gray_test(data.causes, groups, cause);
    const auto position = static_cast<std::size_t>(cause - 1);
    expect_same(test.chi_square, r.at("gray").at("stat")[position], "statistic");
    expect_same(test.p, r.at("gray").at("p")[position], "p");
    EXPECT_EQ(test.degrees_of_freedom, r.at("gray").at("df")[position].get<int>());
  }
}

TEST(LogRank, without_ties_it_is_the_score_test_of_cox) {
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, false}, {4, true}, {5, true}, {6, false}};
  const std::vector<int> group{0, 1, 0, 1, 1, 0};
  std::vector<std::vector<double>> rows;
  for (const int g : group) rows.push_back({static_cast<double>(g)});
  EXPECT_NEAR(log_rank(times, group).chi_square, cox(times, rows, {"g"}).score_test, 1e-12);
}

TEST(LogRank, the_number_of_the_groups_does_not_matter) {
  const DataSet data = data_set("veteran");
  std::vector<int> groups = data.groups("celltype");
  const double chi_square = log_rank(data.times, groups).chi_square;
  for (int& g : groups) g = 3 - g;
  EXPECT_NEAR(log_rank(data.times, groups).chi_square, chi_square, 1e-10);
}

TEST(LogRankPermutation, two_against_two_by_hand) {
  // Events at 1, 2, 3, 4; the six arrangements fall into three mirrored pairs, and {1,2} against {3,4} is the
  // most extreme: p = 2/6.
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, true}, {4, true}};
  const PermutationTest test = log_rank_permutation(times, std::vector<int>{0, 0, 1, 1});
  EXPECT_TRUE(test.exact);
  EXPECT_EQ(test.arrangements, 6);
  EXPECT_DOUBLE_EQ(test.p, 2.0 / 6);
  EXPECT_DOUBLE_EQ(test.smallest_p, 1.0 / 6);
}

TEST(LogRankPermutation, monte_carlo_draws_agree_with_enumeration_within_their_error) {
  const DataSet data = data_set("aml");
  const std::vector<int> groups = data.groups("x");
  std::vector<EventTime> times(data.times.begin(), data.times.begin() + 8);
  times.insert(times.end(), data.times.end() - 8, data.times.end());
  std::vector<int> labels(groups.begin(), groups.begin() + 8);
  labels.insert(labels.end(), groups.end() - 8, groups.end());
  const PermutationTest exact = log_rank_permutation(times, labels);
  ASSERT_TRUE(exact.exact);
  EXPECT_EQ(exact.arrangements, 12870);
  PermutationOptions options;
  options.enumerate_up_to = 10;
  options.draws = 20000;
  const PermutationTest drawn = log_rank_permutation(times, labels, options);
  ASSERT_TRUE(drawn.monte_carlo_error.has_value());
  EXPECT_FALSE(drawn.exact);
  EXPECT_NEAR(drawn.p, exact.p, 4 * *drawn.monte_carlo_error);
  EXPECT_EQ(drawn.p, log_rank_permutation(times, labels, options).p) << "seeded";
}

TEST(LogRankPermutation, three_arms_are_enumerated_too) {
  // 5 patients in arms of 2, 2 and 1: 30 arrangements. Every arrangement is as extreme as some other, so the
  // p-value is a multiple of 1/30.
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, true}, {4, false}, {5, true}};
  const PermutationTest test = log_rank_permutation(times, std::vector<int>{0, 0, 1, 1, 2});
  EXPECT_EQ(test.arrangements, 30);
  EXPECT_NEAR(test.p * 30, std::round(test.p * 30), 1e-12);
}

TEST(LogRankPermutation, four_against_one_cannot_go_below_one_fifth) {
  const std::vector<EventTime> times{{1.5, true}, {3, false}, {6, true}, {9, false}, {12, true}};
  const PermutationTest test = log_rank_permutation(times, std::vector<int>{1, 0, 0, 0, 0});
  EXPECT_EQ(test.smallest_p, 0.2);
  EXPECT_EQ(test.p, 0.2);
}

TEST(Arrangements, are_multinomial_coefficients) {
  const std::int64_t sizes[] = {4, 1}, three[] = {2, 2, 2};
  EXPECT_EQ(arrangements(sizes), 5);
  EXPECT_EQ(arrangements(three), 90);
}

TEST(Firth, two_patients_solved_by_hand_give_log_three) {
  const std::vector<EventTime> times{{1, true}, {2, true}};
  CoxOptions options;
  options.firth = true;
  const CoxFit fit = cox(times, {{1}, {0}}, {"x"}, options);
  ASSERT_TRUE(fit.coefficients[0].coefficient.has_value());
  EXPECT_NEAR(*fit.coefficients[0].coefficient, std::log(3.0), 1e-9);
  // Information p (1 - p) at p = 3/4.
  EXPECT_NEAR(*fit.coefficients[0].standard_error, 1 / std::sqrt(0.75 * 0.25), 1e-8);
}

TEST(Cox, a_monotone_likelihood_gives_no_estimate_instead_of_a_large_one) {
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, true}, {4, true}};
  const CoxFit fit = cox(times, {{1}, {1}, {0}, {0}}, {"x"});
  EXPECT_TRUE(fit.monotone);
  EXPECT_FALSE(fit.coefficients[0].coefficient.has_value());
  EXPECT_FALSE(fit.coefficients[0].high.has_value());
}

TEST(Cox, an_infinite_estimate_of_one_covariate_leaves_the_other) {
  const std::vector<EventTime> times{{1, true}, {2, true}, {3, true}, {4, true}, {5, true}, {6, false}};
  const CoxFit fit =
      cox(times, {{1, 0.2}, {1, 1.4}, {1, 0.9}, {0, 1.1}, {0, 0.3}, {0, 0.5}}, {"separating", "z"});
  EXPECT_TRUE(fit.monotone);
  EXPECT_FALSE(fit.coefficients[0].coefficient.has_value());
  EXPECT_TRUE(fit.coefficients[1].coefficient.has_value());
}

TEST(Cox, shifting_a_covariate_changes_nothing) {
  const DataSet data = data_set("lung");
  std::vector<std::vector<double>> rows, shifted;
  for (const double age : data.numbers("age")) {
    rows.push_back({age});
    shifted.push_back({age + 1000});
  }
  EXPECT_NEAR(*cox(data.times, rows, {"age"}).coefficients[0].coefficient,
              *cox(data.times, shifted, {"age"}).coefficients[0].coefficient, 1e-10);
}

TEST(CumulativeIncidence, the_causes_add_to_one_minus_kaplan_meier) {
  const std::vector<CauseTime> times{{1, 1}, {2, 2}, {3, 0}, {4, 1}, {5, 2}, {6, 0}};
  // S: 5/6, 4/6, then 2/3 of that at 4 (1 of 3), then 1 of 2 at 5.
  const double f1 = 1.0 / 6 + 4.0 / 6 / 3, f2 = 1.0 / 6 + 4.0 / 6 * 2 / 3 / 2;
  EXPECT_NEAR(cumulative_incidence(times, 1).at(6)->incidence, f1, 1e-15);
  EXPECT_NEAR(cumulative_incidence(times, 2).at(6)->incidence, f2, 1e-15);
  EXPECT_FALSE(cumulative_incidence(times, 1).at(7).has_value());
}

TEST(GrayTest, renumbering_the_groups_does_not_change_it) {
  const DataSet data = data_set("veteran");
  std::vector<int> groups = data.groups("celltype");
  const double before = gray_test(data.causes, groups, 1).chi_square;
  for (int& g : groups) g = (g + 1) % 4;
  EXPECT_NEAR(gray_test(data.causes, groups, 1).chi_square, before, 1e-9);
}

TEST(Fisher, full_separation_has_no_odds_ratio_and_four_against_one_cannot_reach_p_below_one_fifth) {
  const FisherTest test = fisher_test({4, 0, 0, 1});
  EXPECT_NEAR(test.p, 0.2, 1e-12);
  EXPECT_NEAR(test.smallest_p, 0.2, 1e-12);
  EXPECT_FALSE(test.odds_ratio.has_value());
  EXPECT_FALSE(test.high.has_value());
  EXPECT_TRUE(test.low.has_value());
}

TEST(Fisher, conditional_estimate_and_limits_are_exact_roots) {
  const FisherTest test = fisher_test({10, 3, 2, 15});
  EXPECT_NEAR(test.p, 0.0005367241191, 1e-12);
  EXPECT_NEAR(*test.odds_ratio, 21.30531756, 1e-7);
  EXPECT_NEAR(*test.low, 2.753382788, 1e-8);
  EXPECT_NEAR(*test.high, 301.462338, 1e-5);
}

TEST(Fisher, exchanging_the_rows_inverts_the_odds_ratio) {
  const FisherTest a = fisher_test({7, 4, 3, 9}), b = fisher_test({3, 9, 7, 4});
  EXPECT_NEAR(a.p, b.p, 1e-12);
  EXPECT_NEAR(*a.odds_ratio * *b.odds_ratio, 1, 1e-10);
  EXPECT_NEAR(*a.low * *b.high, 1, 1e-10);
}

TEST(Fisher, an_empty_margin_says_nothing) {
  const FisherTest test = fisher_test({0, 5, 0, 7});
  EXPECT_EQ(test.p, 1);
  EXPECT_FALSE(test.odds_ratio.has_value());
}

TEST(SignedRank, agrees_with_the_exact_test_of_r) {
  const auto& r = reference().at("signed_rank");
  const auto difference = r.at("difference").get<std::vector<double>>();
  const SignedRank test = signed_rank(difference);
  expect_same(test.statistic, r.at("v"), "V");
  expect_same(test.p, r.at("p"), "p");
  expect_same(test.estimate, r.at("estimate"), "estimate");
  expect_same(test.low, r.at("low"), "low");
  expect_same(test.high, r.at("high"), "high");
}

TEST(SignedRank, five_pairs_in_one_direction_give_one_in_sixteen_and_no_limits) {
  const double differences[] = {1, 2, 3, 4, 5};
  const SignedRank test = signed_rank(differences);
  EXPECT_DOUBLE_EQ(*test.p, 0.0625);
  EXPECT_DOUBLE_EQ(test.smallest_p, 0.0625);
  EXPECT_DOUBLE_EQ(*test.estimate, 3);
  EXPECT_FALSE(test.low.has_value()) << "5 pairs cannot give 95 %";
}

TEST(SignedRank, ties_are_exact_and_zeros_are_set_aside) {
  // Ranks 1.5 1.5 3 with signs + - +: V = 4.5; sums >= 4.5 of the eight sign patterns: 4.5 4.5 6, so p = 2 *
  // 3/8.
  const double differences[] = {1, -1, 2, 0};
  const SignedRank test = signed_rank(differences);
  EXPECT_EQ(test.zeros, 1);
  EXPECT_DOUBLE_EQ(test.statistic, 4.5);
  EXPECT_DOUBLE_EQ(*test.p, 0.75);
}

TEST(Agreement, kappa_of_a_two_by_two_table_by_hand) {
  // 20 both yes, 15 both no, 5 and 10 apart: p_o = 0.7, p_e = 0.5, kappa = 0.4.
  std::vector<std::optional<int>> a, b;
  auto add = [&](int count, std::optional<int> x, std::optional<int> y) {
    for (int i = 0; i < count; ++i) {
      a.push_back(x);
      b.push_back(y);
    }
  };
  add(20, 1, 1);
  add(5, 1, 0);
  add(10, 0, 1);
  add(15, 0, 0);
  add(3, 1, std::nullopt);
  const Agreement result = agreement(a, b);
  EXPECT_EQ(result.n, 50);
  EXPECT_EQ(result.missing, 3);
  EXPECT_EQ(result.agreeing, 35);
  EXPECT_EQ(result.discordant.size(), 15u);
  EXPECT_NEAR(*result.kappa, 0.4, 1e-12);
  // Fleiss, Cohen & Everitt from the margins 0.5, 0.5 and 0.6, 0.4; q = 1 - kappa.
  const double q = 0.6;
  const double agree1 = 0.4 * std::pow(1 - (0.5 + 0.6) * q, 2),
               agree0 = 0.3 * std::pow(1 - (0.5 + 0.4) * q, 2);
  const double apart = 0.1 * std::pow((0.6 + 0.5) * q, 2) + 0.2 * std::pow((0.4 + 0.5) * q, 2);
  const double c = std::pow(0.4 - 0.5 * q, 2);
  EXPECT_NEAR(*result.standard_error, std::sqrt((agree1 + agree0 + apart - c) / 50) / 0.5, 1e-12);
}

TEST(Agreement, weights_forgive_near_misses) {
  const std::vector<std::optional<int>> a{0, 1, 2, 3, 4}, b{0, 1, 2, 3, 3};
  const double none = *agreement(a, b).kappa;
  const double linear = *agreement(a, b, KappaWeights::linear).kappa;
  const double quadratic = *agreement(a, b, KappaWeights::quadratic).kappa;
  EXPECT_LT(none, linear);
  EXPECT_LT(linear, quadratic);
}

TEST(Agreement, one_constant_grade_has_no_kappa) {
  const std::vector<std::optional<int>> a{2, 2, 2};
  EXPECT_FALSE(agreement(a, a).kappa.has_value());
  EXPECT_EQ(agreement(a, a).agreeing, 3);
}

TEST(Quantile, interpolates_between_order_statistics) {
  const double values[] = {4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(*quantile(values, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(*quantile(values, 1), 4);
  EXPECT_FALSE(quantile({}, 0.5).has_value());
}

TEST(Proportion, exact_and_wilson_limits_agree_with_r) {
  for (const auto& r : reference().at("binomial")) {
    const Interval exact = clopper_pearson(r.at("k"), r.at("n")), score = wilson(r.at("k"), r.at("n"));
    expect_same(exact.low, r.at("low"), "exact low");
    expect_same(exact.high, r.at("high"), "exact high");
    expect_same(score.low, r.at("wilson_low"), "wilson low");
    expect_same(score.high, r.at("wilson_high"), "wilson high");
  }
}

}  // namespace
}  // namespace trimer::cohort
