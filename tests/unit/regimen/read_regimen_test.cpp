#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/regimen/read_regimen.h>
#include <trimer/regimen/timeline.h>

namespace trimer::regimen {
namespace {

Regimen read(const std::string& text) {
  units::TomlDocument document(text, "a.toml");
  Regimen regimen = read_regimen(document.root(), "written_out");
  document.finish();
  return regimen;
}

std::string faults_of(const std::string& text) {
  try {
    (void)read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Preset, relapsed_refractory_is_the_label) {
  const Regimen label = preset("label_relapsed_refractory");
  ASSERT_EQ(label.cycles.size(), 9u);
  std::vector<double> starts;
  for (const Cycle& cycle : label.cycles) {
    starts.push_back(cycle.start_day);
    EXPECT_EQ(cycle.infusion_days(), 28);
  }
  // Every 42 days; from cycle 6 on every 84.
  EXPECT_EQ(starts, (std::vector<double>{0, 42, 84, 126, 168, 210, 294, 378, 462}));
  EXPECT_EQ(label.cycles[4].treatment_free_days(), 14);
  EXPECT_EQ(label.cycles[5].treatment_free_days(), 56);
  const PatientSize adult{.weight_kg = 70, .bsa_m2 = 1.8, .age_years = 40};
  EXPECT_EQ(full_rate(label, adult, 1), 28);
  EXPECT_EQ(restart_rate(label, adult), 9);
  EXPECT_EQ(restart_premedication(label, adult, 3), 20);
  const PatientSize child{.weight_kg = 30, .bsa_m2 = 1.0, .age_years = 9};
  EXPECT_EQ(full_rate(label, child, 1), 15);
  EXPECT_EQ(restart_rate(label, child), 5);
  EXPECT_EQ(restart_premedication(label, child, 1), 5);
  EXPECT_EQ(restart_premedication(label, child, 2), 0);
  EXPECT_EQ(label.hospital_days, (std::vector<double>{9, 2}));
  EXPECT_TRUE(from_memory(label).empty());
}

TEST(Preset, minimal_residual_disease_has_no_step_and_says_what_is_from_memory) {
  const Regimen label = preset("label_mrd");
  ASSERT_EQ(label.cycles.size(), 4u);
  const auto events = cycle_doses(label, {}, 1, 0);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].value, 16);
  EXPECT_EQ(events[1].value, 28);
  EXPECT_EQ(restart_premedication(label, {}, 1), 0);
  EXPECT_THAT(from_memory(label),
              testing::ElementsAre(testing::HasSubstr("infusion 28 ug/day"),
                                   testing::HasSubstr("dexamethasone 16 mg"), testing::HasSubstr("5 mg/m2")));
}

TEST(Preset, every_preset_reads_and_prints_itself_back) {
  ASSERT_GE(preset_names().size(), 5u);
  for (const std::string& name : preset_names()) {
    const Regimen regimen = preset(name);
    Regimen again = read(to_toml(regimen));
    again.id = name;
    EXPECT_TRUE(again == regimen) << name << "\n" << to_toml(regimen);
  }
}

TEST(Preset, an_unknown_name_is_answered_with_the_nearest) {
  try {
    (void)preset("label_relapsed_refactory");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(
        error.what(),
        "regimen preset = label_relapsed_refactory, unknown, did you mean 'label_relapsed_refractory'?");
  }
}

TEST(ReadRegimen, faults_of_rates_and_days_are_all_named) {
  EXPECT_EQ(
      faults_of("[[cycle]]\n"
                "length = \"20 d\"\n"
                "infusion = [\n"
                " { from = \"0 d\", to = \"7 d\", rate = \"-9 ug/day\" },\n"
                " { from = \"0 d\", to = \"7 d\", rate = \"9 ug\" },\n"
                " { from = \"0 d\", to = \"7 d\", rate = \"9 ug/day\" },\n"
                " { from = \"6 d\", to = \"28 d\", rate = \"28 ug/day\" },\n"
                " { from = \"30 d\", to = \"29 d\", rate = \"28 ug/day\" },\n"
                "]\n"),
      "a.toml:2: cycle[1].length = 20 d, the cycle overlaps the next: its infusion lasts to day 28 of the "
      "cycle\n"
      "a.toml:4: cycle[1].infusion[1].rate = -9 ug/day, expected > 0 and <= 1000 ug/day\n"
      "a.toml:5: cycle[1].infusion[2].rate = 9 ug, wrong unit, expected text with its unit, e.g. \"28 "
      "ug/day\"\n"
      "a.toml:7: cycle[1].infusion[4].from = 6 d, overlaps the infusion before it, which lasts to day 7\n"
      "a.toml:8: cycle[1].infusion[5].to = 29 d, expected after from (day 30)");
}

TEST(ReadRegimen, cycles_that_overlap_are_a_fault) {
  const std::string cycle =
      "length = \"42 d\"\ninfusion = { from = \"0 d\", to = \"28 d\", rate = \"28 ug/day\" }\n";
  EXPECT_EQ(faults_of("[[cycle]]\n" + cycle + "[[cycle]]\nstart = \"41 d\"\n" + cycle),
            "a.toml:5: cycle[2].start = 41 d, overlaps the cycle before it, which lasts to day 42");
  EXPECT_EQ(read("[[cycle]]\n" + cycle + "[[cycle]]\nstart = \"50 d\"\n" + cycle).cycles[1].start_day, 50);
}

TEST(ReadRegimen, a_regimen_without_cycles_is_a_fault) {
  EXPECT_EQ(faults_of("title = \"x\"\n"), "a.toml: cycle, missing, expected at least one cycle");
}

}  // namespace
}  // namespace trimer::regimen
