#include <gtest/gtest.h>

#include <trimer/inference/compare_methods.h>
#include <trimer/inference/sobol.h>

namespace trimer::inference {
namespace {

TEST(Sobol, indices_of_a_polynomial_are_those_by_hand) {
  // Var(2a + b + a c) = 4 + 1 + 1.
  const auto f = [](std::span<const double> z, std::span<double> out) {
    out[0] = 2 * z[0] + z[1] + z[0] * z[2];
    out[1] = 7;
  };
  const auto indices = sobol_indices(f, 3, 2, 20000, 1, 2);
  EXPECT_NEAR(indices[0].variance, 6, 0.15);
  EXPECT_NEAR(indices[0].first[0], 4.0 / 6, 0.03);
  EXPECT_NEAR(indices[0].total[0], 5.0 / 6, 0.03);
  EXPECT_NEAR(indices[0].first[1], 1.0 / 6, 0.03);
  EXPECT_NEAR(indices[0].total[1], 1.0 / 6, 0.01);
  EXPECT_NEAR(indices[0].first[2], 0, 0.03);
  EXPECT_NEAR(indices[0].total[2], 1.0 / 6, 0.01);
  EXPECT_EQ(indices[1].total.sum(), 0) << "a constant is due to nothing";
}

TEST(Sobol, indices_do_not_depend_on_the_number_of_threads) {
  const auto f = [](std::span<const double> z, std::span<double> out) { out[0] = z[0] * z[1]; };
  EXPECT_EQ(sobol_indices(f, 2, 1, 100, 1, 1)[0].total, sobol_indices(f, 2, 1, 100, 1, 3)[0].total);
}

TEST(CompareMethods, find_the_emulated_posterior_nearer_to_the_known_one_where_the_model_is_curved) {
  const auto results = compare_methods(1, 2);
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[2].problem, results[3].problem);
  EXPECT_LT(results[2].distance.distribution, results[3].distance.distribution);
}

}  // namespace
}  // namespace trimer::inference
