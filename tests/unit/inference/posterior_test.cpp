#include <gtest/gtest.h>

#include <filesystem>

#include <trimer/inference/known_problems.h>
#include <trimer/inference/posterior.h>

namespace trimer::inference {
namespace {

PosteriorOptions small() {
  PosteriorOptions options;
  options.kalman.members = 100;
  options.waves = 2;
  options.wave_points = 100;
  options.wave_steps = 100;
  options.steps = 1500;
  return options;
}

TEST(Posterior, of_a_linear_problem_is_the_known_one) {
  const KnownProblem known = linear_normal(5, 8, 0.5);
  Evaluations evaluations(known.problem, {.threads = 2});
  const Posterior posterior = infer(evaluations, small());
  const Distance far = distance(posterior.sample.points, known);
  // The level of every target has the error of 50 blocks: 0.5/sqrt(50) = 0.07 of its own.
  EXPECT_LT(far.mean, 0.25);
  EXPECT_GT(far.sd_low, 0.95);
  EXPECT_LT(far.sd_high, 1.05);
}

TEST(Posterior, of_curved_counts_is_the_known_one_and_nearer_than_Kalman_inversion_alone) {
  const KnownProblem known = curved_counts(300);
  Evaluations evaluations(known.problem, {.threads = 2});
  const Posterior posterior = infer(evaluations, small());
  const Distance far = distance(posterior.sample.points, known);
  EXPECT_LT(far.mean, 0.2);
  EXPECT_LT(far.distribution, 0.08);
  EXPECT_GT(far.sd_low, 0.93);
  EXPECT_LT(far.sd_high, 1.1);
  // The same number of evaluations for Kalman inversion alone.
  Evaluations others(known.problem, {.threads = 2});
  const KalmanResult alone = invert(others, {.members = static_cast<int>(evaluations.all().size() / 5)});
  EXPECT_LT(far.distribution, distance(alone.ensemble, known).distribution);
}

TEST(Posterior, tells_how_well_its_emulator_did_on_unseen_points) {
  const KnownProblem known = curved_counts(300);
  Evaluations evaluations(known.problem, {.threads = 2});
  const Posterior posterior = infer(evaluations, small());
  ASSERT_EQ(posterior.checks.size(), 4u);
  for (const EmulatorCheck& check : posterior.checks) {
    EXPECT_GT(check.standardised_variance, 0.5);
    EXPECT_LT(check.standardised_variance, 1.5);
  }
}

TEST(Posterior, killed_and_resumed_is_the_same_to_the_bit) {
  const KnownProblem known = curved_counts(50);
  const PosteriorOptions options = small();
  Evaluations whole(known.problem, {.threads = 1});
  const Posterior expected = infer(whole, options);
  EvaluationOptions evaluation{.threads = 3,
                               .checkpoint = std::filesystem::path(testing::TempDir()) / "resumed.csv",
                               .fingerprint = "x"};
  std::filesystem::remove(evaluation.checkpoint);
  for (const int patience : {150, 260, 300}) {  // in the inversion, in it again, and in the waves
    std::atomic<int> asked = 0;
    evaluation.stop = [&] { return ++asked > patience; };
    Evaluations stopped(known.problem, evaluation);
    EXPECT_THROW((void)infer(stopped, options), Stopped) << patience;
  }
  evaluation.stop = nullptr;
  Evaluations resumed(known.problem, evaluation);
  const Posterior again = infer(resumed, options);
  EXPECT_GT(resumed.resumed(), 400u);
  EXPECT_EQ(again.sample.points, expected.sample.points);
}

TEST(Posterior, without_a_study_is_wider) {
  const KnownProblem known = linear_normal(5, 8, 0.2);
  Evaluations evaluations(known.problem, {.threads = 2});
  const Posterior posterior = infer(evaluations, small());
  const Likelihood rest = known.problem.likelihood.without("even");
  const Sample wider = resample(posterior, rest, small(), 2, 0);
  const Moments all = moments_of(posterior.sample.points), less = moments_of(wider.points);
  for (Eigen::Index i = 0; i < 5; ++i) EXPECT_GT(less.covariance(i, i), all.covariance(i, i));
}

TEST(Posterior, is_thinned_evenly) {
  Sample sample;
  sample.points.resize(10, 1);
  for (Eigen::Index i = 0; i < 10; ++i) sample.points(i, 0) = static_cast<double>(i);
  const Matrix five = thinned(sample, 5);
  for (Eigen::Index i = 0; i < 5; ++i) EXPECT_EQ(five(i, 0), static_cast<double>(2 * i + 1));
}

}  // namespace
}  // namespace trimer::inference
