#include <trimer/inference/posterior.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include <trimer/inference/draws.h>

namespace trimer::inference {
namespace {

/// Numbers of sampler runs; those of waves follow.
constexpr std::uint32_t final_run = 0, pilot_run = 1, first_wave_run = 0x100;

/// A little wider, and never singular.
Moments widened(Moments moments, double factor) {
  moments.covariance *= factor * factor;
  moments.covariance.diagonal().array() += 1e-6;
  return moments;
}

/// Positions of the evaluations nearest to the region, in their order.
std::vector<std::size_t> nearest(const std::vector<Evaluation>& all, const Moments& region,
                                 std::size_t most) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (all.size() <= most) return order;
  const Vector sd = region.covariance.diagonal().cwiseSqrt();
  std::vector<double> distance;
  for (const Evaluation& evaluation : all) {
    const Eigen::Map<const Vector> z(evaluation.z.data(), static_cast<Eigen::Index>(evaluation.z.size()));
    distance.push_back((z - region.mean).cwiseQuotient(sd).squaredNorm());
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
  order.resize(most);
  std::sort(order.begin(), order.end());
  return order;
}

std::shared_ptr<const Emulator> emulate(const Evaluations& evaluations, const Moments& region,
                                        const PosteriorOptions& options, std::size_t& training) {
  const auto chosen = nearest(evaluations.all(), region, static_cast<std::size_t>(options.training));
  training = chosen.size();
  return std::make_shared<const Emulator>(
      evaluations.all(), chosen, region.mean, region.covariance.diagonal().cwiseSqrt(),
      evaluations.problem().likelihood.targets().size(), evaluations.threads(), options.emulator);
}

std::vector<EmulatorCheck> check(const Emulator& emulator, const Evaluations& evaluations,
                                 std::size_t first) {
  const std::size_t targets = evaluations.problem().likelihood.targets().size();
  std::vector<EmulatorCheck> result(targets);
  std::vector<int> seen(targets, 0);
  for (std::size_t i = first; i < evaluations.all().size(); ++i) {
    const Evaluation& evaluation = evaluations.all()[i];
    const auto predictions = emulator.predict(evaluation.z);
    for (std::size_t t = 0; t < targets; ++t) {
      const Statistic& s = evaluation.simulation.statistics[t];
      if (s.missing()) continue;
      const double error = s.link() - predictions[t].mean;
      // The sampling variance of a count at the predicted probability, not at the count itself.
      const double p = probability(predictions[t].mean);
      const double noise = s.counted ? 1 / std::max(s.n * p * (1 - p), 0.1) : s.variance;
      result[t].root_mean_square_error += error * error;
      result[t].standardised_variance += error * error / (noise + predictions[t].variance);
      ++seen[t];
    }
  }
  for (std::size_t t = 0; t < targets; ++t) {
    const double n = std::max(1, seen[t]);
    result[t].root_mean_square_error = std::sqrt(result[t].root_mean_square_error / n);
    result[t].standardised_variance /= n;
  }
  return result;
}

}  // namespace

LogDensity log_posterior(const Emulator& emulator, const Likelihood& likelihood) {
  return [&emulator, &likelihood](std::span<const double> z) {
    const std::size_t targets = likelihood.targets().size();
    std::vector<double> mean(targets), variance(targets);
    emulator.predict(z, mean, variance);
    double squares = 0;
    for (const double value : z) squares += value * value;
    return likelihood.log(mean, variance) - 0.5 * squares;
  };
}

Matrix thinned(const Sample& sample, int count) {
  const Eigen::Index rows = sample.points.rows();
  Matrix result(count, sample.points.cols());
  for (Eigen::Index i = 0; i < count; ++i)
    result.row(i) = sample.points.row((2 * i + 1) * rows / (2 * count));
  return result;
}

Posterior infer(Evaluations& evaluations, const PosteriorOptions& options) {
  const Problem& problem = evaluations.problem();
  const std::uint64_t blocks = std::max<std::uint64_t>(1, options.kalman.blocks);
  Posterior posterior;
  posterior.kalman = invert(evaluations, options.kalman);
  Moments region = widened(moments_of(posterior.kalman.ensemble), 1.1);
  Matrix starts = posterior.kalman.ensemble;
  SamplerOptions sampler{.chains = options.chains,
                         .steps = options.wave_steps,
                         .burn_in = options.wave_steps / 2,
                         .threads = evaluations.threads(),
                         .seed = options.kalman.seed,
                         .run = first_wave_run};
  for (int wave = 0; wave < options.waves; ++wave) {
    const auto emulator = emulate(evaluations, region, options, posterior.training);
    const Sample draft = sample(log_posterior(*emulator, problem.likelihood), starts, region, sampler);
    ++sampler.run;
    const Moments moments = moments_of(draft.points);
    Matrix points = thinned(draft, options.wave_points);
    points = ((points.rowwise() - moments.mean.transpose()) * options.wave_spread).rowwise() +
             moments.mean.transpose();
    std::vector<std::uint64_t> block;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(options.wave_points); ++i)
      block.push_back(i % blocks);
    const std::size_t first =
        evaluations.run(points, block, fmt::format("wave {} of {}", wave + 1, options.waves));
    posterior.checks = check(*emulator, evaluations, first);
    region = widened(moments, 1.1);
    starts = thinned(draft, options.chains);
  }
  posterior.emulator = emulate(evaluations, region, options, posterior.training);
  const LogDensity density = log_posterior(*posterior.emulator, problem.likelihood);
  // A pilot settles the reference of the final chains.
  sampler.run = pilot_run;
  const Sample pilot = sample(density, starts, region, sampler);
  posterior.reference = widened(moments_of(pilot.points), 1.1);
  sampler.run = final_run;
  sampler.steps = options.steps;
  sampler.burn_in = std::max(100, options.steps / 10);
  posterior.sample = sample(density, thinned(pilot, options.chains), posterior.reference, sampler);
  return posterior;
}

Sample resample(const Posterior& posterior, const Likelihood& likelihood, const PosteriorOptions& options,
                int threads, std::uint32_t run) {
  SamplerOptions sampler{.chains = options.chains,
                         .steps = options.wave_steps,
                         .burn_in = options.wave_steps,
                         .threads = threads,
                         .seed = options.kalman.seed,
                         .run = 0x1000 + 2 * run};
  const LogDensity density = log_posterior(*posterior.emulator, likelihood);
  // Less data, a wider posterior: the reference widens with it.
  const Sample pilot =
      sample(density, thinned(posterior.sample, options.chains), widened(posterior.reference, 1.3), sampler);
  sampler.run += 1;
  sampler.steps = options.steps;
  return sample(density, thinned(pilot, options.chains), widened(moments_of(pilot.points), 1.1), sampler);
}

}  // namespace trimer::inference
