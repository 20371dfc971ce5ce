/// Verdicts on a made-up study whose simulated readings are written out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include <trimer/core/days.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/library.h>
#include <trimer/evidence/study_comparison.h>

namespace trimer::evidence {
namespace {

using cohort::Reading;

Study made_up(std::size_t position = 0) {
  return read_study_files({std::filesystem::path(TRIMER_TEST_DATA) / "made_up.json"}).at(position);
}

std::size_t place(const Study& study, std::string_view name) {
  for (std::size_t i = 0; i < study.endpoints.size(); ++i)
    if (study.endpoints[i].name == name) return i;
  throw InputError("endpoint", name, "expected a name of the study");
}

/// `patients` with the same reading of one endpoint.
void add(StudyTally& tally, const Study& study, std::string_view name, int patients,
         EndpointReading reading) {
  StudyRow row;
  row.readings.resize(study.endpoints.size());
  row.readings[place(study, name)] = reading;
  for (int i = 0; i < patients; ++i) tally.add(row);
}

EndpointReading yes() {
  return {Reading::yes, Side::none, 0};
}
EndpointReading no() {
  return {Reading::no, Side::none, 0};
}
EndpointReading died(double months) {
  return {Reading::yes, Side::none, months * days_per_month};
}
EndpointReading alive(double months) {
  return {Reading::no, Side::none, months * days_per_month};
}

EndpointVerdict verdict_on(const Study& study, const std::vector<StudyTally>& members,
                           std::string_view name) {
  return judge_study(study, members).at(place(study, name));
}

TEST(Verdict, of_a_proportion_is_the_central_binomial_interval_of_a_trial_of_that_size) {
  const Study study = made_up();
  StudyTally half(study);
  add(half, study, "CR", 5000, yes());
  add(half, study, "CR", 5000, no());
  const EndpointVerdict verdict = verdict_on(study, {half}, "CR");
  // Binomial(40, 1/2): P(X <= 14) = 0.040, P(X <= 15) = 0.077.
  EXPECT_DOUBLE_EQ(*verdict.low, 37.5);
  EXPECT_DOUBLE_EQ(*verdict.high, 62.5);
  EXPECT_DOUBLE_EQ(*verdict.simulated.value, 50);
  EXPECT_DOUBLE_EQ(*verdict.published_value, 40);
  EXPECT_EQ(verdict.inside, true);

  StudyTally most(study);
  add(most, study, "CR", 6000, yes());
  add(most, study, "CR", 4000, no());
  EXPECT_EQ(verdict_on(study, {most}, "CR").inside, false);
}

TEST(Verdict, counts_the_end_of_the_interval_as_inside) {
  Study study = made_up();
  StudyTally half(study);
  add(half, study, "CR", 5000, yes());
  add(half, study, "CR", 5000, no());
  PublishedEndpoint& cr = study.endpoints[place(study, "CR")];
  cr.k = 15;
  EXPECT_EQ(verdict_on(study, {half}, "CR").inside, true);
  cr.k = 14;
  EXPECT_EQ(verdict_on(study, {half}, "CR").inside, false);
}

TEST(Verdict, is_none_without_n_by_choice_or_where_nothing_stands_beside_and_says_why) {
  const Study study = made_up();
  StudyTally tally(study);
  for (const char* name : {"CR_without_n", "CR_shown"}) {
    add(tally, study, name, 100, yes());
    add(tally, study, name, 100, no());
  }
  const EndpointVerdict no_n = verdict_on(study, {tally}, "CR_without_n");
  EXPECT_FALSE(no_n.inside);
  EXPECT_EQ(no_n.reason, "the study prints no number of patients");
  EXPECT_DOUBLE_EQ(*no_n.simulated.value, 50) << "it is simulated all the same";
  const EndpointVerdict shown = verdict_on(study, {tally}, "CR_shown");
  EXPECT_FALSE(shown.inside);
  EXPECT_EQ(shown.reason, "shown by choice");
  EXPECT_TRUE(shown.predicted);
  EXPECT_EQ(verdict_on(study, {tally}, "quality_of_life").reason, "not in the model");
  EXPECT_EQ(verdict_on(study, {tally}, "CR").reason, "nobody of the simulated cohort can be read for it");
}

TEST(Verdict, on_a_study_that_cannot_be_run_repeats_the_reason_of_the_record) {
  const Study study = made_up(1);
  const auto verdicts = judge_study(study, {});
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_FALSE(verdicts[0].inside);
  EXPECT_EQ(verdicts[0].reason, "made up without treatment");
}

TEST(Verdict, on_a_run_that_only_illustrates_is_none) {
  Study study = made_up();
  study.simulate->illustration = true;
  StudyTally tally(study);
  add(tally, study, "CR", 100, yes());
  EXPECT_FALSE(verdict_on(study, {tally}, "CR").inside);
}

TEST(Verdict, of_a_median_takes_what_is_not_reached_as_infinite) {
  const Study study = made_up();  // published 7.0 months
  StudyTally around(study), half_alive(study), most_alive(study);
  add(around, study, "OS_median", 500, died(5));
  add(around, study, "OS_median", 500, died(9));
  EndpointVerdict verdict = verdict_on(study, {around}, "OS_median");
  EXPECT_NEAR(*verdict.low, 5, 0.01);
  EXPECT_NEAR(*verdict.high, 9, 0.01);
  EXPECT_EQ(verdict.inside, true);

  add(half_alive, study, "OS_median", 500, died(5));
  add(half_alive, study, "OS_median", 500, alive(12));
  verdict = verdict_on(study, {half_alive}, "OS_median");
  EXPECT_FALSE(verdict.high) << "the upper end is open";
  EXPECT_EQ(verdict.inside, true);

  add(most_alive, study, "OS_median", 100, died(5));
  add(most_alive, study, "OS_median", 900, alive(12));
  verdict = verdict_on(study, {most_alive}, "OS_median");
  EXPECT_TRUE(verdict.predicted);
  EXPECT_TRUE(verdict.simulated.not_reached);
  EXPECT_EQ(verdict.inside, false) << "hardly a trial reaches its median, the published one did";
}

TEST(Verdict, on_a_published_median_that_was_not_reached_asks_for_an_open_end) {
  Study study = made_up();
  PublishedEndpoint& os = study.endpoints[place(study, "OS_median")];
  os.estimate.reset();
  os.low = 5.5;
  StudyTally half_alive(study), dead(study);
  add(half_alive, study, "OS_median", 500, died(5));
  add(half_alive, study, "OS_median", 500, alive(12));
  add(dead, study, "OS_median", 500, died(5));
  EXPECT_EQ(verdict_on(study, {half_alive}, "OS_median").inside, true);
  EXPECT_EQ(verdict_on(study, {dead}, "OS_median").inside, false);
  os.low.reset();
  EXPECT_EQ(verdict_on(study, {dead}, "OS_median").reason, "the study prints no value");
}

TEST(Verdict, of_a_landmark_reads_the_curve_at_the_printed_time) {
  const Study study = made_up();  // 75 % at 3 months
  StudyTally tally(study);
  add(tally, study, "OS_3mo", 250, died(2));
  add(tally, study, "OS_3mo", 750, alive(12));
  const EndpointVerdict verdict = verdict_on(study, {tally}, "OS_3mo");
  EXPECT_NEAR(*verdict.simulated.value, 75, 1e-9);
  EXPECT_EQ(verdict.inside, true);
  EXPECT_LT(*verdict.low, 70);
  EXPECT_GT(*verdict.high, 80);
}

TEST(Verdict, of_a_ratio_that_prints_no_n_is_of_trials_of_the_whole_study) {
  const Study study = made_up();
  StudyTally tally(study);
  for (const auto& [side, counts, patients] : {std::tuple(Side::test, Reading::yes, 500),
                                               {Side::test, Reading::no, 500},
                                               {Side::reference, Reading::yes, 333},
                                               {Side::reference, Reading::no, 667}})
    add(tally, study, "OR_CR", patients, {counts, side, 0});
  const EndpointVerdict verdict = verdict_on(study, {tally}, "OR_CR");
  EXPECT_NEAR(*verdict.simulated.value, 667.0 / 333, 1e-9);
  EXPECT_EQ(verdict.series_size, 40);
  EXPECT_EQ(verdict.inside, true);
  EXPECT_EQ(verdict.reason, "trials of the study's 40 patients");
}

TEST(Verdict, of_an_ensemble_carries_what_its_members_leave_open_and_tells_sampling_apart) {
  const Study study = made_up();
  StudyTally low(study), high(study);
  add(low, study, "CR", 300, yes());
  add(low, study, "CR", 700, no());
  add(high, study, "CR", 700, yes());
  add(high, study, "CR", 300, no());
  const std::vector<StudyTally> members = {low, high};
  const EndpointVerdict verdict = verdict_on(study, members, "CR");
  EXPECT_LT(*verdict.low, 25);
  EXPECT_GT(*verdict.high, 75);
  EXPECT_DOUBLE_EQ(*verdict.low_sampling, 37.5);
  EXPECT_DOUBLE_EQ(*verdict.high_sampling, 62.5);
  const std::vector<EndpointVerdict> verdicts = {verdict};
  constexpr Use held_out[] = {Use::hold_out}, fitted[] = {Use::calibrate};
  EXPECT_NEAR(*width_beside_sampling(verdicts, held_out), (*verdict.high - *verdict.low) / 25, 1e-12);
  EXPECT_FALSE(width_beside_sampling(verdicts, fitted));
}

TEST(Verdict, leaves_a_computation_that_failed_out_of_every_denominator) {
  const Study study = made_up();
  StudyTally tally(study);
  add(tally, study, "CR", 10, yes());
  StudyRow failed;
  failed.patient.outcome = "step_too_small";
  failed.readings.resize(study.endpoints.size());
  tally.add(failed);
  EXPECT_EQ(tally.patients(), 11);
  EXPECT_EQ(tally.failed(), 1);
  EXPECT_EQ(verdict_on(study, {tally}, "CR").simulated.n, 10);
}

TEST(Score, counts_what_is_judged) {
  Score score;
  EndpointVerdict verdict;
  for (const std::optional<bool> inside :
       {std::optional(true), std::optional(false), std::optional<bool>()}) {
    verdict.inside = inside;
    score.add(verdict);
  }
  EXPECT_EQ(to_text(score), "inside: 1 of 2");
}

TEST(ComparisonJson, has_the_keys_of_the_format_and_null_for_what_does_not_exist) {
  const Study study = made_up();
  StudyTally tally(study);
  add(tally, study, "CR", 5000, yes());
  add(tally, study, "CR", 5000, no());
  const std::vector<StudyTally> members = {tally};
  const auto json = nlohmann::json::parse(comparison_json(judge_study(study, members), 0.9));
  EXPECT_EQ(json["format"], "trimer-comparison/1");
  EXPECT_EQ(json["level"], 0.9);
  ASSERT_EQ(json["endpoints"].size(), study.endpoints.size());
  const auto& cr = json["endpoints"][0];
  EXPECT_EQ(cr["study"], "made_up_2030");
  EXPECT_EQ(cr["endpoint"], "CR");
  EXPECT_EQ(cr["published"],
            nlohmann::json::parse(R"({"k":16,"n":40,"estimate":40.0,"low":null,"high":null})"));
  EXPECT_EQ(cr["simulated"], 50.0);
  EXPECT_EQ(cr["interval"], nlohmann::json::parse("[37.5, 62.5]"));
  EXPECT_EQ(cr["interval_of_sampling"], cr["interval"]);
  EXPECT_EQ(cr["inside"], true);
  EXPECT_TRUE(cr["reason"].is_null());
  EXPECT_EQ(cr["role"], "hold_out");
  const auto& quality = json["endpoints"].back();
  EXPECT_TRUE(quality["inside"].is_null());
  EXPECT_EQ(quality["interval"], nlohmann::json::parse("[null, null]"));
  EXPECT_EQ(quality["reason"], "not in the model");
}

std::string faults_after(std::string_view from, std::string_view to) {
  std::string text = read_file(std::filesystem::path(TRIMER_TEST_DATA) / "made_up.json");
  text.replace(text.find(from), from.size(), to);
  try {
    (void)read_studies(text, "e.json");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(StudyFile, that_is_malformed_is_refused_with_place_value_and_expectation) {
  EXPECT_EQ(faults_after("\"k\": 16", "\"k\": 41"),
            "e.json: /studies/0/endpoints/0/k = 41, expected 0 to n = 40");
  EXPECT_THAT(faults_after("\"follow_up_months\": 6", "\"follow_up_months\": \"six\""),
              testing::HasSubstr("e.json: /studies/0/simulate/follow_up_months = \"six\", expected"));
  EXPECT_THAT(faults_after("\"max\": 0.6", "\"max\": 0.05"), testing::HasSubstr("expected less than max"));
  EXPECT_THAT(faults_after("\"format\"", "\"formal\""), testing::HasSubstr("format"));
  EXPECT_THAT(faults_after("\"studies\": [", "\"studies\": [,"), testing::HasSubstr("e.json:3:"));
}

TEST(StudyFile, that_is_not_there_or_a_folder_without_studies_is_refused) {
  EXPECT_THROW((void)read_study_files({"nobody.json"}), InputError);
  const auto empty = std::filesystem::path(testing::TempDir()) / "no_studies";
  std::filesystem::create_directories(empty);
  EXPECT_THROW((void)read_study_files({empty}), InputError);
}

TEST(StudyFile, may_be_named_with_its_folder_only_once) {
  const auto file = std::filesystem::path(TRIMER_TEST_DATA) / "made_up.json";
  try {
    (void)read_study_files({file, file});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("/studies/0/id = \"made_up_2030\", expected an id not used by"));
  }
}

}  // namespace
}  // namespace trimer::evidence
