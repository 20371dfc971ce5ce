/// Toy forms of the checks of a calibration.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <trimer/calibration/known_faults.h>
#include <trimer/calibration/leave_one_out.h>
#include <trimer/calibration/recovery.h>
#include <trimer/calibration/sensitivity.h>
#include <trimer/calibration/study_simulator.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/library.h>

#include "toy.h"

namespace trimer::calibration {
namespace {

namespace fs = std::filesystem;
using inference::Binomial;
using inference::BinomialRange;
using inference::NormalValue;
using inference::Statistic;

/// One toy calibration for all tests of this file.
const CalibrationResult& calibrated() {
  static const CalibrationResult result = [] {
    const fs::path folder = fs::path(testing::TempDir()) / ("trimer_checks_" + std::to_string(getpid()));
    fs::remove_all(folder);
    CalibrationResult made = calibrate({.config = read_config(toy, "toy.toml"), .out = folder, .threads = 2, .command = "toy"});
    fs::remove_all(folder);
    return made;
  }();
  return result;
}

TEST(LeaveOneOut, without_its_only_study_the_posterior_is_the_prior_and_the_study_is_predicted_from_it) {
  const auto studies = leave_one_out(read_config(toy, "toy.toml"), calibrated(), {.members = 4, .patients = 40, .steps = 20, .threads = 2});
  ASSERT_EQ(studies.size(), 1u);
  EXPECT_EQ(studies[0].verdicts.size(), calibrated().targets.targets.size());
  EXPECT_EQ(studies[0].score.judged, 13);
  const std::string table = left_out_csv(studies);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 13);

  inference::PosteriorOptions method = read_config(toy, "toy.toml").method;
  method.steps = 2000;
  const auto prior = inference::resample(calibrated().posterior,
                                         calibrated().targets.likelihood().without("tower_kantarjian_2017"), method, 2, 0);
  const auto moments = inference::moments_of(prior.points);
  for (Eigen::Index i = 0; i < 2; ++i) {
    EXPECT_NEAR(moments.mean[i], 0, 0.15);
    EXPECT_NEAR(moments.covariance(i, i), 1, 0.25);
  }
}

TEST(LeaveOneOut, takes_with_a_study_the_contrasts_of_the_pool_that_contains_it) {
  CalibrationConfig config = read_config(toy, "toy.toml");
  CalibrationResult result = calibrated();
  result.targets.studies = calibrated_studies({"tower_kantarjian_2017", "bmblast_pooled_2023"});
  const auto studies = leave_one_out(config, result, {.members = 1, .patients = 10, .steps = 10, .threads = 2});
  EXPECT_EQ(studies[0].left_out, (std::vector<std::string>{"tower_kantarjian_2017", "bmblast_pooled_2023"}));
  EXPECT_EQ(studies[1].left_out, (std::vector<std::string>{"bmblast_pooled_2023"}));
}

TEST(Recovery, reports_the_rank_of_every_true_value) {
  const CalibrationConfig config = read_config(toy, "toy.toml");
  const Recovery recovery = recover(config, calibrated(), {.truths = 3, .patients = 40, .steps = 50, .threads = 2});
  ASSERT_EQ(recovery.truths.size(), 3u);
  for (const RecoveredTruth& truth : recovery.truths)
    for (const double rank : truth.rank) {
      EXPECT_GE(rank, 0);
      EXPECT_LE(rank, 1);
    }
  EXPECT_EQ(recovery.coverage(1), 1);
  const std::string table = recovery_csv(config, recovery);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 3 * 2);
}

TEST(Recovery, counts_ranks_inside_the_central_interval) {
  Recovery recovery;
  recovery.truths = {{{0, 0}, {0.5, 0.97}}, {{0, 0}, {0.2, 0.6}}};
  EXPECT_EQ(recovery.coverage(0.9), 0.75);
  EXPECT_EQ(recovery.coverage(0.5), 0.5);
  EXPECT_EQ(recovery.coverage_error(0.9), 0.25);
}

