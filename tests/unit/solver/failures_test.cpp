// What cannot be integrated ends with a name, and harms nobody else.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "test_driver.h"

namespace trimer::test {
namespace {

using solver::Outcome;

TEST(Failures, StepLimitIsNamedWithItsTime) {
  TestOptions o(1e-6, 1e-9);
  o.options.step_limit = 10;
  o.options.retries = 0;
  const auto got = solve(Problem::oregonator, {{1, 2, 3}, {77.27, 8.375e-6, 0.161}, 0, {360}, {}}, o.options);
  EXPECT_EQ(got.ending.outcome, Outcome::step_limit_reached);
  EXPECT_EQ(got.ending.steps + got.ending.rejected, 10);
  EXPECT_EQ(got.ending.time, got.step_ends.back());
  EXPECT_EQ(got.ends, 1);
}

TEST(Failures, ASolutionThatEndsInAPoleIsNamed) {
  TestOptions o(1e-6, 1e-9);
  const auto got = solve(Problem::explosion, {{1}, {1}, 0, {2}, {}}, o.options);
  // The last trial steps before the pole overflow.
  EXPECT_EQ(got.ending.outcome, Outcome::non_finite);
  EXPECT_NEAR(got.ending.time, 1.0, 1e-4);
  EXPECT_EQ(got.ending.attempts, 3);
  EXPECT_EQ(got.ending.first_failure, Outcome::non_finite);
}

TEST(Failures, AStateThatIsNotANumberIsNamed) {
  TestOptions o(1e-6, 1e-9);
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    const auto got = solve(Problem::disposition, {{bad}, {0, 1}, 0, {2}, {}}, o.options);
    EXPECT_EQ(got.ending.outcome, Outcome::non_finite);
    EXPECT_EQ(got.ending.time, 0);
  }
  const auto got = solve(Problem::disposition, {{1}, {std::nan(""), 1}, 0, {2}, {}}, o.options);
  EXPECT_EQ(got.ending.outcome, Outcome::non_finite);
}

TEST(Failures, AZeroPivotIsASingularMatrix) {
  TestOptions o(1e-6, 1e-9);
  const auto got = solve(Problem::zero_pivot, {{1, 0, 0}, {1, 100, 1e4}, 0, {2}, {}}, o.options);
  EXPECT_EQ(got.ending.outcome, Outcome::singular_matrix);
}

// One pivot is twice what it should be: every number stays finite, only the residual tells.
TEST(Failures, WrongFactorsAreFoundByTheirResidual) {
  TestOptions o(1e-6, 1e-9);
  const auto got = solve(Problem::wrong_factors, {{1, 0, 0}, {1, 100, 1e4}, 0, {2}, {}}, o.options);
  EXPECT_EQ(got.ending.outcome, Outcome::singular_matrix);
  EXPECT_GT(got.ending.largest_residual, 1e-3);
}

TEST(Failures, SoundFactorsHaveTheResidualOfRounding) {
  TestOptions o(1e-6, 1e-9);
  o.options.residual_interval = 1;
  const auto got = solve(Problem::linear, {{1, 0, 0}, {1, 100, 1e4}, 0, {2}, {}}, o.options);
  EXPECT_EQ(got.ending.outcome, Outcome::completed);
  EXPECT_GT(got.ending.largest_residual, 0);
  EXPECT_LT(got.ending.largest_residual, 1e-14);
}

TEST(Failures, AStateBelowItsLowestValueIsRejectedAndIfNothingHelpsNamed) {
  TestOptions o(1e-6, 1e-9);
  const double lowest[] = {-1e-9};
  o.options.lowest = lowest;
  const auto falls = solve(Problem::disposition, {{1}, {-1, 0}, 0, {2}, {}}, o.options);  // y = 1 - t
  EXPECT_EQ(falls.ending.outcome, Outcome::negative_state);
  EXPECT_NEAR(falls.ending.time, 1.0, 1e-6);
  EXPECT_GE(falls.ending.time, 0.9);
  const auto stays = solve(Problem::disposition, {{1}, {0, 50}, 0, {2}, {}}, o.options);  // y = exp(-50 t)
  EXPECT_EQ(stays.ending.outcome, Outcome::completed);
}

TEST(Failures, ASecondAttemptMaySucceedAndIsRecorded) {
  TestOptions o(1e-5, 1e-8);
  const TestPatient patient{{1, 2, 3}, {77.27, 8.375e-6, 0.161}, 0, {360}, {100, 200, 300}};
  const auto plain = solve(Problem::oregonator, patient, o.options);
  o.options.step_limit = (plain.ending.steps + plain.ending.rejected) * 9 / 10;
  const auto again = solve(Problem::oregonator, patient, o.options);
  EXPECT_EQ(again.ending.outcome, Outcome::completed);
  EXPECT_EQ(again.ending.first_failure, Outcome::step_limit_reached);
  EXPECT_EQ(again.ending.attempts, 2);
  EXPECT_EQ(again.samples.size(), 3u);  // those of the first attempt are void
  EXPECT_EQ(again.ends, 1);
}

TEST(Failures, NeighboursAreNotDisturbedAndNobodyIsDropped) {
  const TestOptions o(1e-6, 1e-9);
  std::vector<TestPatient> patients;
  for (int i = 0; i < 24; ++i) {
    const double y = i % 5 == 2 ? std::nan("") : i % 5 == 4 ? 1.0 : 0.01;
    patients.push_back({{y}, {1 + 0.01 * i}, 0, {2}, {0.5}});
  }
  for (const int width : {1, 8}) {
    TestDriver driver(patients);
    const auto statistics = integrate_problem(best_level(), Problem::explosion, width, driver, o.options);
    EXPECT_EQ(statistics.patients, 24);
    EXPECT_EQ(statistics.failures, 9);
    EXPECT_EQ(statistics.repeated, 9);
    for (std::size_t i = 0; i < patients.size(); ++i) {
      const auto& got = driver.results()[i];
      EXPECT_EQ(got.ends, 1);
      const bool possible = i % 5 != 2 && i % 5 != 4;
      EXPECT_EQ(got.ending.outcome, possible ? Outcome::completed : Outcome::non_finite);
      if (got.ending.outcome != Outcome::completed) continue;
      EXPECT_EQ(got.final_state[0], solve(Problem::explosion, patients[i], o.options).final_state[0]);
    }
  }
}

TEST(Failures, AnEmptyQueueIsNoWork) {
  const TestOptions o(1e-6, 1e-9);
  TestDriver driver({});
  const auto statistics = integrate_problem(best_level(), Problem::linear, 8, driver, o.options);
  EXPECT_EQ(statistics.patients, 0);
  EXPECT_EQ(statistics.sweeps, 0);
}

TEST(Failures, OutcomesHaveNames) {
  EXPECT_EQ(name(Outcome::completed), "completed");
  EXPECT_EQ(name(Outcome::negative_state), "negative_state");
}

}  // namespace
}  // namespace trimer::test
