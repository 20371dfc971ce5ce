#include <gtest/gtest.h>

#include <trimer/regimen/plan_changes.h>
#include <trimer/regimen/timeline.h>

namespace trimer::regimen {
namespace {

const PatientSize adult{.weight_kg = 75, .bsa_m2 = 1.85, .age_years = 40};
const PatientSize light{.weight_kg = 40, .bsa_m2 = 1.3, .age_years = 40};

Regimen label() {
  return preset("label_relapsed_refractory");
}

/// Rates with their days, of the first cycle.
std::vector<std::pair<double, double>> rates(const Regimen& regimen, const PatientSize& size = adult) {
  std::vector<std::pair<double, double>> list;
  for (const DoseEvent& event : cycle_doses(regimen, size, 1, 0))
    if (event.kind == DoseKind::infusion_rate) list.emplace_back(event.day, event.value);
  return list;
}
using Rates = std::vector<std::pair<double, double>>;

TEST(PlanChanges, the_dose_of_the_plan_changes_nothing_but_its_title) {
  Regimen same = label();
  change_dose(same, {28, false, {}});
  EXPECT_EQ(same.cycles, label().cycles);
  EXPECT_EQ(same.restart, label().restart);
  EXPECT_EQ(same.title, label().title + "; full rate 28 ug/day");
}

TEST(PlanChanges, a_lower_dose_keeps_the_step_below_it) {
  Regimen half = label();
  change_dose(half, {14, false, {}});
  EXPECT_EQ(rates(half), (Rates{{0, 9}, {7, 14}, {28, 0}}));
  // 15 ug/m2/day halved, at most 14: 7.5 x 1.3; the step below stays 5 x 1.3.
  EXPECT_EQ(rates(half, light), (Rates{{0, 6.5}, {7, 9.75}, {28, 0}}));
  EXPECT_EQ(half.cycles[4].infusions[0].rate.value, 14);
}

TEST(PlanChanges, a_dose_below_the_step_leaves_one_rate_and_no_restart_above_it) {
  Regimen low = label();
  change_dose(low, {5, false, {}});
  EXPECT_EQ(rates(low), (Rates{{0, 5}, {28, 0}}));
  EXPECT_EQ(restart_rate(low, adult), 5);
}

TEST(PlanChanges, a_dose_per_body_surface_holds_at_every_weight) {
  Regimen plan = label();
  change_dose(plan, {15, true, {}});
  EXPECT_EQ(rates(plan), (Rates{{0, 9}, {7, 27.75}, {28, 0}}));
  EXPECT_EQ(rates(plan, light), (Rates{{0, 6.5}, {7, 19.5}, {28, 0}}));
}

TEST(PlanChanges, a_step_at_the_full_rate_is_no_step) {
  Regimen flat = label();
  change_step_dose(flat, {28, false, {}});
  EXPECT_EQ(rates(flat), rates(preset("flat_28")));
  Regimen lower = label();
  change_step_dose(lower, {5, false, {}});
  EXPECT_EQ(rates(lower), (Rates{{0, 5}, {7, 28}, {28, 0}}));
  EXPECT_EQ(lower.cycles[1], label().cycles[1]) << "the second cycle has no step";
}

TEST(PlanChanges, days_on_infusion_are_cut_or_extended_and_cycles_keep_their_starts) {
  Regimen shorter = label();
  change_infusion_days(shorter, 14);
  EXPECT_EQ(rates(shorter), (Rates{{0, 9}, {7, 28}, {14, 0}}));
  EXPECT_EQ(shorter.cycles[1].start_day, 42);
  change_infusion_days(shorter, 5);
  EXPECT_EQ(rates(shorter), (Rates{{0, 9}, {5, 0}}));
  Regimen longer = label();
  change_infusion_days(longer, 42);
  EXPECT_EQ(longer.cycles[0].infusion_days(), 42);
  EXPECT_EQ(longer.cycles[0].treatment_free_days(), 0);
}

TEST(PlanChanges, a_cycle_length_moves_every_later_start) {
  Regimen plan = label();
  change_cycle_length(plan, 35);
  EXPECT_EQ(plan.cycles[4].start_day, 140);
  EXPECT_EQ(plan.cycles[4].treatment_free_days(), 7);
}

}  // namespace
}  // namespace trimer::regimen
