// Kernels generated at build time against the templates they were traced from.
#include "dual.h"
#include "generated_kernels.h"
#include "models.h"

#include <trimer/core/random.h>
#include <trimer/solver/kernel.h>

#include <gtest/gtest.h>

#include <vector>

namespace trimer {
namespace {

template <class M, class K>
struct Pair {
  using Model = M;
  using Kernel = K;
};
template <class P>
struct GeneratedKernel : testing::Test {};
using Pairs =
    testing::Types<Pair<models::Robertson, generated::Robertson>, Pair<models::Hires, generated::Hires>,
                   Pair<models::Friberg, generated::Friberg>, Pair<models::Hill, generated::Hill>,
                   Pair<models::Drift, generated::Drift>, Pair<models::Crowd, generated::Crowd>>;
TYPED_TEST_SUITE(GeneratedKernel, Pairs);

template <class Model>
struct Point {
  std::vector<double> y, p;
  explicit Point(std::uint64_t number) {
    RandomStream random(20230888, number, 0);
    for (double typical : Model::typical_state) y.push_back(typical * std::exp(random.normal()));
    for (double typical : Model::typical_input) p.push_back(typical * std::exp(0.3 * random.normal()));
    if (number % 4 == 0 && !p.empty()) y[number / 4 % y.size()] = 0;  // where clamps hold
    if (number % 7 == 0 && !p.empty()) y[number / 7 % y.size()] *= -1e-3;
  }
};

/// One value in every lane.
template <class V>
std::vector<V> spread(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

template <class Model, class K, class V>
struct Results {
  std::vector<V> rates{Model::states}, rates_too{Model::states};
  std::vector<V> jacobian{static_cast<std::size_t>(K::jacobian_nonzeros)};
  std::vector<V> jacobian_too{static_cast<std::size_t>(K::jacobian_nonzeros)};
  explicit Results(const Point<Model>& point) {
    const std::vector<V> y = spread<V>(point.y), inputs = spread<V>(point.p);
    std::vector<V> prepared(static_cast<std::size_t>(K::prepared) + 1);
    rates.resize(Model::states), rates_too.resize(Model::states);
    jacobian.resize(K::jacobian_nonzeros), jacobian_too.resize(K::jacobian_nonzeros);
    K::prepare(inputs.data(), prepared.data());
    K::derivatives(y.data(), prepared.data(), rates.data());
    K::jacobian(y.data(), prepared.data(), jacobian.data());
    K::derivatives_and_jacobian(y.data(), prepared.data(), rates_too.data(), jacobian_too.data());
  }
};

/// J by dual numbers, dense.
template <class Model>
std::vector<std::vector<double>> dual_jacobian(const Point<Model>& point) {
  std::vector<std::vector<double>> jacobian(Model::states, std::vector<double>(Model::states));
  for (int column = 0; column < Model::states; ++column) {
    std::vector<models::Dual> y(point.y.begin(), point.y.end()), p(point.p.begin(), point.p.end()),
        f(Model::states);
    y[static_cast<std::size_t>(column)].slope = 1;
    Model::rates(y.data(), p.data(), f.data());
    for (int row = 0; row < Model::states; ++row)
      jacobian[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
          f[static_cast<std::size_t>(row)].slope;
  }
  return jacobian;
}

bool in_domain(const std::vector<double>& values) {
  for (double v : values)
    if (!std::isfinite(v)) return false;
  return true;
}

TYPED_TEST(GeneratedKernel, fulfils_the_concept) {
  static_assert(solver::Kernel<typename TypeParam::Kernel>);
  EXPECT_EQ(TypeParam::Kernel::states, TypeParam::Model::states);
  EXPECT_EQ(TypeParam::Kernel::inputs, TypeParam::Model::inputs);
}

// The kernel sums in another order: equal up to the rounding of the terms, whose size |J| |y| bounds.
TYPED_TEST(GeneratedKernel, gives_the_rates_of_the_template) {
  using Model = typename TypeParam::Model;
  using K = typename TypeParam::Kernel;
  int compared = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    const Point<Model> point(number);
    std::vector<double> expected(Model::states);
    Model::rates(point.y.data(), point.p.data(), expected.data());
    if (!in_domain(expected)) continue;
    const Results<Model, K, Lanes<1>> got(point);
    const auto jacobian = dual_jacobian(point);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      double size = std::abs(expected[i]);
      for (std::size_t j = 0; j < expected.size(); ++j)
        if (std::isfinite(jacobian[i][j])) size += std::abs(jacobian[i][j] * point.y[j]);
      EXPECT_NEAR(got.rates[i][0], expected[i], 1e-14 * size) << "rate " << i << " at point " << number;
      ++compared;
    }
  }
  EXPECT_GT(compared, 100 * Model::states);
}

TYPED_TEST(GeneratedKernel, gives_the_jacobian_of_dual_numbers_and_nothing_outside_its_pattern) {
  using Model = typename TypeParam::Model;
  using K = typename TypeParam::Kernel;
  int compared = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    const Point<Model> point(number);
    auto rest = dual_jacobian(point);
    if (!std::all_of(rest.begin(), rest.end(), in_domain)) continue;
    const auto expected = rest;
    const Results<Model, K, Lanes<1>> got(point);
    std::vector<double> row_size(Model::states, 0.0);
    for (std::size_t i = 0; i < row_size.size(); ++i)
      for (double entry : expected[i]) row_size[i] = std::max(row_size[i], std::abs(entry));
    for (std::size_t k = 0; k < got.jacobian.size(); ++k) {
      const std::size_t row = static_cast<std::size_t>(K::jacobian_rows[k]);
      const std::size_t column = static_cast<std::size_t>(K::jacobian_columns[k]);
      const double difference = std::abs(got.jacobian[k][0] - expected[row][column]);
      EXPECT_LE(difference, 1e-13 * (std::abs(expected[row][column]) + 0.01 * row_size[row]))
          << "entry " << row << ", " << column << " at point " << number;
      rest[row][column] = 0;
      ++compared;
    }
    for (const std::vector<double>& row : rest)
      for (double entry : row) EXPECT_EQ(entry, 0);
  }
  EXPECT_GE(compared, 100 * K::jacobian_nonzeros);
}

TYPED_TEST(GeneratedKernel, gives_the_same_bits_alone_together_and_at_every_width) {
  using Model = typename TypeParam::Model;
  using K = typename TypeParam::Kernel;
  for (std::uint64_t number = 0; number < 50; ++number) {
    const Point<Model> point(number);
    const Results<Model, K, Lanes<1>> one(point);
    const Results<Model, K, Lanes<8>> eight(point);
    const auto bits = [](double v) { return __builtin_bit_cast(std::uint64_t, v); };
    for (std::size_t i = 0; i < one.rates.size(); ++i) {
      EXPECT_EQ(bits(one.rates[i][0]), bits(one.rates_too[i][0]));
      EXPECT_EQ(bits(one.rates[i][0]), bits(eight.rates[i][5]));
    }
    for (std::size_t i = 0; i < one.jacobian.size(); ++i) {
      EXPECT_EQ(bits(one.jacobian[i][0]), bits(one.jacobian_too[i][0]));
      EXPECT_EQ(bits(one.jacobian[i][0]), bits(eight.jacobian_too[i][7]));
    }
  }
}

/// Factors and solves in one of the two forms; x holds the right-hand side and becomes the solution.
template <class K, class V>
void solve_explicit(const std::vector<V>& y, const std::vector<V>& prepared, double diagonal,
                    std::vector<V>& x) {
  std::vector<V> jacobian(static_cast<std::size_t>(K::jacobian_nonzeros)),
      lu(static_cast<std::size_t>(K::lu_size));
  K::jacobian(y.data(), prepared.data(), jacobian.data());
  K::factor(jacobian.data(), V(diagonal), lu.data());
  K::solve(lu.data(), x.data());
}
template <class K, class V>
void solve_augmented(const std::vector<V>& y, const std::vector<V>& prepared, double diagonal,
                     std::vector<V>& x) {
  std::vector<V> rates(static_cast<std::size_t>(K::states)),
      linear(static_cast<std::size_t>(K::augmented_size) + 1);
  std::vector<V> lu(static_cast<std::size_t>(K::augmented_lu_size) + 1);
  K::derivatives_and_augmented(y.data(), prepared.data(), rates.data(), linear.data());
  K::augmented_factor(linear.data(), prepared.data(), V(diagonal), lu.data());
  K::augmented_solve(linear.data(), prepared.data(), lu.data(), x.data());
}

TYPED_TEST(GeneratedKernel, solves_with_its_factors_in_both_forms) {
  using Model = typename TypeParam::Model;
  using K = typename TypeParam::Kernel;
  using V = Lanes<1>;
  int solved = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    const Point<Model> point(number);
    const Results<Model, K, V> at(point);
    RandomStream random(7, number, 0);
    bool finite = true;
    for (const V& entry : at.jacobian) finite = finite && std::isfinite(entry[0]);
    if (!finite) continue;
    double largest = 0;
    for (const V& entry : at.jacobian) largest = std::max(largest, std::abs(entry[0]));
    const double diagonal = largest * 10;  // a step short enough that no pivoting is needed
    std::vector<double> right_hand_side;
    for (int i = 0; i < Model::states; ++i) right_hand_side.push_back(random.normal());
    const std::vector<V> y = spread<V>(point.y), inputs = spread<V>(point.p);
    std::vector<V> prepared(static_cast<std::size_t>(K::prepared) + 1);
    K::prepare(inputs.data(), prepared.data());
    for (const auto solve : {solve_explicit<K, V>, solve_augmented<K, V>}) {
      std::vector<V> x = spread<V>(right_hand_side);
      solve(y, prepared, diagonal, x);
      std::vector<double> residual = right_hand_side;
      for (std::size_t i = 0; i < x.size(); ++i) residual[i] -= diagonal * x[i][0];
      for (std::size_t k = 0; k < at.jacobian.size(); ++k)
        residual[static_cast<std::size_t>(K::jacobian_rows[k])] +=
            at.jacobian[k][0] * x[static_cast<std::size_t>(K::jacobian_columns[k])][0];
      for (double r : residual) EXPECT_NEAR(r, 0, 1e-12);
    }
    ++solved;
  }
  EXPECT_GE(solved, 50);
}

