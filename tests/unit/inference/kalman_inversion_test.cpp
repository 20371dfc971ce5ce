#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/inference/kalman_inversion.h>
#include <trimer/inference/known_problems.h>

namespace trimer::inference {
namespace {

TEST(KalmanInversion, samples_the_posterior_of_a_linear_problem) {
  const KnownProblem known = linear_normal(5, 8, 0);
  Evaluations evaluations(known.problem, {.threads = 2});
  const KalmanResult result = invert(evaluations, {.members = 2000});
  const Distance far = distance(result.ensemble, known);
  // 2,000 draws have a standard error of 0.022 SD; the rest is the finite ensemble's covariances.
  EXPECT_LT(far.mean, 0.12);
  EXPECT_GT(far.sd_low, 0.94);
  EXPECT_LT(far.sd_high, 1.06);
}

TEST(KalmanInversion, takes_the_whole_data_once) {
  const KnownProblem known = linear_normal(5, 8, 0.5);
  for (const int most : {1, 3, 12}) {
    Evaluations evaluations(known.problem, {});
    const KalmanResult result = invert(evaluations, {.members = 100, .most_iterations = most});
    double taken = 0;
    for (const KalmanIteration& iteration : result.iterations) taken += iteration.share;
    EXPECT_NEAR(taken, 1, 1e-12);
    EXPECT_EQ(result.iterations.back().temperature, 1);
    EXPECT_LE(result.iterations.size(), static_cast<std::size_t>(most));
    EXPECT_EQ(result.forced, most < 7) << "seven iterations are what it takes";
    EXPECT_EQ(evaluations.all().size(), 100 * result.iterations.size());
  }
}

TEST(KalmanInversion, brings_the_misfit_to_the_size_of_the_errors) {
  const KnownProblem known = curved_counts(500);
  Evaluations evaluations(known.problem, {.threads = 2});
  const KalmanResult result = invert(evaluations, {.members = 200});
  (void)evaluations.run(result.ensemble, std::vector<std::uint64_t>(200, 0), "after");
  EXPECT_GT(result.iterations.front().mean_misfit, 20);
  EXPECT_LT(result.iterations.back().mean_misfit, 8) << "four targets";
}

TEST(KalmanInversion, needs_a_target_with_weight) {
  KnownProblem known = curved_counts(10);
  known.problem.likelihood = known.problem.likelihood.without("a").without("b");
  Evaluations evaluations(known.problem, {});
  EXPECT_THROW((void)invert(evaluations, {}), InputError);
}

}  // namespace
}  // namespace trimer::inference
