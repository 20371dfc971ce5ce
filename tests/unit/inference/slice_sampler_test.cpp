#include <gtest/gtest.h>

#include <cmath>

#include <trimer/inference/slice_sampler.h>

namespace trimer::inference {
namespace {

Moments standard(Eigen::Index d, double sd = 1) {
  return {Vector::Zero(d), Matrix::Identity(d, d) * sd * sd};
}

TEST(SliceSampler, has_the_moments_of_a_correlated_normal) {
  Matrix covariance(3, 3);
  covariance << 1, 0.8, 0, 0.8, 2, -0.3, 0, -0.3, 0.5;
  const Vector mean = (Vector(3) << 1, -2, 0.5).finished();
  const Eigen::LLT<Matrix> factor(covariance);
  const LogDensity normal = [&](std::span<const double> z) {
    return -0.5 * factor.matrixL().solve(Eigen::Map<const Vector>(z.data(), 3) - mean).squaredNorm();
  };
  // The reference is wrong in location and spread.
  const Sample result = sample(normal, Matrix::Zero(8, 3), standard(3, 1.5), {.steps = 4000, .threads = 2});
  const Moments moments = moments_of(result.points);
  for (Eigen::Index i = 0; i < 3; ++i) {
    const double error = std::sqrt(covariance(i, i) / result.effective_sample_size[i]);
    EXPECT_NEAR(moments.mean[i], mean[i], 4 * error);
    EXPECT_LT(result.split_r_hat[i], 1.02);
    EXPECT_GT(result.effective_sample_size[i], 2000);
    for (Eigen::Index j = 0; j < 3; ++j) EXPECT_NEAR(moments.covariance(i, j), covariance(i, j), 0.12);
  }
}

TEST(SliceSampler, reaches_tails_heavier_than_a_normal) {
  // Student t with 10 degrees of freedom: variance 10/8.
  const LogDensity t10 = [](std::span<const double> z) { return -5.5 * std::log1p(z[0] * z[0] / 10); };
  const Sample result = sample(t10, Matrix::Zero(8, 1), standard(1), {.steps = 6000, .threads = 2});
  EXPECT_NEAR(moments_of(result.points).covariance(0, 0), 1.25, 0.08);
}

TEST(SliceSampler, does_not_depend_on_the_number_of_threads) {
  const LogDensity normal = [](std::span<const double> z) { return -0.5 * (z[0] * z[0] + 4 * z[1] * z[1]); };
  const Sample one =
      sample(normal, Matrix::Zero(4, 2), standard(2), {.chains = 4, .steps = 50, .threads = 1});
  const Sample three =
      sample(normal, Matrix::Zero(4, 2), standard(2), {.chains = 4, .steps = 50, .threads = 3});
  EXPECT_EQ(one.points, three.points);
}

TEST(SliceSampler, shows_chains_that_do_not_mix) {
  // Two hills that a narrow reference cannot cross.
  const LogDensity hills = [](std::span<const double> z) {
    const double a = z[0] - 20, b = z[0] + 33;
    return std::log(std::exp(-8 * a * a) + std::exp(-8 * b * b) + 1e-300);
  };
  Matrix starts(4, 1);
  starts << 20, -33, 20, -33;
  const Sample result = sample(hills, starts, standard(1, 0.1), {.chains = 4, .steps = 200});
  EXPECT_GT(result.split_r_hat[0], 2);
  EXPECT_LT(result.effective_sample_size[0], 20);
}

}  // namespace
}  // namespace trimer::inference
