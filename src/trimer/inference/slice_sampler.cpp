#include <trimer/inference/slice_sampler.h>

#include <cmath>

#include <trimer/core/maths.h>
#include <trimer/inference/parallel.h>

namespace trimer::inference {
namespace {

/// Degrees of freedom of the reference: 4 or 5, so that with the dimensions they are even and the random
/// scale is a sum of exponentials.
double freedom_for(Eigen::Index dimensions) {
  return dimensions % 2 == 0 ? 4 : 5;
}

class Chain {
 public:
  Chain(const LogDensity& log_density, const Moments& reference, RandomStream random)
      : log_density_(log_density),
        reference_(reference),
        factor_(reference.covariance),
        random_(random),
        freedom_(freedom_for(reference.mean.size())) {}

  void start(const Vector& z) {
    z_ = z;
    excess_ = excess(z_);
  }

  const Vector& step() {
    const Eigen::Index d = z_.size();
    const Vector offset = z_ - reference_.mean;
    // Scale of the normal, given the point: inverse gamma.
    double gamma = 0;
    for (int i = 0; i < static_cast<int>(freedom_ + static_cast<double>(d)) / 2; ++i)
      gamma -= maths::log(random_.uniform());
    const double scale = (freedom_ + distance(z_)) / 2 / gamma;
    Vector other = factor_.matrixL() * standard_normals(random_, d);
    other *= std::sqrt(scale);
    const double threshold = excess_ + maths::log(random_.uniform());
    constexpr double turn = 6.283185307179586477;
    double angle = turn * random_.uniform(), low = angle - turn, high = angle;
    for (;;) {
      const Vector proposal = reference_.mean + std::cos(angle) * offset + std::sin(angle) * other;
      const double there = excess(proposal);
      if (there > threshold) {
        z_ = proposal;
        excess_ = there;
        return z_;
      }
      (angle < 0 ? low : high) = angle;
      if (high - low < 1e-9) return z_;  // the bracket has shrunk to the present point
      angle = low + (high - low) * random_.uniform();
    }
  }

 private:
  /// Mahalanobis distance from the reference, squared.
  [[nodiscard]] double distance(const Vector& z) const {
    return factor_.matrixL().solve(z - reference_.mean).squaredNorm();
  }
  /// ln density less ln of the t reference.
  [[nodiscard]] double excess(const Vector& z) const {
    const double d = static_cast<double>(z.size());
    return log_density_({z.data(), static_cast<std::size_t>(z.size())}) +
           0.5 * (freedom_ + d) * maths::log1p(distance(z) / freedom_);
  }

  const LogDensity& log_density_;
  const Moments& reference_;
  Eigen::LLT<Matrix> factor_;
  RandomStream random_;
  double freedom_;
  Vector z_;
  double excess_ = 0;
};

/// Mean and variance of chain pieces, for R-hat and the effective sample size of one dimension.
struct Mixing {
  double r_hat = 0, effective = 0;
};

Mixing mixing_of(const Eigen::Ref<const Vector>& values, int chains) {
  const Eigen::Index steps = values.size() / chains, half = steps / 2, pieces = 2 * chains;
  if (half < 2) return {std::nan(""), std::nan("")};
  std::vector<Vector> piece;
  for (int c = 0; c < chains; ++c) {
    piece.emplace_back(values.segment(c * steps, half));
    piece.emplace_back(values.segment(c * steps + steps - half, half));
  }
  Vector mean(pieces), variance(pieces);
  for (Eigen::Index j = 0; j < pieces; ++j) {
    const Vector& x = piece[static_cast<std::size_t>(j)];
    mean[j] = x.mean();
    variance[j] = (x.array() - mean[j]).square().sum() / static_cast<double>(half - 1);
  }
  const double n = static_cast<double>(half), m = static_cast<double>(pieces);
  const double between = n * (mean.array() - mean.mean()).square().sum() / (m - 1), within = variance.mean();
  const double pooled = (n - 1) / n * within + between / n;
  if (!(within > 0)) return {1, n * m};
  // Autocorrelation by the variogram, summed while pairs stay positive (Geyer 1992).
  const auto correlation = [&](Eigen::Index lag) {
    double sum = 0;
    for (const Vector& x : piece) sum += (x.tail(half - lag) - x.head(half - lag)).squaredNorm();
    return 1 - sum / (m * static_cast<double>(half - lag)) / (2 * pooled);
  };
  double total = 0;
  for (Eigen::Index lag = 1; lag + 1 < half; lag += 2) {
    const double pair = correlation(lag) + correlation(lag + 1);
    if (pair < 0) break;
    total += pair;
  }
  return {std::sqrt(pooled / within), n * m / (1 + 2 * total)};
}

}  // namespace

Sample sample(const LogDensity& log_density, const Matrix& starts, const Moments& reference,
              const SamplerOptions& options) {
  const Eigen::Index d = starts.cols(), steps = options.steps;
  Sample result;
  result.chains = options.chains;
  result.points.resize(options.chains * steps, d);
  parallel_for(static_cast<std::size_t>(options.chains), options.threads, [&](std::size_t c) {
    Chain chain(log_density, reference, stream(options.seed, c, Purpose::chain, options.run));
    const auto row = static_cast<Eigen::Index>(c);
    chain.start(starts.row(row).transpose());
    for (int i = 0; i < options.burn_in; ++i) (void)chain.step();
    for (Eigen::Index i = 0; i < steps; ++i) result.points.row(row * steps + i) = chain.step().transpose();
  });
  result.split_r_hat.resize(d);
  result.effective_sample_size.resize(d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const Mixing mixing = mixing_of(result.points.col(i), options.chains);
    result.split_r_hat[i] = mixing.r_hat;
    result.effective_sample_size[i] = mixing.effective;
  }
  return result;
}

}  // namespace trimer::inference
