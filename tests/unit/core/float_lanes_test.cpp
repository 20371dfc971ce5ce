// Floats in lanes, against the functions of long doubles.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <trimer/core/level.h>
#include <trimer/core/random.h>

#include "lane_functions.h"

namespace trimer::test {
namespace {

constexpr int count = 16000;

std::vector<double> single(Level level, Function function, const std::vector<double>& x,
                           const std::vector<double>& y) {
  std::vector<double> result(x.size());
  const int n = static_cast<int>(x.size());
  const auto evaluate = level == Level::v4   ? v4::evaluate_single
                        : level == Level::v3 ? v3::evaluate_single
                                             : baseline::evaluate_single;
  evaluate(function, n, x.data(), y.data(), result.data());
  return result;
}

/// Numbers that floats hold exactly.
std::vector<double> floats(std::uint32_t purpose, const std::function<double(double)>& of_uniform) {
  RandomStream stream(2, 0, purpose);
  std::vector<double> values(count);
  for (double& v : values) v = static_cast<double>(static_cast<float>(of_uniform(stream.uniform())));
  return values;
}

class Single : public testing::TestWithParam<Level> {
 protected:
  void SetUp() override {
    if (!machine_has(GetParam())) GTEST_SKIP() << "skipped: this machine lacks " << name(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(FloatLanes, Single, testing::Values(Level::baseline, Level::v3, Level::v4),
                         [](const auto& level) { return std::string(name(level.param)); });

TEST_P(Single, ExponentialIsGoodToSingleRounding) {
  const auto x = floats(1, [](double u) { return -87 + 175 * u; });
  const auto got = single(GetParam(), Function::exp, x, x);
  for (std::size_t i = 0; i < x.size(); ++i)
    ASSERT_NEAR(got[i] / std::exp(static_cast<long double>(x[i])), 1, 2e-7) << "exp(" << x[i] << ")";
}

TEST_P(Single, LogarithmIsGoodToSingleRounding) {
  const auto x = floats(2, [](double u) { return std::exp(-80 + 160 * u); });
  const auto got = single(GetParam(), Function::log, x, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::log(x[i]);
    ASSERT_NEAR(got[i], exact, 2e-7 * std::fabs(exact) + 1e-7) << "log(" << x[i] << ")";
  }
}

TEST_P(Single, EndsOfTheRangesAreThoseOfARateEquation) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  std::vector<double> x(16, 1.0);
  x[0] = -90, x[1] = 89, x[2] = 0, x[3] = nan, x[4] = -inf, x[5] = inf;
  const auto e = single(GetParam(), Function::exp, x, x);
  EXPECT_EQ(e[0], 0);
  EXPECT_EQ(e[1], inf);
  EXPECT_EQ(e[2], 1);
  EXPECT_TRUE(std::isnan(e[3]));
  EXPECT_EQ(e[4], 0);
  EXPECT_EQ(e[5], inf);
  const auto l = single(GetParam(), Function::log, x, x);
  EXPECT_EQ(l[2], static_cast<double>(std::log(0x1p-126f)));
  EXPECT_TRUE(std::isnan(l[3]));
  EXPECT_EQ(l[6], 0);
}

TEST_P(Single, SelectionsAreThoseOfDoubles) {
  const auto x = floats(3, [](double u) { return 2 * u - 1; }), y = floats(4, [](double u) { return 2 * u - 1; });
  const auto got = single(GetParam(), Function::select, x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double chosen = x[i] < y[i] && !(x[i] <= 0.5) ? std::min(x[i], -y[i]) : std::max(x[i], std::fabs(y[i]));
    ASSERT_EQ(got[i], static_cast<double>(static_cast<float>(chosen) + 1.0f));
  }
}

TEST(FloatLanes, BothLevelsWithFmaGiveTheSameBits) {
  if (!machine_has(Level::v4)) GTEST_SKIP() << "skipped: this machine lacks AVX-512";
  const auto x = floats(5, [](double u) { return std::exp(-40 + 80 * u); }),
             y = floats(6, [](double u) { return 10 * u - 5; });
  for (const Function f : {Function::log, Function::fma})
    EXPECT_EQ(single(Level::v3, f, x, y), single(Level::v4, f, x, y));
  EXPECT_EQ(single(Level::v3, Function::exp, y, y), single(Level::v4, Function::exp, y, y));
}

}  // namespace
}  // namespace trimer::test
