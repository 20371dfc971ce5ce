#include <trimer/inference/compare_methods.h>

#include <trimer/inference/posterior.h>

namespace trimer::inference {

std::vector<MethodResult> compare_methods(std::uint64_t seed, int threads) {
  std::vector<MethodResult> results;
  for (const KnownProblem& known : {linear_normal(5, 8, 0.5), curved_counts(300)}) {
    PosteriorOptions options;
    options.kalman.members = 100;
    options.kalman.seed = seed;
    options.waves = 2;
    options.wave_points = 100;
    options.wave_steps = 100;
    options.steps = 1500;
    EvaluationOptions evaluation;
    evaluation.threads = threads;
    Evaluations emulated(known.problem, evaluation);
    const Posterior posterior = infer(emulated, options);
    results.push_back({known.name, "calibrate, emulate, sample", emulated.all().size(),
                       distance(posterior.sample.points, known)});
    // As many evaluations for Kalman inversion alone, in a larger ensemble.
    KalmanOptions alone;
    alone.seed = seed;
    const std::size_t iterations = std::max<std::size_t>(1, posterior.kalman.iterations.size());
    alone.members = static_cast<int>(emulated.all().size() / iterations);
    Evaluations inverted(known.problem, evaluation);
    const KalmanResult kalman = invert(inverted, alone);
    results.push_back({known.name, "Kalman inversion alone", inverted.all().size(), distance(kalman.ensemble, known)});
  }
  return results;
}

}  // namespace trimer::inference
