/// Toy forms of a calibration: few patients, few points, the whole way.
#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <filesystem>

#include <trimer/calibration/calibrate.h>
#include <trimer/calibration/study_simulator.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

#include "toy.h"

namespace trimer::calibration {
namespace {

namespace fs = std::filesystem;

class Calibrate : public testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(testing::TempDir()) / ("trimer_calibrate_" + std::to_string(getpid()));
    fs::remove_all(base_);
    fs::create_directories(base_);
  }
  void TearDown() override { fs::remove_all(base_); }
  CalibrationRequest request(const std::string& folder, int threads) const {
    return {.config = read_config(toy, "toy.toml"), .out = base_ / folder, .threads = threads, .command = "trimer calibrate toy.toml"};
  }
  fs::path base_;
};

TEST_F(Calibrate, gives_the_same_ensemble_when_killed_and_resumed_at_other_thread_counts) {
  const CalibrationResult whole = calibrate(request("whole", 1));
  EXPECT_EQ(whole.ensemble.size(), 5u);
  EXPECT_EQ(whole.evaluations, whole.posterior.kalman.iterations.size() * 8 + 6);
  EXPECT_EQ(whole.patients, static_cast<std::int64_t>(whole.evaluations) * 24);
  for (const char* file : {"toy.toml", "parameters.csv", "correlations.csv", "targets.csv", "evaluations.csv"})
    EXPECT_TRUE(fs::exists(base_ / "whole" / file)) << file;
  const auto read = population::read_ensemble(read_file(base_ / "whole/toy.toml"), "toy.toml");
  EXPECT_EQ(read.values, whole.ensemble.values);

  CalibrationRequest again = request("killed", 2);
  std::atomic<int> asked = 0;
  again.stop = [&] { return ++asked > 10; };
  EXPECT_THROW((void)calibrate(again), inference::Stopped);
  again.stop = nullptr;
  EXPECT_THROW((void)calibrate(again), InputError) << "without --resume";
  again.resume = true;
  again.threads = 1;
  EXPECT_EQ(calibrate(again).ensemble.values, whole.ensemble.values);
  EXPECT_EQ(read_file(base_ / "killed/evaluations.csv"), read_file(base_ / "whole/evaluations.csv"));

  // The log of another configuration is refused.
  again.config.fingerprint = "other";
  EXPECT_THROW((void)calibrate(again), InputError);
}

TEST_F(Calibrate, refuses_a_budget_that_does_not_suffice_before_it_makes_a_folder) {
  CalibrationRequest poor = request("poor", 1);
  poor.config.budget = 100;
  EXPECT_THROW((void)calibrate(poor), InputError);
  EXPECT_FALSE(fs::exists(base_ / "poor"));
}

TEST(StudySimulator, gives_points_of_one_block_the_same_patients) {
  const CalibrationConfig config = read_config(toy, "toy.toml");
  const StudyTargets targets = study_targets(calibrated_studies(config.studies));
  const StudySimulator simulator(config, targets);
  const auto problem = simulator.problem();
  const std::vector<double> z{0.0, 0.0}, shifted{0.0, 3.0};
  const auto a = problem.simulate(z, 1), b = problem.simulate(z, 1), c = problem.simulate(shifted, 1), d = problem.simulate(z, 2);
  EXPECT_EQ(a.statistics, b.statistics);
  EXPECT_NE(a.statistics, d.statistics);
  // More neutrophils change neutropenia and leave the CRS of the same patients alone.
  for (std::size_t t = 0; t < targets.targets.size(); ++t)
    if (targets.targets[t].target.name == "tower_kantarjian_2017/C1_pyrexia_any") {
      EXPECT_EQ(a.statistics[t], c.statistics[t]);
    }
}

TEST(StudySimulator, simulates_studies_that_were_run_alike_once) {
  CalibrationConfig config = read_config(toy, "toy.toml");
  const StudyTargets targets = study_targets(calibrated_studies({}));
  config.patients_of["mt103_211_topp_2015"] = 10;
  EXPECT_EQ(StudySimulator(config, targets).patients(), 24 + 10);
  config.patients_of["tower"] = 10;
  EXPECT_THROW((void)StudySimulator(config, targets), InputError);
}

}  // namespace
}  // namespace trimer::calibration
