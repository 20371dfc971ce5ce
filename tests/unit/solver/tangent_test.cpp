// Derivatives with respect to inputs and initial states, integrated beside the states.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "test_driver.h"

namespace trimer::test {
namespace {

constexpr int directions = 2;

/// Values and slopes row by row: value 0, slope 1, slope 2, value 1, …
std::vector<double> rows(const std::vector<double>& values, const std::vector<std::vector<double>>& slopes) {
  std::vector<double> all;
  for (std::size_t i = 0; i < values.size(); ++i) {
    all.push_back(values[i]);
    for (const auto& slope : slopes) all.push_back(slope[i]);
  }
  return all;
}

TEST(Tangent, OfAnInfusionWithEliminationIsTheDerivativeOfItsExactSolution) {
  const TestOptions o(1e-9, 1e-11);
  const double R = 3, k = 1.3, y0 = 2;
  TestPatient patient;
  patient.y = rows({y0}, {{0}, {1}});              // direction 2 moves the initial state as well
  patient.inputs = rows({R, k}, {{0, 1}, {1, 0}});  // direction 1: dk; direction 2: dR + dy0
  patient.stops = {4};
  patient.samples = {0.3, 1, 3};
  const auto got = solve(Problem::tangent_disposition, patient, o.options);
  ASSERT_EQ(got.ending.outcome, solver::Outcome::completed);
  for (std::size_t i = 0; i < patient.samples.size(); ++i) {
    const double t = patient.samples[i], e = std::exp(-k * t);
    EXPECT_NEAR(got.samples[i][0], R / k + (y0 - R / k) * e, 1e-8);
    EXPECT_NEAR(got.samples[i][1], -R / (k * k) * (1 - e) - t * (y0 - R / k) * e, 1e-8) << "d/dk at " << t;
    EXPECT_NEAR(got.samples[i][2], (1 - e) / k + e, 1e-8) << "d/dR + d/dy0 at " << t;
  }
}

/// Central differences of the plain problem at a tight tolerance, beside the tangent at the same.
void expect_differences(Problem plain, Problem tangent, const std::vector<double>& y,
                        const std::vector<double>& inputs, const std::vector<std::size_t>& chosen, double end) {
  const TestOptions o(1e-11, 1e-13, 8 * (1 + directions));
  std::vector<std::vector<double>> seeds(directions, std::vector<double>(inputs.size(), 0.0));
  for (std::size_t d = 0; d < chosen.size(); ++d) seeds[d][chosen[d]] = 1;
  const std::vector<std::vector<double>> still(directions, std::vector<double>(y.size(), 0.0));
  const auto got = solve(tangent, {rows(y, still), rows(inputs, seeds), 0, {end}, {}}, o.options);
  ASSERT_EQ(got.ending.outcome, solver::Outcome::completed);
  for (std::size_t d = 0; d < chosen.size(); ++d) {
    const double step = 1e-4 * std::fabs(inputs[chosen[d]]);
    auto above = inputs, below = inputs;
    above[chosen[d]] += step;
    below[chosen[d]] -= step;
    const auto high = solve(plain, {y, above, 0, {end}, {}}, o.options).final_state;
    const auto low = solve(plain, {y, below, 0, {end}, {}}, o.options).final_state;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double difference = (high[i] - low[i]) / (2 * step);
      EXPECT_NEAR(got.final_state[i * (1 + directions) + 1 + d], difference, 1e-5 * std::fabs(difference) + 1e-9)
          << "state " << i << ", input " << chosen[d];
    }
  }
}

TEST(Tangent, ThroughPowersExponentialsAndLogarithmsAgreesWithDifferences) {
  expect_differences(Problem::feedback, Problem::tangent_feedback, {0.4, 0.7}, {25}, {0}, 3);
}

TEST(Tangent, OfAStiffOscillatorAgreesWithDifferences) {
  expect_differences(Problem::oregonator, Problem::tangent_oregonator, {1, 2, 3}, {77.27, 8.375e-6, 0.161}, {0, 2},
                     25);
}

TEST(Tangent, OfAKernelThatPreparesItsInputsHasTheBitsOfThePlainOne) {
  const TestOptions o(1e-6, 1e-9);
  const TestPatient patient{rows({0.4, 0.7}, {{0, 0}, {1, 0}}), rows({25}, {{1}, {0}}), 0, {3}, {}};
  const auto plain = solve(Problem::tangent_feedback, patient, o.options),
             prepared = solve(Problem::tangent_prepared_feedback, patient, o.options);
  EXPECT_EQ(plain.final_state, prepared.final_state);
}

// With tolerances so wide that no slope is ever seen, the steps are those of the plain problem.
TEST(Tangent, LeavesTheBitsOfTheValuesAlone) {
  TestOptions o(1e-6, 1e-9);
  o.options.largest_step = 1e-3;  // every step is this long, whatever the error says
  const auto alone = solve(Problem::feedback, {{0.4, 0.7}, {25}, 0, {0.5}, {}}, o.options);
  const auto both = solve(Problem::tangent_feedback,
                          {rows({0.4, 0.7}, {{0, 0}, {0, 0}}), rows({25}, {{0}, {0}}), 0, {0.5}, {}}, o.options);
  EXPECT_EQ(both.step_ends, alone.step_ends);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(both.final_state[i * 3], alone.final_state[i]);
}

TEST(Tangent, OfAPatientDoesNotDependOnWidthOrNeighbours) {
  const TestOptions o(1e-6, 1e-9);
  std::vector<TestPatient> patients;
  for (int i = 0; i < 11; ++i)
    patients.push_back({rows({0.1 * i, 0.7}, {{0, 0}, {1, 0}}), rows({5.0 + i}, {{1}, {0}}), 0, {3}, {}});
  for (const Level level : {Level::baseline, Level::v3, Level::v4}) {
    if (!machine_has(level)) continue;
    TestDriver scalar(patients), lanes(patients);
    integrate_problem(level, Problem::tangent_feedback, 1, scalar, o.options);
    integrate_problem(level, Problem::tangent_feedback, 8, lanes, o.options);
    for (std::size_t i = 0; i < patients.size(); ++i)
      EXPECT_EQ(scalar.results()[i].final_state, lanes.results()[i].final_state) << name(level);
  }
}

}  // namespace
}  // namespace trimer::test
