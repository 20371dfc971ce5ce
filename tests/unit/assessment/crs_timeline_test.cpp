#include "record_builder.h"

#include <gtest/gtest.h>

namespace trimer::assessment::test {
namespace {

const StudySettings settings;

TEST(CrsOverTime, AReadingHoldsUntilTheNextAndAtMostADay) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 85, 1.0);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 1.5), 1);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 1.99), 1);
  EXPECT_FALSE(grade_at(result, Grading::CRSASTCT, 2.0)) << "not evaluable, not grade 0";
}

TEST(CrsOverTime, TheWorstOfADayIsReportedAndAStateCountsOnEveryDayItLasts) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 85, 1.0).temp(39.0, 1.5).pressure(80, 60, 1.5);
  b.temp(38.2, 2.3).pressure(120, 85, 2.3);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(daily_grade(result, Grading::CRSASTCT, 1), 2);
  EXPECT_EQ(daily_grade(result, Grading::CRSASTCT, 2), 2) << "hypotension lasted past midnight";
}

TEST(CrsOverTime, ASwitchOfVasopressorIsOneAndAnOverlapIsTwo) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(85, 60, 1.0);
  b.vasopressor("norepinephrine", 1.1, 1.3);
  b.vasopressor("epinephrine", 1.3, 1.5);
  SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(daily_grade(result, Grading::CRSASTCT, 1), 3);
  b.record.support[1].when.start = Moment::at(1.25);
  result = assess(b.record, settings);
  EXPECT_EQ(daily_grade(result, Grading::CRSASTCT, 1), 4);
  EXPECT_EQ(daily_grade(result, Grading::CRSLEE, 1), 3);
}

TEST(CrsOverTime, TwoRowsOfOneAgentAreOneVasopressor) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(85, 60, 1.0);
  b.vasopressor("norepinephrine", 1.1, 1.6);
  b.vasopressor("norepinephrine", 1.2, 1.5);
  EXPECT_EQ(daily_grade(assess(b.record, settings), Grading::CRSASTCT, 1), 3);
}

TEST(CrsOverTime, AVasopressorForAnotherReasonDoesNotDriveTheGrade) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 85, 1.0);
  b.vasopressor("norepinephrine", 1.1, 1.6).indication = Indication::other;
  EXPECT_EQ(daily_grade(assess(b.record, settings), Grading::CRSASTCT, 1), 1);
}

TEST(CrsOverTime, MaskedFeverKeepsTheEpisodeOpenUntilAMaskingFreeInterval) {
  RecordBuilder b;
  b.first_dose().temp(39.0, 1.0).pressure(120, 85, 1.0);
  b.support(SupportKind::tocilizumab, 1.2);
  b.temp(36.8, 1.5).pressure(120, 85, 1.5).temp(36.8, 2.0).pressure(80, 60, 2.0);
  b.temp(36.8, 2.5).pressure(120, 85, 2.5).temp(36.7, 3.4).pressure(120, 85, 3.4);
  const SubjectAssessment result = assess(b.record, settings);
  const GradeResult* masked = result_at(result, Grading::CRSASTCT, 1.5);
  EXPECT_EQ(masked->grade, 0);
  EXPECT_TRUE(masked->flags.has(Flag::fever_masked));
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 2.0), 2) << "fever waived, hypotension drives the grade";
  const std::vector<Episode> episodes = episodes_of(result, Grading::CRSASTCT);
  ASSERT_EQ(episodes.size(), 1U);
  EXPECT_DOUBLE_EQ(episodes[0].onset, 1.0);
  EXPECT_EQ(episodes[0].max_grade, 2);
  EXPECT_DOUBLE_EQ(episodes[0].day_of_max, 2.0);
  ASSERT_TRUE(episodes[0].end);
  EXPECT_DOUBLE_EQ(*episodes[0].end, 2.2) << "a day after the last masking drug, and no fever since";
}

TEST(CrsOverTime, PremedicationBeforeAnyFeverIsPossibleMaskedOnset) {
  RecordBuilder b;
  b.first_dose();
  b.support(SupportKind::steroid, -0.05).agent = "dexamethasone";
  b.temp(37.2, 0.3).pressure(80, 60, 0.3);
  const GradeResult* result = nullptr;
  const SubjectAssessment assessment = assess(b.record, settings);
  result = result_at(assessment, Grading::CRSASTCT, 0.3);
  EXPECT_EQ(result->grade, 0);
  EXPECT_TRUE(result->flags.has(Flag::possible_masked_onset));
  EXPECT_EQ(grade_at(assessment, Grading::CRSLEE, 0.3), 2) << "Lee asks for no fever";
}

TEST(CrsOverTime, WithTwoReadingsAskedForOneFeverDoesNotCount) {
  StudySettings two;
  two.options.confirm_readings = 2;
  RecordBuilder b;
  b.first_dose();
  const double temps[] = {36.8, 38.4, 36.9, 38.5, 38.6, 37.0, 36.8};
  for (int i = 0; i < 7; ++i) b.temp(temps[i], 1 + i * 0.25).pressure(120, 85, 1 + i * 0.25);
  const SubjectAssessment result = assess(b.record, two);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 1.25), 0);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 1.75), 0);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 2.0), 1);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 2.25), 1) << "one normal reading does not end it";
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 2.5), 0);
}

TEST(CrsOverTime, ARecordedJudgementWinsOverAPressure) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(80, 60, 1.0).judge(VitalTest::HYPOTENSION, Judgement::no, 1.0);
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSASTCT, 1.0), 1);
}

