/// Every rule of the label, both sides of every threshold. A case is a story: what was seen on which day, and
/// what is decided then.
#include <gtest/gtest.h>

#include <set>

#include <trimer/protocol/patient_protocol.h>
#include <trimer/protocol/read_protocol.h>

namespace trimer::protocol {
namespace {

const Protocol& label() {
  static const Protocol protocol = preset("label");
  return protocol;
}

struct Step {
  double day;
  Observed what;
  double value;
  Effect expected;  ///< the decision other than an order of a drug; none = nothing
  std::string_view rule = "";
  bool infusing = true;  ///< ignored while held
};

class Story : public testing::Test {
 protected:
  /// The one decision that is not an order.
  static std::optional<Decision> flow(const std::vector<Decision>& made) {
    std::optional<Decision> found;
    for (const Decision& decision : made) {
      if (decision.effect == Effect::dexamethasone || decision.effect == Effect::tocilizumab) continue;
      EXPECT_FALSE(found) << "two decisions at once";
      found = decision;
    }
    return found;
  }
  static void tell(const std::string& name, const std::vector<Step>& steps) {
    PatientProtocol patient(label());
    for (const Step& step : steps) {
      patient.see(step.day, step.what, step.value);
      Instant now;
      now.day = step.day;
      now.cycle = 1;
      now.last_cycle = 5;
      now.infusing = step.infusing && !patient.held() && !patient.ended();
      const auto decision = flow(patient.decide(now));
      EXPECT_EQ(name_of(decision ? decision->effect : Effect::none), name_of(step.expected))
          << name << " day " << step.day << ": " << in_words(step.what, step.value);
      if (decision && !step.rule.empty()) {
        EXPECT_EQ(decision->rule, step.rule) << name;
      }
    }
  }
};

using enum Effect;
using enum Observed;

TEST_F(Story, thresholds_of_a_single_observation_while_infusing) {
  struct Case {
    Observed what;
    double below, at;
    Effect effect;
    std::string_view rule;
  };
  for (const Case& c : {
           Case{crs_grade, 2, 3, hold, "crs_grade_3"},
           Case{crs_grade, 3, 4, stop, "crs_grade_4"},
           Case{neuro_grade, 2, 3, hold, "neuro_grade_3"},
           Case{neuro_grade, 3, 4, stop, "neuro_grade_4"},
           Case{seizures, 1, 2, stop, "seizures"},
           Case{other_event_grade, 2, 3, hold, "other_grade_3"},
           Case{other_event_grade, 3, 4, stop, "other_grade_4"},
           Case{alt_uln, 5, 5.01, hold, "alt"},
           Case{ast_uln, 5, 5.01, hold, "ast"},
           Case{bilirubin_uln, 3, 3.01, hold, "bilirubin"},
       }) {
    const bool held_below = c.below == 3 && c.effect == stop;  // grade 3 holds, grade 4 stops
    tell(std::string(c.rule) + " below", {{1, c.what, c.below, held_below ? hold : none}});
    tell(std::string(c.rule) + " at", {{1, c.what, c.at, c.effect, c.rule}});
    // Without an infusion nothing is held; grade 4 of a cycle that is over stops nothing either.
    tell(std::string(c.rule) + " between cycles", {{30, c.what, c.at, none, "", false}});
  }
}

TEST_F(Story, a_crs_resolves_to_grade_0_and_at_least_three_days) {
  tell("restart", {{2.0, crs_grade, 3, hold, "crs_grade_3"},
                   {4.9, crs_grade, 0, none},
                   {5.0, crs_grade, 1, none},
                   {5.1, crs_grade, 0, restart_same_cycle, "crs_grade_3"}});
  tell("three days to the instant", {{2.0, crs_grade, 3, hold}, {5.0, crs_grade, 0, restart_same_cycle}});
}

TEST_F(Story, a_crs_that_lasts_more_than_fourteen_days_stops) {
  tell("14 d",
       {{2, crs_grade, 3, hold}, {16, crs_grade, 1, none}, {16.25, crs_grade, 1, stop, "crs_grade_3"}});
}

TEST_F(Story, a_neurological_event_resolves_to_grade_1_and_stops_after_seven_days) {
  tell("restart", {{2, neuro_grade, 3, hold, "neuro_grade_3"},
                   {4.9, neuro_grade, 1, none},
                   {5, neuro_grade, 2, none},
                   {6, neuro_grade, 1, restart_same_cycle}});
  tell("7 d",
       {{2, neuro_grade, 3, hold}, {9, neuro_grade, 2, none}, {9.25, neuro_grade, 2, stop, "neuro_grade_3"}});
}

TEST_F(Story, a_neurological_event_that_comes_back_stops_and_one_that_lasts_does_not_count_twice) {
  tell("again", {{2, neuro_grade, 3, hold},
                 {3, neuro_grade, 3, none},
                 {5, neuro_grade, 0, restart_same_cycle},
                 {7, neuro_grade, 2, none},
                 {8, neuro_grade, 3, stop, "neuro_again"}});
  tell("another event first", {{2, crs_grade, 3, hold},
                               {5, crs_grade, 0, restart_same_cycle},
                               {8, neuro_grade, 3, hold, "neuro_grade_3"}});
}

TEST_F(Story, another_event_resolves_to_grade_1_and_stops_after_fourteen_days) {
  tell("restart", {{2, other_event_grade, 3, hold},
                   {5, other_event_grade, 2, none},
                   {5, other_event_grade, 1, restart_same_cycle}});
  tell("14 d", {{2, other_event_grade, 3, hold},
                {16, other_event_grade, 2, none},
                {16.1, other_event_grade, 2, stop}});
}

TEST_F(Story, liver_tests_restart_below_their_own_limits) {
  tell("alt", {{2, alt_uln, 6, hold}, {4, alt_uln, 3.1, none}, {6, alt_uln, 3, restart_same_cycle, "alt"}});
  tell("bilirubin", {{2, bilirubin_uln, 3.5, hold},
                     {4, bilirubin_uln, 1.6, none},
                     {6, bilirubin_uln, 1.5, restart_same_cycle}});
}

TEST_F(Story, neutropenia_holds_after_seven_days_and_only_in_remission) {
  const Step remission{28, Observed::remission, 1, none};
  tell("long", {remission,
                {43, neutrophils, 0.49, none},
                {49.9, neutrophils, 0.3, none},
                {50, neutrophils, 0.3, hold, "prolonged_neutropenia"},
                {53, neutrophils, 0.49, none},
                {55, neutrophils, 0.5, restart_same_cycle}});
  tell("a better count in between starts the week again", {remission,
                                                           {43, neutrophils, 0.4, none},
                                                           {46, neutrophils, 0.5, none},
                                                           {47, neutrophils, 0.4, none},
                                                           {53.9, neutrophils, 0.4, none},
                                                           {54, neutrophils, 0.4, hold}});
  tell("active leukaemia", {{1, neutrophils, 0.1, none}, {28, neutrophils, 0.1, none}});
  tell("28 d", {remission,
                {43, neutrophils, 0.4, none},
                {50, neutrophils, 0.4, hold},
                {78, neutrophils, 0.4, none},
                {78.1, neutrophils, 0.4, stop, "prolonged_neutropenia"}});
}

TEST_F(Story, a_gap_of_seven_days_continues_the_cycle_and_a_longer_one_starts_a_new_cycle) {
  tell("7 d", {{2, crs_grade, 3, hold}, {9, crs_grade, 0, restart_same_cycle}});
  tell("more", {{2, crs_grade, 3, hold}, {9.01, crs_grade, 0, restart_new_cycle}});
  PatientProtocol last(label());
  last.see(150, crs_grade, 3);
  Instant now{.day = 150, .cycle = 5, .last_cycle = 5, .infusing = true};
  ASSERT_EQ(flow(last.decide(now))->effect, hold);
  last.see(158, crs_grade, 0);
  now.day = 158;
  now.infusing = false;
  const auto decision = flow(last.decide(now));
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->effect, stop);
  EXPECT_EQ(decision->rule, "gap");
}

TEST_F(Story, the_third_interruption_stops) {
  tell("third", {{1, crs_grade, 3, hold},
                 {4, crs_grade, 0, restart_same_cycle},
                 {5, crs_grade, 3, hold},
                 {8, crs_grade, 0, restart_same_cycle},
                 {9, crs_grade, 2, none},
                 {10, crs_grade, 3, stop, "third_interruption"}});
}

TEST_F(Story, two_events_at_once_must_both_resolve) {
  tell("both", {{2, crs_grade, 3, hold},
                {3, neuro_grade, 3, none},
                {5.5, crs_grade, 0, none},
                {5.9, neuro_grade, 1, none},
                {6, neuro_grade, 1, restart_same_cycle}});
  tell("a lesser event of another kind does not stand in the way",
       {{2, crs_grade, 3, hold}, {3, neuro_grade, 2, none}, {5.5, crs_grade, 0, restart_same_cycle}});
}

TEST_F(Story, grade_4_while_held_stops_and_stopped_is_stopped) {
  tell("worse", {{2, crs_grade, 3, hold},
                 {2.25, crs_grade, 4, stop, "crs_grade_4"},
                 {3, crs_grade, 4, none},
                 {4, neuro_grade, 4, none},
                 {9, crs_grade, 0, none}});
}

TEST_F(Story, relapse_leaves_and_leaves_once) {
  tell("relapse", {{60, relapse, 0, none, "", false},
                   {88, relapse, 1, leave, "relapse", false},
                   {116, relapse, 1, none, "", false}});
}

class Orders : public testing::Test {
 protected:
  PatientProtocol patient{label()};
  int count(double day, Observed what, double value, Effect effect) {
    patient.see(day, what, value);
    int n = 0;
    for (const Decision& decision : patient.decide({.day = day, .infusing = !patient.held()}))
      n += decision.effect == effect;
    return n;
  }
};

TEST_F(Orders, dexamethasone_is_ordered_at_grade_3_and_not_while_a_course_runs) {
  EXPECT_EQ(count(1, crs_grade, 2, dexamethasone), 0);
  EXPECT_EQ(count(2, crs_grade, 3, dexamethasone), 1);
  EXPECT_EQ(count(3, neuro_grade, 3, dexamethasone), 0) << "a course runs";
  EXPECT_EQ(count(8.9, crs_grade, 3, dexamethasone), 0);
  EXPECT_EQ(count(9, crs_grade, 3, dexamethasone), 1) << "three days and a taper of four";
}

TEST_F(Orders, dexamethasone_for_neurotoxicity_at_grade_3) {
  EXPECT_EQ(count(1, neuro_grade, 2, dexamethasone), 0);
  EXPECT_EQ(count(2, neuro_grade, 3, dexamethasone), 1);
}

TEST_F(Orders, tocilizumab_at_grade_3_a_day_apart_and_twice) {
  EXPECT_EQ(count(1, crs_grade, 2, tocilizumab), 0);
  EXPECT_EQ(count(2, crs_grade, 3, tocilizumab), 1);
  EXPECT_EQ(count(2.95, crs_grade, 3, tocilizumab), 0);
  EXPECT_EQ(count(3, crs_grade, 3, tocilizumab), 1);
  EXPECT_EQ(count(5, crs_grade, 3, tocilizumab), 0) << "two doses were given";
}

class BetweenCycles : public testing::Test {
 protected:
  static Decision at_the_end(int cycle, double in_remission, double draw, bool at_start = false,
                             double anc = 2) {
    PatientProtocol patient(label());
    patient.see(28.5, Observed::remission, in_remission);
    patient.see(28.5, cycles_without_remission, in_remission > 0 ? 0 : cycle);
    patient.see(28.5, neutrophils, anc);
    Instant now{.day = 28.5, .cycle = cycle, .last_cycle = 5, .remission_at_start = at_start};
    now.cycle_end = CycleEnd{42, draw};
    const auto made = patient.decide(now);
    EXPECT_EQ(made.size(), 1u);
    return made.empty() ? Decision{} : made.front();
  }
};

TEST_F(BetweenCycles, without_remission_the_second_cycle_is_the_last) {
  EXPECT_EQ(at_the_end(1, 0, 0.5).effect, next_cycle);
  EXPECT_EQ(at_the_end(1, 0, 0.5).at_day, 42);
  EXPECT_EQ(at_the_end(2, 0, 0.5).effect, leave);
  EXPECT_EQ(at_the_end(2, 0, 0.5).rule, "no_remission");
}

TEST_F(BetweenCycles, in_remission_the_draw_decides_on_transplantation) {
  const double p = label().find("transplant")->probability;
  const double q = label().find("transplant_in_first_remission")->probability;
  ASSERT_LT(p, q);
  EXPECT_EQ(at_the_end(1, 1, p - 1e-9).effect, transplant);
  EXPECT_EQ(at_the_end(1, 1, p - 1e-9).at_day, 28.5 + label().transplant->after_days);
  EXPECT_EQ(at_the_end(1, 1, p).effect, next_cycle);
  EXPECT_EQ(at_the_end(1, 1, p, true).rule, "transplant_in_first_remission");
  EXPECT_EQ(at_the_end(1, 1, q, true).effect, next_cycle);
  EXPECT_EQ(at_the_end(1, 0, 0).effect, next_cycle) << "nobody without remission";
}

TEST_F(BetweenCycles, after_the_last_cycle_treatment_is_complete) {
  EXPECT_EQ(at_the_end(5, 1, 1).effect, complete);
  EXPECT_EQ(at_the_end(4, 1, 1).effect, next_cycle);
}

TEST_F(BetweenCycles, in_remission_the_next_cycle_waits_for_neutrophils) {
  EXPECT_EQ(at_the_end(1, 1, 1, false, 0.5).effect, next_cycle);
  EXPECT_EQ(at_the_end(1, 1, 1, false, 0.49).effect, withhold);
  EXPECT_EQ(at_the_end(1, 0, 1, false, 0.1).effect, next_cycle)
      << "the counts of active leukaemia wait for nothing";
  for (const double recovered : {0.49, 0.5}) {
    PatientProtocol patient(label());
    patient.see(28.5, Observed::remission, 1);
    patient.see(28.5, neutrophils, 0.4);
    Instant now{.day = 28.5, .last_cycle = 5};
    now.cycle_end = CycleEnd{42, 1};
    ASSERT_EQ(patient.decide(now).front().effect, withhold);
    now.cycle_end.reset();
    now.day = 50;
    patient.see(50, neutrophils, recovered);
    const auto made = patient.decide(now);
    ASSERT_EQ(made.size(), recovered < 0.5 ? 0u : 1u);
    if (recovered >= 0.5) {
      EXPECT_EQ(made.front().effect, next_cycle);
      EXPECT_DOUBLE_EQ(made.front().at_day, 50 + 1.0 / 24);
      continue;
    }
    now.day = 70;
    EXPECT_TRUE(patient.decide(now).empty());
    now.day = 70.1;
    EXPECT_EQ(patient.decide(now).front().effect, leave) << "four weeks late";
  }
}

TEST_F(BetweenCycles, the_next_cycle_waits_for_another_event) {
  PatientProtocol patient(label());
  patient.see(28, other_event_grade, 3);
  Instant now{.day = 28.5, .last_cycle = 5};
  now.cycle_end = CycleEnd{42, 1};
  EXPECT_EQ(patient.decide(now).front().rule, "wait_for_other_event");
  now.cycle_end.reset();
  now.day = 36;
  patient.see(36, other_event_grade, 1);
  EXPECT_EQ(patient.decide(now).front().at_day, 42) << "recovered in time";
}

TEST(Screening, excludes_once_on_both_sides_of_its_limit_and_asks_nothing_else) {
  Protocol protocol = label();
  Rule rule;
  rule.id = "few_blasts";
  rule.observed = marrow_blasts;
  rule.trigger = {.high = 5, .high_out = true};
  rule.effect = exclude;
  rule.situations = screening;
  protocol.rules.push_back(rule);
  for (const double blasts : {4.9, 5.0}) {
    PatientProtocol patient(protocol);
    patient.see(-0.1, marrow_blasts, blasts);
    patient.see(-0.1, crs_grade, 4);
    const auto made = patient.decide({.day = -0.1, .screening = true});
    ASSERT_EQ(made.size(), blasts < 5 ? 1u : 0u);
    if (made.empty()) continue;
    EXPECT_EQ(made.front().rule, "few_blasts");
    EXPECT_EQ(made.front().observation, "marrow_blasts 4.9 %");
    EXPECT_TRUE(patient.ended());
    patient.see(1, marrow_blasts, blasts);
    EXPECT_TRUE(patient.decide({.day = 1, .infusing = true}).empty()) << "only at screening";
  }
}

TEST(LabelRules, every_rule_has_a_source_and_the_ones_not_simulated_are_known) {
  std::set<std::string> ids;
  for (const Rule* rule : not_simulated(label())) ids.insert(rule->id);
  EXPECT_EQ(ids, (std::set<std::string>{"seizures", "other_grade_4", "alt", "ast", "bilirubin"}));
  for (const Rule& rule : label().rules) {
    EXPECT_FALSE(rule.source.empty()) << rule.id;
    EXPECT_EQ(rule.evidence == "assumed", rule.source == "assumed") << rule.id;
  }
}

TEST(TransplantMortality, follows_its_steps_and_ends_with_the_last) {
  Transplant transplant;
  transplant.non_relapse_mortality = {{100, 0.11, "", ""}, {365, 0.2, "", ""}};
  EXPECT_NEAR(transplant.days_to_death(1 - 0.11), 100, 1e-9);
  EXPECT_NEAR(transplant.days_to_death(1 - 0.2), 365, 1e-9);
  EXPECT_LT(transplant.days_to_death(0.999), 1.0);
  EXPECT_GT(transplant.days_to_death(0.7999), 1e9) << "the others never";
}

}  // namespace
}  // namespace trimer::protocol
