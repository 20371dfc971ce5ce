// Derivatives of a graph against rules done by hand.
#include <trimer/solver/trace_jacobian.h>

#include <gtest/gtest.h>

#include <cmath>

namespace trimer::solver {
namespace {

/// df/dx of one expression in one state at one point.
double slope(Traced (*f)(const Traced&), double at) {
  TracedModel model;
  const Traced x = model.state("x");
  model.derivative(f(x));
  TracedModel low = lower(model);
  const SparseJacobian jacobian = differentiate(low);
  if (jacobian.values.empty()) return 0;
  return evaluate(low.graph, low.states, std::vector<double>{at}, jacobian.values)[0];
}

TEST(TracedDerivative, follows_the_rules_of_calculus) {
  EXPECT_DOUBLE_EQ(slope([](const Traced& x) { return 3.0 * x * x - x; }, 2), 11);
  EXPECT_DOUBLE_EQ(slope([](const Traced& x) { return 1.0 / x; }, 2), -0.25);
  EXPECT_DOUBLE_EQ(slope([](const Traced& x) { return x / (x + 1.0); }, 1), 0.25);
  EXPECT_DOUBLE_EQ(slope([](const Traced& x) { return exp(2.0 * x); }, 0.5), 2 * std::exp(1.0));
  EXPECT_DOUBLE_EQ(slope([](const Traced& x) { return log(x); }, 4), 0.25);
  EXPECT_DOUBLE_EQ(slope([](const Traced& x) { return sqrt(x); }, 4), 0.25);
  EXPECT_NEAR(slope([](const Traced& x) { return pow(x, 2.5); }, 4), 2.5 * 8, 1e-13);
  EXPECT_NEAR(slope([](const Traced& x) { return pow(x, x); }, 2), 4 * (std::log(2.0) + 1), 1e-14);
  // positive(x) = x^2/(x + w): slope x (x + 2 w)/(x + w)^2.
  EXPECT_NEAR(slope([](const Traced& x) { return positive(x); }, 0.02), 0.02 * 0.04 / (0.03 * 0.03), 1e-15);
}

TEST(TracedDerivative, is_zero_and_finite_where_a_clamp_holds) {
  EXPECT_EQ(slope([](const Traced& x) { return nonneg(x); }, -1), 0);
  EXPECT_EQ(slope([](const Traced& x) { return nonneg(x); }, 0), 0);
  EXPECT_EQ(slope([](const Traced& x) { return positive(x); }, 0), 0);
  EXPECT_EQ(slope([](const Traced& x) { return positive(x); }, -3), 0);
  EXPECT_EQ(slope([](const Traced& x) { return pow(nonneg(x), 1.6); }, 0), 0);
  EXPECT_EQ(slope([](const Traced& x) { return pow(nonneg(x), 1.6); }, -2), 0);
  EXPECT_EQ(slope([](const Traced& x) { return pow(nonneg(x), 0.4); }, 0), 0);
  EXPECT_EQ(slope([](const Traced& x) { return nonneg(x) * sqrt(nonneg(x)); }, 0), 0);
  EXPECT_EQ(slope([](const Traced& x) { return nonneg(x) * sqrt(nonneg(x)); }, -1), 0);
  EXPECT_EQ(slope([](const Traced& x) { return select(x > 1.0, x * x, 5.0); }, 1), 0);
  EXPECT_EQ(slope([](const Traced& x) { return select(x > 1.0, x * x, 5.0); }, 1.5), 3);
}

TEST(TracedDerivative, an_entry_that_is_zero_for_all_states_is_not_in_the_pattern) {
  TracedModel model;
  const Traced x = model.state("x"), y = model.state("y"), k = model.input("k");
  model.derivative(k + 0.0 * x);
  model.derivative(x - (x - y));
  TracedModel low = lower(model);
  const SparseJacobian jacobian = differentiate(low);
  EXPECT_EQ(jacobian.rows, std::vector{1});
  EXPECT_EQ(jacobian.columns, std::vector{1});
}

}  // namespace
}  // namespace trimer::solver
