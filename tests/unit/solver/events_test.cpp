// Stops, samples and rewinding, against the exact solution of y' = R - k y.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "test_driver.h"

namespace trimer::test {
namespace {

double disposition(double y, double rate, double k, double t) {
  return rate / k + (y - rate / k) * std::exp(-k * t);
}

TEST(Events, StopsAreHitExactlyAndInOrder) {
  const TestOptions o(1e-6, 1e-9);
  // Times that sums of steps would miss: 0.1 + 0.2, a gap of one unit in the last place, a very short one.
  const double near = std::nextafter(1.7, 2.0);
  const std::vector<double> stops = {0.1 + 0.2, 1.0 / 3, 1.7, near, near + 1e-12, 28, 1e3};
  const auto got = solve(Problem::disposition, {{1}, {3, 9}, 0, stops, {}}, o.options);
  EXPECT_EQ(got.stops_hit, stops);
  for (const double t : stops) EXPECT_EQ(std::count(got.step_ends.begin(), got.step_ends.end(), t), 1) << t;
}

TEST(Events, AnInfusionWithStepsAndABolusFollowsTheExactSolution) {
  const TestOptions o(1e-8, 1e-10);
  const double k = 8.9;
  TestDriver driver({{{0}, {9, k}, 0, {7, 8, 28, 30}, {0.01, 0.1, 1, 6.9, 7.5, 9, 27, 28.1, 29}}});
  driver.at_stop = [](std::size_t, const solver::Stop& stop) {
    if (stop.time == 7) stop.inputs[0] = 28;
    if (stop.time == 8) stop.y[0] += 5;
    if (stop.time == 28) stop.inputs[0] = 0;
    return true;
  };
  integrate_problem(best_level(), Problem::disposition, 1, driver, o.options);
  const auto& got = driver.results()[0];
  const double at7 = disposition(0, 9, k, 7), at8 = disposition(at7, 28, k, 1) + 5,
               at28 = disposition(at8, 28, k, 20);
  const std::vector<double> exact = {
      disposition(0, 9, k, 0.01),  disposition(0, 9, k, 0.1),    disposition(0, 9, k, 1),
      disposition(0, 9, k, 6.9),   disposition(at7, 28, k, 0.5), disposition(at8, 28, k, 1),
      disposition(at8, 28, k, 19), disposition(at28, 0, k, 0.1), disposition(at28, 0, k, 1)};
  ASSERT_EQ(got.samples.size(), exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i)
    EXPECT_NEAR(got.samples[i][0], exact[i], 1e-7 * exact[i] + 1e-9) << i;
  EXPECT_NEAR(got.final_state[0], disposition(at28, 0, k, 2), 1e-9);
}

TEST(Events, SampleAtTheInstantOfAStopIsTheSolutionFromTheLeft) {
  const TestOptions o(1e-6, 1e-9);
  TestDriver driver({{{2}, {0, 1}, 0, {1, 2}, {0, 1, 2}}});
  driver.at_stop = [](std::size_t, const solver::Stop& stop) {
    stop.y[0] = 100;
    return true;
  };
  integrate_problem(best_level(), Problem::disposition, 1, driver, o.options);
  const auto& samples = driver.results()[0].samples;
  EXPECT_EQ(samples[0][0], 2);
  EXPECT_NEAR(samples[1][0], 2 * std::exp(-1.0), 1e-5);
  EXPECT_NEAR(samples[2][0], 100 * std::exp(-1.0), 1e-3);
}

TEST(Events, InterpolantJoinsTheEndsOfEveryStep) {
  const TestOptions o(1e-4, 1e-8);
  TestDriver driver({{{1, 0, 0, 0, 0, 0, 0, 0.0057}, {280}, 0, {321.8122}, {}}});
  std::vector<double> last = {1, 0, 0, 0, 0, 0, 0, 0.0057};
  int steps = 0;
  driver.at_step = [&](std::size_t, const solver::Step& step) {
    const double inside = step.begin + 1e-9 * (step.end - step.begin);
    const double before_end = step.end - 1e-9 * (step.end - step.begin);
    for (int i = 0; i < 8; ++i) {
      EXPECT_EQ(step.state(i, step.begin), last[static_cast<std::size_t>(i)]);
      EXPECT_NEAR(step.state(i, inside), step.state(i, step.begin), 1e-7);
      EXPECT_NEAR(step.state(i, before_end), step.state(i, step.end), 1e-7);
      last[static_cast<std::size_t>(i)] = step.state(i, step.end);
    }
    ++steps;
    return solver::Reply::proceed();
  };
  integrate_problem(best_level(), Problem::hires, 1, driver, o.options);
  EXPECT_GT(steps, 20);
}

// A decision: when the amount is seen to fall below 1, the infusion starts one tenth later.
TEST(Events, RewindingCutsTheStepAtTheDecision) {
  const TestOptions o(1e-9, 1e-12);
  TestDriver driver({{{50}, {0, 0.5}, 0, {20}, {}}});
  bool decided = false;
  double decision = 0;
  driver.at_step = [&](std::size_t, const solver::Step& step) {
    if (decided || step.state(0, step.end) >= 1) return solver::Reply::proceed();
    double low = step.begin, high = step.end;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (step.state(0, middle) >= 1 ? low : high) = middle;
    }
    decided = true;
    decision = high + 0.1;
    return decision <= step.end ? solver::Reply::rewind(decision) : solver::Reply::proceed_to(decision);
  };
  int changes = 0;
  driver.at_stop = [&](std::size_t, const solver::Stop& stop) {
    EXPECT_EQ(stop.time, decision);
    stop.inputs[0] = 2;
    ++changes;
    return true;
  };
  integrate_problem(best_level(), Problem::disposition, 1, driver, o.options);
  const auto& got = driver.results()[0];
  const double crossing = std::log(50.0) / 0.5;
  EXPECT_EQ(changes, 1);
  EXPECT_NEAR(decision, crossing + 0.1, 1e-6);
  EXPECT_NEAR(got.final_state[0], disposition(std::exp(-0.05), 2, 0.5, 20 - crossing - 0.1), 1e-6);
}

TEST(Events, ADecisionFallsInsideAndBeyondSteps) {
  // Both replies of the test above occur over tolerances that give long and short steps.
  const TestOptions o(1e-3, 1e-6);
  int rewound = 0, postponed = 0;
  for (const double delay : {0.001, 3.0}) {
    TestDriver driver({{{50}, {0, 0.5}, 0, {20}, {}}});
    bool decided = false;
    double decision = 0;
    driver.at_step = [&](std::size_t, const solver::Step& step) {
      if (decided || step.state(0, step.end) >= 1) return solver::Reply::proceed();
      decided = true;
      decision = step.begin + 0.5 * (step.end - step.begin) * delay;
      ++(decision <= step.end ? rewound : postponed);
      return decision <= step.end ? solver::Reply::rewind(decision) : solver::Reply::proceed_to(decision);
    };
    integrate_problem(best_level(), Problem::disposition, 8, driver, o.options);
    ASSERT_EQ(driver.results()[0].stops_hit.size(), 2u);
    EXPECT_EQ(driver.results()[0].stops_hit[0], decision);
  }
  EXPECT_EQ(rewound, 1);
  EXPECT_EQ(postponed, 1);
}

TEST(Events, TheDriverMayEndAPatientAtAStep) {
  const TestOptions o(1e-6, 1e-9);
  TestDriver driver({{{1}, {0, 1}, 0, {100}, {}}, {{1}, {0, 1}, 0, {3}, {}}});
  driver.at_step = [](std::size_t patient, const solver::Step& step) {
    return patient == 0 && step.end > 5 ? solver::Reply::finished() : solver::Reply::proceed();
  };
  integrate_problem(best_level(), Problem::disposition, 8, driver, o.options);
  EXPECT_LT(driver.results()[0].ending.time, 100);
  EXPECT_GT(driver.results()[0].ending.time, 5);
  EXPECT_EQ(driver.results()[1].ending.time, 3);
}

}  // namespace
}  // namespace trimer::test
