#include "record_builder.h"

#include <gtest/gtest.h>

namespace trimer::assessment::test {
namespace {

const StudySettings settings;

TEST(IcansOverTime, EachFindingHoldsByItself) {
  RecordBuilder b;
  b.first_dose();
  b.ice(8, 2.0);
  b.neuro(2.4).seizure = Seizure::clinical_resolves_rapidly;
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::ICANSICE, 2.1), 1);
  EXPECT_EQ(grade_at(result, Grading::ICANSICE, 2.4), 3);
  EXPECT_EQ(result_at(result, Grading::ICANSICE, 2.4)->status, Status::graded)
      << "the ICE of the morning holds";
  EXPECT_EQ(result_at(result, Grading::ICANSICE, 3.2)->status, Status::lower_bound)
      << "ICE has run out, seizure not";
}

TEST(IcansOverTime, AgeChoosesTheScaleAndWithoutAgeNothingIsGraded) {
  RecordBuilder b;
  b.first_dose();
  Neuro& row = b.neuro(2.0);
  row.capd_total = 12;
  row.awake_state = AwakeState::awakens_spontaneously;
  b.record.subject.age_y = 6;
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::ICANSCAP, 2.0), 3);
  b.record.subject.age_y.reset();
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_FALSE(grade_at(result, Grading::ICANSICE, 2.0));
  EXPECT_EQ(result_at(result, Grading::ICANSICE, 2.0)->rule_id(), "icans_astct2019.age_missing");
}

TEST(IcansOverTime, ItemsWinOverATotal) {
  RecordBuilder b;
  b.first_dose();
  Neuro& row = b.ice(10, 2.0);
  row.ice_orientation = 2;
  row.ice_naming = 3;
  row.ice_command = 1;
  row.ice_writing = 0;
  row.ice_attention = 0;
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::ICANSICE, 2.0), 2);  // 6 points
}

TEST(IcansOverTime, DeathDueToIcansIsGradeFive) {
  RecordBuilder b;
  b.first_dose();
  b.ice(3, 2.0);
  b.event(EventKind::death, 2.6).cause = DeathCause::icans;
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::ICANSICE, 2.6), 5);
  const std::vector<Episode> episodes = episodes_of(result, Grading::ICANSICE);
  ASSERT_EQ(episodes.size(), 1U);
  EXPECT_EQ(episodes[0].end, 2.6);
}

TEST(IcansOverTime, TheSummaryHoldsTheWorstGradeAndItsDay) {
  RecordBuilder b;
  b.first_dose();
  b.ice(10, 1.0);
  b.ice(5, 2.0);
  b.ice(9, 3.0);
  b.ice(10, 4.0);
  const SubjectAssessment result = assess(b.record, settings);
  const SubjectSummary summary = summarize(b.record, result, settings);
  EXPECT_EQ(summary.icans().grade, 2);
  EXPECT_EQ(summary.icans().day, 2.0);
  EXPECT_EQ(summary.icans().onset_day, 2.0);
}

}  // namespace
}  // namespace trimer::assessment::test
