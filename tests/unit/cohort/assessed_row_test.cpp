#include "../assessment/record_builder.h"

#include <gmock/gmock.h>

#include <trimer/cohort/assessed_row.h>
#include <trimer/cohort/assessed_times.h>
#include <trimer/cohort/cohort_tally.h>

namespace trimer::cohort {
namespace {

using namespace observation;
using assessment::test::RecordBuilder;

PatientRow row_of(const RecordBuilder& builder, PatientRow row = {}) {
  const StudySettings settings;
  const auto assessed = assessment::assess(builder.record, settings);
  take_assessment(builder.record, assessed, assessment::summarize(builder.record, assessed, settings), row);
  return row;
}

/// A responder who is followed to day 400.
RecordBuilder responder() {
  RecordBuilder b;
  b.first_dose(0, 28, 28, 1);
  b.marrow(80, -2).counts(1.2, 60, -1);
  b.temp(37.0, 0).temp(38.5, 1).temp(37.0, 2);
  b.counts(0.4, 40, 7).counts(2.5, 160, 28);
  b.marrow(2, 28);
  b.event(EventKind::last_alive, 400);
  b.event(EventKind::last_assessment, 400);
  return b;
}

TEST(AssessedRow, response_grades_and_times_are_those_of_the_assessment) {
  const PatientRow row = row_of(responder());
  EXPECT_EQ(row.subject_id, "001");
  EXPECT_EQ(row.best_response, BestResponse::CR);
  EXPECT_EQ(row.first_response_day, 28);
  EXPECT_EQ(row.crs.grade, 1);
  EXPECT_EQ(row.pyrexia.grade, 1);
  EXPECT_EQ(row.neutropenia.grade, 4);
  EXPECT_EQ(row.neutropenia.baseline, 2);
  EXPECT_EQ(row.neutropenia.day, 7);
  EXPECT_EQ(row.overall_survival, (EventTime{400, false}));
  EXPECT_EQ(row.baseline.marrow_blast_fraction, 0.8);
  EXPECT_EQ(row.cycles_started, 1);
  EXPECT_EQ(row.infusion_days, 28);
  EXPECT_EQ(row.total_dose, 28 * 28);
}

TEST(AssessedRow, what_the_record_does_not_say_is_not_grade_0) {
  RecordBuilder b;
  b.first_dose();
  const PatientRow row = row_of(b);
  EXPECT_FALSE(row.crs.grade.has_value());
  EXPECT_FALSE(row.neutropenia.grade.has_value());
  EXPECT_FALSE(row.infection.grade.has_value()) << "no event rows at all";
  EXPECT_EQ(row.best_response, BestResponse::not_evaluable);
}

TEST(AssessedRow, infections_count_from_the_first_dose_to_thirty_days_after_the_last) {
  auto with_infection = [](double day, int grade) {
    RecordBuilder b = responder();
    auto& event = b.event(EventKind::ae, day, "pneumonia");
    event.domain = Domain::INFECTION;
    event.grade = grade;
    return row_of(b).infection;
  };
  EXPECT_EQ(row_of(responder()).infection.grade, 0);
  EXPECT_EQ(with_infection(20, 3).grade, 3);
  EXPECT_EQ(with_infection(20, 3).cycle_1, 3);
  EXPECT_EQ(with_infection(50, 3).grade, 3);
  EXPECT_EQ(with_infection(50, 3).cycle_1, 0);
  EXPECT_EQ(with_infection(-3, 3).grade, 0);
  EXPECT_EQ(with_infection(90, 3).grade, 0);
}

TEST(AssessedRow, an_infection_without_a_grade_leaves_the_worst_grade_open) {
  RecordBuilder b = responder();
  b.event(EventKind::ae, 20, "sepsis").domain = Domain::INFECTION;
  const PatientRow row = row_of(b);
  EXPECT_TRUE(row.infection.lower_bound);
  CohortTally tally;
  tally.add(row);
  EXPECT_EQ(tally.proportion("infection_ge3"), (Count{0, 1, 1}));
}

TEST(AssessedRow, a_lower_bound_counts_where_it_suffices_and_is_not_evaluable_where_it_does_not) {
  PatientRow row;
  row.crs.grade = 2;
  row.crs.lower_bound = true;
  CohortTally tally;
  tally.add(row);
  EXPECT_EQ(tally.proportion("crs_any"), (Count{1, 1, 0}));
  EXPECT_EQ(tally.proportion("crs_ge3"), (Count{0, 1, 1}));
  EXPECT_EQ(tally.proportion("crs_grade_2"), (Count{0, 1, 1}));
}

TEST(AssessedRow, a_gap_inside_a_cycle_is_an_interruption_and_the_pause_between_cycles_is_not) {
  RecordBuilder b;
  b.first_dose(0, 10, 28, 1).first_dose(14, 28, 28, 1).first_dose(42, 70, 28, 2);
  const PatientRow row = row_of(b);
  EXPECT_EQ(row.interruptions, 1);
  EXPECT_EQ(row.cycles_started, 2);
  EXPECT_EQ(row.infusion_days, 10 + 14 + 28);
}

TEST(AssessedRow, covariates_that_are_known_better_are_kept) {
  PatientRow known;
  known.baseline.marrow_blast_fraction = 0.77;
  known.baseline.age = 33;
  const PatientRow row = row_of(responder(), known);
  EXPECT_EQ(row.baseline.marrow_blast_fraction, 0.77);
  EXPECT_EQ(row.baseline.age, 33);
}

TEST(AssessedTimes, nobody_is_lost_and_a_competing_death_is_told_apart) {
  auto subject = [](const char* id, assessment::Status status, double days, int event) {
    assessment::SubjectSummary summary;
    summary.subject_id = id;
    auto& time = summary.endpoints[static_cast<std::size_t>(assessment::Endpoint::CIR)];
    time.status = status;
    time.days = days;
    time.event = event;
    return summary;
  };
  using assessment::Status;
  const std::vector<assessment::SubjectSummary> subjects{
      subject("a", Status::graded, 100, 1), subject("b", Status::not_applicable, 0, 0),
      subject("c", Status::graded, 50, 2), subject("d", Status::not_evaluable, 0, 0)};
  const AssessedTimes times = assessed_times(subjects, assessment::Endpoint::CIR);
  EXPECT_THAT(times.times, testing::ElementsAre(EventTime{100, true}, EventTime{50, false}));
  EXPECT_THAT(times.causes, testing::ElementsAre(CauseTime{100, 1}, CauseTime{50, 2}));
  EXPECT_THAT(times.subject, testing::ElementsAre(0, 2));
  EXPECT_THAT(times.not_applicable, testing::ElementsAre("b"));
  EXPECT_THAT(times.not_evaluable, testing::ElementsAre("d"));
}

TEST(AssessedTimes, permutation_is_asked_for_by_the_option) {
  const std::vector<int> four_and_one{0, 0, 0, 0, 1};
  EXPECT_TRUE(wants_permutation(LogrankPermutation::small_arms, four_and_one));
  EXPECT_FALSE(wants_permutation(LogrankPermutation::never, four_and_one));
  EXPECT_TRUE(wants_permutation(LogrankPermutation::always, std::vector<int>(40, 0)));
  EXPECT_FALSE(wants_permutation(LogrankPermutation::small_arms, std::vector<int>(40, 0)));
  EXPECT_EQ(confidence_type(ConfType::arcsine), ConfidenceType::arcsine);
}

}  // namespace
}  // namespace trimer::cohort
