#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/fingerprint.h>
#include <trimer/core/output_file.h>
#include <trimer/core/random.h>
#include <trimer/regimen/timeline.h>
#include <trimer/scenario/scenario.h>

namespace trimer::scenario {
namespace {
namespace fs = std::filesystem;

const std::string small =
    "title = \"A cohort\"\nseed = 1\n[population]\nname = \"mrd\"\npatients = 10\n[regimen]\npreset = "
    "\"label_mrd\"\n"
    "[follow_up]\nmonths = 6\n";

std::vector<fs::path> shipped() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(TRIMER_SOURCE_DIR) / "scenarios"))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Scenario, the_main_job_is_what_it_says) {
  const Scenario scenario = read_scenario(fs::path(TRIMER_SOURCE_DIR) / "scenarios/salvage_after_car_t.toml");
  EXPECT_EQ(scenario.name, "salvage_after_car_t");
  EXPECT_EQ(scenario.seed, 20230888u);
  EXPECT_EQ(scenario.patients, 1000u);
  EXPECT_EQ(scenario.population.name, "after_car_t");
  EXPECT_TRUE(scenario.population.overridden.empty());
  EXPECT_EQ(scenario.regimen.id, "label_relapsed_refractory");
  EXPECT_EQ(scenario.regimen.cycles.size(), 5u);
  EXPECT_EQ(scenario.regimen.premedication.size(), 1u);
  EXPECT_DOUBLE_EQ(scenario.follow_up_days, 730.5);
  EXPECT_EQ(scenario.assessment.response, (std::vector<std::string>{"amgen_blina", "eln2024"}));
  EXPECT_EQ(scenario.assessment.crs, (std::vector<std::string>{"astct2019", "lee2014", "ctcae5"}));
  EXPECT_EQ(scenario.assessment.icans, (std::vector<std::string>{"astct2019"}));
  EXPECT_EQ(scenario.studies, (std::vector<std::string>{"seed_qi_2023", "tower_kantarjian_2017"}));
}

TEST(Scenario, every_shipped_scenario_reads_and_prints_itself_back) {
  ASSERT_GE(shipped().size(), 3u);
  for (const fs::path& file : shipped()) {
    const Scenario scenario = read_scenario(file);
    const Scenario again = parse_scenario(scenario.canonical, "again.toml");
    EXPECT_EQ(again.canonical, scenario.canonical) << file;
    EXPECT_EQ(again.hash, scenario.hash);
  }
}

TEST(Scenario, the_hash_sees_what_matters_and_nothing_else) {
  const std::string hash = parse_scenario(small, "a.toml").hash;
  EXPECT_EQ(parse_scenario("# a comment\n" + small, "b.toml").hash, hash);
  EXPECT_EQ(parse_scenario(small + "[assessment]\nresponse = \"amgen_blina\"\n", "a.toml").hash, hash);
  std::string other = small;
  other.replace(other.find("seed = 1"), 8, "seed = 2");
  EXPECT_NE(parse_scenario(other, "a.toml").hash, hash);
  EXPECT_NE(parse_scenario(small + "[solver]\nrelative_tolerance = 1e-5\n", "a.toml").hash, hash);
}

TEST(Scenario, one_patient_is_repeated_as_often_as_asked) {
  const Scenario scenario = read_scenario(fs::path(TRIMER_SOURCE_DIR) / "scenarios/one_patient.toml");
  ASSERT_EQ(scenario.given_patients.size(), 1u);
  EXPECT_EQ(scenario.given_patients[0].marrow_blast_percent, 80);
  EXPECT_EQ(scenario.patients, 200u);
}

TEST(Scenario, a_csv_of_patients_lies_beside_the_scenario_and_gives_their_number) {
  const fs::path folder = fs::path(testing::TempDir()) / "scenario_csv";
  fs::create_directories(folder);
  write_file(folder / "three.csv", "subject_id,age\nA,30\nB,\nC,50\n");
  std::string text = small;
  text.replace(text.find("patients = 10"), 13, "csv = \"three.csv\"");
  write_file(folder / "s.toml", text);
  const Scenario scenario = read_scenario(folder / "s.toml");
  EXPECT_EQ(scenario.patients, 3u);
  EXPECT_EQ(scenario.given_patients[2].subject_id, "C");
  // The printed scenario needs no CSV any more.
  EXPECT_EQ(parse_scenario(scenario.canonical, "again.toml").given_patients, scenario.given_patients);
  fs::remove_all(folder);
}

