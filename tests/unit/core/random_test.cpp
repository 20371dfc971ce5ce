#include <gtest/gtest.h>

#include <cmath>

#include <trimer/core/random.h>

namespace trimer {
namespace {

TEST(Random, philox_gives_the_known_answers_of_Random123) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, a_stream_is_a_function_of_seed_patient_and_draw) {
  RandomStream a(1, 17, 3), b(1, 17, 3), other(1, 18, 3);
  const double first = a.uniform();
  EXPECT_EQ(first, b.uniform());
  EXPECT_NE(first, other.uniform());
  EXPECT_NE(first, a.uniform());
}

TEST(Random, normal_probabilities_match_published_values) {
  EXPECT_NEAR(normal_probability(1.959963984540054), 0.975, 1e-15);
  EXPECT_EQ(normal_probability(0), 0.5);
  EXPECT_NEAR(normal_probability(-6.361340902404056) * 1e10, 1, 1e-12);
  EXPECT_NEAR(normal_probability(-10) / 7.619853024160527e-24, 1, 1e-12);
  EXPECT_EQ(normal_probability(-40), 0);
  EXPECT_EQ(normal_probability(40), 1);
  for (double z = -8; z < 8; z += 0.37) EXPECT_NEAR(normal_probability(z) + normal_probability(-z), 1, 1e-15);
}

TEST(Random, normal_quantiles_match_published_values) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.5), 0.0, 1e-16);
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-13);
}

TEST(Random, moments_of_counts_are_those_of_their_laws) {
  RandomStream stream(5, 1, 0);
  const int n = 20000;
  double poisson = 0, binomial = 0, large = 0;
  for (int i = 0; i < n; ++i) {
    poisson += static_cast<double>(stream.poisson(3.5));
    binomial += static_cast<double>(stream.binomial(200, 0.05));
    large += static_cast<double>(stream.binomial(500000, 0.25));
  }
  EXPECT_NEAR(poisson / n, 3.5, 5 * std::sqrt(3.5 / n));         // five standard errors
  EXPECT_NEAR(binomial / n, 10.0, 5 * std::sqrt(9.5 / n));
  EXPECT_NEAR(large / n, 125000, 5 * std::sqrt(93750.0 / n));
  EXPECT_EQ(stream.poisson(0), 0);
  EXPECT_EQ(stream.binomial(10, 1.0), 10);
  EXPECT_EQ(stream.binomial(10, 0.0), 0);
}

}  // namespace
}  // namespace trimer
