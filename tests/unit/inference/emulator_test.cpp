#include <gtest/gtest.h>

#include <cmath>

#include <trimer/inference/draws.h>
#include <trimer/inference/emulator.h>

namespace trimer::inference {
namespace {

double curve(std::span<const double> z) {
  return 0.4 + 0.8 * z[0] - 0.5 * z[1] + 0.3 * z[0] * z[1] + 0.2 * z[0] * z[0];
}

/// Evaluations at standard normal points of `d` dimensions.
template <class Answer>
std::vector<Evaluation> evaluated(int n, Eigen::Index d, std::uint64_t blocks, Answer answer) {
  const Matrix points = standard_normals(5, Purpose::prior, 0, n, d);
  std::vector<Evaluation> result;
  for (Eigen::Index i = 0; i < n; ++i) {
    Evaluation evaluation;
    evaluation.z.assign(points.row(i).begin(), points.row(i).end());
    evaluation.block = static_cast<std::uint64_t>(i) % blocks;
    RandomStream random(99, static_cast<std::uint64_t>(i), 0);
    evaluation.simulation.statistics = {answer(evaluation, random)};
    result.push_back(std::move(evaluation));
  }
  return result;
}

Emulator fitted(const std::vector<Evaluation>& all, Eigen::Index d, bool quadratic = true) {
  std::vector<std::size_t> chosen(all.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
  EmulatorOptions options;
  options.quadratic = quadratic;
  return Emulator(all, chosen, Vector::Zero(d), Vector::Ones(d), 1, 1, options);
}

/// Mean squared error and mean squared standardised error at points of the same cloud.
std::pair<double, double> errors(const Emulator& emulator, Eigen::Index d) {
  const Matrix points = standard_normals(6, Purpose::prior, 0, 300, d);
  double square = 0, standardised = 0;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const std::vector<double> z(points.row(i).begin(), points.row(i).end());
    const Prediction p = emulator.predict(z).front();
    const double error = p.mean - curve(z);
    square += error * error / 300;
    standardised += error * error / p.variance / 300;
  }
  return {square, standardised};
}

TEST(Emulator, learns_a_quadratic_from_exact_values) {
  const auto all = evaluated(
      60, 2, 1000, [](const Evaluation& e, RandomStream&) { return Statistic::of_value(curve(e.z), 1e-8); });
  EXPECT_LT(errors(fitted(all, 2), 2).first, 1e-7);
}

TEST(Emulator, learns_probabilities_from_counts_and_knows_how_well) {
  const auto all = evaluated(400, 4, 1000, [](const Evaluation& e, RandomStream& random) {
    return Statistic::of_counts(static_cast<double>(random.binomial(100, probability(curve(e.z)))), 100);
  });
  const auto [square, standardised] = errors(fitted(all, 4), 4);
  EXPECT_LT(std::sqrt(square), 0.07) << "a single evaluation has an error of 0.2 or more";
  EXPECT_GT(standardised, 0.4);
  EXPECT_LT(standardised, 1.8);
}

TEST(Emulator, learns_rare_events_without_the_bias_of_empirical_logits) {
  // 2 events expected of 200: an average of empirical logits would be 0.1 to 0.2 too high.
  const auto all = evaluated(500, 1, 1000, [](const Evaluation& e, RandomStream& random) {
    return Statistic::of_counts(static_cast<double>(random.binomial(200, probability(-4.6 + 0.5 * e.z[0]))),
                                200);
  });
  const double zero[] = {0.0};
  EXPECT_NEAR(fitted(all, 1).predict(zero).front().mean, -4.6, 0.07);
}

TEST(Emulator, calls_what_a_polynomial_cannot_follow_a_lack_of_fit) {
  const auto answer = [](const Evaluation& e, RandomStream&) {
    return Statistic::of_value(std::sin(3 * e.z[0]), 1e-6);
  };
  const Emulator emulator = fitted(evaluated(200, 1, 1000, answer), 1);
  EXPECT_GT(emulator.fits().front().lack_of_fit, 0.4);
  EXPECT_LT(emulator.fits().front().lack_of_fit, 0.9);
  const double zero[] = {0.0};
  EXPECT_GT(emulator.predict(zero).front().variance, 0.16);
}

TEST(Emulator, takes_common_random_numbers_for_what_they_are) {
  // Blocks shift all their points by N(0, 0.3²) and nothing else is noisy.
  const auto all = evaluated(400, 2, 20, [](const Evaluation& e, RandomStream&) {
    RandomStream shift(3, e.block, 1);
    return Statistic::of_value(curve(e.z) + 0.3 * shift.normal(), 0.09);
  });
  const Emulator emulator = fitted(all, 2);
  EXPECT_NEAR(emulator.fits().front().block_sd, 0.3, 0.15);
  EXPECT_LT(emulator.fits().front().noise_factor, 0.05);
  const double here[] = {0.0, 0.0}, there[] = {1.0, 0.0};
  const auto a = emulator.predict(here).front(), b = emulator.predict(there).front();
  EXPECT_NEAR(b.mean - a.mean, curve(there) - curve(here), 0.02) << "the slope does not feel the blocks";
  EXPECT_NEAR(a.mean, curve(here), 3 * 0.3 / std::sqrt(20.0));
  EXPECT_NEAR(std::sqrt(a.variance), 0.3 / std::sqrt(20.0), 0.04) << "the level has the error of 20 blocks";
}

TEST(Emulator, shrinks_what_the_evaluations_do_not_show) {
  // 12 parameters, of which two matter: 91 coefficients from 120 evaluations.
  const auto all = evaluated(120, 12, 1000, [](const Evaluation& e, RandomStream& random) {
    return Statistic::of_value(curve(e.z) + 0.1 * random.normal(), 0.01);
  });
  EXPECT_LT(std::sqrt(errors(fitted(all, 12), 12).first), 0.3);
}

TEST(Emulator, says_nothing_of_a_target_that_was_never_seen) {
  const auto all =
      evaluated(20, 2, 1000, [](const Evaluation&, RandomStream&) { return Statistic::of_counts(0, 0); });
  const double zero[] = {0.0, 0.0};
  EXPECT_EQ(fitted(all, 2).predict(zero).front().variance, 100);
}

TEST(Emulator, means_alone_are_those_of_the_prediction) {
  const auto all = evaluated(
      60, 2, 1000, [](const Evaluation& e, RandomStream&) { return Statistic::of_value(curve(e.z), 0.01); });
  for (const bool quadratic : {false, true}) {
    const Emulator emulator = fitted(all, 2, quadratic);
    const double z[] = {0.3, -1.2};
    double mean = 0;
    emulator.predict_means(z, {&mean, 1});
    EXPECT_EQ(mean, emulator.predict(z).front().mean);
  }
}

}  // namespace
}  // namespace trimer::inference
