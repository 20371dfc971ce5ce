#include <gtest/gtest.h>

#include <cmath>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>
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

TEST(AntigenDensity, limits_of_prediction_are_those_of_the_regression) {
  // By hand: x = 1, 2, 3 and y = 1.1, 1.9, 3.0 give slope 0.95 and intercept 0.1.
  const auto fit =
      calibrate(pair_beads({10, 100, 1000}, {std::pow(10, 1.1), std::pow(10, 1.9), std::pow(10, 3.0)}));
  EXPECT_NEAR(fit.slope, 0.95, 1e-12);
  EXPECT_NEAR(fit.intercept, 0.1, 1e-12);
  // Residuals 0.05, -0.1, 0.05: their squares add to 0.015, one degree of freedom; t = 12.7062.
  EXPECT_NEAR(fit.residual_sd, std::sqrt(0.015), 1e-12);
  const auto density = fit.density(100);
  const double error = 12.706204736 * std::sqrt(0.015) * std::sqrt(1 + 1.0 / 3);
  EXPECT_NEAR(std::log10(*density.molecules), 2.0, 1e-12);
  EXPECT_NEAR(std::log10(*density.high), 2.0 + error, 1e-8);
  EXPECT_NEAR(std::log10(*density.low), 2.0 - error, 1e-8);
}

TEST(AntigenDensity, peaks_of_a_bead_tube_are_found_among_debris) {
  RandomStream random(6, 1, 1);
  std::vector<double> values;
  for (const double level : {50.0, 500.0, 2500.0, 6000.0})
    for (int i = 0; i < 2000; ++i) values.push_back(level * std::exp(0.08 * random.normal()));
  for (int i = 0; i < 300; ++i) values.push_back(5 + 2e4 * random.uniform());
  values.push_back(-3);
  const std::vector<double> peaks = find_bead_peaks(values, 4);
  ASSERT_EQ(peaks.size(), 4U);
  EXPECT_NEAR(peaks[0], 50, 0.5);
  EXPECT_NEAR(peaks[1], 500, 5);
  EXPECT_NEAR(peaks[2], 2500, 25);
  EXPECT_NEAR(peaks[3], 6000, 60);
  EXPECT_THROW((void)find_bead_peaks(values, 5), InputError);
  EXPECT_THROW((void)find_bead_peaks(values, 3), InputError);
  EXPECT_THROW((void)find_bead_peaks({}, 3), InputError);
}

TEST(AntigenDensity, refuses_what_cannot_be_fitted) {
  EXPECT_THROW((void)calibrate(pair_beads({50, 60}, {500, 600})), InputError);
  EXPECT_THROW((void)calibrate(pair_beads({50, 50, 50}, {500, 600, 700})), InputError);
  EXPECT_THROW((void)calibrate(pair_beads({0, 50, 60}, {500, 600, 700})), InputError);
  EXPECT_THROW((void)pair_beads({1, 2, 3}, {1, 2}), InputError);
}

}  // namespace
}  // namespace trimer::cytometry
