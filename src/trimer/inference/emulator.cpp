#include <trimer/inference/emulator.h>

#include <algorithm>
#include <cmath>

#include <trimer/inference/parallel.h>

namespace trimer::inference {
namespace {

constexpr double intercept_variance = 100;
constexpr double smallest_variance = 1e-10;
/// Logits beyond this weigh as if they were here: a probability of 3e-4.
constexpr double largest_logit = 8;

enum Group { intercept, linear, quadratic, block, groups };

/// Columns of the design: polynomial first, then one per block.
struct Design {
  Matrix features;  ///< (evaluations, columns)
  std::vector<Group> group;
  Eigen::Index polynomial = 0;  ///< number of columns that are no blocks
};

/// Rows of one target that say something, and what they say.
struct Response {
  std::vector<std::size_t> rows;
  std::vector<Statistic> statistics;
};

/// The working response and its sampling variance at the fitted eta.
struct Working {
  Vector value, variance;
};

Working working(const Response& response, const Vector* eta) {
  const auto n = static_cast<Eigen::Index>(response.rows.size());
  Working result{Vector(n), Vector(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const Statistic& s = response.statistics[static_cast<std::size_t>(i)];
    if (!s.counted || !eta) {
      result.value[i] = s.link();
      result.variance[i] = std::max(s.link_variance(), smallest_variance);
      continue;
    }
    const double at = std::clamp((*eta)[i], -largest_logit, largest_logit);
    const double p = probability(at);
    const double information = s.n * p * (1 - p);
    result.value[i] = at + (s.k - s.n * p) / information;
    result.variance[i] = 1 / information;
  }
  return result;
}

struct Variances {
  double lack_of_fit = 0, noise_factor = 1;
};

/// So that the standardised residuals have the sum of squares that they should: more spread than sampling is
/// lack of fit, less is a noise factor below 1.
Variances spread_of(const Vector& residual, const Vector& noise, double freedom) {
  const auto sum = [&](double lack) { return (residual.array().square() / (noise.array() + lack)).sum(); };
  if (const double at_zero = sum(0); at_zero <= freedom) return {0, std::max(at_zero / freedom, 0.02)};
  double low = 0, high = 1;
  while (sum(high) > freedom) high *= 4;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (sum(middle) > freedom ? low : high) = middle;
  }
  return {0.5 * (low + high), 1};
}

}  // namespace

Vector Emulator::features(std::span<const double> z) const {
  const Eigen::Index d = centre_.size();
  const Eigen::Index p = 1 + d + (quadratic_ ? d * (d + 1) / 2 : 0);
  Vector f(p);
  f[0] = 1;
  for (Eigen::Index i = 0; i < d; ++i) f[1 + i] = (z[static_cast<std::size_t>(i)] - centre_[i]) / scale_[i];
  Eigen::Index at = 1 + d;
  if (quadratic_)
    for (Eigen::Index i = 0; i < d; ++i)
      for (Eigen::Index j = i; j < d; ++j)
        f[at++] = i == j ? (f[1 + i] * f[1 + i] - 1) * 0.70710678118654752440 : f[1 + i] * f[1 + j];
  return f;
}

Emulator::Emulator(const std::vector<Evaluation>& all, const std::vector<std::size_t>& chosen,
                   const Vector& centre, const Vector& scale, std::size_t targets, int threads,
                   const EmulatorOptions& options)
    : centre_(centre), scale_(scale), quadratic_(options.quadratic), models_(targets), fits_(targets) {
  // Blocks that occur once tell nothing apart from their point.
  std::vector<std::uint64_t> blocks;
  for (const std::size_t i : chosen) blocks.push_back(all[i].block);
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  if (blocks.size() < 2 || 3 * blocks.size() > chosen.size()) blocks.clear();

  Design design;
  const Eigen::Index d = centre_.size();
  design.polynomial = 1 + d + (quadratic_ ? d * (d + 1) / 2 : 0);
  const Eigen::Index columns = design.polynomial + static_cast<Eigen::Index>(blocks.size());
  design.features = Matrix::Zero(static_cast<Eigen::Index>(chosen.size()), columns);
  for (Eigen::Index c = 0; c < columns; ++c)
    design.group.push_back(c == 0 ? intercept : c <= d ? linear : c < design.polynomial ? quadratic : block);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    design.features.row(row).head(design.polynomial) = features(all[chosen[i]].z).transpose();
    const auto found = std::lower_bound(blocks.begin(), blocks.end(), all[chosen[i]].block);
    if (found != blocks.end()) design.features(row, design.polynomial + (found - blocks.begin())) = 1;
  }

