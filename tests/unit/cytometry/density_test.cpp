// Valleys, clusters, medians in a stream and rare events.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>
#include <trimer/cytometry/density_valley.h>
#include <trimer/cytometry/mixture.h>
#include <trimer/cytometry/population_statistics.h>
#include <trimer/cytometry/rare_events.h>

namespace trimer::cytometry {
namespace {

std::vector<double> normals(std::size_t n, double mean, double sd, std::uint64_t seed) {
  RandomStream random(seed, 1, 1);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(mean + sd * random.normal());
  return values;
}

TEST(density, integrates_to_one_and_follows_the_normal) {
  const DensityCurve curve = kernel_density(normals(20000, 2, 0.5, 1));
  double sum = 0;
  for (const double density : curve.density) sum += density * curve.step;
  EXPECT_NEAR(sum, 1, 1e-6);  // what the kernel loses beyond five deviations and the grid
  const auto peak = static_cast<std::size_t>((2 - curve.low) / curve.step);
  // The kernel adds its variance to that of the sample: 0.3989 / sqrt(0.25 + h^2), noise 2 %.
  EXPECT_NEAR(curve.density[peak], 0.39894 / std::sqrt(0.25 + curve.bandwidth * curve.bandwidth), 0.016);
}

TEST(density, the_valley_of_two_equal_populations_lies_between_them) {
  std::vector<double> values = normals(5000, 0.2, 0.05, 1);
  const std::vector<double> more = normals(5000, 0.6, 0.05, 2);
  values.insert(values.end(), more.begin(), more.end());
  const auto valley = find_valley(kernel_density(values));
  ASSERT_TRUE(valley);
  EXPECT_NEAR(valley->position, 0.4, 0.05);
  EXPECT_NEAR(valley->share_above, 0.5, 0.01);
  EXPECT_GT(valley->depth, 0.9);
}

TEST(density, one_population_has_no_valley) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_FALSE(find_valley(kernel_density(normals(4000, 0.4, 0.1, seed)))) << seed;
  EXPECT_FALSE(find_valley(kernel_density(std::vector<double>(100, 3.0))));
  EXPECT_FALSE(find_valley(kernel_density({})));
}

TEST(density, a_quantile_lies_between_order_statistics) {
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 1), 4);
  EXPECT_EQ(quantile({7}, 0.3), 7);
}

TEST(mixtures, find_three_clusters_with_their_shares) {
  RandomStream random(8, 1, 1);
  std::vector<PlotPoint> points;
  const struct {
    double share, x, y, sd;
  } truth[] = {{0.5, 0.2, 0.2, 0.03}, {0.3, 0.7, 0.25, 0.05}, {0.2, 0.6, 0.8, 0.04}};
  for (const auto& t : truth)
    for (int i = 0; i < t.share * 10000; ++i)
      points.push_back({t.x + t.sd * random.normal(), t.y + 2 * t.sd * random.normal()});
  const Mixture mixture = fit_mixture(points);
  ASSERT_EQ(mixture.clusters.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(mixture.clusters[k].share, truth[k].share, 0.01);
    EXPECT_NEAR(mixture.clusters[k].mean.x, truth[k].x, 0.005);
    EXPECT_NEAR(mixture.clusters[k].mean.y, truth[k].y, 0.01);
    EXPECT_NEAR(mixture.clusters[k].yy, 4 * truth[k].sd * truth[k].sd, 0.15 * 4 * truth[k].sd * truth[k].sd);
  }
}

TEST(mixtures, one_cluster_stays_one_and_too_few_points_are_refused) {
  RandomStream random(9, 1, 1);
  std::vector<PlotPoint> points;
  for (int i = 0; i < 5000; ++i) points.push_back({random.normal(), random.normal()});
  EXPECT_EQ(fit_mixture(points).clusters.size(), 1U);
  points.resize(10);
  EXPECT_THROW((void)fit_mixture(points), InputError);
}

TEST(intensities, median_and_geometric_mean_of_a_few_values) {
  IntensityStatistics statistics;
  EXPECT_FALSE(statistics.median());
  for (const double value : {100.0, -5.0, 1.0, 10.0, std::nan("")}) statistics.add(value);
  EXPECT_EQ(statistics.events(), 4U);
  EXPECT_EQ(statistics.not_positive(), 1U);
  EXPECT_EQ(*statistics.median(), 5.5);
  EXPECT_NEAR(*statistics.geometric_mean(), 10, 1e-12);
}

TEST(intensities, the_median_of_very_many_values_is_right_within_a_thousandth) {
  IntensityStatistics statistics;
  RandomStream random(4, 1, 1);
  std::vector<double> all;
  for (std::size_t i = 0; i < IntensityStatistics::kept + 300000; ++i) {
    const double value = 3000 * std::exp(random.normal()) - 500;
    statistics.add(value);
    all.push_back(value);
  }
  const double exact = quantile(all, 0.5);
  EXPECT_NEAR(*statistics.median(), exact, 1e-3 * exact);
}

TEST(rare_events, are_called_by_the_events_that_a_tube_could_show) {
  const RareEventRule rule{.population = "r",
                           .denominator = "live",
                           .detection_events = 20,
                           .quantification_events = 50,
                           .source = "test"};
  const RareEventResult few = count_rare_events(rule, 19, 1000000);
  EXPECT_EQ(few.verdict, RareEventVerdict::not_detected);
  EXPECT_DOUBLE_EQ(few.limit_of_detection, 2e-5);
  EXPECT_DOUBLE_EQ(few.limit_of_quantification, 5e-5);
  EXPECT_EQ(count_rare_events(rule, 20, 1000000).verdict, RareEventVerdict::detected);
  EXPECT_EQ(count_rare_events(rule, 49, 1000000).verdict, RareEventVerdict::detected);
  EXPECT_EQ(count_rare_events(rule, 50, 1000000).verdict, RareEventVerdict::quantifiable);
  EXPECT_DOUBLE_EQ(count_rare_events(rule, 50, 1000000).level, 5e-5);
  EXPECT_EQ(count_rare_events(rule, 0, 0).verdict, RareEventVerdict::no_denominator);
}

}  // namespace
}  // namespace trimer::cytometry
