#include <gtest/gtest.h>

#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/evidence/library.h>
#include <trimer/trial/compare.h>

namespace trimer::trial {
namespace {

using evidence::Study;

std::vector<Study> made_up() {
  return evidence::read_study_files(
      {std::filesystem::path(TRIMER_SOURCE_DIR) / "tests/unit/evidence/data/made_up.json"});
}

/// Members that differ in how readily blasts die.
population::ParameterEnsemble ensemble_of(std::vector<double> values) {
  population::ParameterEnsemble ensemble;
  ensemble.hyper_parameters.push_back(
      {.name = "blast_susceptibility", .unit = "1", .low = 0, .high = 10, .source = "made up"});
  for (const double value : values) {
    ensemble.values.push_back({value});
    ensemble.weights.push_back(1.0 / static_cast<double>(values.size()));
  }
  return ensemble;
}

std::string comparison(const std::vector<Study>& studies, std::span<const population::ParameterModel> members,
                       int threads) {
  std::vector<const Study*> list;
  for (const Study& study : studies) list.push_back(&study);
  const ComparisonResult result =
      compare_studies(list, members, {.seed = 5, .patients = 50, .threads = threads}, {.trials = 200});
  std::vector<evidence::EndpointVerdict> verdicts;
  for (const StudyComparison& study : result.studies)
    verdicts.insert(verdicts.end(), study.verdicts.begin(), study.verdicts.end());
  return evidence::comparison_json(verdicts, 0.9);
}

TEST(CompareStudies, gives_the_same_bytes_at_any_number_of_threads) {
  const auto studies = made_up();
  const auto members = ensemble_members(ensemble_of({0.6, 1.5}), 50);
  ASSERT_EQ(members.size(), 2U);
  const std::string one = comparison(studies, members, 1);
  EXPECT_EQ(one, comparison(studies, members, 2));
  EXPECT_EQ(one, comparison(studies, members, 3));
}

TEST(CompareStudies, divides_the_patients_among_the_members_and_judges_each_study) {
  const auto studies = made_up();
  const Study* const list[] = {&studies[0], &studies[1]};
  const auto members = ensemble_members(ensemble_of({0.6, 1.5}), 50);
  std::uint64_t last = 0, all = 0;
  const ComparisonResult result =
      compare_studies(list, members, {.seed = 5, .patients = 50, .threads = 2}, {.trials = 200},
                      [&](std::uint64_t done, std::uint64_t of) { last = done, all = of; });
  EXPECT_EQ(last, 50U);
  EXPECT_EQ(all, 50U) << "a study that cannot be run costs nothing";
  ASSERT_EQ(result.studies.size(), 2U);
  EXPECT_EQ(result.studies[0].tally.patients(), 50);
  EXPECT_EQ(result.studies[0].verdicts.size(), studies[0].endpoints.size());
  EXPECT_EQ(result.studies[1].tally.patients(), 0);
  EXPECT_EQ(result.studies[1].verdicts.at(0).reason, "made up without treatment");
  EXPECT_GT(result.score.judged, 0);
}

TEST(CompareStudies, finds_the_faults_of_every_plan_before_the_first_patient) {
  auto studies = made_up();
  Study other = studies[0];
  studies[0].simulate->population = "nobody";
  other.id = "other";
  other.simulate->covariate_overrides[0].variable = "shoe_size";
  const Study* const list[] = {&studies[0], &other};
  const population::ParameterModel model = population::parameter_model();
  bool started = false;
  try {
    (void)compare_studies(list, {&model, 1}, {.patients = 5}, {},
                          [&](std::uint64_t, std::uint64_t) { started = true; });
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.faults().size(), 2U) << error.what();
  }
  EXPECT_FALSE(started);
}

TEST(EnsembleMembers, are_as_many_as_have_25_patients_each_and_at_least_one) {
  const auto ensemble = ensemble_of({0.5, 0.7, 1.0, 1.4, 2.0});
  EXPECT_EQ(ensemble_members(ensemble, 1000).size(), 5U);
  EXPECT_EQ(ensemble_members(ensemble, 75).size(), 3U);
  const auto one = ensemble_members(ensemble, 10);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].typical.blast_susceptibility, 1.0) << "the one in the middle of the weights";
}

}  // namespace
}  // namespace trimer::trial
