/// The numbers of the label's rules, each on both sides: what asks for the effect, and what ends it.
#include <gtest/gtest.h>

#include <set>

#include <trimer/protocol/read_protocol.h>

namespace trimer::protocol {
namespace {
using enum Effect;
using enum Observed;

struct Threshold {
  std::string id;
  Observed observed;
  double not_met, met;  ///< neighbours on the two sides of the limit
  Effect effect;
};

const std::vector<Threshold> thresholds = {
    {"crs_grade_4", crs_grade, 3, 4, stop},
    {"neuro_grade_4", neuro_grade, 3, 4, stop},
    {"seizures", seizures, 1, 2, stop},
    {"other_grade_4", other_event_grade, 3, 4, stop},
    {"neuro_again", neuro_grade, 2, 3, stop},
    {"third_interruption", interruptions, 2, 3, stop},
    {"neuro_grade_3", neuro_grade, 2, 3, hold},
    {"crs_grade_3", crs_grade, 2, 3, hold},
    {"other_grade_3", other_event_grade, 2, 3, hold},
    {"alt", alt_uln, 5, 5.001, hold},
    {"ast", ast_uln, 5, 5.001, hold},
    {"bilirubin", bilirubin_uln, 3, 3.001, hold},
    {"prolonged_neutropenia", neutrophils, 0.5, 0.499, hold},
    {"dexamethasone_for_crs", crs_grade, 2, 3, dexamethasone},
    {"dexamethasone_for_neurotoxicity", neuro_grade, 2, 3, dexamethasone},
    {"tocilizumab_for_crs", crs_grade, 2, 3, tocilizumab},
    {"relapse", relapse, 0, 1, leave},
    {"no_remission", cycles_without_remission, 1, 2, leave},
    {"transplant", remission, 0, 1, transplant},
    {"transplant_in_first_remission", remission, 0, 1, transplant},
    {"wait_for_neutrophils", neutrophils, 0.5, 0.499, withhold},
    {"wait_for_other_event", other_event_grade, 2, 3, withhold},
};

struct Ending {
  std::string id;
  double lasts, ends;  ///< neighbours on the two sides of `until`
  double least_days;
  std::optional<double> stop_after_days;
};

const std::vector<Ending> endings = {
    {"neuro_grade_3", 2, 1, 3, 7},
    {"crs_grade_3", 1, 0, 3, 14},
    {"other_grade_3", 2, 1, 3, 14},
    {"alt", 3.001, 3, 0, {}},
    {"ast", 3.001, 3, 0, {}},
    {"bilirubin", 1.501, 1.5, 0, {}},
    {"prolonged_neutropenia", 0.499, 0.5, 0, 28},
    {"wait_for_neutrophils", 0.499, 0.5, 0, 28},
    {"wait_for_other_event", 2, 1, 0, 28},
};

TEST(LabelThresholds, are_these_on_both_sides_and_no_rule_is_left_out) {
  const Protocol label = preset("label");
  std::set<std::string> looked_at;
  for (const Threshold& t : thresholds) {
    SCOPED_TRACE(t.id);
    const Rule* rule = label.find(t.id);
    ASSERT_TRUE(rule);
    EXPECT_EQ(rule->observed, t.observed);
    EXPECT_EQ(name_of(rule->effect), name_of(t.effect));
    EXPECT_FALSE(rule->trigger.hold(t.not_met));
    EXPECT_TRUE(rule->trigger.hold(t.met));
    looked_at.insert(t.id);
  }
  for (const Rule& rule : label.rules) EXPECT_TRUE(looked_at.count(rule.id)) << rule.id;
}

TEST(LabelThresholds, end_a_hold_on_both_sides_and_no_hold_is_left_out) {
  const Protocol label = preset("label");
  std::set<std::string> looked_at;
  for (const Ending& e : endings) {
    SCOPED_TRACE(e.id);
    const Rule* rule = label.find(e.id);
    ASSERT_TRUE(rule);
    EXPECT_FALSE(rule->hold.until.hold(e.lasts));
    EXPECT_TRUE(rule->hold.until.hold(e.ends));
    EXPECT_EQ(rule->hold.least_days, e.least_days);
    EXPECT_EQ(rule->hold.stop_after_days, e.stop_after_days);
    looked_at.insert(e.id);
  }
  for (const Rule& rule : label.rules)
    if (rule.effect == hold || rule.effect == withhold) {
      EXPECT_TRUE(looked_at.count(rule.id)) << rule.id;
    }
}

TEST(LabelThresholds, conditions_and_doses_are_those_of_the_text) {
  const Protocol label = preset("label");
  EXPECT_EQ(label.find("prolonged_neutropenia")->lasting_days, 7);
  EXPECT_EQ(label.find("prolonged_neutropenia")->in_remission, true);
  EXPECT_EQ(label.find("neuro_again")->again, "neuro_grade_3");
  EXPECT_EQ(label.same_cycle_gap_days, 7);
  const Order& dexamethasone = label.find("dexamethasone_for_crs")->order;
  EXPECT_EQ(dexamethasone.dose.for_bsa(1.8), 8) << "[mg]";
  EXPECT_EQ(dexamethasone.light_dose->for_bsa(1.0), 5);
  EXPECT_EQ(dexamethasone.light_dose->for_bsa(1.7), 8) << "its cap";
  EXPECT_EQ(dexamethasone.every_hours, 8);
  EXPECT_EQ(dexamethasone.for_days, 3);
  EXPECT_EQ(dexamethasone.taper_days, 4);
  const Order& tocilizumab = label.find("tocilizumab_for_crs")->order;
  EXPECT_EQ(tocilizumab.dose.value, 8) << "[mg/kg]";
  EXPECT_EQ(tocilizumab.dose.cap, 800);
  EXPECT_EQ(tocilizumab.most, 2);
}

}  // namespace
}  // namespace trimer::protocol
