// The usual stiff problems against their published or exact solutions.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "test_driver.h"

namespace trimer::test {
namespace {

void expect_solution(const TestResult& result, const std::vector<double>& reference, double relative) {
  ASSERT_EQ(result.ending.outcome, solver::Outcome::completed);
  ASSERT_GE(result.final_state.size(), reference.size());
  for (std::size_t i = 0; i < reference.size(); ++i) {
    EXPECT_NEAR(result.final_state[i], reference[i], relative * std::fabs(reference[i])) << "component " << i;
  }
}

// Tolerance 1e-8 on each problem; the global error allowed is 100 times that, and what it is is far less.

TEST(StiffProblems, LinearChainHasItsExactSolution) {
  const TestOptions o(1e-8, 1e-12);
  const double a = 1, b = 100, c = 1e4, t = 2;
  const auto got = solve(Problem::linear, {{1, 0, 0}, {a, b, c}, 0, {t}, {}}, o.options);
  const double ea = std::exp(-a * t), eb = std::exp(-b * t), ec = std::exp(-c * t);
  expect_solution(got,
                  {ea, a / (b - a) * (ea - eb),
                   a * b * (ea / ((b - a) * (c - a)) + eb / ((a - b) * (c - b)) + ec / ((a - c) * (b - c)))},
                  1e-6);
}

// doi:10.1007/978-3-642-05221-7 and the test set of Mazzia & Magherini (2008): reference at 1e11.
TEST(StiffProblems, RobertsonOverElevenDecades) {
  const TestOptions o(1e-8, 1e-16);
  const auto got = solve(Problem::robertson, {{1, 0, 0}, {0.04, 1e4, 3e7}, 0, {1e11}, {}}, o.options);
  expect_solution(got, {0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050}, 1e-6);
}

TEST(StiffProblems, HiresAt321) {
  const TestOptions o(1e-8, 1e-12);
  const auto got =
      solve(Problem::hires, {{1, 0, 0, 0, 0, 0, 0, 0.0057}, {280}, 0, {321.8122}, {}}, o.options);
  expect_solution(
      got,
      {0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
       0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2},
      1e-6);
}

TEST(StiffProblems, OregonatorAt360) {
  const TestOptions o(1e-8, 1e-10);
  const auto got = solve(Problem::oregonator, {{1, 2, 3}, {77.27, 8.375e-6, 0.161}, 0, {360}, {}}, o.options);
  expect_solution(got, {0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3}, 1e-6);
}

TEST(StiffProblems, VanDerPolAtEpsilon1e6) {
  const TestOptions o(1e-8, 1e-10);
  const auto got = solve(Problem::van_der_pol, {{2, -0.66}, {1e6}, 0, {1, 2}, {}}, o.options);
  expect_solution(got, {0.1706167732170483e1, -0.892809701024777}, 1e-6);
}

TEST(StiffProblems, ErrorFollowsTheTolerance) {
  const std::vector<double> reference = {0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3};
  for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
    const TestOptions o(tolerance, tolerance * 1e-2);
    const auto got =
        solve(Problem::oregonator, {{1, 2, 3}, {77.27, 8.375e-6, 0.161}, 0, {360}, {}}, o.options);
    expect_solution(got, reference, 100 * tolerance);
    EXPECT_LT(got.ending.rejected, got.ending.steps / 4);
  }
}

TEST(StiffProblems, PreparedInputsAndFusedJacobianChangeNoBit) {
  const TestOptions o(1e-6, 1e-9);
  const TestPatient patient{{0.8, 0.4}, {3}, 0, {4}, {1, 2, 3}};
  const auto plain = solve(Problem::feedback, patient, o.options);
  const auto prepared = solve(Problem::prepared_feedback, patient, o.options);
  // k 1.4 p and (k 1.4) p round differently, so the Jacobian may differ in its last bit; the solution not
  // much.
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(plain.final_state[i], prepared.final_state[i], 1e-12);
}

}  // namespace
}  // namespace trimer::test
