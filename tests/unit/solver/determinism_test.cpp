// A patient's numbers depend on the patient alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include <trimer/core/random.h>

#include "test_driver.h"

namespace trimer::test {
namespace {

/// 37 patients (not a multiple of any width) of different stiffness, with dosing stops and decisions.
std::vector<TestPatient> cohort() {
  std::vector<TestPatient> patients;
  for (std::uint64_t p = 0; p < 37; ++p) {
    RandomStream stream(7, p, 0);
    TestPatient patient;
    patient.y = {stream.uniform(), 2 * stream.uniform()};
    patient.inputs = {0.5 + 400 * stream.uniform() * stream.uniform()};
    patient.stops = {1, 1.5 + stream.uniform(), 4, 5 + 20 * stream.uniform()};
    for (double t = 0.25; t < patient.stops.back(); t += 0.25) patient.samples.push_back(t);
    patients.push_back(patient);
  }
  return patients;
}

std::vector<TestResult> run(Level level, int width, const std::vector<TestPatient>& patients,
                            const std::vector<std::size_t>& order, solver::Statistics* statistics = nullptr) {
  const TestOptions o(1e-6, 1e-9);
  TestDriver driver(patients);
  driver.set_order(order);
  driver.at_stop = [](std::size_t, const solver::Stop& stop) {
    stop.y[1] += 0.5;
    stop.inputs[0] *= 1.1;
    return stop.time != 1;
  };
  driver.at_step = [](std::size_t patient, const solver::Step& step) {
    const bool cut = patient % 3 == 0 && step.begin < 3 && step.end > 3;
    return cut ? solver::Reply::rewind(3) : solver::Reply::proceed();
  };
  const auto s = integrate_problem(level, Problem::feedback, width, driver, o.options);
  if (statistics != nullptr) *statistics = s;
  return driver.results();
}

bool same_bits(const TestResult& a, const TestResult& b) {
  const auto same = [](const std::vector<double>& x, const std::vector<double>& y) {
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
  };
  if (a.samples.size() != b.samples.size()) return false;
  for (std::size_t i = 0; i < a.samples.size(); ++i) {
    if (!same(a.samples[i], b.samples[i])) return false;
  }
  return same(a.final_state, b.final_state) && same(a.step_ends, b.step_ends) &&
         a.ending.steps == b.ending.steps && a.ending.rejected == b.ending.rejected &&
         a.ending.outcome == b.ending.outcome;
}

void expect_same(const std::vector<TestResult>& a, const std::vector<TestResult>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(same_bits(a[i], b[i])) << "patient " << i;
}

std::vector<std::size_t> in_order(std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

class EachLevel : public testing::TestWithParam<Level> {
 protected:
  void SetUp() override {
    if (!machine_has(GetParam())) GTEST_SKIP() << "skipped: this machine lacks " << name(GetParam());
  }
  const std::vector<TestPatient> patients_ = cohort();
  const std::vector<std::size_t> order_ = in_order(patients_.size());
};
INSTANTIATE_TEST_SUITE_P(Determinism, EachLevel, testing::Values(Level::baseline, Level::v3, Level::v4),
                         [](const auto& level) { return std::string(name(level.param)); });

TEST_P(EachLevel, EveryWidthGivesTheBitsOfWidthOne) {
  const auto scalar = run(GetParam(), 1, patients_, order_);
  for (const int width : {2, 4, 8, 16}) expect_same(scalar, run(GetParam(), width, patients_, order_));
}

TEST_P(EachLevel, OrderOfPatientsDoesNotMatter) {
  const auto forward = run(GetParam(), 8, patients_, order_);
  auto order = order_;
  std::reverse(order.begin(), order.end());
  expect_same(forward, run(GetParam(), 8, patients_, order));
  for (std::size_t i = 0; i < order.size(); ++i) std::swap(order[i], order[(i * 17 + 5) % order.size()]);
  expect_same(forward, run(GetParam(), 8, patients_, order));
}

TEST_P(EachLevel, APatientAloneIsThePatientAmongOthers) {
  const auto together = run(GetParam(), 8, patients_, order_);
  for (const std::size_t p : {0u, 17u, 36u}) {
    EXPECT_TRUE(same_bits(together[p], run(GetParam(), 8, patients_, {p})[p]));
  }
}

TEST_P(EachLevel, LanesStayBusyAndNothingIsLost) {
  std::vector<TestPatient> many;
  for (int i = 0; i < 30; ++i) many.insert(many.end(), patients_.begin(), patients_.end());
  solver::Statistics statistics;
  const auto results = run(GetParam(), 8, many, in_order(many.size()), &statistics);
  EXPECT_EQ(statistics.patients, static_cast<std::int64_t>(many.size()));
  EXPECT_EQ(statistics.failures, 0);
  EXPECT_EQ(statistics.accepted + statistics.rejected_error + statistics.rejected_other,
            statistics.lane_steps);
  EXPECT_GT(statistics.activity(), 0.98);
  std::int64_t steps = 0;
  for (const auto& r : results) {
    EXPECT_EQ(r.ends, 1);
    steps += r.ending.steps;
  }
  EXPECT_EQ(steps, statistics.accepted);
}

TEST(Determinism, AVX2AndAVX512GiveTheSameBits) {
  if (!machine_has(Level::v4)) GTEST_SKIP() << "skipped: this machine lacks AVX-512";
  const auto patients = cohort();
  expect_same(run(Level::v3, 4, patients, in_order(37)), run(Level::v4, 8, patients, in_order(37)));
}

TEST(Determinism, TheBaselineDiffersOnlyByRounding) {
  if (!machine_has(Level::v3)) GTEST_SKIP() << "skipped: this machine lacks AVX2";
  const auto patients = cohort();
  const auto a = run(Level::baseline, 2, patients, in_order(37)),
             b = run(Level::v3, 4, patients, in_order(37));
  for (std::size_t p = 0; p < patients.size(); ++p) {
    for (int i = 0; i < 2; ++i) EXPECT_NEAR(a[p].final_state[i], b[p].final_state[i], 1e-5);
  }
}

}  // namespace
}  // namespace trimer::test