TEST(GeneratedKernelNames, positions_come_from_the_model) {
  EXPECT_EQ(static_cast<int>(generated::Friberg::State::y5), 5);
  EXPECT_EQ(static_cast<int>(generated::Friberg::Input::p4), 4);
  EXPECT_STREQ(generated::Friberg::state_names[5], "y5");
}

TEST(GeneratedKernelCost, what_depends_on_inputs_alone_is_not_computed_again) {
  // The Hill model holds 4 powers of states over 2 bases (one cube) and 2 of inputs.
  EXPECT_EQ(generated::Hill::prepare_operations.powers, 2);
  EXPECT_EQ(generated::Hill::derivatives_operations.powers, 0);
  EXPECT_EQ(generated::Hill::derivatives_operations.logarithms, 2);
  EXPECT_EQ(generated::Hill::derivatives_operations.exponentials, 3);
  EXPECT_EQ(generated::Hill::derivatives_and_augmented_operations.exponentials, 3);
}

TEST(GeneratedKernelCost, a_block_of_rank_one_is_kept_as_two_vectors) {
  // 12 states: one sum of all enters every rate. J is full, the augmented form has 2 * 12 entries beside the
  // diagonal.
  EXPECT_EQ(generated::Crowd::jacobian_nonzeros, 144);
  EXPECT_GE(generated::Crowd::auxiliaries, 1);
  EXPECT_LT(generated::Crowd::augmented_size + generated::Crowd::augmented_lu_size, 60);
  EXPECT_LT(generated::Crowd::augmented_solve_operations.flops(),
            generated::Crowd::solve_operations.flops() / 2);
}

}  // namespace
}  // namespace trimer
