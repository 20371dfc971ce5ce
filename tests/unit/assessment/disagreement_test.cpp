#include "record_builder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace trimer::assessment::test {
namespace {

const StudySettings settings;

long count(const SubjectAssessment& assessment, DisagreementKind kind) {
  return std::count_if(assessment.disagreements.begin(), assessment.disagreements.end(),
                       [kind](const Disagreement& d) { return d.kind == kind; });
}

TEST(Disagreements, NoResponseAndPartialRemissionForOnePatientContradict) {
  RecordBuilder b;
  b.record.subject.anchored = false;
  b.event(EventKind::reported_response, {}, "NR");
  b.event(EventKind::reported_response, {}, "PR");
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(count(result, DisagreementKind::reports_contradict), 1);
  EXPECT_EQ(count(result, DisagreementKind::response_not_derivable), 2) << "nothing stands in the record";
}

TEST(Disagreements, AReportThatNamesEitherOfTwoContradictsNeither) {
  RecordBuilder b;
  b.event(EventKind::reported_response, {}, "CR/CRi");
  b.event(EventKind::reported_response, {}, "CRi");
  EXPECT_EQ(count(assess(b.record, settings), DisagreementKind::reports_contradict), 0);
}

TEST(Disagreements, AReportedGradeAgreesInsideItsRange) {
  RecordBuilder b;
  b.first_dose().temp(39, 1.0).pressure(80, 60, 1.0);
  Event& event = b.event(EventKind::reported_grade, 1.3);
  event.domain = Domain::CRS;
  event.scale = Scale::ASTCT2019;
  event.grade = 1;
  event.grade_high = 2;
  EXPECT_TRUE(assess(b.record, settings).disagreements.empty());
  b.record.events.back().grade_high = 1;
  EXPECT_EQ(count(assess(b.record, settings), DisagreementKind::grade_differs), 1);
  b.record.events.back().grade_high = 2;
  b.record.events.back().scale = Scale::unknown;
  EXPECT_EQ(count(assess(b.record, settings), DisagreementKind::grade_differs), 3)
      << "an unknown scale is compared with all and agrees with none";
}

TEST(Disagreements, ARemissionClaimedWithBlastsIsFound) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(9, 30).counts(1.5, 150, 30);
  b.disease(Site::PB, Measure::blast_pct, 31, 4, "%");
  b.event(EventKind::reported_response, 30, "CR");
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(count(result, DisagreementKind::remission_with_circulating_blasts), 1);
  EXPECT_EQ(count(result, DisagreementKind::remission_with_marrow_blasts), 1);
  EXPECT_EQ(count(result, DisagreementKind::response_differs), 1);
}

TEST(Disagreements, WhatHappensAfterDeathIsFoundOncePerTable) {
  RecordBuilder b;
  b.first_dose();
  b.event(EventKind::death, 50);
  b.event(EventKind::last_alive, 60);
  b.temp(37, 52).temp(37, 53);
  EXPECT_EQ(count(assess(b.record, settings), DisagreementKind::after_death), 2);
}

TEST(Disagreements, ARelapseWithoutARemissionIsFound) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(55, 30).counts(1.5, 150, 30);
  b.event(EventKind::relapse, 60);
  EXPECT_EQ(count(assess(b.record, settings), DisagreementKind::relapse_without_remission), 1);
}

TEST(Disagreements, AConsistentRecordHasNone) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(2, 30).counts(1.5, 150, 30);
  b.event(EventKind::reported_response, 31, "CR");
  b.event(EventKind::last_alive, 100);
  EXPECT_TRUE(assess(b.record, settings).disagreements.empty());
}

}  // namespace
}  // namespace trimer::assessment::test