TEST(Scenario, a_regimen_can_be_written_out) {
  std::string text = small;
  text.replace(text.find("preset = \"label_mrd\""), 20,
               "premedication = []\n[[regimen.cycle]]\nrepeat = 2\nlength = \"21 d\"\n"
               "infusion = [{ from = \"0 d\", to = \"14 d\", rate = \"5 ug/m2/day\", cap = \"9 ug/day\" }]");
  const Scenario scenario = parse_scenario(text, "a.toml");
  EXPECT_EQ(scenario.regimen.id, "written_out");
  const auto doses = regimen::timeline(scenario.regimen, {.weight_kg = 70, .bsa_m2 = 1.6});
  ASSERT_EQ(doses.size(), 4u);
  EXPECT_DOUBLE_EQ(doses[0].value, 8);
  EXPECT_DOUBLE_EQ(doses[2].day, 21);
}

TEST(Scenario, single_precision_is_a_choice_with_a_limit) {
  const std::string asked = small + "[solver]\nprecision = \"f32\"\n";
  const Scenario scenario = parse_scenario(asked, "a.toml");
  EXPECT_EQ(scenario.solver.precision, simulation::Precision::f32);
  EXPECT_NE(scenario.hash, parse_scenario(small, "a.toml").hash);
  EXPECT_EQ(parse_scenario(scenario.canonical, "a.toml").hash, scenario.hash);
  try {
    (void)parse_scenario(asked + "relative_tolerance = 1e-6\n", "a.toml");
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.faults().size(), 1u);
    EXPECT_EQ(error.faults()[0].path, "solver.relative_tolerance");
    EXPECT_EQ(error.faults()[0].expectation, "expected at least 1e-05 with precision = \"f32\"");
  }
}

TEST(Scenario, overrides_reach_population_visits_and_solver) {
  const Scenario scenario = parse_scenario(
      small +
          "[population.covariates]\nage = \"60 years\"\n[observation]\nvitals_in_hospital = \"2 h\"\n"
          "[solver]\nrelative_tolerance = 1e-6\n",
      "a.toml");
  EXPECT_EQ(scenario.population.overridden, (std::vector<population::Covariate>{population::Covariate::age}));
  EXPECT_DOUBLE_EQ(scenario.visits.vitals_in_hospital, 2.0 / 24);
  EXPECT_EQ(scenario.visits.vitals_outside, observation::load_visit_schedule().vitals_outside);
  EXPECT_EQ(scenario.solver.relative_tolerance, 1e-6);
}

TEST(Scenario, damaged_text_is_read_or_refused_and_never_worse) {
  const std::string text = read_file(fs::path(TRIMER_SOURCE_DIR) / "scenarios/one_patient.toml");
  int read = 0, refused = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    RandomStream stream(1, i, 1);
    std::string damaged = text;
    const auto below = [&](std::size_t n) {
      return static_cast<std::size_t>(stream.uniform() * static_cast<double>(n));
    };
    for (std::size_t n = 1 + below(4); n > 0; --n) {
      const std::size_t at = below(damaged.size());
      switch (below(4)) {
        case 0:
          damaged[at] = static_cast<char>(below(256));
          break;
        case 1:
          damaged.erase(at, 1 + below(30));
          break;
        case 2:
          damaged.insert(at, text.substr(below(text.size()), below(30)));
          break;
        default:
          damaged.resize(at + 1);
      }
    }
    try {
      (void)parse_scenario(damaged, "damaged.toml");
      ++read;
    } catch (const InputError& error) {
      EXPECT_FALSE(error.faults().empty());
      ++refused;
    }
  }
  EXPECT_GT(read, 20);
  EXPECT_GT(refused, 200);
}

TEST(Fingerprint, is_fnv_1a) {
  EXPECT_EQ(fingerprint(""), "cbf29ce484222325");
  EXPECT_EQ(fingerprint("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(fingerprint("foobar"), "85944171f73967e8");
}

}  // namespace
}  // namespace trimer::scenario
