#include <gtest/gtest.h>

#include <trimer/regimen/timeline.h>

namespace trimer::regimen {
namespace {

constexpr double hour = 1.0 / 24;

/// 9 ug/day for a week, 28 ug/day for three, two weeks off; then 28 ug/day. Dexamethasone 20 mg an hour
/// before.
Regimen stepped(int cycles) {
  Regimen regimen;
  Infusion low{0, 7, {9, false, {}}, Amount{5, true, 9}, {}};
  Infusion high{7, 28, {28, false, {}}, Amount{15, true, 28}, {}};
  for (int k = 0; k < cycles; ++k) {
    Cycle cycle{42.0 * k, 42, {low, high}};
    if (k > 0) {
      high.from_day = 0;
      cycle.infusions = {high};
    }
    regimen.cycles.push_back(cycle);
  }
  regimen.premedication.push_back({.dose = {20, false, {}}, .provenance = {}});
  regimen.restart.light_rate = Amount{5, true, 9};
  regimen.hospital_days = {9, 2};
  return regimen;
}

TEST(Timeline, the_first_cycle_is_premedicated_started_stepped_and_ended) {
  const auto events = timeline(stepped(1), {});
  const std::vector<DoseEvent> expected = {
      {-hour, DoseKind::dexamethasone, 20, 1, DoseReason::premedication},
      {0, DoseKind::infusion_rate, 9, 1, DoseReason::cycle_start},
      {7 - hour, DoseKind::dexamethasone, 20, 1, DoseReason::premedication},
      {7, DoseKind::infusion_rate, 28, 1, DoseReason::step},
      {28, DoseKind::infusion_rate, 0, 1, DoseReason::cycle_end},
  };
  EXPECT_EQ(events, expected);
}

TEST(Timeline, the_second_cycle_starts_on_day_42_at_the_full_rate) {
  const auto events = timeline(stepped(2), {});
  ASSERT_EQ(events.size(), 8u);
  EXPECT_EQ(events[5], (DoseEvent{42 - hour, DoseKind::dexamethasone, 20, 2, DoseReason::premedication}));
  EXPECT_EQ(events[6], (DoseEvent{42, DoseKind::infusion_rate, 28, 2, DoseReason::cycle_start}));
  EXPECT_EQ(events[7], (DoseEvent{70, DoseKind::infusion_rate, 0, 2, DoseReason::cycle_end}));
}

TEST(Timeline, below_45_kg_the_rate_follows_body_surface_up_to_the_cap) {
  const auto small = timeline(stepped(1), {.weight_kg = 44.9, .bsa_m2 = 1.4});
  EXPECT_DOUBLE_EQ(small[1].value, 7);   // 5 x 1.4
  EXPECT_DOUBLE_EQ(small[3].value, 21);  // 15 x 1.4
  const auto wide = timeline(stepped(1), {.weight_kg = 44.9, .bsa_m2 = 2.0});
  EXPECT_DOUBLE_EQ(wide[1].value, 9);   // 10 capped
  EXPECT_DOUBLE_EQ(wide[3].value, 28);  // 30 capped
  const auto adult = timeline(stepped(1), {.weight_kg = 45, .bsa_m2 = 1.4});
  EXPECT_DOUBLE_EQ(adult[1].value, 9);
}

TEST(Timeline, a_restart_is_premedicated_low_for_a_week_and_ends_when_28_days_are_given) {
  const Regimen regimen = stepped(2);
  const auto events = restart_doses(regimen, {}, 1, 14, 4, 18);
  const std::vector<DoseEvent> expected = {
      {14 - hour, DoseKind::dexamethasone, 20, 1, DoseReason::premedication},
      {14, DoseKind::infusion_rate, 9, 1, DoseReason::restart},
      {21 - hour, DoseKind::dexamethasone, 20, 1, DoseReason::premedication},
      {21, DoseKind::infusion_rate, 28, 1, DoseReason::step},
      {32, DoseKind::infusion_rate, 0, 1, DoseReason::cycle_end},
  };
  EXPECT_EQ(events, expected);
}

TEST(Timeline, a_restart_with_a_week_or_less_left_is_not_stepped) {
  const auto events = restart_doses(stepped(1), {}, 1, 30, 3, 7);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[2], (DoseEvent{37, DoseKind::infusion_rate, 0, 1, DoseReason::cycle_end}));
}

TEST(Timeline, a_gap_below_four_hours_needs_no_premedication) {
  EXPECT_EQ(restart_doses(stepped(1), {}, 1, 14, 3.9 * hour, 5).front().kind, DoseKind::infusion_rate);
  EXPECT_EQ(restart_doses(stepped(1), {}, 1, 14, 4 * hour, 5).front().kind, DoseKind::dexamethasone);
}

TEST(Timeline, days_given_and_days_left_add_to_the_cycle) {
  const Regimen regimen = stepped(2);
  std::vector<DoseEvent> given = {
      {0, DoseKind::infusion_rate, 9, 1, DoseReason::cycle_start},
      {7, DoseKind::infusion_rate, 28, 1, DoseReason::step},
      {10, DoseKind::infusion_rate, 0, 1, DoseReason::hold},
      {14, DoseKind::infusion_rate, 9, 1, DoseReason::restart},
  };
  EXPECT_DOUBLE_EQ(infusion_days_given(given, 1, 12), 10);
  EXPECT_DOUBLE_EQ(infusion_days_given(given, 1, 20), 16);
  EXPECT_DOUBLE_EQ(infusion_days_given(given, 2, 20), 0);
  EXPECT_DOUBLE_EQ(infusion_days_left(regimen, 1, 16), 12);
  EXPECT_DOUBLE_EQ(infusion_days_left(regimen, 1, 30), 0);
}

TEST(Timeline, the_treatment_free_interval_follows_a_late_end) {
  EXPECT_DOUBLE_EQ(next_cycle_start(stepped(2), 1, 28), 42);
  EXPECT_DOUBLE_EQ(next_cycle_start(stepped(2), 1, 32), 46);
}

TEST(Timeline, dexamethasone_comes_before_the_infusion_of_the_same_instant) {
  Regimen regimen = stepped(1);
  regimen.premedication[0].hours_before = 0;
  const auto events = timeline(regimen, {});
  EXPECT_EQ(events[0].kind, DoseKind::dexamethasone);
  EXPECT_EQ(events[1].kind, DoseKind::infusion_rate);
  EXPECT_EQ(events[0].day, events[1].day);
}

TEST(Timeline, a_rule_for_children_in_cycle_1_scales_with_body_surface) {
  Regimen regimen = stepped(2);
  regimen.premedication[0].age_from = 18;
  regimen.premedication.push_back(
      {.dose = {5, true, 20}, .cycle_from = 1, .cycle_to = 1, .age_below = 18, .provenance = {}});
  const auto events = timeline(regimen, {.weight_kg = 40, .bsa_m2 = 1.3, .age_years = 12});
  EXPECT_DOUBLE_EQ(events[0].value, 6.5);
  EXPECT_EQ(events.size(), 7u);  // no premedication in cycle 2
}

TEST(Timeline, hospital_days_are_counted_from_the_start_of_the_cycle) {
  const HospitalStay stay = hospital_stay(stepped(2), 2, 44);
  EXPECT_DOUBLE_EQ(stay.from_day, 44);
  EXPECT_DOUBLE_EQ(stay.to_day, 46);
  EXPECT_DOUBLE_EQ(hospital_stay(stepped(2), 3, 84).to_day, 84);
}

}  // namespace
}  // namespace trimer::regimen
