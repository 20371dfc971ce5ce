/// @file
/// Gaussian mixtures in two dimensions, fitted by expectation maximisation: where the clusters of a plot are.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace trimer::cytometry {

struct PlotPoint {
  double x = 0, y = 0;
};

struct Cluster {
  double share = 0;  ///< of all points
  PlotPoint mean;
  double xx = 0, xy = 0, yy = 0;  ///< covariance
};

struct MixtureOptions {
  std::size_t most_clusters = 6;
  std::size_t most_points = 20000;  ///< a seeded sample of as many is fitted
  std::uint64_t seed = 1;
};

struct Mixture {
  std::vector<Cluster> clusters;  ///< largest first
  double bayesian_information = 0;
};

/// The mixture of 1 to `most_clusters` clusters with the lowest Bayesian information criterion (Schwarz 1978,
/// doi:10.1214/aos/1176344136), each started from seeded k-means++ centres (Arthur & Vassilvitskii 2007).
/// The same points and seed give the same bits. @throws InputError with fewer than 20 finite points
[[nodiscard]] Mixture fit_mixture(std::span<const PlotPoint> points, const MixtureOptions& options = {});

}  // namespace trimer::cytometry
