#include "record_builder.h"

#include <gtest/gtest.h>

namespace trimer::assessment::test {
namespace {

const StudySettings settings;

TEST(LaboratoryRows, WorseningIsAgainstTheLastValueAtOrBeforeTheFirstDose) {
  RecordBuilder b;
  b.first_dose();
  b.lab(LabTest::NEUT, 3.0, -5, "10*9/L", 2.0);
  b.lab(LabTest::NEUT, 0.9, 0, "10*9/L", 2.0);  // baseline, grade 3
  b.lab(LabTest::NEUT, 700, 5, "/uL", 2000);    // grade 3: not worse
  b.lab(LabTest::NEUT, 0.3, 9, "10*9/L", 2.0);  // grade 4
  b.lab(LabTest::NEUT, 0.2, 12, "10*9/L", 2.0);
  const SubjectAssessment result = assess(b.record, settings);
  ASSERT_EQ(result.labs.size(), 5U);
  EXPECT_TRUE(result.labs[1].is_baseline);
  EXPECT_EQ(result.labs[2].result.grade, 3);
  EXPECT_FALSE(result.labs[2].treatment_emergent);
  EXPECT_DOUBLE_EQ(*result.labs[2].baseline_value, 900) << "in the unit of the row";
  EXPECT_TRUE(result.labs[2].result.flags.has(Flag::baseline_abnormal));
  EXPECT_TRUE(result.labs[3].first_worst);
  EXPECT_FALSE(result.labs[4].first_worst);
  const SubjectSummary summary = summarize(b.record, result, settings);
  EXPECT_EQ(summary.worst_of(Grading::NEUT).grade, 4);
  EXPECT_EQ(summary.worst_of(Grading::NEUT).worsened_to, 4);
  EXPECT_EQ(summary.worst_of(Grading::NEUT).baseline_grade, 3);
  EXPECT_EQ(summary.worst_of(Grading::NEUT).day, 9.0);
}

TEST(LaboratoryRows, AnotherSpecimenIsNotBlood) {
  RecordBuilder b;
  b.first_dose();
  b.lab(LabTest::WBC, 0.5, 3, "10*9/L", 4.0).specimen = Specimen::CSF;
  EXPECT_TRUE(assess(b.record, settings).labs.empty());
}

TEST(LaboratoryRows, TransfusionAndGrowthFactorAreFlaggedNotGraded) {
  RecordBuilder b;
  b.first_dose();
  b.support(SupportKind::transfusion, 2).agent = "PLT";
  b.support(SupportKind::gcsf, 2);
  b.lab(LabTest::PLAT, 60, 5, "10*9/L", 150);
  b.lab(LabTest::NEUT, 1.2, 20, "10*9/L", 2.0);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(result.labs[0].result.grade, 2);
  EXPECT_TRUE(result.labs[0].result.flags.has(Flag::platelet_transfusion));
  EXPECT_FALSE(result.labs[1].result.flags.has(Flag::gcsf)) << "18 days before";
}

TEST(LaboratoryRows, TheCompositeOfADayNeedsAllItsMembers) {
  RecordBuilder b;
  b.first_dose();
  b.counts(0.8, 60, 3.2);
  b.lab(LabTest::HGB, 105, 3.3, "g/L", 120);
  b.counts(0.4, 60, 5.0);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(daily_grade(result, Grading::HAEMCOMP, 3), 3);
  EXPECT_FALSE(daily_grade(result, Grading::HAEMCOMP, 5));
  EXPECT_EQ(result_at(result, Grading::HAEMCOMP, 5.0)->lower_bound, 4);
  EXPECT_EQ(summarize(b.record, result, settings).worst_of(Grading::HAEMCOMP).grade, 4);
}

TEST(LaboratoryRows, FebrileNeutropeniaPairsTheNearestCountWithTheTemperature) {
  RecordBuilder b;
  b.first_dose();
  b.lab(LabTest::NEUT, 0.7, 4.0, "10*9/L", 2.0);
  b.temp(38.4, 4.5).temp(38.5, 8.0);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::FEBNEUT, 4.5), 3);
  EXPECT_FALSE(grade_at(result, Grading::FEBNEUT, 8.0)) << "no count within a day";
}

TEST(LaboratoryRows, SustainedFeverNeedsMoreThanAnHour) {
  RecordBuilder b;
  b.first_dose();
  b.lab(LabTest::NEUT, 0.7, 4.0, "10*9/L", 2.0);
  b.temp(38.1, 4.0).temp(38.2, 4.0 + 1.0 / 24).temp(38.2, 4.0 + 1.1 / 24);
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::FEBNEUT, 4.0 + 1.05 / 24), 0);
  EXPECT_EQ(grade_at(result, Grading::FEBNEUT, 4.2), 3);
}

TEST(CytopeniaAfterCarT, BlinatumomabEndsTheWindow) {
  RecordBuilder b;
  b.record.subject.car_t_day = -60;
  b.first_dose(0, 28);
  for (int day = -60; day <= 40; ++day) {
    const double anc = day < -50 ? 400 : day < 0 ? 2000 : 50;
    b.lab(LabTest::NEUT, anc, day, "/uL", 2000);
  }
  const SubjectAssessment result = assess(b.record, settings);
  EXPECT_EQ(grade_at(result, Grading::ICAHTE, 100), 2) << "10 days at or below 500, then recovered";
  const GradeResult* late = result_at(result, Grading::ICAHTL, 100);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->grade, 0) << "the counts under blinatumomab are censored";
  EXPECT_TRUE(late->flags.has(Flag::next_therapy_censored));
}

TEST(CytopeniaAfterCarT, WithoutAnInfusionNothingIsGraded) {
  RecordBuilder b;
  b.first_dose().counts(0.1, 10, 3);
  EXPECT_EQ(result_at(assess(b.record, settings), Grading::ICAHTE, 100), nullptr);
}

}  // namespace
}  // namespace trimer::assessment::test
