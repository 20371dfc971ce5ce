// Lanes against scalar arithmetic, and the elementary functions against 64-bit significands of long double.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <vector>

#include <trimer/core/level.h>
#include <trimer/core/maths.h>
#include <trimer/core/random.h>

#include "lane_functions.h"

namespace trimer::test {
namespace {

constexpr int count = 40000;
const std::vector<Level> levels = {Level::baseline, Level::v3, Level::v4};
const std::vector<int> widths = {1, 2, 4, 8, 16};

std::vector<double> evaluate(Level level, Function function, int width, const std::vector<double>& x,
                             const std::vector<double>& y) {
  std::vector<double> result(x.size());
  const int n = static_cast<int>(x.size());
  switch (level) {
    case Level::baseline:
      baseline::evaluate(function, width, n, x.data(), y.data(), result.data());
      break;
    case Level::v3:
      v3::evaluate(function, width, n, x.data(), y.data(), result.data());
      break;
    case Level::v4:
      v4::evaluate(function, width, n, x.data(), y.data(), result.data());
      break;
  }
  return result;
}

std::vector<double> draws(std::uint32_t purpose, double low, double high) {
  RandomStream stream(1, 0, purpose);
  std::vector<double> values(count);
  for (double& v : values) v = low + (high - low) * stream.uniform();
  return values;
}

std::vector<double> mapped(std::vector<double> values, const std::function<double(double)>& f) {
  for (double& v : values) v = f(v);
  return values;
}

/// Error of `value` in units of the last place of the exact result.
double error_in_ulp(double value, long double exact) {
  const double nearest = std::fabs(static_cast<double>(exact));
  const double ulp = std::nextafter(nearest, std::numeric_limits<double>::infinity()) - nearest;
  return static_cast<double>(std::fabs((static_cast<long double>(value) - exact) / ulp));
}

double greatest_error(const std::vector<double>& values,
                      const std::function<long double(std::size_t)>& exact) {
  double greatest = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    greatest = std::max(greatest, error_in_ulp(values[i], exact(i)));
  return greatest;
}

struct Case {
  Function function;
  std::vector<double> x, y;
};

std::map<std::string, Case> cases() {
  const auto any = draws(1, -3, 3), other = draws(2, -6, 6);
  const auto positive = mapped(draws(3, -46, 46), [](double v) { return std::exp(v); });
  return {{"exp over its range", {Function::exp, draws(4, -700, 700), any}},
          {"exp near zero", {Function::exp, draws(5, -1, 1), any}},
          {"log of magnitudes 1e-20 to 1e20", {Function::log, positive, any}},
          {"log near one", {Function::log, draws(6, 0.5, 2), any}},
          {"pow with y log x up to 276", {Function::pow, positive, other}},
          {"pow near one", {Function::pow, draws(7, 0.1, 4), any}},
          {"fused multiply-add", {Function::fma, any, other}},
          {"select, min, max", {Function::select, any, other}},
          {"square root and quotient", {Function::sqrt, positive, other}}};
}

class EachLevel : public testing::TestWithParam<Level> {
 protected:
  void SetUp() override {
    if (!machine_has(GetParam())) GTEST_SKIP() << "skipped: this machine lacks " << name(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(Lanes, EachLevel, testing::ValuesIn(levels),
                         [](const auto& level) { return std::string(name(level.param)); });

TEST_P(EachLevel, EveryWidthGivesTheBitsOfWidthOne) {
  for (const auto& [text, c] : cases()) {
    const auto scalar = evaluate(GetParam(), c.function, 1, c.x, c.y);
    for (const int width : widths) {
      const auto wide = evaluate(GetParam(), c.function, width, c.x, c.y);
      EXPECT_EQ(std::memcmp(scalar.data(), wide.data(), scalar.size() * sizeof(double)), 0)
          << text << ", width " << width;
    }
  }
}

TEST_P(EachLevel, ExponentialIsWithinOneUlp) {
  for (const double range : {1.0, 30.0, 700.0}) {
    const auto x = draws(8, -range, range);
    const auto values = evaluate(GetParam(), Function::exp, 8, x, x);
    EXPECT_LT(greatest_error(values, [&](std::size_t i) { return std::exp(static_cast<long double>(x[i])); }),
              1.0);
  }
}

TEST_P(EachLevel, LogarithmIsWithinOneUlp) {
  for (const double range : {0.1, 1.0, 46.0, 700.0}) {
    const auto x = mapped(draws(9, -range, range), [](double v) { return std::exp(v); });
    const auto values = evaluate(GetParam(), Function::log, 8, x, x);
    EXPECT_LT(greatest_error(values, [&](std::size_t i) { return std::log(static_cast<long double>(x[i])); }),
              1.0);
  }
}

TEST_P(EachLevel, PowerIsWithinOneAndAHalfUlp) {
  for (const double range : {1.0, 10.0, 46.0}) {
    const auto x = mapped(draws(10, -range, range), [](double v) { return std::exp(v); });
    const auto y = draws(11, -6, 6);
    const auto values = evaluate(GetParam(), Function::pow, 8, x, y);
    EXPECT_LT(greatest_error(values,
                             [&](std::size_t i) {
                               return std::pow(static_cast<long double>(x[i]),
                                               static_cast<long double>(y[i]));
                             }),
              1.5);
  }
}

TEST_P(EachLevel, ValuesOutsideTheDomainDoWhatTheHeaderSays) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  const auto one = [&](Function f, double x, double y = 1) {
    return evaluate(GetParam(), f, 16, std::vector<double>(16, x), std::vector<double>(16, y))[11];
  };
  EXPECT_EQ(one(Function::exp, -709), 0);
  EXPECT_EQ(one(Function::exp, -inf), 0);
  EXPECT_EQ(one(Function::exp, 710), inf);
  EXPECT_EQ(one(Function::exp, inf), inf);
  EXPECT_EQ(one(Function::exp, 0), 1);
  EXPECT_EQ(one(Function::log, 1), 0);
  EXPECT_EQ(one(Function::log, 0), one(Function::log, 0x1p-1022));
  EXPECT_EQ(one(Function::log, -5), one(Function::log, 0x1p-1022));
  EXPECT_EQ(one(Function::pow, 0, 2), 0);
  EXPECT_EQ(one(Function::pow, 7, 0), 1);
  for (const Function f : {Function::exp, Function::log, Function::pow}) EXPECT_TRUE(std::isnan(one(f, nan)));
  EXPECT_TRUE(std::isnan(one(Function::pow, 2, nan)));
}

TEST(Lanes, AVX2AndAVX512GiveTheSameBits) {
  if (!machine_has(Level::v4)) GTEST_SKIP() << "skipped: this machine lacks AVX-512";
  for (const auto& [text, c] : cases()) {
    const auto v3 = evaluate(Level::v3, c.function, 4, c.x, c.y);
    const auto v4 = evaluate(Level::v4, c.function, 8, c.x, c.y);
    EXPECT_EQ(std::memcmp(v3.data(), v4.data(), v3.size() * sizeof(double)), 0) << text;
  }
}

TEST(Maths, ScalarFunctionsHaveTheBitsOfTheBaseline) {
  const auto all = cases();
  const auto& e = all.at("exp over its range");
  const auto& l = all.at("log of magnitudes 1e-20 to 1e20");
  const auto& p = all.at("pow with y log x up to 276");
  const auto es = evaluate(Level::baseline, e.function, 2, e.x, e.y);
  const auto ls = evaluate(Level::baseline, l.function, 2, l.x, l.y);
  const auto ps = evaluate(Level::baseline, p.function, 2, p.x, p.y);
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(maths::exp(e.x[i]), es[i]);
    ASSERT_EQ(maths::log(l.x[i]), ls[i]);
    ASSERT_EQ(maths::pow(p.x[i], p.y[i]), ps[i]);
  }
}

// Any change here changes populations that were drawn before.
TEST(Maths, KnownBits) {
  EXPECT_EQ(maths::exp(1.0), 0x1.5bf0a8b14576ap+1);
  EXPECT_EQ(maths::exp(-0.1), 0x1.cf46d99d52b3ap-1);
  EXPECT_EQ(maths::log(10.0), 0x1.26bb1bbb55516p+1);
  EXPECT_EQ(maths::pow(10.0, -3.0), 0x1.0624dd2f1a9fcp-10);
  EXPECT_EQ(maths::pow(0.3, 1.4), 0x1.7b93abf4b50dcp-3);
  EXPECT_EQ(maths::log1p(0.01), 0x1.460d6ccca3677p-7);
}

TEST(Maths, SpecialValuesFollowTheCStandard) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(maths::log(0.0), -inf);
  EXPECT_TRUE(std::isnan(maths::log(-1.0)));
  EXPECT_EQ(maths::log(inf), inf);
  EXPECT_NEAR(maths::log(0x1p-1060), std::log(0x1p-1060), 1e-12);
  EXPECT_EQ(maths::log1p(-1.0), -inf);
  EXPECT_EQ(maths::log1p(1e-300), 1e-300);
  EXPECT_EQ(maths::expm1(1e-300), 1e-300);
  for (const double x : {-inf, -2.0, -1.0, -0.0, 0.0, 0.5, 1.0, 2.0, inf}) {
    for (const double y : {-inf, -3.0, -2.0, 0.0, 0.5, 1.0, 2.0, 3.0, inf}) {
      const double expected = std::pow(x, y), got = maths::pow(x, y);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(got)) << x << ' ' << y;
      } else {
        EXPECT_DOUBLE_EQ(got, expected) << x << ' ' << y;
      }
    }
  }
}

TEST(Maths, SmallArgumentsLoseNothing) {
  for (const double range : {1e-12, 1e-6, 1e-2, 0.49, 3.0}) {
    const auto x =
        mapped(draws(12, -1, 1), [&](double v) { return v * std::min(range, v < 0 ? 0.9 : range); });
    EXPECT_LT(greatest_error(mapped(x, maths::log1p),
                             [&](std::size_t i) { return std::log1p(static_cast<long double>(x[i])); }),
              2.0);
    EXPECT_LT(greatest_error(mapped(x, maths::expm1),
                             [&](std::size_t i) { return std::expm1(static_cast<long double>(x[i])); }),
              3.0);
  }
}

}  // namespace
}  // namespace trimer::test