TEST(CrsOverTime, FeverOfAnotherCauseDoesNotCountUnlessCrsCoexists) {
  RecordBuilder b;
  b.first_dose()
      .temp(38.5, 1.0)
      .pressure(120, 85, 1.0)
      .judge(VitalTest::FEVER_OTHER_CAUSE, Judgement::yes, 1.0);
  SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 1.0), 0);
  EXPECT_TRUE(result_at(result, Grading::CRSASTCT, 1.0)->flags.has(Flag::alternative_cause));
  b.record.vitals.back().judgement = Judgement::coexists;
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSASTCT, 1.0), 1);
}

TEST(CrsOverTime, ComfortOxygenIsIgnored) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 85, 1.0);
  b.oxygen(OxygenDevice::nasal_cannula, 0.9, 1.5, 2).for_hypoxia = YesNo::no;
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSASTCT, 1.0), 1);
}

TEST(CrsOverTime, LowFlowGivesAnEstimatedFio2ForLee) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 85, 1.0);
  b.oxygen(OxygenDevice::nasal_cannula, 0.9, 1.5, 4);  // 21 + 4 x 4 = 37 %
  SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::CRSLEE, 1.0), 2);
  EXPECT_TRUE(result_at(result, Grading::CRSLEE, 1.0)->flags.has(Flag::fio2_estimated));
  b.record.support.back().flow_L_min = 5;  // 41 %
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSLEE, 1.0), 3);
}

TEST(CrsOverTime, AHighDoseMustRunForThreeHours) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(80, 60, 1.0);
  Support& row = b.vasopressor("norepinephrine", 1.0, 1.1);
  row.dose = 25;
  row.unit = "ug/min";
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSLEE, 1.05), 2);
  b.record.support.back().when.end = Moment::at(1.125);
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSLEE, 1.05), 3);
  b.record.support.back().unit = "ug/kg/min";
  b.record.support.back().dose = 0.3;
  EXPECT_EQ(result_at(assess(b.record, settings), Grading::CRSLEE, 1.05)->status, Status::lower_bound)
      << "no weight: as dose missing";
  b.record.subject.weight_kg = 70;  // 21 ug/min
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSLEE, 1.05), 3);
}

TEST(CrsOverTime, HypotensionWithResponsiveFluidsIsLeeTwoAndWithoutThemALowerBound) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(80, 60, 1.0);
  EXPECT_EQ(result_at(assess(b.record, settings), Grading::CRSLEE, 1.0)->status, Status::lower_bound);
  b.support(SupportKind::fluids, 1.02).response = SupportResponse::responsive;
  EXPECT_EQ(result_at(assess(b.record, settings), Grading::CRSLEE, 1.0)->status, Status::graded);
  EXPECT_EQ(grade_at(assess(b.record, settings), Grading::CRSLEE, 1.0), 2);
}

TEST(CrsOverTime, DeathDueToCrsIsGradeFiveAndOfAnotherCauseKeepsTheGrade) {
  RecordBuilder b;
  b.first_dose().temp(39.5, 3.0).pressure(80, 60, 3.0);
  b.event(EventKind::death, 3.5).cause = DeathCause::crs;
  b.temp(39.0, 4.0);
  SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 9), 5);
  EXPECT_EQ(grade_at(result, Grading::CRSLEE, 9), 5);
  b.record.events.back().cause = DeathCause::infection;
  result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 9), 2);
  EXPECT_TRUE(result_at(result, Grading::CRSASTCT, 9)->flags.has(Flag::death_other_cause));
  EXPECT_LE(result.points.back().day, 3.5) << "nothing is graded after death";
}

TEST(CrsOverTime, EpisodesAreCountedPerCycleAndAfterTheStep) {
  RecordBuilder b;
  b.first_dose(0, 7, 9, 1).first_dose(7, 28, 28, 1).first_dose(42, 70, 28, 2);
  for (const double onset : {1.0, 4.0, 7.5, 43.0}) {
    b.temp(38.5, onset).pressure(120, 85, onset).temp(36.8, onset + 0.5).pressure(120, 85, onset + 0.5);
    b.temp(36.8, onset + 1.4).temp(36.8, onset + 2.0);
  }
  const std::vector<Episode> episodes = episodes_of(assess(b.record, settings), Grading::CRSASTCT);
  ASSERT_EQ(episodes.size(), 4U);
  EXPECT_EQ(episodes[0].recurrence, 0);
  EXPECT_EQ(episodes[1].recurrence, 1);
  EXPECT_TRUE(episodes[2].after_step);
  EXPECT_EQ(episodes[2].recurrence, 0);
  EXPECT_EQ(episodes[3].cycle, 2);
  EXPECT_DOUBLE_EQ(*episodes[0].end - episodes[0].onset, 0.5);
}

TEST(CrsOverTime, ARejectedReadingEndsTheHoldOfTheOneBefore) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 85, 1.0);
  RejectedRow row;
  row.source = {Table::vitals, 9};
  row.test = "TEMP";
  row.at = Moment::at(1.25);
  b.record.rejected.push_back(row);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::CRSASTCT, 1.2), 1);
  EXPECT_FALSE(grade_at(result, Grading::CRSASTCT, 1.3));
}

TEST(CrsOverTime, TheChainFromAGradeToItsRowIsPrinted) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(80, 60, 1.0);
  b.vasopressor("norepinephrine", 1.1, 1.6);
  const std::vector<std::string> lines = explain(b.record, settings, 1.4, "CRSASTCT");
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  EXPECT_NE(text.find("grade 3, graded, value 1 vasopressors, support.csv:2"), std::string::npos) << text;
  EXPECT_NE(text.find("crs_astct2019.hypotension.one_vasopressor [V2]"), std::string::npos) << text;
  EXPECT_NE(text.find("vitals.csv:2"), std::string::npos) << text;
  EXPECT_THROW((void)explain(b.record, settings, 1.4, "CRS"), std::exception);
}

}  // namespace
}  // namespace trimer::assessment::test
