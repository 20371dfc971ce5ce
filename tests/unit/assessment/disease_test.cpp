#include "record_builder.h"

#include <gtest/gtest.h>

namespace trimer::assessment::test {
namespace {

StudySettings all_profiles() {
  StudySettings settings;
  settings.profiles = {Profile::amgen_blina, Profile::eln2024, Profile::bmt2010, Profile::nccn};
  return settings;
}

RecordBuilder responder() {
  RecordBuilder b;
  b.first_dose(0, 28, 28, 1).marrow(60, -3);
  b.counts(0.4, 30, -3).marrow(3, 28).counts(0.8, 80, 27).counts(1.6, 140, 43).marrow(2, 43);
  return b;
}

TEST(ResponseOverTime, TheBestInTheWindowAndTheFirstRemissionAreReported) {
  RecordBuilder b = responder();
  const SubjectAssessment result = assess(b.record, all_profiles());
  const ProfileAssessment* amgen = result.profile(Profile::amgen_blina);
  ASSERT_EQ(amgen->visits.size(), 2U);
  EXPECT_EQ(amgen->visits[0].result.response, Response::CRh);
  EXPECT_EQ(amgen->best, Response::CR);
  EXPECT_EQ(amgen->best_day, 43);
  EXPECT_EQ(amgen->first_remission_day, 28);
  EXPECT_EQ(result.profile(Profile::bmt2010)->best, Response::CR);
  EXPECT_TRUE(result.profile(Profile::bmt2010)->best_flags.has(Flag::unconfirmed));
  EXPECT_EQ(result.profile(Profile::bmt2010)->best_confirmed, Response::NE);
}

TEST(ResponseOverTime, FourWeeksWithoutRecurrenceConfirm) {
  RecordBuilder b = responder();
  b.marrow(2, 75).counts(1.6, 140, 75);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_TRUE(result.profile(Profile::bmt2010)->confirmed);
  EXPECT_EQ(result.profile(Profile::bmt2010)->best_confirmed, Response::CR);
}

TEST(ResponseOverTime, CountsArePairedWithinTheWindowTheLaterOfTwoEquallyNear) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(2, 30).counts(0.2, 20, 29).counts(1.5, 150, 31);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_EQ(result.profiles[0].visits[0].inputs.anc, 1.5);
  RecordBuilder far;
  far.first_dose().marrow(60, -3).marrow(2, 30).counts(1.5, 150, 26).counts(1.5, 150, 38);
  EXPECT_EQ(assess(far.record, all_profiles()).profiles[0].visits[0].result.response, Response::NE);
}

TEST(ResponseOverTime, AVisitAfterTheWindowIsNotTheBestResponse) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(55, 30).counts(1.5, 150, 30).marrow(2, 100).counts(1.5, 150, 100);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_EQ(result.profiles[0].best, Response::NR);
  EXPECT_EQ(result.profiles[0].first_remission_day, 100);
  EXPECT_TRUE(result.profiles[0].visits[1].result.flags.has(Flag::outside_window));
}

TEST(ResponseOverTime, CirculatingBlastsAreNotARemission) {
  RecordBuilder b = responder();
  b.lab(LabTest::BLAST_PB, 3, 43, "%");
  const ProfileAssessment amgen = assess(b.record, all_profiles()).profiles[0];
  EXPECT_EQ(amgen.visits[1].result.response, Response::NOT_CR);
}

TEST(ResponseOverTime, RemissionAtBaselineIsAnMrdPopulation) {
  RecordBuilder b;
  b.first_dose().marrow(2, -2);
  b.disease(Site::BM, Measure::mrd_level, -2, 1e-3, "1").method = "flow";
  b.marrow(1, 30).counts(1.5, 150, 30);
  b.disease(Site::BM, Measure::mrd_detected, 30, {}, "", "no").method = "flow";
  b.disease(Site::BM, Measure::mrd_sensitivity, 30, 1e-4, "1").method = "flow";
  b.event(EventKind::last_assessment, 200);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_TRUE(result.baseline_remission);
  EXPECT_EQ(result.profiles[0].best, Response::NOT_APPLICABLE);
  EXPECT_EQ(result.profiles[0].best_mrd, Mrd::MRD_CR);
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::RFS)].days, 200);
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::DOR)].status, Status::not_applicable);
}

TEST(ResponseOverTime, MrdIsEvaluatedOnlyInRemission) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(55, 30).counts(1.5, 150, 30);
  b.disease(Site::BM, Measure::mrd_level, 30, 0.4, "1").method = "flow";
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_EQ(result.profiles[0].mrd[0].result.mrd, Mrd::NOT_APPLICABLE);
}

