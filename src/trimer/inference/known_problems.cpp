#include <trimer/inference/known_problems.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include <trimer/core/random.h>
#include <trimer/inference/draws.h>

namespace trimer::inference {
namespace {

constexpr std::uint64_t problem_seed = 20170302;

/// Tabulated marginals of a density on a square grid.
struct Grid {
  static constexpr int points = 401;
  static constexpr double half_width = 5;
  std::array<std::vector<double>, 2> below;  ///< cumulative probability at the upper edge of each cell

  static double at(int i) { return -half_width + 2 * half_width * (i + 0.5) / points; }
  [[nodiscard]] double probability_below(std::size_t dimension, double x) const {
    const double position = (x + half_width) / (2 * half_width) * points;
    if (position <= 0) return 0;
    if (position >= points) return 1;
    const auto cell = static_cast<std::size_t>(position);
    const double before = cell == 0 ? 0 : below[dimension][cell - 1];
    return before + (position - static_cast<double>(cell)) * (below[dimension][cell] - before);
  }
};

/// The four logits of the curved problem.
std::array<double, 4> curved_logits(std::span<const double> z) {
  return {-0.3 + 0.9 * z[0] + 0.25 * z[0] * z[1],              // response
          1.0 + 0.5 * z[1] - 0.3 * z[0] * z[0],                // complete response given response
          -3.0 + 1.1 * z[1] + 0.3 * z[1] * z[1] * z[1] / 3.0,  // a rare event
          -0.5 + 0.7 * (z[0] - z[1]) + 0.2 * (z[0] + z[1]) * (z[0] + z[1])};
}

}  // namespace

KnownProblem linear_normal(std::size_t dimensions, std::size_t targets, double simulation_sd) {
  const auto d = static_cast<Eigen::Index>(dimensions), m = static_cast<Eigen::Index>(targets);
  Matrix a = standard_normals(problem_seed, Purpose::prior, 1, m, d);
  for (Eigen::Index i = 0; i < m; ++i)
    a.row(i) *= 2.0 / (1.0 + 0.15 * static_cast<double>(i)) / std::sqrt(static_cast<double>(d));
  constexpr double data_sd = 0.2;
  RandomStream random = stream(problem_seed, 0, Purpose::prior, 2);
  const Vector truth = standard_normals(random, d);
  const Vector y = a * truth + data_sd * standard_normals(random, m);

  KnownProblem known;
  known.name = "linear, normal errors, " + std::to_string(dimensions) + " parameters, " +
               std::to_string(targets) + " targets";
  std::vector<Target> list;
  for (Eigen::Index i = 0; i < m; ++i)
    list.push_back({"y" + std::to_string(i + 1), i % 2 == 0 ? "even" : "odd", NormalValue{y[i], data_sd}});
  known.problem.dimensions = dimensions;
  known.problem.likelihood = Likelihood(std::move(list), {});
  const double noise = simulation_sd * data_sd;
  known.problem.simulate = [a, noise, m, d](std::span<const double> z, std::uint64_t block) {
    const Vector mean = a * Eigen::Map<const Vector>(z.data(), d);
    RandomStream own = stream(problem_seed, block, Purpose::predictive);
    Simulation result;
    result.patients = 1;
    for (Eigen::Index i = 0; i < m; ++i)
      result.statistics.push_back(Statistic::of_value(mean[i] + noise * own.normal(), noise * noise));
    return result;
  };
  const Matrix precision = Matrix::Identity(d, d) + a.transpose() * a / (data_sd * data_sd);
  const Matrix covariance = precision.llt().solve(Matrix::Identity(d, d));
  known.mean = covariance * (a.transpose() * y) / (data_sd * data_sd);
  known.sd = covariance.diagonal().cwiseSqrt();
  known.marginal = [mean = known.mean, sd = known.sd](std::size_t i, double x) {
    const auto at = static_cast<Eigen::Index>(i);
    return normal_probability((x - mean[at]) / sd[at]);
  };
  return known;
}

KnownProblem curved_counts(int patients) {
  KnownProblem known;
  known.name = "curved logits, 2 parameters, counts of " + std::to_string(patients) + " simulated patients";
  known.problem.dimensions = 2;
  known.problem.likelihood = Likelihood({{"response", "a", Binomial{119, 271}},
                                         {"complete response", "a", Binomial{91, 119}},
                                         {"rare event", "b", Binomial{8, 267}},
                                         {"common event", "b", Binomial{98, 189}}},
                                        {});
  known.problem.simulate = [patients](std::span<const double> z, std::uint64_t block) {
    const auto logits = curved_logits(z);
    std::array<int, 4> events{};
    for (int i = 0; i < patients; ++i) {
      RandomStream own(problem_seed + block, static_cast<std::uint64_t>(i),
                       static_cast<std::uint32_t>(Purpose::predictive));
      std::array<bool, 4> event{};
      for (std::size_t t = 0; t < 4; ++t) event[t] = own.uniform() < probability(logits[t]);
      event[1] = event[1] && event[0];
      for (std::size_t t = 0; t < 4; ++t) events[t] += event[t];
    }
    Simulation result;
    result.patients = patients;
    for (std::size_t t = 0; t < 4; ++t)
      result.statistics.push_back(Statistic::of_counts(events[t], t == 1 ? events[0] : patients));
    return result;
  };

  Matrix density(Grid::points, Grid::points);
  const std::vector<double> none(4, 0.0);
  for (int i = 0; i < Grid::points; ++i)
    for (int j = 0; j < Grid::points; ++j) {
      const std::array<double, 2> z = {Grid::at(i), Grid::at(j)};
      density(i, j) =
          known.problem.likelihood.log(curved_logits(z), none) - 0.5 * (z[0] * z[0] + z[1] * z[1]);
    }
  density = (density.array() - density.maxCoeff()).exp();
  density /= density.sum();
  auto grid = std::make_shared<Grid>();
  known.mean = Vector::Zero(2);
  known.sd = Vector::Zero(2);
  for (int axis = 0; axis < 2; ++axis) {
    const Vector marginal =
        axis == 0 ? Vector(density.rowwise().sum()) : Vector(density.colwise().sum().transpose());
    double sum = 0, squares = 0;
    for (int i = 0; i < Grid::points; ++i) {
      sum += marginal[i];
      grid->below[static_cast<std::size_t>(axis)].push_back(sum);
      known.mean[axis] += marginal[i] * Grid::at(i);
      squares += marginal[i] * Grid::at(i) * Grid::at(i);
    }
    known.sd[axis] = std::sqrt(squares - known.mean[axis] * known.mean[axis]);
  }
  known.marginal = [grid](std::size_t i, double x) { return grid->probability_below(i, x); };
  return known;
}

Distance distance(const Matrix& sample, const KnownProblem& known) {
  Distance worst;
  worst.sd_low = std::numeric_limits<double>::infinity();
  const Moments moments = moments_of(sample);
  const auto n = static_cast<std::size_t>(sample.rows());
  for (Eigen::Index i = 0; i < sample.cols(); ++i) {
    worst.mean = std::max(worst.mean, std::fabs(moments.mean[i] - known.mean[i]) / known.sd[i]);
    const double ratio = std::sqrt(moments.covariance(i, i)) / known.sd[i];
    worst.sd_low = std::min(worst.sd_low, ratio);
    worst.sd_high = std::max(worst.sd_high, ratio);
    std::vector<double> sorted(sample.col(i).begin(), sample.col(i).end());
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k < n; ++k) {
      const double below = known.marginal(static_cast<std::size_t>(i), sorted[k]);
      const double step = 1.0 / static_cast<double>(n);
      worst.distribution = std::max({worst.distribution, std::fabs(below - static_cast<double>(k) * step),
                                     std::fabs(below - static_cast<double>(k + 1) * step)});
    }
  }
  return worst;
}

}  // namespace trimer::inference
