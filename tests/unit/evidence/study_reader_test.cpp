/// Patients written row by row, read as trials with different ascertainment read them.
#include <gtest/gtest.h>

#include <trimer/cohort/assessed_row.h>
#include <trimer/evidence/study_reader.h>

#include "../assessment/record_builder.h"

namespace trimer::evidence {
namespace {

using assessment::test::RecordBuilder;
using cohort::Reading;
using observation::EventKind;

PublishedEndpoint endpoint(std::string quantity, std::string comparison, double number, std::string scale) {
  PublishedEndpoint published;
  published.name = "made up";
  published.ascertainment = std::move(scale);
  published.threshold = Threshold{std::move(quantity), std::move(comparison), {}, {number}, {}};
  published.denominator = "all";
  published.unit = "percent";
  published.use = Use::hold_out;
  return published;
}

PublishedEndpoint response(std::vector<std::string> words, double to_study_day) {
  PublishedEndpoint published = endpoint("response_category", "in", 0, "amgen_blina");
  published.threshold->words = std::move(words);
  published.threshold->numbers.clear();
  published.has_window = true;
  published.window_from = 1;
  published.window_to = to_study_day;
  return published;
}

PublishedEndpoint survival() {
  PublishedEndpoint published = endpoint("os_months", "none", 0, "time_to_event");
  published.kind = Kind::median_time;
  published.threshold->numbers.clear();
  published.unit = "months";
  return published;
}

StudyReader reader_of(const PublishedEndpoint& published) {
  Study study;
  study.id = "made_up";
  study.endpoints = {published};
  return StudyReader(study);
}

EndpointReading read(const PublishedEndpoint& published, const RecordBuilder& b, double blasts = 0.5,
                     const char* outcome = nullptr) {
  const StudyReader reader = reader_of(published);
  EXPECT_EQ(reader.reason(0), "");
  const observation::StudySettings settings = reader.settings();
  const auto assessed = assessment::assess(b.record, settings);
  const auto summary = assessment::summarize(b.record, assessed, settings);
  cohort::PatientRow row;
  cohort::take_assessment(b.record, assessed, summary, row);
  row.baseline.marrow_blast_fraction = blasts;
  if (outcome != nullptr) row.outcome = outcome;
  return reader.read({row, b.record, assessed, summary}).at(0);
}

/// Fever on day 1, measured twice, and a mean arterial pressure.
RecordBuilder fever(double mean_pressure) {
  RecordBuilder b;
  b.first_dose();
  for (const double day : {1.0, 1.25, 1.5})
    b.temp(38.6, day).pressure(mean_pressure + 30, mean_pressure, day);
  return b;
}

TEST(StudyReader, a_trial_before_2019_did_not_call_fever_alone_crs) {
  const RecordBuilder fever_alone = fever(90);
  EXPECT_EQ(read(endpoint("crs_grade", ">=", 1, "astct2019"), fever_alone).counts, Reading::yes);
  EXPECT_EQ(read(endpoint("crs_grade", ">=", 1, "reported_pre_astct_crs"), fever_alone).counts, Reading::no);
  const RecordBuilder hypotension = fever(55);
  EXPECT_EQ(read(endpoint("crs_grade", ">=", 1, "reported_pre_astct_crs"), hypotension).counts, Reading::yes);
  EXPECT_EQ(read(endpoint("crs_grade", ">=", 3, "reported_pre_astct_crs"), hypotension).counts, Reading::no);
  RecordBuilder vasopressor = fever(55);
  vasopressor.vasopressor("norepinephrine", 1.1, 1.6);
  EXPECT_EQ(read(endpoint("crs_grade", ">=", 3, "reported_pre_astct_crs"), vasopressor).counts, Reading::yes);
}

TEST(StudyReader, an_event_after_the_window_does_not_count) {
  PublishedEndpoint late = endpoint("crs_grade", ">=", 1, "astct2019");
  late.has_window = true;
  late.window_from = 5;
  late.window_to = 42;
  EXPECT_NE(read(late, fever(90)).counts, Reading::yes);
}

RecordBuilder responder() {
  RecordBuilder b;
  b.first_dose(0, 28, 28, 1).marrow(60, -3);
  b.counts(0.4, 30, -3).marrow(3, 28).counts(0.8, 80, 27).counts(1.6, 140, 43).marrow(2, 43);
  return b;
}

TEST(StudyReader, response_is_the_best_of_the_window_of_the_record) {
  // CRh on study day 29, CR on study day 44.
  EXPECT_EQ(read(response({"CR"}, 84), responder()).counts, Reading::yes);
  EXPECT_EQ(read(response({"CR"}, 42), responder()).counts, Reading::no);
  EXPECT_EQ(read(response({"CR", "CRh"}, 42), responder()).counts, Reading::yes);
}

TEST(StudyReader, a_study_that_does_not_tell_crh_apart_counts_it_with_cri) {
  EXPECT_EQ(read(response({"CR", "CRi"}, 42), responder()).counts, Reading::yes);
  EXPECT_NE(reader_of(response({"CR", "CRi"}, 42)).note(0).find("does not tell CRh apart"),
            std::string::npos);
}

TEST(StudyReader, responders_are_those_of_the_study_and_nobody_else_is_in_the_denominator) {
  PublishedEndpoint transplant = endpoint("transplant", "==", 0, "");
  transplant.threshold->numbers.clear();
  transplant.threshold->truth = true;
  transplant.denominator = "responders";
  EXPECT_EQ(read(transplant, responder()).counts, Reading::no);
  RecordBuilder transplanted = responder();
  transplanted.event(EventKind::hsct, 90);
  EXPECT_EQ(read(transplant, transplanted).counts, Reading::yes);
  RecordBuilder refractory;
  refractory.first_dose().marrow(60, -3).marrow(55, 30).counts(1.5, 150, 30);
  EXPECT_EQ(read(transplant, refractory).counts, Reading::outside);
}

TEST(StudyReader, survival_runs_from_the_first_dose_to_death_or_the_last_contact) {
  RecordBuilder dead = responder();
  dead.event(EventKind::death, 150);
  const EndpointReading died = read(survival(), dead);
  EXPECT_EQ(died.counts, Reading::yes);
  EXPECT_DOUBLE_EQ(died.value, 150);
  RecordBuilder alive = responder();
  alive.event(EventKind::last_alive, 200);
  const EndpointReading censored = read(survival(), alive);
  EXPECT_EQ(censored.counts, Reading::no);
  EXPECT_DOUBLE_EQ(censored.value, 200);
}

TEST(StudyReader, sides_of_a_contrast_are_half_open_and_others_are_in_neither) {
  PublishedEndpoint ratio = response({"CR"}, 84);
  ratio.kind = Kind::odds_ratio;
  ratio.contrast = Contrast{"marrow_blast_fraction", 0.05, 0.25, 0.5, 1.01};
  EXPECT_EQ(read(ratio, responder(), 0.05).side, Side::test);
  EXPECT_EQ(read(ratio, responder(), 0.25).counts, Reading::outside);
  EXPECT_EQ(read(ratio, responder(), 0.5).side, Side::reference);
}

TEST(StudyReader, a_computation_that_failed_is_in_no_denominator) {
  EXPECT_EQ(read(response({"CR"}, 84), responder(), 0.5, "step_limit_reached").counts, Reading::outside);
}

TEST(StudyReader, what_is_not_understood_has_a_reason_and_is_not_read) {
  PublishedEndpoint who = response({"CR"}, 84);
  who.denominator = "subgroup:left-handed";
  EXPECT_NE(reader_of(who).reason(0), "");
  PublishedEndpoint rate = response({"CR"}, 84);
  rate.kind = Kind::rate;
  EXPECT_EQ(reader_of(rate).reason(0), "rates per patient-year are not computed");
  PublishedEndpoint groups = response({"CR"}, 84);
  groups.kind = Kind::odds_ratio;
  EXPECT_EQ(reader_of(groups).reason(0), "the record names no two groups");
}

}  // namespace
}  // namespace trimer::evidence
