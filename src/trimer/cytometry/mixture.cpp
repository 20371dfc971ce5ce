#include <trimer/cytometry/mixture.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cytometry {
namespace {

// Where a fit ends depends on where it starts: many short fits of few points choose the start of the long
// one.
constexpr int most_steps = 300, short_steps = 60, starts = 12;
constexpr std::size_t short_points = 2000;

double square(double value) {
  return value * value;
}

/// Smallest variance of a cluster: a thousandth of the spread of the plot, so that none shrinks onto a point.
double least_variance(std::span<const PlotPoint> points) {
  double low[2] = {points[0].x, points[0].y}, high[2] = {points[0].x, points[0].y};
  for (const PlotPoint& p : points) {
    low[0] = std::min(low[0], p.x), high[0] = std::max(high[0], p.x);
    low[1] = std::min(low[1], p.y), high[1] = std::max(high[1], p.y);
  }
  const double width = std::max(high[0] - low[0], high[1] - low[1]);
  return std::max(square(width / 300), 1e-12);
}

std::vector<Cluster> start(std::span<const PlotPoint> points, std::size_t k, RandomStream& random,
                           double least) {
  std::vector<PlotPoint> centres = {
      points[static_cast<std::size_t>(random.uniform() * static_cast<double>(points.size()))]};
  std::vector<double> distance(points.size(), std::numeric_limits<double>::infinity());
  while (centres.size() < k) {
    double total = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      distance[i] = std::min(distance[i],
                             square(points[i].x - centres.back().x) + square(points[i].y - centres.back().y));
      total += distance[i];
    }
    double left = random.uniform() * total;
    std::size_t chosen = 0;
    while (chosen + 1 < points.size() && (left -= distance[chosen]) > 0) ++chosen;
    centres.push_back(points[chosen]);
  }
  std::vector<Cluster> clusters;
  double spread = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const PlotPoint& c : centres)
      nearest = std::min(nearest, square(points[i].x - c.x) + square(points[i].y - c.y));
    spread += nearest;
  }
  spread = std::max(spread / (2 * static_cast<double>(points.size())), least);
  for (const PlotPoint& c : centres)
    clusters.push_back({.share = 1 / static_cast<double>(k), .mean = c, .xx = spread, .xy = 0, .yy = spread});
  return clusters;
}

/// One round of expectation and maximisation. @returns the log likelihood before it
double step(std::span<const PlotPoint> points, std::vector<Cluster>& clusters, double least) {
  const std::size_t k = clusters.size();
  struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  };
  std::vector<Sums> sums(k);
  std::vector<double> scale(k), a(k), b(k), c(k), density(k);
  for (std::size_t j = 0; j < k; ++j) {
    const Cluster& g = clusters[j];
    const double determinant = g.xx * g.yy - g.xy * g.xy;
    a[j] = g.yy / determinant, b[j] = -g.xy / determinant, c[j] = g.xx / determinant;
    scale[j] = g.share / (2 * std::numbers::pi * std::sqrt(determinant));
  }
  double likelihood = 0;
  for (const PlotPoint& p : points) {
    double total = 0;
    for (std::size_t j = 0; j < k; ++j) {
      const double dx = p.x - clusters[j].mean.x, dy = p.y - clusters[j].mean.y;
      density[j] = scale[j] * std::exp(-0.5 * (a[j] * dx * dx + 2 * b[j] * dx * dy + c[j] * dy * dy));
      total += density[j];
    }
    total = std::max(total, 1e-300);
    likelihood += std::log(total);
    for (std::size_t j = 0; j < k; ++j) {
      const double part = density[j] / total;
      Sums& s = sums[j];
      s.n += part, s.x += part * p.x, s.y += part * p.y;
      s.xx += part * p.x * p.x, s.xy += part * p.x * p.y, s.yy += part * p.y * p.y;
    }
  }
  for (std::size_t j = 0; j < k; ++j) {
    const Sums& s = sums[j];
    if (!(s.n > 1e-9)) continue;
    Cluster& g = clusters[j];
    g.share = s.n / static_cast<double>(points.size());
    g.mean = {s.x / s.n, s.y / s.n};
    g.xx = std::max(s.xx / s.n - square(g.mean.x), least);
    g.yy = std::max(s.yy / s.n - square(g.mean.y), least);
    const double most = 0.98 * std::sqrt(g.xx * g.yy);
    g.xy = std::clamp(s.xy / s.n - g.mean.x * g.mean.y, -most, most);
  }
  return likelihood;
}

/// @returns the log likelihood
double climb(std::span<const PlotPoint> points, std::vector<Cluster>& clusters, double least, int steps) {
  double last = -std::numeric_limits<double>::infinity(), likelihood = last;
  for (int i = 0; i < steps; ++i) {
    likelihood = step(points, clusters, least);
    if (likelihood - last < 1e-6 * static_cast<double>(points.size())) break;
    last = likelihood;
  }
  return likelihood;
}

Mixture fit(std::span<const PlotPoint> points, std::size_t k, RandomStream& random, double least) {
  std::vector<PlotPoint> few;
  const std::size_t stride = points.size() / short_points + 1;
  for (std::size_t i = 0; i < points.size(); i += stride) few.push_back(points[i]);
  std::vector<Cluster> best;
  double most_likely = -std::numeric_limits<double>::infinity();
  for (int attempt = 0; attempt < (k == 1 ? 1 : starts); ++attempt) {
    std::vector<Cluster> clusters = start(few, k, random, least);
    const double likelihood = climb(few, clusters, least, short_steps);
    if (best.empty() || likelihood > most_likely) {
      most_likely = likelihood;
      best = std::move(clusters);
    }
  }
  const double likelihood = climb(points, best, least, most_steps);
  const double parameters = 6 * static_cast<double>(k) - 1;
  return {std::move(best), parameters * std::log(static_cast<double>(points.size())) - 2 * likelihood};
}

}  // namespace

Mixture fit_mixture(std::span<const PlotPoint> points, const MixtureOptions& options) {
  std::vector<PlotPoint> sample;
  std::uint64_t met = 0;
  RandomStream random(options.seed, 1, 1);
  for (const PlotPoint& p : points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    ++met;
    if (sample.size() < options.most_points) {
      sample.push_back(p);
    } else {
      const auto place = static_cast<std::uint64_t>(random.uniform() * static_cast<double>(met));
      if (place < sample.size()) sample[place] = p;
    }
  }
  if (sample.size() < 20)
    throw InputError("clusters", std::to_string(sample.size()) + " events", "expected at least 20");
  const double least = least_variance(sample);
  Mixture best;
  best.bayesian_information = std::numeric_limits<double>::infinity();
  for (std::size_t k = 1; k <= options.most_clusters; ++k) {
    RandomStream stream(options.seed, 2, static_cast<std::uint32_t>(k));
    Mixture mixture = fit(sample, k, stream, least);
    if (mixture.bayesian_information < best.bayesian_information) best = std::move(mixture);
  }
  std::sort(best.clusters.begin(), best.clusters.end(),
            [](const Cluster& one, const Cluster& other) { return one.share > other.share; });
  return best;
}

}  // namespace trimer::cytometry
