#include <gtest/gtest.h>

#include <algorithm>

#include <trimer/core/fault.h>
#include <trimer/evidence/endpoint_statistic.h>
#include <trimer/evidence/library.h>
#include <trimer/trial/study_cohort.h>

namespace trimer::trial {
namespace {

using evidence::Study;
using evidence::StudyRow;

const population::ParameterModel& model() {
  static const population::ParameterModel shipped = population::parameter_model();
  return shipped;
}

Study short_study(std::string_view id) {
  Study study = evidence::find_study(id);
  study.simulate->follow_up_months = 3;
  return study;
}

bool same(const std::vector<StudyRow>& a, const std::vector<StudyRow>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const StudyRow& x, const StudyRow& y) {
    return cohort::patients_csv_row(x.patient) == cohort::patients_csv_row(y.patient) &&
           x.readings == y.readings;
  });
}

TEST(StudyCohort, rows_are_the_same_at_one_two_and_three_threads) {
  const Study tower = short_study("tower_kantarjian_2017");
  const auto one = simulate_study(tower, model(), {.seed = 7, .patients = 24, .threads = 1});
  ASSERT_EQ(one.size(), 24U);
  EXPECT_EQ(one[4].patient.patient, 5);
  EXPECT_TRUE(same(one, simulate_study(tower, model(), {.seed = 7, .patients = 24, .threads = 2})));
  EXPECT_TRUE(same(one, simulate_study(tower, model(), {.seed = 7, .patients = 24, .threads = 3})));
  EXPECT_FALSE(same(one, simulate_study(tower, model(), {.seed = 8, .patients = 24, .threads = 1})));
}

TEST(StudyCohort, patients_do_not_depend_on_where_the_cohort_begins) {
  const Study tower = short_study("tower_kantarjian_2017");
  const auto all = simulate_study(tower, model(), {.seed = 7, .patients = 12, .threads = 1});
  const auto tail =
      simulate_study(tower, model(), {.seed = 7, .first_patient = 9, .patients = 4, .threads = 1});
  EXPECT_TRUE(same({all.begin() + 8, all.end()}, tail));
}

TEST(StudyCohort, studies_run_alike_share_patients_and_give_what_each_gives_alone) {
  const Study tower = short_study("tower_kantarjian_2017"), topp = short_study("mt103_211_topp_2015"),
              pool = short_study("bmblast_pooled_2023");
  const Study* const studies[] = {&tower, &topp, &pool};
  const auto groups = run_alike(studies);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0], (std::vector<std::size_t>{0, 2}));
  std::uint64_t simulated = 0;
  const auto together = simulate_studies(studies, {&model(), 1}, {.seed = 3, .patients = 10, .threads = 2},
                                         [&](std::uint64_t done) { simulated = std::max(simulated, done); });
  EXPECT_EQ(simulated, 20U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(
        same(together[i], simulate_study(*studies[i], model(), {.seed = 3, .patients = 10, .threads = 1})))
        << studies[i]->id;
}

TEST(StudyCohort, a_study_that_cannot_be_run_is_refused_with_its_reason) {
  try {
    (void)simulate_study(evidence::find_study("maude_2014_ctl019"), model(), {.patients = 1});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(
        error.what(),
        "study = maude_2014_ctl019, expected a study that can be run (CAR-T cohort, no blinatumomab)");
  }
}

TEST(StudyPlan, segments_become_cycles_with_the_free_interval_after_the_last_infusion) {
  const StudyPlan plan = study_plan(evidence::find_study("blast_goekbuget_2018"), model());
  ASSERT_EQ(plan.regimen.cycles.size(), 4U);
  EXPECT_EQ(plan.regimen.cycles[1].start_day, 42);
  EXPECT_EQ(plan.regimen.cycles[3].infusions[0].from_day, 0);
  EXPECT_EQ(plan.regimen.cycles[3].infusions[0].to_day, 28);
  EXPECT_EQ(plan.regimen.cycles[3].infusions[0].rate, (regimen::Amount{15, true, {}}));
  ASSERT_EQ(plan.regimen.premedication.size(), 1U);
  EXPECT_EQ(plan.regimen.premedication[0].dose.value, 16);
  EXPECT_TRUE(plan.regimen.premedication[0].on_cycle_start);
  EXPECT_FALSE(plan.regimen.premedication[0].on_step);
  EXPECT_EQ(plan.visits.marrow_first, 28.5);
  EXPECT_EQ(plan.visits.marrow_second, 42);
  EXPECT_DOUBLE_EQ(plan.follow_up_days, 60 * 30.4375);
}

TEST(StudyPlan, prednisone_is_given_as_dexamethasone_of_the_same_effect) {
  Study study = evidence::find_study("blast_goekbuget_2018");
  study.simulate->premedication->drug = "prednisone";
  study.simulate->premedication->amount = 100;
  EXPECT_DOUBLE_EQ(study_plan(study, model()).regimen.premedication[0].dose.value, 15);
  study.simulate->premedication->drug = "aspirin";
  EXPECT_THROW((void)study_plan(study, model()), InputError);
}

double median_of(const Study& study, std::optional<double> cohort::BaselineCovariates::*field) {
  std::vector<double> values;
  const population::PatientGenerator generator(study_plan(study, model()).population, model(), 11);
  for (std::uint64_t id = 1; id <= 2001; ++id) {
    const auto patient = generator.patient(id);
    values.push_back(field == &cohort::BaselineCovariates::age ? patient.covariates.age
                                                               : patient.covariates.marrow_blast_fraction);
  }
  std::nth_element(values.begin(), values.begin() + 1000, values.end());
  return values[1000];
}

TEST(StudyPlan, overrides_replace_one_marginal_and_keep_the_rest) {
  // Median age 48 (18 to 85); the truncation moves it a little.
  EXPECT_NEAR(median_of(evidence::find_study("badar_2020_realworld"), &cohort::BaselineCovariates::age), 47,
              2);
  Study study = evidence::find_study("tower_kantarjian_2017");
  study.simulate->covariate_overrides = {
      {"marrow_blast_fraction", "categories", {{"bounds", {0.1, 0.2, 0.3}}, {"shares", {0.5, 0.5}}}, {}},
      {"age", "truncate", {{"min", {60}}}, {}}};
  EXPECT_NEAR(median_of(study, &cohort::BaselineCovariates::marrow_blast_fraction), 0.2, 0.01);
  EXPECT_GT(median_of(study, &cohort::BaselineCovariates::age), 60);
  study.simulate->covariate_overrides = {
      {"marrow_blast_fraction", "median_range", {{"median", {0.6}}, {"min", {0.05}}, {"max", {0.95}}}, {}}};
  EXPECT_NEAR(median_of(study, &cohort::BaselineCovariates::marrow_blast_fraction), 0.6, 0.03);
}

TEST(StudyPlan, bounds_that_no_patient_reaches_are_refused_with_their_place) {
  Study study = evidence::find_study("tower_kantarjian_2017");
  study.simulate->covariate_overrides = {{"age", "truncate", {{"min", {95}}}, {}}};
  try {
    (void)study_plan(study, model());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(
        error.what(),
        "study tower_kantarjian_2017: simulate/covariate_overrides/0/values = truncate, expected bounds "
        "that the distribution of age reaches");
  }
}

}  // namespace
}  // namespace trimer::trial
