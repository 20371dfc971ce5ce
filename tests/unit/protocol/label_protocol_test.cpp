#include <gtest/gtest.h>

#include <trimer/protocol/label_protocol.h>

namespace trimer::protocol {
namespace {

class Label : public testing::Test {
 protected:
  Rules rules = load_rules();
  LabelProtocol protocol{rules.label};
};

TEST_F(Label, both_sides_of_every_grade_threshold_while_infusing) {
  struct Case {
    int crs, neuro;
    Effect effect;
  };
  for (const Case& c : {Case{2, 2, Effect::none}, Case{3, 0, Effect::hold}, Case{4, 0, Effect::stop},
                        Case{0, 3, Effect::hold}, Case{0, 4, Effect::stop}}) {
    LabelProtocol fresh(rules.label);
    EXPECT_EQ(fresh.observe(1, c.crs, c.neuro, true), c.effect) << c.crs << " " << c.neuro;
  }
}

TEST_F(Label, a_grade_3_without_infusion_decides_nothing) {
  EXPECT_EQ(protocol.observe(30, 3, 0, false), Effect::none);
  EXPECT_TRUE(protocol.decisions().empty());
}

TEST_F(Label, restarts_no_earlier_than_three_days_and_only_when_resolved) {
  ASSERT_EQ(protocol.observe(2.0, 3, 0, true), Effect::hold);
  EXPECT_EQ(protocol.observe(4.9, 0, 0, false), Effect::none);
  EXPECT_EQ(protocol.observe(5.0, 1, 0, false), Effect::none) << "CRS is not resolved";
  EXPECT_EQ(protocol.observe(6.0, 0, 2, false), Effect::none) << "neurological grade 2";
  EXPECT_EQ(protocol.observe(9.0, 0, 1, false), Effect::restart_same_cycle) << "a gap of seven days";
  EXPECT_FALSE(protocol.held());
}

TEST_F(Label, a_gap_beyond_seven_days_starts_a_new_cycle) {
  ASSERT_EQ(protocol.observe(2.0, 3, 0, true), Effect::hold);
  EXPECT_EQ(protocol.observe(9.25, 0, 0, false), Effect::restart_new_cycle);
}

TEST_F(Label, a_neurological_event_stops_when_it_lasts_or_recurs) {
  ASSERT_EQ(protocol.observe(2.0, 0, 3, true), Effect::hold);
  EXPECT_EQ(protocol.observe(9.0, 0, 2, false), Effect::none);
  EXPECT_EQ(protocol.observe(9.25, 0, 2, false), Effect::stop);

  LabelProtocol recurring(rules.label);
  ASSERT_EQ(recurring.observe(2.0, 0, 3, true), Effect::hold);
  ASSERT_EQ(recurring.observe(5.0, 0, 0, false), Effect::restart_same_cycle);
  EXPECT_EQ(recurring.observe(8.0, 0, 3, true), Effect::stop);
  EXPECT_EQ(recurring.decisions().back().rule, "neuro_recurrences");
}

TEST_F(Label, a_third_interruption_stops) {
  double day = 1;
  for (int i = 0; i < 2; ++i, day += 4) {
    ASSERT_EQ(protocol.observe(day, 3, 0, true), Effect::hold);
    ASSERT_EQ(protocol.observe(day + 3, 0, 0, false), Effect::restart_same_cycle);
  }
  EXPECT_EQ(protocol.observe(day, 3, 0, true), Effect::stop);
  EXPECT_EQ(protocol.interruptions(), 2);
  EXPECT_EQ(protocol.observe(day + 1, 4, 4, true), Effect::none) << "stopped is stopped";
}

TEST_F(Label, grade_4_while_held_stops) {
  ASSERT_EQ(protocol.observe(2.0, 3, 0, true), Effect::hold);
  EXPECT_EQ(protocol.observe(2.25, 4, 0, false), Effect::stop);
}

}  // namespace
}  // namespace trimer::protocol
