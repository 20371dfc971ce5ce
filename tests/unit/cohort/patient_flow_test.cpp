#include <gtest/gtest.h>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/core/random.h>

namespace trimer::cohort {
namespace {

PatientRow treated(int cycles, TreatmentExit exit) {
  PatientRow row;
  row.cycles_started = cycles;
  row.cycles.resize(static_cast<std::size_t>(cycles));
  row.treatment_exit = exit;
  row.best_response = BestResponse::NR;
  return row;
}

PatientRow excluded(const std::string& rule) {
  PatientRow row;
  row.treatment_exit = TreatmentExit::excluded;
  row.stop_reason = rule;
  return row;
}

PatientRow failed() {
  PatientRow row;
  row.outcome = "step_limit_reached";
  row.treatment_exit = TreatmentExit::failed;
  return row;
}

/// Any patient that a run could hand over.
PatientRow any(std::uint64_t patient) {
  RandomStream random(7, patient, 1);
  const auto chance = [&](double p) { return random.uniform() < p; };
  if (chance(0.1)) return excluded(chance(0.5) ? "blasts" : "too_young");
  if (chance(0.1)) return failed();
  const int exits = static_cast<int>(TreatmentExit::ongoing) + 1;
  PatientRow row = treated(1 + static_cast<int>(random.uniform() * 9), static_cast<TreatmentExit>(random.uniform() * exits));
  for (CycleReading& cycle : row.cycles) cycle = {chance(0.3), chance(0.8), chance(0.4)};
  if (chance(0.5)) row.first_response_day = 28;
  if (row.first_response_day && chance(0.5)) {
    row.relapse_day = 100;
    row.relapse_cd19 = static_cast<RelapseCd19>(random.uniform() * 4);
  }
  if (chance(0.3)) row.transplant_day = 90;
  if (chance(0.4)) {
    row.death_day = 200;
    const char* causes[] = {"leukaemia", "infection", "crs", "icans", "other", "unknown"};
    row.death_cause = causes[static_cast<int>(random.uniform() * 6)];
  } else if (chance(0.2)) {
    row.lost_day = 150;
  }
  return row;
}

TEST(PatientFlow, every_patient_is_accounted_for_at_every_stage) {
  PatientFlow flow;
  std::int64_t not_treated = 0, fates_sum = 0, remission = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    flow.add(any(i));
    ASSERT_TRUE(flow.unaccounted().empty()) << flow.unaccounted().front();
  }
  EXPECT_EQ(flow.screened(), 5000);
  for (const auto& [reason, n] : flow.not_treated()) not_treated += n;
  EXPECT_EQ(flow.not_treated().size(), 3u);
  EXPECT_EQ(flow.treated() + not_treated, 5000);
  for (std::size_t i = 0; i < fates; ++i) {
    EXPECT_GT(flow.fate(static_cast<Fate>(i)), 0) << in_words(static_cast<Fate>(i));
    fates_sum += flow.fate(static_cast<Fate>(i));
  }
  EXPECT_EQ(fates_sum, flow.treated());
  for (std::size_t i = 0; i < after_remissions; ++i) {
    EXPECT_GT(flow.after_remission(static_cast<AfterRemission>(i)), 0) << in_words(static_cast<AfterRemission>(i));
    remission += flow.after_remission(static_cast<AfterRemission>(i));
  }
  EXPECT_EQ(remission, flow.ever_in_remission());
}

TEST(PatientFlow, a_cycle_holds_those_who_ended_there_and_those_who_went_on) {
  PatientFlow flow;
  flow.add(treated(1, TreatmentExit::toxicity));
  flow.add(treated(2, TreatmentExit::no_remission));
  flow.add(treated(2, TreatmentExit::died));
  flow.add(treated(5, TreatmentExit::completed));
  ASSERT_EQ(flow.cycles().size(), 5u);
  EXPECT_EQ(flow.cycles()[0].started, 4);
  EXPECT_EQ(flow.cycles()[0].left[static_cast<std::size_t>(TreatmentExit::toxicity)], 1);
  EXPECT_EQ(flow.cycles()[1].started, 3);
  EXPECT_EQ(flow.cycles()[1].left[static_cast<std::size_t>(TreatmentExit::no_remission)], 1);
  EXPECT_EQ(flow.cycles()[1].left[static_cast<std::size_t>(TreatmentExit::died)], 1);
  EXPECT_EQ(flow.cycles()[4].started, 1);
  EXPECT_EQ(flow.cycles()[4].left[static_cast<std::size_t>(TreatmentExit::completed)], 1);
}

TEST(PatientFlow, a_relapse_counts_by_its_CD19_and_a_death_by_its_cause) {
  PatientRow row = treated(3, TreatmentExit::relapse);
  row.first_response_day = 28;
  row.relapse_day = 120;
  row.relapse_cd19 = RelapseCd19::negative;
  EXPECT_EQ(fate_of(row), Fate::after_relapse);
  row.death_day = 300;
  row.death_cause = "leukaemia";
  EXPECT_EQ(fate_of(row), Fate::died_leukaemia);
  PatientFlow flow;
  flow.add(row);
  EXPECT_EQ(flow.after_remission(AfterRemission::relapse_negative), 1) << "the first event, though death followed";
  row.relapse_day.reset();
  row.death_cause = "other";
  row.transplant_day = 90;
  EXPECT_EQ(fate_of(row), Fate::died_after_transplant);
  row.transplant_day.reset();
  EXPECT_EQ(fate_of(row), Fate::died_other);
  row.death_day.reset();
  row.lost_day = 200;
  EXPECT_EQ(fate_of(row), Fate::lost);
}

TEST(PatientFlow, order_and_merging_do_not_matter) {
  PatientFlow forward, left, right;
  for (std::uint64_t i = 0; i < 300; ++i) forward.add(any(i));
  for (std::uint64_t i = 300; i-- > 0;) (i % 3 ? left : right).add(any(i));
  left.merge(right);
  EXPECT_EQ(forward, left);
}

TEST(PatientFlow, who_was_excluded_at_screening_is_in_the_flow_and_in_no_denominator) {
  CohortTally tally;
  tally.add(treated(1, TreatmentExit::no_remission));
  tally.add(excluded("blasts"));
  EXPECT_EQ(tally.patients(), 1);
  EXPECT_EQ(tally.proportion("cr_crh_cri").n, 1);
  EXPECT_EQ(tally.flow().screened(), 2);
  EXPECT_EQ(tally.flow().not_treated().at("blasts"), 1);
}

TEST(PatientFlow, a_failed_computation_claims_nothing_of_the_patient) {
  PatientFlow flow;
  flow.add(failed());
  EXPECT_EQ(flow.screened(), 1);
  EXPECT_EQ(flow.treated(), 0);
  EXPECT_EQ(flow.not_treated().at("computation"), 1);
  EXPECT_TRUE(flow.unaccounted().empty());
}

}  // namespace
}  // namespace trimer::cohort
