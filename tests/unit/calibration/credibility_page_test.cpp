#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <trimer/calibration/credibility_page.h>
#include <trimer/core/fault.h>
#include <trimer/evidence/library.h>

namespace trimer::calibration {
namespace {

using testing::HasSubstr;
using testing::Not;

/// TOWER with two verdicts made by hand: one inside, one outside.
CredibilityInput input() {
  CredibilityInput page;
  page.ensemble_name = "toy";
  page.ensemble.title = "Toy";
  page.ensemble.origin.command = "trimer calibrate toy.toml";
  population::HyperParameter parameter =
      population::tabulated_hyper_parameter(therapy::ParameterTable::load(), "fever_half");
  page.ensemble.hyper_parameters = {parameter};
  for (const double z : {-0.1, 0.0, 0.1}) page.ensemble.values.push_back({parameter.value_at(z)});
  page.ensemble.weights = {1.0 / 3, 1.0 / 3, 1.0 / 3};
  const evidence::Study& study = evidence::find_study("tower_kantarjian_2017");
  trial::StudyComparison comparison{&study, evidence::StudyTally(study), {}};
  for (const char* name : {"CR_CRh_CRi_within_12_weeks", "C1_CRS_any"}) {
    evidence::EndpointVerdict verdict;
    verdict.study = &study;
    verdict.published = study.find(name);
    verdict.published_value = verdict.published->estimate;
    verdict.predicted = true;
    verdict.low = 30, verdict.high = 50, verdict.low_sampling = 35, verdict.high_sampling = 45;
    verdict.inside = *verdict.published_value >= 30;
    comparison.verdicts.push_back(verdict);
  }
  page.comparison.studies.push_back(std::move(comparison));
  page.folder = "/nonexistent";
  return page;
}

TEST(CredibilityPage, scores_the_fitted_endpoints_and_the_width_of_their_intervals) {
  const CredibilityInput page = input();
  const CalibrationScore score = score_of(page.comparison, evidence::Use::calibrate);
  EXPECT_EQ(score.inside, 1);
  EXPECT_EQ(score.judged, 2);
  EXPECT_EQ(score.width_ratio, 2);
  ASSERT_EQ(score.misses.size(), 1u);
  EXPECT_EQ(score.misses[0]->published->name, "C1_CRS_any");
  EXPECT_EQ(score_of(page.comparison, evidence::Use::hold_out_public).judged, 0);
}

TEST(CredibilityPage, names_each_miss_with_its_cause_and_says_what_was_not_run) {
  CredibilityInput page = input();
  std::string text = credibility_page(page);
  EXPECT_THAT(text, HasSubstr("1 of 2 fitted endpoints lie inside (50 %)"));
  EXPECT_THAT(text, HasSubstr("119/271"));
  EXPECT_THAT(text, HasSubstr("tower_kantarjian_2017/C1_CRS_any: published 14, interval 30 to 50. Cause: not found."));
  EXPECT_THAT(text, HasSubstr("Not run for this page (`trimer calibrate CONFIG --leave-one-out`)"));
  page.causes = read_causes("study,endpoint,cause\ntower_kantarjian_2017,C1_CRS_any,graded before ASTCT\n", "causes.csv");
  text = credibility_page(page);
  EXPECT_THAT(text, HasSubstr("Cause: graded before ASTCT"));
  for (const char* section : {"## Question of interest", "## Context of use", "## Model risk", "## Verification",
                              "## Calibration", "## Validation", "## Uncertainty", "## Known faults"})
    EXPECT_THAT(text, HasSubstr(section));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(CredibilityPage, shows_the_contraction_of_each_hyper_parameter) {
  // Members at z = -0.1, 0 and 0.1 have a variance of 0.01 of the prior's 1.
  EXPECT_THAT(credibility_page(input()), HasSubstr("| 0.99 | "));
}

TEST(CredibilityPage, refuses_a_cause_of_an_endpoint_that_does_not_exist) {
  EXPECT_THROW((void)read_causes("study,endpoint,cause\ntower_kantarjian_2017,CRS,x\n", "causes.csv"), InputError);
  EXPECT_THROW((void)read_causes("study,cause\n", "causes.csv"), InputError);
}

}  // namespace
}  // namespace trimer::calibration
