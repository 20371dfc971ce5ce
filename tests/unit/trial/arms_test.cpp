#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include <trimer/core/output_file.h>
#include <trimer/trial/arms.h>

namespace trimer::trial {
namespace {
namespace fs = std::filesystem;

const std::string base =
    "title = \"A trial\"\nseed = 5\n[population]\nname = \"after_car_t\"\npatients = 24\n[regimen]\npreset = "
    "\"label_relapsed_refractory\"\ncycles = 2\n[follow_up]\nmonths = 6\n";

class Arms : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(testing::TempDir()) /
             ("trimer_arms_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  std::vector<ArmResult> run(const std::string& name, const std::string& text, int threads = 2) {
    fs::create_directories(folder / name);
    scenario::RunOptions options;
    options.threads = threads;
    return run_arms(scenario::parse_scenario(text, "trial.toml"), options, folder / name, nullptr);
  }
  std::string file(const fs::path& path) const { return read_file(folder / path); }

  fs::path folder;
};

TEST_F(Arms, two_identical_arms_differ_by_exactly_zero) {
  const auto arms = run("run", base + "[[arm]]\nname = \"one\"\n[[arm]]\nname = \"other\"\n");
  ASSERT_EQ(arms.size(), 2u);
  EXPECT_TRUE(arms[0].differences.empty());
  ASSERT_GT(arms[1].differences.size(), 40u);
  for (const cohort::ArmDifference& d : arms[1].differences) {
    EXPECT_EQ(d.difference, 0) << d.id;
    EXPECT_EQ(d.reference, d.arm) << d.id;
    EXPECT_EQ(d.only_arm.value_or(0), 0) << d.id;
    EXPECT_EQ(d.only_reference.value_or(0), 0) << d.id;
  }
  EXPECT_EQ(file("run/arms/one/patients.csv"), file("run/arms/other/patients.csv"));
}

TEST_F(Arms, an_arm_gives_the_rows_that_its_scenario_gives_alone) {
  (void)run("run",
            base + "[[arm]]\nname = \"label\"\n[[arm]]\nname = \"flat\"\nregimen.preset = \"flat_28\"\n");
  std::string alone = base;
  alone.replace(alone.find("label_relapsed_refractory"), 25, "flat_28");
  fs::create_directories(folder / "alone");
  (void)trial::run(scenario::parse_scenario(alone, "trial.toml"), {}, folder / "alone", nullptr);
  EXPECT_EQ(file("run/arms/flat/patients.csv"), file("alone/patients.csv"));
  EXPECT_NE(file("run/arms/label/patients.csv"), file("alone/patients.csv"));
}

TEST_F(Arms, have_the_same_patients) {
  const std::string text =
      base + "[[arm]]\nname = \"label\"\n[[arm]]\nname = \"5\"\nregimen.dose = \"5 ug/day\"\n";
  const scenario::Scenario trial = scenario::parse_scenario(text, "trial.toml");
  std::vector<population::VirtualPatient> patients[2];
  for (const int arm : {0, 1}) {
    fs::create_directories(folder / std::to_string(arm));
    (void)trial::run(trial.arms[static_cast<std::size_t>(arm)].scenario, {}, folder / std::to_string(arm),
                     nullptr, [&](const population::VirtualPatient& patient, const cohort::PatientRow&) {
                       patients[arm].push_back(patient);
                     });
  }
  ASSERT_EQ(patients[0].size(), 24u);
  for (std::size_t i = 0; i < 24; ++i) {
    EXPECT_EQ(patients[0][i].id, i + 1);
    std::vector<double> values[2];
    for (const int arm : {0, 1}) {
      therapy::for_each_parameter(patients[arm][i].parameters,
                                  [&](const auto&, double value) { values[arm].push_back(value); });
      therapy::for_each_covariate(patients[arm][i].covariates,
                                  [&](const auto&, double value) { values[arm].push_back(value); });
    }
    EXPECT_EQ(values[0], values[1]);
  }
}

TEST_F(Arms, every_file_has_the_same_bytes_at_any_number_of_threads) {
  const std::string text =
      base + "[[arm]]\nname = \"label\"\n[[arm]]\nname = \"14 days\"\nregimen.infusion_days = \"14 d\"\n";
  (void)run("1", text, 1);
  for (const int threads : {2, 3, 5}) {
    const std::string name = std::to_string(threads);
    (void)run(name, text, threads);
    for (const char* path :
         {"differences.csv", "summary.json", "arms/label/patients.csv", "arms/14_days/patients.csv"})
      EXPECT_EQ(file(fs::path(name) / path), file(fs::path("1") / path))
          << path << " at " << threads << " threads";
  }
}

TEST_F(Arms, are_told_in_summary_and_manifest) {
  (void)run("run", base + "[sweep]\nkey = \"regimen.dose\"\nvalues = [\"5 ug/day\", \"28 ug/day\"]\n");
  const auto summary = nlohmann::json::parse(file("run/summary.json"));
  EXPECT_EQ(summary["sweep"]["key"], "regimen.dose");
  EXPECT_EQ(summary["reference"], "5 ug/day");
  EXPECT_EQ(summary["arms"][1]["folder"], "arms/28_ug_day");
  EXPECT_EQ(summary["arms"][1]["patients"], 24);
  const auto manifest = nlohmann::json::parse(file("run/manifest.json"));
  EXPECT_EQ(manifest["arms"].size(), 2u);
  EXPECT_EQ(scenario::parse_scenario(std::string(manifest["scenario"]["text"]), "again.toml").hash,
            manifest["scenario"]["hash"]);
}

TEST_F(Arms, a_higher_dose_moves_the_planned_exposure_in_proportion) {
  const auto arms =
      run("run", base + "[sweep]\nkey = \"regimen.dose\"\nvalues = [\"7 ug/day\", \"28 ug/day\"]\n");
  EXPECT_EQ(arms[0].run.exposure.patients(), 24);
  EXPECT_NEAR(arms[1].run.exposure.quantile(0.5) / arms[0].run.exposure.quantile(0.5), 4, 0.1);
  // 28 ug/day over 2.22 L/h is 526 pg/mL.
  EXPECT_NEAR(arms[1].run.exposure.quantile(0.5), 526, 200);
}

}  // namespace
}  // namespace trimer::trial
