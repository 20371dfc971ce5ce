#include <gtest/gtest.h>

#include <trimer/protocol/check_protocol.h>
#include <trimer/protocol/read_protocol.h>

namespace trimer::protocol {
namespace {

Protocol read(const std::string& text, Protocol base = preset("label")) {
  units::TomlDocument document(text, "mine.toml");
  Protocol protocol = read_protocol(document.root(), "mine.toml", std::move(base));
  for (Fault& fault : check(protocol, "mine.toml")) document.add(std::move(fault));
  document.finish();
  return protocol;
}

std::string faults_of(const std::string& text) {
  try {
    (void)read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(ReadProtocol, every_preset_prints_itself_and_reads_back_to_the_same) {
  ASSERT_GE(preset_names().size(), 2u);
  for (const std::string& name : preset_names()) {
    const Protocol protocol = preset(name);
    const std::string printed = to_toml(protocol);
    const Protocol again = read(printed, {});
    EXPECT_EQ(again.id, name);
    EXPECT_EQ(to_toml(again), printed);
    ASSERT_EQ(again.rules.size(), protocol.rules.size());
    for (std::size_t i = 0; i < protocol.rules.size(); ++i)
      EXPECT_EQ(in_words(again.rules[i]), in_words(protocol.rules[i]));
  }
}

TEST(ReadProtocol, a_rule_of_the_preset_changes_in_the_keys_given_and_keeps_its_place) {
  const Protocol label = preset("label");
  const Protocol changed = read("[[rule]]\nid = \"crs_grade_3\"\nstop_after = \"10 d\"\nuntil = { at_most = 1 }\n");
  ASSERT_EQ(changed.rules.size(), label.rules.size());
  for (std::size_t i = 0; i < label.rules.size(); ++i) EXPECT_EQ(changed.rules[i].id, label.rules[i].id);
  const Rule& rule = *changed.find("crs_grade_3");
  EXPECT_EQ(rule.hold.stop_after_days, 10);
  EXPECT_EQ(rule.hold.until.high, 1);
  EXPECT_EQ(rule.hold.least_days, 3) << "not given, as in the preset";
  EXPECT_EQ(rule.trigger, label.find("crs_grade_3")->trigger);
  EXPECT_EQ(rule.line, 1);
  EXPECT_EQ(rule.file, "mine.toml");
}

TEST(ReadProtocol, a_rule_of_its_own_stands_first_and_others_can_be_dropped) {
  const Protocol changed = read(
      "drop = [\"transplant\", \"alt\"]\n[[rule]]\nid = \"low\"\nobserve = \"platelets\"\nbelow = \"10 10*9/L\"\n"
      "effect = \"hold\"\nuntil = { at_least = \"20 10*9/L\" }\nrestart = { rate = \"5 ug/day\", step_after = \"3 d\" }\n");
  EXPECT_EQ(changed.rules.front().id, "low");
  EXPECT_EQ(changed.rules.front().source, "assumed");
  ASSERT_TRUE(changed.rules.front().hold.restart);
  EXPECT_EQ(changed.rules.front().hold.restart->rate.value, 5);
  EXPECT_EQ(changed.find("alt"), nullptr);
  EXPECT_EQ(changed.find("transplant"), nullptr);
  EXPECT_EQ(in_words(changed.rules.front()),
            "platelets < 10 10*9/L: hold until >= 20 10*9/L, restart at 5 ug/day");
}

TEST(ReadProtocol, units_are_converted_not_guessed) {
  const Protocol changed = read(
      "[[rule]]\nid = \"low\"\nobserve = \"haemoglobin\"\nbelow = \"60 g/L\"\nlasting = \"48 h\"\neffect = \"stop\"\n");
  EXPECT_NEAR(changed.rules.front().trigger.high, 6, 1e-12) << "[g/dL]";
  EXPECT_NEAR(changed.rules.front().lasting_days, 2, 1e-12);
  EXPECT_NE(faults_of("[[rule]]\nid = \"low\"\nobserve = \"neutrophils\"\nbelow = 0.2\neffect = \"stop\"\n").find("unit is missing"),
            std::string::npos);
}

TEST(ReadProtocol, a_narrower_and_stronger_rule_after_a_wider_and_weaker_one_is_reachable) {
  EXPECT_EQ(faults_of("[[rule]]\nid = \"a\"\nobserve = \"platelets\"\nbelow = \"20 10*9/L\"\neffect = \"hold\"\n"
                      "until = { at_least = \"30 10*9/L\" }\n[[rule]]\nid = \"b\"\nobserve = \"platelets\"\n"
                      "below = \"10 10*9/L\"\neffect = \"stop\"\n"),
            "");
}

TEST(ReadProtocol, an_unknown_preset_names_the_nearest) {
  try {
    (void)preset("lable");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'label'"), std::string::npos);
  }
}

TEST(Limits, contain_and_overlap_on_both_sides_of_an_edge) {
  const Limits at_least_3{.low = 3}, above_3{.low = 3, .low_out = true}, at_most_3{.high = 3}, below_3{.high = 3, .high_out = true};
  EXPECT_TRUE(at_least_3.contain(above_3));
  EXPECT_FALSE(above_3.contain(at_least_3));
  EXPECT_TRUE(at_least_3.overlap(at_most_3)) << "3 itself";
  EXPECT_FALSE(above_3.overlap(at_most_3));
  EXPECT_FALSE(at_least_3.overlap(below_3));
  EXPECT_TRUE(at_least_3.hold(3) && !above_3.hold(3) && at_most_3.hold(3) && !below_3.hold(3));
}

}  // namespace
}  // namespace trimer::protocol
