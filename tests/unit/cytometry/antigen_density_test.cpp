#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/cytometry/antigen_density.h>

namespace trimer::cytometry {
namespace {

TEST(AntigenDensity, proportional_beads_give_slope_one_and_their_factor) {
  const auto fit = calibrate(pair_beads({6000, 50, 2500, 500}, {500, 5000, 25000, 60000}));
  EXPECT_NEAR(fit.slope, 1, 1e-12);
  EXPECT_NEAR(fit.intercept, 1, 1e-12);
  EXPECT_NEAR(*fit.r2, 1, 1e-12);
  EXPECT_FALSE(fit.poor);
  EXPECT_NEAR(*fit.density(300).molecules, 3000, 1e-8);
  EXPECT_NEAR(*fit.density(310, 10).molecules, 3000, 1e-8);
}

TEST(AntigenDensity, beyond_the_beads_is_flagged_and_below_the_background_is_nothing) {
  const auto fit = calibrate(pair_beads({50, 500, 6000}, {500, 5000, 60000}));
  EXPECT_TRUE(fit.density(7000).outside_range);
  EXPECT_TRUE(fit.density(49).outside_range);
  EXPECT_FALSE(fit.density(50).outside_range);
  EXPECT_FALSE(fit.density(5, 5).molecules);
}

TEST(AntigenDensity, a_bent_calibration_is_called_poor) {
  EXPECT_TRUE(calibrate(pair_beads({50, 500, 2500, 6000}, {500, 900, 60000, 61000})).poor);
  EXPECT_TRUE(calibrate(pair_beads({10, 100, 1000}, {10, 20, 40})).poor) << "slope 0.3";
}

TEST(AntigenDensity, refuses_what_cannot_be_fitted) {
  EXPECT_THROW((void)calibrate(pair_beads({50, 60}, {500, 600})), InputError);
  EXPECT_THROW((void)calibrate(pair_beads({50, 50, 50}, {500, 600, 700})), InputError);
  EXPECT_THROW((void)calibrate(pair_beads({0, 50, 60}, {500, 600, 700})), InputError);
  EXPECT_THROW((void)pair_beads({1, 2, 3}, {1, 2}), InputError);
}

}  // namespace
}  // namespace trimer::cytometry
