// Single precision: the same integrator with floats in its lanes.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "test_driver.h"

namespace trimer::test {
namespace {

std::vector<TestResult> single(Level level, Problem problem, const std::vector<TestPatient>& patients,
                               const solver::Options& options, const std::vector<std::size_t>& order = {}) {
  TestDriver driver(patients);
  if (!order.empty()) driver.set_order(order);
  const auto integrate = level == Level::v4   ? v4::integrate_single
                         : level == Level::v3 ? v3::integrate_single
                                              : baseline::integrate_single;
  integrate(problem, driver, options);
  return driver.results();
}

std::vector<TestPatient> oscillators(int number) {
  std::vector<TestPatient> patients;
  for (int i = 0; i < number; ++i)
    patients.push_back({{1, 2 + 0.1 * i, 3}, {77.27, 8.375e-6, 0.161}, 0, {20, 60.0 + i}, {10, 40}});
  return patients;
}

class Single : public testing::TestWithParam<Level> {
 protected:
  void SetUp() override {
    if (!machine_has(GetParam())) GTEST_SKIP() << "skipped: this machine lacks " << name(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(Precision, Single, testing::Values(Level::baseline, Level::v3, Level::v4),
                         [](const auto& level) { return std::string(name(level.param)); });

TEST_P(Single, HiresEndsWhereItDoesInDoublePrecision) {
  const TestOptions o(1e-4, 1e-7);
  const TestPatient patient{{1, 0, 0, 0, 0, 0, 0, 0.0057}, {280}, 0, {321.8122}, {50, 200}};
  const auto got = single(GetParam(), Problem::hires, {patient}, o.options).front();
  const auto exact = solve(Problem::hires, patient, TestOptions(1e-10, 1e-14).options);
  ASSERT_EQ(got.ending.outcome, solver::Outcome::completed);
  ASSERT_EQ(got.samples.size(), 2u);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(got.final_state[i], exact.final_state[i], 3e-3 * exact.final_state[i] + 1e-6);
    for (std::size_t s = 0; s < 2; ++s)
      EXPECT_NEAR(got.samples[s][i], exact.samples[s][i], 3e-3 * exact.samples[s][i] + 1e-6);
  }
}

// A float holds day 700 to 6e-5; steps and stops below that must not be lost.
TEST_P(Single, TimeKeepsDoublePrecision) {
  const TestOptions o(1e-5, 1e-6);
  const double begin = 700, k = 5e4, stop = begin + 1e-5;
  const TestPatient patient{{1}, {0, k}, begin, {stop, 701}, {begin + 5e-6, stop}};
  const auto got = single(GetParam(), Problem::disposition, {patient}, o.options).front();
  EXPECT_EQ(got.stops_hit, patient.stops);
  ASSERT_EQ(got.samples.size(), 2u);
  EXPECT_NEAR(got.samples[0][0], std::exp(-k * 5e-6), 1e-4);
  EXPECT_NEAR(got.samples[1][0], std::exp(-k * 1e-5), 1e-4);
}

TEST_P(Single, OrderAndNeighboursDoNotMatter) {
  const TestOptions o(1e-4, 1e-6);
  const auto patients = oscillators(37);
  std::vector<std::size_t> reversed(37);
  for (std::size_t i = 0; i < 37; ++i) reversed[i] = 36 - i;
  const auto forward = single(GetParam(), Problem::oregonator, patients, o.options);
  const auto backward = single(GetParam(), Problem::oregonator, patients, o.options, reversed);
  const auto alone = single(GetParam(), Problem::oregonator, {patients[17]}, o.options).front();
  for (std::size_t i = 0; i < 37; ++i) {
    EXPECT_EQ(forward[i].ending.outcome, solver::Outcome::completed);
    EXPECT_EQ(forward[i].final_state, backward[i].final_state);
    EXPECT_EQ(forward[i].samples, backward[i].samples);
  }
  EXPECT_EQ(alone.final_state, forward[17].final_state);
}

TEST_P(Single, WhatCannotBeIntegratedIsNamed) {
  const TestOptions o(1e-4, 1e-6);
  const auto got = single(GetParam(), Problem::disposition,
                          {{{std::nan("")}, {0, 1}, 0, {2}, {}}, {{1}, {0, 1}, 0, {2}, {}}}, o.options);
  EXPECT_EQ(got[0].ending.outcome, solver::Outcome::non_finite);
  EXPECT_EQ(got[1].ending.outcome, solver::Outcome::completed);
  EXPECT_NEAR(got[1].final_state[0], std::exp(-2.0), 1e-4);
}

TEST(Precision, SingleHasTheSameBitsOnBothLevelsWithFma) {
  if (!machine_has(Level::v4)) GTEST_SKIP() << "skipped: this machine lacks AVX-512";
  const TestOptions o(1e-4, 1e-6);
  const auto patients = oscillators(19);
  const auto a = single(Level::v3, Problem::oregonator, patients, o.options),
             b = single(Level::v4, Problem::oregonator, patients, o.options);
  for (std::size_t i = 0; i < patients.size(); ++i) EXPECT_EQ(a[i].final_state, b[i].final_state);
}

}  // namespace
}  // namespace trimer::test
