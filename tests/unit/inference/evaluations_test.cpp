#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/inference/draws.h>
#include <trimer/inference/evaluations.h>

namespace trimer::inference {
namespace {

std::atomic<int> calls = 0;

Problem two_targets() {
  Problem problem;
  problem.dimensions = 2;
  problem.likelihood =
      Likelihood({{"count", "g", Binomial{3, 10}}, {"value, with a comma", "g", NormalValue{0, 1}}}, {});
  problem.simulate = [](std::span<const double> z, std::uint64_t block) {
    ++calls;
    Simulation result;
    result.patients = 10;
    const double value = std::sin(z[0]) + z[1] / 3 + static_cast<double>(block);
    result.statistics = {Statistic::of_counts(4, 10),
                         block == 3 ? Statistic::of_value(std::nan(""), 0) : Statistic::of_value(value, 0.1)};
    return result;
  };
  return problem;
}

std::filesystem::path fresh_file(const char* name) {
  const auto file = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove(file);
  return file;
}

const Matrix& points() {
  static const Matrix matrix = standard_normals(1, Purpose::prior, 0, 50, 2);
  return matrix;
}

std::vector<std::uint64_t> blocks() {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < 50; ++i) result.push_back(i % 7);
  return result;
}

std::string fault_of(const Problem& problem, const EvaluationOptions& options, const Matrix& at = points()) {
  try {
    Evaluations evaluations(problem, options);
    (void)evaluations.run(at, blocks(), "test");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

void expect_same(const Evaluations& a, const Evaluations& b) {
  ASSERT_EQ(a.all().size(), b.all().size());
  for (std::size_t i = 0; i < a.all().size(); ++i) {
    EXPECT_EQ(a.all()[i].z, b.all()[i].z);
    EXPECT_EQ(a.all()[i].block, b.all()[i].block);
    const auto &x = a.all()[i].simulation.statistics, &y = b.all()[i].simulation.statistics;
    ASSERT_EQ(x.size(), y.size());
    for (std::size_t t = 0; t < x.size(); ++t)
      EXPECT_TRUE(x[t] == y[t] || (x[t].missing() && y[t].missing()));
  }
}

TEST(Evaluations, do_not_depend_on_the_number_of_threads) {
  const Problem problem = two_targets();
  Evaluations one(problem, {.threads = 1}), four(problem, {.threads = 4});
  EXPECT_EQ(one.run(points(), blocks(), "test"), 0u);
  (void)four.run(points(), blocks(), "test");
  expect_same(one, four);
  EXPECT_EQ(one.patients(), 500);
}

TEST(Evaluations, of_a_checkpoint_are_not_made_again) {
  const Problem problem = two_targets();
  const EvaluationOptions options{.threads = 2, .checkpoint = fresh_file("again.csv"), .fingerprint = "f"};
  Evaluations first(problem, options);
  (void)first.run(points(), blocks(), "test");
  const int made = calls;
  Evaluations second(problem, options);
  (void)second.run(points(), blocks(), "test");
  EXPECT_EQ(calls, made);
  EXPECT_EQ(second.resumed(), 50u);
  expect_same(first, second);
}

TEST(Evaluations, that_were_stopped_go_on_where_they_were) {
  const Problem problem = two_targets();
  EvaluationOptions options{.threads = 1, .checkpoint = fresh_file("stopped.csv"), .fingerprint = "f"};
  int asked = 0;
  options.stop = [&] { return ++asked > 37; };
  Evaluations stopped(problem, options);
  EXPECT_THROW((void)stopped.run(points(), blocks(), "test"), Stopped);
  options.stop = nullptr;
  Evaluations resumed(problem, options), whole(problem, {.threads = 1});
  (void)resumed.run(points(), blocks(), "test");
  (void)whole.run(points(), blocks(), "test");
  EXPECT_GT(resumed.resumed(), 0u);
  EXPECT_LT(resumed.resumed(), 37u);
  expect_same(resumed, whole);
}

TEST(Evaluations, keep_to_their_budget) {
  EXPECT_NE(
      fault_of(two_targets(), {.budget = 49}).find("budget = 49, expected at least 50 evaluations for test"),
      std::string::npos);
}

TEST(Evaluations, refuse_the_checkpoint_of_another_configuration_or_point) {
  const Problem problem = two_targets();
  const EvaluationOptions options{.checkpoint = fresh_file("other.csv"), .fingerprint = "f"};
  EXPECT_EQ(fault_of(problem, options), "");
  EvaluationOptions other = options;
  other.fingerprint = "g";
  EXPECT_NE(fault_of(problem, other).find("belongs to another calibration"), std::string::npos);
  EXPECT_NE(fault_of(problem, options, points() * 2).find("evaluation 1 was made at another point"),
            std::string::npos);
}

TEST(Evaluations, refuse_a_damaged_checkpoint) {
  const Problem problem = two_targets();
  const EvaluationOptions options{.checkpoint = fresh_file("damaged.csv"), .fingerprint = "f"};
  EXPECT_EQ(fault_of(problem, options), "");
  const std::string text = read_file(options.checkpoint);
  write_file(options.checkpoint, text.substr(0, text.size() - 9));
  EXPECT_NE(fault_of(problem, options).find("checkpoint is damaged"), std::string::npos);
}

TEST(Evaluations, pass_on_what_the_simulator_throws) {
  Problem problem = two_targets();
  problem.simulate = [](std::span<const double>, std::uint64_t) -> Simulation {
    throw InputError("a", "b", "c");
  };
  EXPECT_EQ(fault_of(problem, {.threads = 2}), "a = b, c");
}

}  // namespace
}  // namespace trimer::inference
