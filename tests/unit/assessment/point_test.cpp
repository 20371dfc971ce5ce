#include <trimer/assessment/crs.h>
#include <trimer/assessment/decimal.h>
#include <trimer/assessment/haematology.h>
#include <trimer/assessment/icaht.h>
#include <trimer/assessment/icans.h>
#include <trimer/assessment/response.h>
#include <trimer/assessment/time_to_event.h>

#include <gtest/gtest.h>

namespace trimer::assessment {
namespace {

using observation::AwakeState;
using observation::OxygenDevice;

CrsInputs febrile() {
  CrsInputs in;
  in.temp_C = 39.0;
  in.hypotension = false;
  in.vasopressors = Vasopressors{};
  in.o2_device = OxygenDevice::room_air;
  return in;
}

TEST(Decimal, FloatingPointNoiseIsNotBelowTheLimit) {
  EXPECT_EQ(compare_decimal(1.4999999999999998, 1.5), 0);
  EXPECT_TRUE(below(1.49, 1.5));
  EXPECT_TRUE(below(0, 0.5));
  EXPECT_EQ(compare_decimal(0.1 + 0.2, 0.3), 0);
}

TEST(Crs, OneHundredPointFourFahrenheitIsFeverExactly) {
  CrsInputs in = febrile();
  in.temp_C = celsius(100.4, "[degF]");
  EXPECT_EQ(crs_astct2019(in).grade, 1);
  in.temp_C = 37.9;
  EXPECT_EQ(crs_astct2019(in).grade, 0);
}

TEST(Crs, AMissingTemperatureWithoutEarlierFeverIsNotGradeZero) {
  CrsInputs in = febrile();
  in.temp_C.reset();
  const GradeResult result = crs_astct2019(in);
  EXPECT_FALSE(result.grade);
  EXPECT_EQ(result.status, Status::not_evaluable);
  EXPECT_EQ(grade_text(result), "");
}

TEST(Crs, ANasalCannulaWithoutFlowIsALowerBound) {
  CrsInputs in = febrile();
  in.o2_device = OxygenDevice::nasal_cannula;
  const GradeResult result = crs_astct2019(in);
  EXPECT_EQ(result.grade, 2);
  EXPECT_EQ(result.status, Status::lower_bound);
  EXPECT_EQ(grade_text(result), ">=2");
}

TEST(Crs, SixLitresIsLowFlow) {
  CrsInputs in = febrile();
  in.o2_device = OxygenDevice::nasal_cannula;
  in.o2_flow_L_min = 6;
  EXPECT_EQ(crs_astct2019(in).grade, 2);
}

TEST(Crs, NorepinephrineWithVasopressinIsOneVasopressor) {
  CrsInputs in = febrile();
  in.hypotension = true;
  in.vasopressors->add("norepinephrine");
  in.vasopressors->add("vasopressin");
  EXPECT_EQ(crs_astct2019(in).grade, 3);
}

TEST(Crs, AnInotropeIsNotAVasopressor) {
  CrsInputs in = febrile();
  in.hypotension = true;
  in.vasopressors->add("dobutamine");
  const GradeResult result = crs_astct2019(in);
  EXPECT_EQ(result.grade, 2);
  EXPECT_TRUE(result.flags.has(Flag::inotrope_not_counted));
}

TEST(Crs, VentilationForAirwayProtectionIsFlaggedNotGraded) {
  CrsInputs in = febrile();
  in.o2_device = OxygenDevice::mechanical_ventilation;
  in.hypoxia = false;
  const GradeResult result = crs_astct2019(in);
  EXPECT_EQ(result.grade, 1);
  EXPECT_TRUE(result.flags.has(Flag::ventilation_not_for_hypoxia));
}

TEST(Crs, FeverMaskedAfterOnsetIsWaivedAndHypotensionDrivesTheGrade) {
  CrsInputs in = febrile();
  in.temp_C = 36.8;
  in.prior_crs_fever = true;
  in.antipyretic_or_anticytokine = true;
  in.hypotension = true;
  EXPECT_EQ(crs_astct2019(in).grade, 2);
}

TEST(Crs, WithNothingKnownOfPressureTheGradeIsALowerBoundOfFever) {
  CrsInputs in = febrile();
  in.hypotension.reset();
  const GradeResult result = crs_astct2019(in);
  EXPECT_EQ(result.grade, 1);
  EXPECT_EQ(result.status, Status::lower_bound);
}

TEST(Lee, TwoVasopressorsAreThreeAndOneOfUnknownDoseIsAtLeastTwo) {
  LeeInputs in;
  in.constitutional_or_fever = true;
  in.o2_FiO2_pct = 21;
  in.ventilator = false;
  in.hypotension = HypotensionCare::multiple_pressors;
  EXPECT_EQ(crs_lee2014(in).grade, 3);
  in.hypotension = HypotensionCare::one_pressor_dose_unknown;
  EXPECT_EQ(crs_lee2014(in).grade, 2);
  EXPECT_EQ(crs_lee2014(in).status, Status::lower_bound);
}

TEST(Lee, HighDoseLimitsArePerAgent) {
  EXPECT_EQ(is_high_dose("norepinephrine", 20), true);
  EXPECT_EQ(is_high_dose("norepinephrine", 19.9), false);
  EXPECT_EQ(is_high_dose("phenylephrine", 199), false);
  EXPECT_FALSE(is_high_dose("vasopressin", 1));
  EXPECT_DOUBLE_EQ(norepinephrine_equivalent({10, 2, 30, 8}), 19);
}

TEST(CtcaeCrs, MultiplePressorsAloneAreAtLeastThree) {
  CtcaeCrsInputs in;
  in.fever = true;
  in.o2_FiO2_pct = 21;
  in.hypotension = HypotensionCare::multiple_pressors;
  EXPECT_EQ(crs_ctcae5(in).grade, 3);
  EXPECT_EQ(crs_ctcae5(in).status, Status::lower_bound);
}

TEST(Hypotension, AdultsByMeanOrSystolicChildrenByAge) {
  using enum HypotensionRule;
  bool derived = false;
  EXPECT_EQ(hypotension_by_pressure({90, {}, 70}, 40, map70_or_sbp90), false);
  EXPECT_EQ(hypotension_by_pressure({95, {}, 69}, 40, map70_or_sbp90), true);
  EXPECT_EQ(hypotension_by_pressure({95, {}, 69}, 40, sbp90), false);
  EXPECT_EQ(hypotension_by_pressure({95, 50, {}}, 40, map70_or_sbp90, &derived),
            true);  // (95 + 100) / 3 = 65
  EXPECT_TRUE(derived);
  EXPECT_EQ(hypotension_by_pressure({79, {}, {}}, 5, map70_or_sbp90), true);  // 70 + 2 x 5 = 80
  EXPECT_EQ(hypotension_by_pressure({80, {}, {}}, 5, map70_or_sbp90), false);
  EXPECT_EQ(hypotension_by_pressure({89, {}, {}}, 11, map70_or_sbp90), true);
  EXPECT_FALSE(hypotension_by_pressure({50, {}, {}}, 0.5, map70_or_sbp90));
  EXPECT_FALSE(hypotension_by_pressure({50, {}, {}}, std::nullopt, map70_or_sbp90));
  EXPECT_FALSE(hypotension_by_pressure({50, {}, {}}, 40, recorded_only));
}

TEST(Icans, AnIceNotDoneInAnAwakePatientIsNotEvaluableAndNeverZero) {
  IcansInputs in;
  in.awake_state = AwakeState::awakens_spontaneously;
  GradeResult result = icans_by_ice(in);
  EXPECT_FALSE(result.grade);
  EXPECT_EQ(result.lower_bound, 0);
  in.seizure = observation::Seizure::clinical_resolves_rapidly;
  result = icans_by_ice(in);
  EXPECT_EQ(result.grade, 3);
  EXPECT_EQ(result.status, Status::lower_bound);
}

TEST(Icans, ASeizureOfExactlyFiveMinutesIsNotProlonged) {
  IcansInputs in;
  in.score = 10;
  in.awake_state = AwakeState::awakens_spontaneously;
  in.seizure = observation::Seizure::clinical_resolves_rapidly;
  in.seizure_duration_min = 5;
  EXPECT_EQ(icans_by_ice(in).grade, 3);
  in.seizure_duration_min = 5.1;
  EXPECT_EQ(icans_by_ice(in).grade, 4);
  EXPECT_TRUE(icans_by_ice(in).flags.has(Flag::seizure_duration_overrides));
}

TEST(Icans, SedationDropsIceAndConsciousness) {
  IcansInputs in;
  in.not_done_reason = observation::NotDone::sedated;
  in.awake_state = AwakeState::unarousable;
  in.edema = observation::Edema::focal;
  const GradeResult result = icans_by_ice(in);
  EXPECT_EQ(result.grade, 3);
  EXPECT_EQ(result.status, Status::lower_bound);
  EXPECT_TRUE(result.flags.has(Flag::loc_other_cause));
}

TEST(Icans, ConsciousnessExplainedByAnotherCauseIsDropped) {
  IcansInputs in;
  in.score = 9;
  in.awake_state = AwakeState::unarousable;
  in.loc_other_cause = true;
  EXPECT_EQ(icans_by_ice(in).grade, 1);
}

TEST(Icans, AScoreOutOfRangeIsAnErrorNeverClipped) {
  IcansInputs in;
  in.score = 11;
  in.awake_state = AwakeState::awakens_spontaneously;
  EXPECT_FALSE(icans_by_ice(in).grade);
  EXPECT_TRUE(ice_score({5, 3, 1, 1, 1}).out_of_range);
  EXPECT_FALSE(ice_score({5, 3, 1, 1, 1}).score);
}

TEST(Icans, TheAgeSplitIsAnOption) {
  EXPECT_EQ(icans_scale(12, false, false), IcansScale::ice);
  EXPECT_EQ(icans_scale(12, false, true), IcansScale::capd);
  EXPECT_EQ(icans_scale(11.9, false, false), IcansScale::capd);
  EXPECT_EQ(icans_scale(30, true, false), IcansScale::capd);
  EXPECT_FALSE(icans_scale(std::nullopt, false, false));
}

TEST(Icans, TheChangeFromALowBaselineCanBeGraded) {
  IcansInputs in;
  in.score = 6;
  in.baseline_ice = 8;
  in.awake_state = AwakeState::awakens_spontaneously;
  EXPECT_EQ(icans_by_ice(in).grade, 2);
  EXPECT_TRUE(icans_by_ice(in).flags.has(Flag::baseline_ice_low));
  in.change_from_baseline = true;
  EXPECT_EQ(icans_by_ice(in).grade, 1);  // a fall of 2 points
}

TEST(Haematology, ACensoredValueIsAtLeastTheGradeOfItsLimit) {
  HaemInputs in;
  in.unit = "10*9/L";
  in.lln = 2.0;
  in.below_limit = true;
  in.value = 1.0;  // <1.0: grade 3 or 4
  const GradeResult result = ctcae_haem(HaemTerm::neutrophils, CtcaeVersion::v5, in);
  EXPECT_EQ(result.grade, 3);
  EXPECT_EQ(result.status, Status::lower_bound);
  in.value = 0.1;
  EXPECT_EQ(ctcae_haem(HaemTerm::neutrophils, CtcaeVersion::v5, in).status, Status::graded);
}

TEST(Haematology, TheThreePrintedHaemoglobinScalesAreGradedInTheirOwnUnit) {
  HaemInputs in;
  in.value = 9.99;
  in.unit = "g/dL";
  in.lln = 12;
  EXPECT_EQ(ctcae_haem(HaemTerm::haemoglobin, CtcaeVersion::v5, in).grade, 2);
  in.value = 6.2;
  in.unit = "mmol/L";
  in.lln = 7.4;
  EXPECT_EQ(ctcae_haem(HaemTerm::haemoglobin, CtcaeVersion::v5, in).grade, 1);
}

TEST(Haematology, AValueNormalByTheLaboratoryKeepsItsAbsoluteBand) {
  HaemInputs in;
  in.value = 1.45;
  in.unit = "10*9/L";
  in.lln = 1.4;
  const GradeResult result = ctcae_haem(HaemTerm::neutrophils, CtcaeVersion::v5, in);
  EXPECT_EQ(result.grade, 2);
  EXPECT_TRUE(result.flags.has(Flag::value_normal_by_lab));
}

TEST(Haematology, VersionSixHasNoLymphocyteTerm) {
  HaemInputs in;
  in.value = 0.1;
  in.unit = "10*9/L";
  EXPECT_EQ(ctcae_haem(HaemTerm::lymphocytes, CtcaeVersion::v6, in).status, Status::not_applicable);
}

TEST(Haematology, AStatementWithoutAValueIsGradedByTheStatement) {
  HaemInputs in;
  in.unit = "g/L";
  in.transfusion_indicated = true;
  EXPECT_EQ(ctcae_haem(HaemTerm::haemoglobin, CtcaeVersion::v5, in).grade, 3);
}

TEST(Haematology, TheCompositeWithAMissingMemberIsNullWithALowerBound) {
  std::array<std::optional<int>, haem_term_count> grades = {0, std::nullopt, 0, 4, 4};
  GradeResult result = haem_composite(grades, {});
  EXPECT_FALSE(result.grade);
  EXPECT_EQ(result.lower_bound, 0);
  EXPECT_EQ(grade_text(result), "");
  grades[0] = 3;
  EXPECT_EQ(haem_composite(grades, {}).lower_bound, 3);
}

TEST(Icaht, CumulativeDaysAreAnOption) {
  IcahtInputs in;
  for (int day = 0; day <= 30; ++day) {
    const bool low = (day >= 2 && day < 6) || (day >= 12 && day < 16);
    in.series.push_back({static_cast<double>(day), low ? 400.0 : 2000.0, {}});
  }
  EXPECT_EQ(icaht_early(in).grade, 1);
  in.cumulative = true;
  EXPECT_EQ(icaht_early(in).grade, 2);
}

TEST(Icaht, EarlyDeathWithoutRecoveryIsGradeFour) {
  IcahtInputs in;
  for (int day = 0; day <= 12; ++day)
    in.series.push_back({static_cast<double>(day), day < 3 ? 900.0 : 200.0, {}});
  in.last_day = 12;
  EXPECT_EQ(icaht_early(in).grade, 4);
  EXPECT_EQ(icaht_early(in).rule_id(), "icaht.early.never_recovered");
}

TEST(Icaht, TheNextTherapyEndsTheLateWindow) {
  IcahtInputs in;
  in.series = {{35, 1600, {}}, {50, 90, {}}, {60, 90, {}}};
  EXPECT_EQ(icaht_late(in).grade, 4);
  in.next_therapy_day = 40;
  EXPECT_EQ(icaht_late(in).grade, 0);
  EXPECT_TRUE(icaht_late(in).flags.has(Flag::next_therapy_censored));
}

TEST(Icaht, NoValueInTheWindowIsNotEvaluable) {
  IcahtInputs in;
  in.series = {{40, 800, {}}};
  EXPECT_EQ(icaht_early(in).status, Status::not_evaluable);
}

ResponseInputs remission(Profile profile) {
  ResponseInputs in;
  in.profile = profile;
  in.bm_blast_pct = 2;
  in.bm_blast_pct_baseline = 60;
  in.bm_cellularity = Cellularity::normal;
  in.trilineage = true;
  in.anc = 1.8;
  in.plt = 150;
  in.pb_blast_pct = 0;
  in.emd = false;
  in.cns = observation::CnsStatus::CNS1;
  return in;
}

TEST(ResponseAtAVisit, NeutrophilsOfExactlyOneSplitTheProfiles) {
  for (const auto& [profile, expected] :
       {std::pair{Profile::amgen_blina, Response::CRh}, std::pair{Profile::eln2024, Response::CRi},
        std::pair{Profile::bmt2010, Response::CR}, std::pair{Profile::nccn, Response::CRh}}) {
    ResponseInputs in = remission(profile);
    in.anc = 1.0;
    EXPECT_EQ(to_text(response(in).response), to_text(expected)) << to_text(profile);
  }
}

TEST(ResponseAtAVisit, BelowCrhTheMarrowDecides) {
  ResponseInputs in = remission(Profile::amgen_blina);
  in.anc = 0.2;
  in.plt = 20;
  EXPECT_EQ(response(in).response, Response::CRi);
  in.bm_cellularity = Cellularity::aplastic;
  EXPECT_EQ(response(in).response, Response::BLAST_FREE);
  in.bm_cellularity = Cellularity::missing;
  EXPECT_EQ(response(in).response, Response::CRi);
  EXPECT_TRUE(response(in).flags.has(Flag::cellularity_missing));
  in.below_crh_is_cri = false;
  EXPECT_EQ(response(in).response, Response::NR);
}

TEST(ResponseAtAVisit, AMissingCountIsNotEvaluableWhereItMatters) {
  ResponseInputs in = remission(Profile::amgen_blina);
  in.anc.reset();
  EXPECT_EQ(response(in).response, Response::NE);
  in.bm_blast_pct = 55;
  EXPECT_EQ(response(in).response, Response::NR) << "counts do not matter above 25 % blasts";
}

TEST(ResponseAtAVisit, UnknownExtramedullaryDiseaseThatWasThereIsMarrowCrOnly) {
  ResponseInputs in = remission(Profile::amgen_blina);
  in.emd.reset();
  EXPECT_EQ(response(in).response, Response::CR);
  EXPECT_TRUE(response(in).flags.has(Flag::emd_not_assessed));
  in.emd_baseline = true;
  EXPECT_EQ(response(in).response, Response::NE);
  EXPECT_TRUE(response(in).flags.has(Flag::marrow_cr));
}

TEST(ResponseAtAVisit, SupportedPlateletsCountAsNotRecoveredUnderTheOption) {
  ResponseInputs in = remission(Profile::amgen_blina);
  in.plt_transfusion_7d = true;
  EXPECT_EQ(response(in).response, Response::CR);
  in.transfusion_rule = true;
  EXPECT_EQ(response(in).response, Response::CRi);
}

TEST(ResponseAtAVisit, TheSeedContradictionIsAMatterOfProfile) {
  ResponseInputs in = remission(Profile::eln2024);
  in.bm_blast_pct = 15;
  in.anc = 0.3;
  in.plt = 20;
  EXPECT_EQ(response(in).response, Response::FAILURE);
  in.profile = Profile::amgen_blina;
  EXPECT_EQ(response(in).response, Response::PR);
}

TEST(ResponseAtAVisit, ADryTapIsNeverNoResponse) {
  ResponseInputs in = remission(Profile::bmt2010);
  in.bm_cellularity = Cellularity::dry_tap;
  EXPECT_EQ(response(in).response, Response::NE);
}

TEST(MrdAtAVisit, NotDetectedByAPoorAssayIsIndeterminate) {
  MrdInputs in;
  in.in_hematologic_cr = true;
  in.detected = false;
  in.sensitivity = 1e-3;
  EXPECT_EQ(mrd_response(in).mrd, Mrd::MRD_INDETERMINATE);
  in.sensitivity = 1e-5;
  EXPECT_EQ(mrd_response(in).mrd, Mrd::MRD_CR);
  in.detected = true;
  in.level = 1e-4;
  EXPECT_EQ(mrd_response(in).mrd, Mrd::MRD_FAILURE);
}

TEST(MrdAtAVisit, GatingOnCd19AfterCd19TherapyIsFlagged) {
  MrdInputs in;
  in.in_hematologic_cr = true;
  in.detected = false;
  in.sensitivity = 1e-4;
  in.method = "flow";
  in.gating = "CD19+CD10+";
  in.prior_cd19_therapy = true;
  EXPECT_TRUE(mrd_response(in).flags.has(Flag::cd19_gated_after_cd19_therapy));
}

TEST(Times, AnEventBeforeTheStartIsAnError) {
  TimeToEventInputs in;
  in.endpoint = Endpoint::OS;
  in.start = 10;
  in.death = 5;
  const TimeToEvent result = time_to_event(in);
  EXPECT_FALSE(result.known());
  EXPECT_TRUE(result.flags.has(Flag::event_before_start));
}

TEST(Times, NoRemissionByTheLandmarkIsAnEventAtTheStart) {
  TimeToEventInputs in;
  in.endpoint = Endpoint::EFS;
  in.start = 0;
  in.landmark_passed = true;
  in.last_assessment = 100;
  const TimeToEvent result = time_to_event(in);
  EXPECT_EQ(result.days, 0);
  EXPECT_EQ(result.event, 1);
}

TEST(Times, DeathCompetesWithRelapseInTheCumulativeIncidence) {
  TimeToEventInputs in;
  in.endpoint = Endpoint::CIR;
  in.start = 0;
  in.cr_date = 20;
  in.death = 120;
  EXPECT_EQ(time_to_event(in).event, 2);
  in.relapse = 100;
  EXPECT_EQ(time_to_event(in).event, 1);
  EXPECT_EQ(time_to_event(in).days, 80);
}

TEST(Times, RemissionAtBaselineStartsRelapseFreeSurvivalAtTheFirstDose) {
  TimeToEventInputs in;
  in.endpoint = Endpoint::RFS;
  in.start = 0;
  in.baseline_remission = true;
  in.last_assessment = 300;
  EXPECT_EQ(time_to_event(in).days, 300);
  in.endpoint = Endpoint::DOR;
  EXPECT_EQ(time_to_event(in).status, Status::not_applicable);
}

}  // namespace
}  // namespace trimer::assessment
