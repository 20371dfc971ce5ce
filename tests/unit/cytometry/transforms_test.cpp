// Display scales: inverse, monotone, and values known from elsewhere.
#include <trimer/cytometry/transforms.h>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cytometry {
namespace {

std::vector<Scale> scales() {
  std::vector<Scale> list = {Scale(ScaleKind::linear, 1000, 0, 0, 100),
                             Scale(ScaleKind::asinh, 10000, 4, 0, 1),
                             Scale(ScaleKind::asinh, 262144, 4.5, 0, 0)};
  for (const ScaleKind kind : {ScaleKind::logicle, ScaleKind::hyperlog})
    for (const double T : {10000.0, 262144.0})
      for (const double W : {0.25, 0.5, 1.0, 2.0})
        for (const double A : {0.0, 0.5, -0.1}) list.emplace_back(kind, T, 4.5, W, A);
  list.emplace_back(ScaleKind::logicle, 10000, 4.5, 0, 0);
  return list;
}

TEST(scales, the_inverse_undoes_the_scale_on_both_sides_of_zero) {
  RandomStream random(3, 1, 1);
  for (const Scale& scale : scales()) {
    for (int i = 0; i < 400; ++i) {
      const double y = -0.5 + 1.6 * random.uniform();
      const double x = scale.inverse(y);
      EXPECT_NEAR(scale(x), y, 1e-12) << static_cast<int>(scale.kind()) << " at " << x;
    }
    for (const double x : {-500.0, -1.0, -1e-3, 0.0, 1e-3, 1.0, 77.0, 1e4}) {
      EXPECT_NEAR(scale.inverse(scale(x)), x, 1e-9 * std::fabs(x) + 1e-9) << static_cast<int>(scale.kind());
    }
  }
}

TEST(scales, a_larger_value_never_has_a_smaller_place) {
  for (const Scale& scale : scales()) {
    double last = scale(-2000);
    for (double x = -2000; x < 300000; x += 37 + std::fabs(x) * 0.01) {
      EXPECT_GE(scale(x), last);
      last = scale(x);
    }
  }
}

TEST(scales, the_top_of_the_scale_maps_to_1) {
  EXPECT_NEAR(Scale(ScaleKind::logicle, 10000, 4.5, 0.5, 0)(10000), 1, 1e-12);
  EXPECT_NEAR(Scale(ScaleKind::hyperlog, 10000, 4.5, 0.5, 0)(10000), 1, 1e-12);
  EXPECT_NEAR(Scale(ScaleKind::log, 10000, 5, 0, 0)(10000), 1, 1e-15);
  EXPECT_NEAR(Scale(ScaleKind::asinh, 10000, 4, 0, 1)(10000), 1, 1e-12);
  EXPECT_NEAR(Scale(ScaleKind::linear, 1000, 0, 0, 100)(1000), 1, 1e-15);
}

TEST(scales, logicle_bounds_that_a_reference_gives) {
  const Scale logicle(ScaleKind::logicle, 10000, 4.5, 0.5, 0);
  EXPECT_NEAR(logicle.inverse(0.37), 17.226907, 5e-7);
  EXPECT_NEAR(logicle.inverse(0.63), 219.913582, 5e-7);
  EXPECT_NEAR(logicle(0), 0.5 / 4.5, 1e-15);
}

TEST(scales, logicle_at_zero_equals_its_width_above_the_extra_decades) {
  const Scale logicle(ScaleKind::logicle, 1000, 4, 1, 1);
  EXPECT_NEAR(logicle(0), 2.0 / 5, 1e-15);  // x1 = (A + W) / (M + A)
  EXPECT_NEAR(logicle(-100), 2 * logicle(0) - logicle(100), 1e-14);
}

TEST(scales, logarithm_of_nothing_has_no_place) {
  const Scale log(ScaleKind::log, 10000, 5, 0, 0);
  EXPECT_TRUE(std::isnan(log(0)));
  EXPECT_TRUE(std::isnan(log(-1)));
  EXPECT_NEAR(log(10), 0.4, 1e-15);
}

TEST(scales, bounds_hold_the_place) {
  Scale log(ScaleKind::log, 10000, 5, 0, 0);
  log.lowest = 0;
  log.highest = 0.9;
  EXPECT_EQ(log(1e-9), 0);
  EXPECT_EQ(log(1e9), 0.9);
}

TEST(scales, parameters_without_meaning_are_refused) {
  EXPECT_THROW(Scale(ScaleKind::logicle, 0, 4.5, 0.5, 0), InputError);
  EXPECT_THROW(Scale(ScaleKind::logicle, 1000, 4.5, 2.5, 0), InputError);
  EXPECT_THROW(Scale(ScaleKind::logicle, 1000, 4.5, 0.5, 4), InputError);
  EXPECT_THROW(Scale(ScaleKind::hyperlog, 1000, 4.5, 0, 0), InputError);
  EXPECT_THROW(Scale(ScaleKind::log, 1000, 0, 0, 0), InputError);
  EXPECT_THROW(Scale(ScaleKind::asinh, 1000, 4, 0, -1), InputError);
  EXPECT_THROW(Scale(ScaleKind::linear, 1000, 0, 0, 2000), InputError);
}

}  // namespace
}  // namespace trimer::cytometry