TEST(Recovery, draws_trials_of_the_published_size) {
  RandomStream random(1, 1, 1);
  const auto drawn = simulated_observation(Binomial{91, 271}, Statistic::of_counts(4000, 4000), random);
  EXPECT_EQ(std::get<Binomial>(drawn), (Binomial{271, 271}));
  const auto ranged = simulated_observation(BinomialRange{62, 63, 81}, Statistic::of_counts(0, 4000), random);
  EXPECT_EQ(std::get<Binomial>(ranged), (Binomial{0, 81}));
  EXPECT_TRUE(std::holds_alternative<inference::Watched>(
      simulated_observation(Binomial{91, 271}, Statistic::of_counts(0, 0), random)));
  EXPECT_EQ(std::get<Binomial>(together(Binomial{91, 271}, Binomial{9, 29})), (Binomial{100, 300}));
  EXPECT_EQ(std::get<BinomialRange>(together(BinomialRange{62, 63, 81}, Binomial{60, 81})), (BinomialRange{122, 123, 162}));
  const auto value = std::get<NormalValue>(together(NormalValue{1, 0.2}, NormalValue{2, 0.2}));
  EXPECT_DOUBLE_EQ(value.value, 1.5);
  EXPECT_NEAR(value.sd, 0.2 / std::sqrt(2.0), 1e-12);
}

TEST(Recovery, from_known_hyper_parameters_covers_them) {
  // Published numbers are those of a cohort simulated at known values; the whole inference follows.
  CalibrationConfig config = read_config(toy, "toy.toml");
  const std::vector<double> truth{1.0, -1.5};
  StudyTargets targets = study_targets(calibrated_studies(config.studies));
  CalibrationConfig large = config;
  large.patients = 300;
  const auto published =
      StudySimulator(large, targets).simulate(model_at(population::parameter_model(), config.hyper_parameters, truth), 77);
  RandomStream random(2, 2, 2);
  for (std::size_t t = 0; t < targets.targets.size(); ++t)
    targets.targets[t].target.observed =
        simulated_observation(targets.targets[t].target.observed, published.statistics[t], random);
  config.patients = 40;
  config.method.kalman.members = 14;
  config.method.waves = 1;
  config.method.wave_points = 14;
  config.method.steps = 400;
  const StudySimulator simulator(config, targets);
  const inference::Problem problem = simulator.problem();
  inference::EvaluationOptions options;
  options.threads = 2;
  inference::Evaluations evaluations(problem, options);
  const auto posterior = inference::infer(evaluations, config.method);
  const auto moments = inference::moments_of(posterior.sample.points);
  for (Eigen::Index i = 0; i < 2; ++i) {
    const double sd = std::sqrt(moments.covariance(i, i));
    EXPECT_LT(std::fabs(truth[static_cast<std::size_t>(i)] - moments.mean[i]), 2.6 * sd) << i;
    EXPECT_LT(sd, 0.8) << "learnt something of " << i;
  }
}

TEST(Sensitivity, of_fever_and_counts_leaves_response_and_interleukin_6_alone) {
  const CalibrationConfig config = read_config(toy, "toy.toml");
  const auto outputs = sensitivity(config, {.points = 12, .patients = 12, .blocks = 2, .samples = 256, .threads = 2});
  ASSERT_EQ(outputs.size(), 4u);
  EXPECT_EQ(outputs[3].output, "IL-6 peak of the first day");
  // Neither the threshold of fever nor a count makes IL-6.
  EXPECT_LT(outputs[3].lack_of_fit, 0.5);
  const std::string table = sensitivity_csv(config, outputs);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 4 * 2);
}

TEST(KnownFaults, are_numbers_with_what_they_stand_beside) {
  const population::ParameterModel model = population::parameter_model();
  const auto faults = known_faults({&model, 1}, {.slope_patients = 150, .clone_patients = 24, .patients = 24, .threads = 2});
  EXPECT_GE(faults.size(), 9u);
  bool null_blasts = false;
  for (const KnownFault& fault : faults) {
    EXPECT_FALSE(fault.published.empty()) << fault.what;
    EXPECT_FALSE(fault.simulated.empty()) << fault.what;
    if (fault.what == "remissions with CD19-null blasts alone") {
      null_blasts = true;
      EXPECT_EQ(fault.holds, std::optional(true));
    }
  }
  EXPECT_TRUE(null_blasts);
}

}  // namespace
}  // namespace trimer::calibration