TEST(RelapseOverTime, TheEarlierOfReportedAndDerivedCountsAndTheDifferenceIsFlagged) {
  RecordBuilder b = responder();
  b.marrow(40, 120);
  b.event(EventKind::relapse, 125).cd19 = Cd19::negative;
  const SubjectAssessment result = assess(b.record, all_profiles());
  const RelapseFinding& relapse = result.profiles[0].relapse;
  EXPECT_EQ(relapse.day, 120);
  EXPECT_EQ(relapse.cd19, Cd19::negative);
  EXPECT_TRUE(relapse.flags.has(Flag::event_dates_differ));
  const TimeToEvent& rfs = result.endpoints[static_cast<int>(Endpoint::RFS)];
  EXPECT_EQ(rfs.days, 92);
  EXPECT_EQ(rfs.event, 1);
}

TEST(RelapseOverTime, ThePhenotypeMayComeFromASampleWithinTwoWeeks) {
  RecordBuilder b = responder();
  b.marrow(40, 120);
  Flow row;
  row.population = "blasts";
  row.marker = "CD19";
  row.n_events = 1000;
  row.n_positive = 30;
  row.at = Moment::at(118);
  b.record.flow.push_back(row);
  SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_EQ(result.profiles[0].relapse.cd19, Cd19::negative);
  EXPECT_EQ(result.profiles[0].relapse.cd19_pct, 3);
  EXPECT_EQ(result.profiles[0].relapse.cd19_cutoff, 20);
  b.record.flow[0].at = Moment::at(100);
  result = assess(b.record, all_profiles());
  EXPECT_EQ(result.profiles[0].relapse.cd19, Cd19::unknown);
}

TEST(RelapseOverTime, WithoutARemissionItIsNoRelapse) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(55, 30).counts(1.5, 150, 30).marrow(80, 60);
  b.event(EventKind::relapse, 60);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_FALSE(result.profiles[0].relapse.day);
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::RFS)].status, Status::not_applicable);
}

TEST(Endpoints, EveryClockIsRunASecondTimeSinceCarT) {
  RecordBuilder b = responder();
  b.record.subject.car_t_day = -100;
  b.event(EventKind::death, 150);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::OS)].days, 150);
  EXPECT_EQ(result.since_car_t[static_cast<int>(Endpoint::OS)].days, 250);
  b.record.subject.car_t_day = 160;
  EXPECT_EQ(assess(b.record, all_profiles()).since_car_t[0].status, Status::not_applicable);
  b.record.subject.car_t_day.reset();
  EXPECT_EQ(assess(b.record, all_profiles()).since_car_t[0].status, Status::not_evaluable);
}

TEST(Endpoints, NoRemissionByTwelveWeeksIsAnEventAtTheStart) {
  RecordBuilder b;
  b.first_dose().marrow(60, -3).marrow(55, 30).counts(1.5, 150, 30);
  b.event(EventKind::last_assessment, 90);
  b.event(EventKind::last_alive, 90);
  const SubjectAssessment result = assess(b.record, all_profiles());
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::EFS)].days, 0);
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::EFS)].event, 1);
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::OS)].event, 0);
  EXPECT_EQ(result.endpoints[static_cast<int>(Endpoint::OS)].days, 90);
}

TEST(Cns, DerivedAndReportedAreCompared) {
  RecordBuilder b;
  b.first_dose();
  b.disease(Site::CSF, Measure::csf_wbc, 10, 3, "/uL");
  b.disease(Site::CSF, Measure::csf_rbc, 10, 2, "/uL");
  b.disease(Site::CSF, Measure::csf_blasts, 10, {}, "", "yes");
  b.disease(Site::CSF, Measure::cns_status, 10, {}, "", "CNS2");
  SubjectAssessment result = assess(b.record, all_profiles());
  ASSERT_EQ(result.cns.size(), 1U);
  EXPECT_EQ(result.cns[0].result.cns, CnsStatus::CNS2a);
  EXPECT_FALSE(result.cns[0].result.flags.has(Flag::cns_differs)) << "CNS2 without letter agrees";
  b.record.disease.back().word = "CNS1";
  result = assess(b.record, all_profiles());
  EXPECT_TRUE(result.cns[0].result.flags.has(Flag::cns_differs));
}

}  // namespace
}  // namespace trimer::assessment::test