  parallel_for(targets, threads, [&](std::size_t target) {
    Response response;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const Statistic& s = all[chosen[i]].simulation.statistics[target];
      if (s.missing()) continue;
      response.rows.push_back(i);
      response.statistics.push_back(s);
    }
    const auto n = static_cast<Eigen::Index>(response.rows.size());
    EmulatorFit& fit = fits_[target];
    fit.evaluations = response.rows.size();
    if (n < 3) return;  // the model stays unknown: a wide prediction
    Matrix features_here(n, columns);
    for (Eigen::Index i = 0; i < n; ++i)
      features_here.row(i) =
          design.features.row(static_cast<Eigen::Index>(response.rows[static_cast<std::size_t>(i)]));

    std::array<double, groups> variance = {intercept_variance, 0.5, 0.02, 0.01};
    Variances spread;
    Working data = working(response, nullptr);
    Vector coefficients = Vector::Zero(columns), eta;
    Matrix covariance;
    for (int iteration = 0; iteration < options.iterations; ++iteration) {
      const Vector weight = (spread.noise_factor * data.variance.array() + spread.lack_of_fit).inverse();
      const Matrix weighted = weight.cwiseSqrt().asDiagonal() * features_here;
      Matrix precision = Matrix::Zero(columns, columns);
      precision.selfadjointView<Eigen::Lower>().rankUpdate(weighted.transpose());
      for (Eigen::Index c = 0; c < columns; ++c)
        precision(c, c) += 1 / variance[design.group[static_cast<std::size_t>(c)]];
      const Eigen::LLT<Matrix> factor(precision.selfadjointView<Eigen::Lower>());
      coefficients = factor.solve(features_here.transpose() * (weight.cwiseProduct(data.value)));
      covariance = factor.solve(Matrix::Identity(columns, columns));

      std::array<double, groups> determined{}, squares{};
      for (Eigen::Index c = 0; c < columns; ++c) {
        const Group g = design.group[static_cast<std::size_t>(c)];
        determined[g] += std::max(0.0, 1 - covariance(c, c) / variance[g]);
        squares[g] += coefficients[c] * coefficients[c];
      }
      const auto before = variance;
      for (const Group g : {linear, quadratic, block})
        if (determined[g] > 1e-6)
          variance[g] = std::clamp(squares[g] / determined[g], smallest_variance, 25.0);
      double freedom = static_cast<double>(n);
      for (const double value : determined) freedom -= value;
      eta = features_here * coefficients;
      const Variances last = spread;
      spread = spread_of(data.value - eta, data.variance, std::max(freedom, 1.0));
      data = working(response, &eta);

      double change = std::fabs(std::sqrt(spread.lack_of_fit) - std::sqrt(last.lack_of_fit)) /
                      (0.01 + std::sqrt(spread.lack_of_fit));
      for (const Group g : {linear, quadratic, block})
        change = std::max(
            change, std::fabs(std::sqrt(variance[g]) - std::sqrt(before[g])) / (0.01 + std::sqrt(before[g])));
      if (iteration > 3 && change < 0.01) break;
    }

    Model& model = models_[target];
    model.known = true;
    model.coefficients = coefficients.head(design.polynomial);
    const Matrix polynomial = covariance.topLeftCorner(design.polynomial, design.polynomial);
    model.root = Eigen::LLT<Matrix>(polynomial).matrixU();
    model.lack_of_fit = spread.lack_of_fit;
    fit.lack_of_fit = std::sqrt(spread.lack_of_fit);
    fit.noise_factor = spread.noise_factor;
    fit.linear_sd = std::sqrt(variance[linear]);
    fit.quadratic_sd = quadratic_ ? std::sqrt(variance[quadratic]) : 0;
    fit.block_sd = blocks.empty() ? 0 : std::sqrt(variance[block]);
    const double between = (eta.array() - eta.mean()).square().mean();
    fit.explained = between / (between + spread.lack_of_fit);
  });
}

void Emulator::predict(std::span<const double> z, std::span<double> mean, std::span<double> variance) const {
  const Vector f = features(z);
  for (std::size_t t = 0; t < models_.size(); ++t) {
    const Model& model = models_[t];
    mean[t] = model.known ? model.coefficients.dot(f) : 0;
    // covariance = L Lᵀ and matrixU = Lᵀ, so the variance of f·b is |Lᵀ f|².
    variance[t] =
        model.known ? (model.root.triangularView<Eigen::Upper>() * f).squaredNorm() + model.lack_of_fit : 100;
  }
}

void Emulator::predict_means(std::span<const double> z, std::span<double> mean) const {
  const Vector f = features(z);
  for (std::size_t t = 0; t < models_.size(); ++t)
    mean[t] = models_[t].known ? models_[t].coefficients.dot(f) : 0;
}

std::vector<Prediction> Emulator::predict(std::span<const double> z) const {
  std::vector<double> mean(models_.size()), variance(models_.size());
  predict(z, mean, variance);
  std::vector<Prediction> result;
  for (std::size_t t = 0; t < models_.size(); ++t) result.push_back({mean[t], variance[t]});
  return result;
}

}  // namespace trimer::inference
