#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/protocol/read_protocol.h>
#include <trimer/scenario/scenario.h>

namespace trimer::scenario {
namespace {

const std::string base =
    "title = \"A trial\"\nseed = 1\n[population]\nname = \"after_car_t\"\npatients = 10\n[regimen]\npreset = "
    "\"label_relapsed_refractory\"\ncycles = 2\n[follow_up]\nmonths = 6\n";

std::string message(const std::string& text, const std::optional<Sweep>& sweep = {}) {
  try {
    (void)parse_scenario(text, "t.toml", {}, sweep);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Arms, a_key_of_an_arm_takes_the_place_of_the_scenarios_and_the_others_stay) {
  const Scenario trial =
      parse_scenario(base +
                         "[[arm]]\nname = \"label\"\n"
                         "[[arm]]\nname = \"14 days\"\nregimen.infusion_days = \"14 d\"\n"
                         "[[arm]]\nname = \"no dexamethasone\"\nregimen.premedication = []\n"
                         "[[arm]]\nname = \"Flat, 3 cycles\"\n[arm.regimen]\npreset = "
                         "\"flat_28\"\ncycles = 3\n",
                     "t.toml");
  ASSERT_EQ(trial.arms.size(), 4u);
  EXPECT_EQ(trial.arms[0].scenario.regimen, trial.regimen);
  EXPECT_EQ(trial.arms[0].scenario.hash, parse_scenario(base, "t.toml").hash);
  EXPECT_EQ(trial.arms[1].scenario.regimen.cycles.size(), 2u);
  EXPECT_EQ(trial.arms[1].scenario.regimen.cycles[0].end_of_infusion(), 14);
  EXPECT_EQ(trial.arms[1].scenario.regimen.cycles[0].length_days, 42);
  EXPECT_EQ(trial.arms[2].scenario.regimen.cycles, trial.regimen.cycles);
  EXPECT_TRUE(trial.arms[2].scenario.regimen.premedication.empty());
  EXPECT_EQ(trial.arms[3].scenario.regimen.id, "flat_28");
  EXPECT_EQ(trial.arms[3].scenario.regimen.cycles.size(), 3u);
  EXPECT_EQ(trial.arms[3].folder, "flat_3_cycles");
  for (const Arm& arm : trial.arms) {
    EXPECT_EQ(arm.scenario.population, trial.population);
    EXPECT_EQ(arm.scenario.seed, trial.seed);
    EXPECT_EQ(arm.scenario.patients, trial.patients);
  }
}

TEST(Arms, a_preset_takes_the_place_of_written_out_cycles_and_the_other_way_round) {
  const std::string cycle =
      "[[regimen.cycle]]\nlength = \"21 d\"\ninfusion = [{ from = \"0 d\", to = \"14 d\", rate = "
      "\"5 ug/day\" }]\n";
  std::string written = base;
  written.replace(written.find("preset = \"label_relapsed_refractory\"\ncycles = 2\n"), 47, cycle);
  const Scenario trial =
      parse_scenario(written +
                         "[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\nregimen.preset = \"flat_28\"\n"
                         "[[arm]]\nname = \"c\"\nregimen.dose = \"9 ug/day\"\n",
                     "t.toml");
  EXPECT_EQ(trial.arms[0].scenario.regimen.id, "written_out");
  EXPECT_EQ(trial.arms[1].scenario.regimen.id, "flat_28");
  EXPECT_EQ(trial.arms[2].scenario.regimen.cycles[0].infusions[0].rate.value, 9);
  const Scenario other =
      parse_scenario(base +
                         "[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\n[[arm.regimen.cycle]]\nlength = "
                         "\"21 d\"\ninfusion = [{ from = \"0 d\", to = \"14 d\", rate = \"5 ug/day\" }]\n",
                     "t.toml");
  EXPECT_EQ(other.arms[1].scenario.regimen.id, "written_out");
  EXPECT_EQ(other.arms[1].scenario.regimen.cycles.size(), 1u);
}

TEST(Arms, an_arm_may_have_a_protocol_of_its_own) {
  const Scenario trial = parse_scenario(
      base +
          "[[arm]]\nname = \"label\"\n[[arm]]\nname = \"free\"\nprotocol.preset = \"none\"\n[[arm]]\nname = "
          "\"patient\"\n[[arm.protocol.rule]]\nid = \"crs_grade_3\"\nstop_after = \"10 d\"\n",
      "t.toml");
  const auto text = [](const Scenario& scenario) { return protocol::to_toml(scenario.protocol); };
  EXPECT_EQ(text(trial.arms[0].scenario), text(trial));
  EXPECT_TRUE(trial.arms[1].scenario.protocol.rules.empty());
  EXPECT_NE(text(trial.arms[2].scenario), text(trial));
  EXPECT_EQ(trial.arms[2].scenario.protocol.rules.size(), trial.protocol.rules.size());
  const Scenario again = parse_scenario(trial.canonical, "again.toml");
  EXPECT_EQ(again.canonical, trial.canonical);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(text(again.arms[i].scenario), text(trial.arms[i].scenario));
}

TEST(Arms, an_arm_is_the_scenario_that_has_its_keys_written_in) {
  std::string alone = base;
  alone.replace(alone.find("cycles = 2"), 10, "cycles = 2\ndose = \"15 ug/day\"");
  const Scenario trial = parse_scenario(
      base + "[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\nregimen.dose = \"15 ug/day\"\n", "t.toml");
  const Scenario one = parse_scenario(alone, "t.toml");
  EXPECT_EQ(trial.arms[1].scenario.regimen, one.regimen);
  EXPECT_EQ(trial.arms[0].scenario.regimen, parse_scenario(base, "t.toml").regimen);
  EXPECT_EQ(trial.arms[1].scenario.hash, one.hash);
}

TEST(Arms, the_hash_sees_the_arms_and_the_printed_trial_reads_back_to_the_same) {
  const std::string text =
      base +
      "[[arm]]\nname = \"label\"\n[[arm]]\nname = \"less\"\nregimen.dose = \"15 ug/day\"\n"
      "[[arm]]\nname = \"none\"\nregimen.premedication = []\nregimen.preset = \"flat_28\"\n";
  const Scenario trial = parse_scenario(text, "t.toml");
  EXPECT_NE(trial.hash, parse_scenario(base, "t.toml").hash);
  const Scenario again = parse_scenario(trial.canonical, "again.toml");
  EXPECT_EQ(again.canonical, trial.canonical);
  EXPECT_EQ(again.hash, trial.hash);
  ASSERT_EQ(again.arms.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(again.arms[i].scenario.regimen.cycles, trial.arms[i].scenario.regimen.cycles);
}

TEST(Arms, a_sweep_makes_one_arm_per_value) {
  const Scenario trial = parse_scenario(
      base + "[sweep]\nkey = \"regimen.dose\"\nvalues = [\"5 ug/day\", \"9 ug/day\", \"15 ug/m2/day\"]\n",
      "t.toml");
  ASSERT_EQ(trial.arms.size(), 3u);
  EXPECT_EQ(trial.arms[0].name, "5 ug/day");
  EXPECT_EQ(trial.arms[2].folder, "15_ug_m2_day");
  const auto& low = trial.arms[0].scenario.regimen.cycles[0].infusions;
  ASSERT_EQ(low.size(), 1u) << "a step above the full rate is gone";
  EXPECT_EQ(low[0].rate.value, 5);
  EXPECT_TRUE(trial.arms[2].scenario.regimen.cycles[0].infusions[1].rate.per_m2);
  EXPECT_EQ(parse_scenario(trial.canonical, "again.toml").canonical, trial.canonical);
  EXPECT_EQ(parse_scenario(trial.canonical, "again.toml").sweep->key, "regimen.dose");

  const Scenario asked =
      parse_scenario(base, "t.toml", {}, Sweep{"regimen.dose", {"5 ug/day", "9 ug/day", "15 ug/m2/day"}});
  EXPECT_EQ(asked.hash, trial.hash) << "on the command line or in the document";
}

TEST(Arms, a_sweep_may_ask_what_a_covariate_does) {
  const Scenario trial = parse_scenario(
      base + "[sweep]\nkey = \"population.covariates.cd19_positive_fraction\"\nvalues = [0.3, 0.99]\n",
      "t.toml");
  ASSERT_EQ(trial.arms.size(), 2u);
  EXPECT_EQ(trial.arms[1].folder, "0p99");
  EXPECT_NE(trial.arms[0].scenario.population, trial.arms[1].scenario.population);
  const Scenario again = parse_scenario(trial.canonical, "again.toml");
  EXPECT_EQ(again.canonical, trial.canonical);
  EXPECT_EQ(again.arms[0].scenario.population.distributions, trial.arms[0].scenario.population.distributions);
}

TEST(Arms, faults_of_a_sweep_on_the_command_line_name_the_option) {
  EXPECT_EQ(message(base, Sweep{"regimen.dose", {"5 ug/day", "9 mg"}}),
            "regimen.dose = 9 mg, wrong unit, expected text with its unit, e.g. \"28 ug/day\"");
  EXPECT_EQ(message(base, Sweep{"regimen.dos", {"5 ug/day", "9 ug/day"}}),
            "regimen.dos, unknown key, did you mean 'dose'?");
  EXPECT_EQ(
      message(base, Sweep{"seed", {"5", "9"}}),
      "--key = seed, expected a key of regimen, protocol or population.covariates, e.g. \"regimen.dose\"");
  EXPECT_EQ(message(base, Sweep{"regimen.dose", {"5 ug/day"}}),
            "--values = [5 ug/day], expected at least two values");
  EXPECT_EQ(message(base + "[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\n",
                    Sweep{"regimen.dose", {"5 ug/day", "9 ug/day"}}),
            "--key = regimen.dose, expected a scenario without [[arm]]");
}

}  // namespace
}  // namespace trimer::scenario
