#include <trimer/calibration/recovery.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/calibration/study_simulator.h>
#include <trimer/inference/parallel.h>

namespace trimer::calibration {
namespace {

using inference::Binomial;
using inference::BinomialRange;
using inference::NormalValue;
using inference::Observed;
using inference::Statistic;

bool inside(double rank, double level) { return std::fabs(rank - 0.5) <= level / 2; }

double coverage_of(const RecoveredTruth& truth, double level) {
  double sum = 0;
  for (const double rank : truth.rank) sum += inside(rank, level) ? 1 : 0;
  return sum / static_cast<double>(truth.rank.size());
}

}  // namespace

Observed simulated_observation(const Observed& published, const Statistic& simulated, RandomStream& random) {
  if (simulated.missing()) return inference::Watched{};
  const double p = inference::probability(simulated.link());
  if (const auto* count = std::get_if<Binomial>(&published)) {
    const auto n = std::llround(count->n);
    return Binomial{static_cast<double>(random.binomial(n, p)), static_cast<double>(n)};
  }
  if (const auto* range = std::get_if<BinomialRange>(&published)) {
    const auto k = static_cast<double>(random.binomial(range->n, p));
    return Binomial{k, static_cast<double>(range->n)};
  }
  if (const auto* value = std::get_if<NormalValue>(&published))
    return NormalValue{simulated.value + value->sd * random.normal(), value->sd};
  return inference::Watched{};
}

Observed together(const Observed& a, const Observed& b) {
  if (std::holds_alternative<inference::Watched>(b)) return a;
  if (const auto* x = std::get_if<Binomial>(&a)) {
    const auto& y = std::get<Binomial>(b);
    return Binomial{x->k + y.k, x->n + y.n};
  }
  if (const auto* x = std::get_if<BinomialRange>(&a)) {
    const auto& y = std::get<Binomial>(b);
    const int k = static_cast<int>(y.k);
    return BinomialRange{x->k_low + k, x->k_high + k, x->n + static_cast<int>(y.n)};
  }
  if (const auto* x = std::get_if<NormalValue>(&a)) {
    const auto& y = std::get<NormalValue>(b);
    const double wx = 1 / (x->sd * x->sd), wy = 1 / (y.sd * y.sd);
    return NormalValue{(wx * x->value + wy * y.value) / (wx + wy), std::sqrt(1 / (wx + wy))};
  }
  return a;
}

double Recovery::coverage(double level) const {
  double sum = 0;
  for (const RecoveredTruth& truth : truths) sum += coverage_of(truth, level);
  return sum / static_cast<double>(truths.size());
}

double Recovery::coverage_error(double level) const {
  const double mean = coverage(level);
  double squares = 0;
  for (const RecoveredTruth& truth : truths) squares += (coverage_of(truth, level) - mean) * (coverage_of(truth, level) - mean);
  const auto n = static_cast<double>(truths.size());
  return n > 1 ? std::sqrt(squares / (n - 1) / n) : 0;
}

Recovery recover(const CalibrationConfig& config, const CalibrationResult& result, const RecoveryOptions& options) {
  inference::PosteriorOptions method = config.method;
  method.steps = options.steps;
  CalibrationConfig large = config;
  large.patients = options.patients;
  large.patients_of.clear();
  const StudySimulator simulator(large, result.targets);
  const population::ParameterModel base = population::parameter_model();
  const inference::Matrix truths = inference::thinned(result.posterior.sample, options.truths);
  // Patients that no evaluation of the calibration has met.
  const std::uint64_t fresh = 1000000;
  std::vector<inference::Simulation> simulated(static_cast<std::size_t>(options.truths));
  const auto point_of = [&](std::size_t r) {
    const auto row = truths.row(static_cast<Eigen::Index>(r));
    return std::vector<double>(row.begin(), row.end());
  };
  inference::parallel_for(simulated.size(), options.threads, [&](std::size_t r) {
    simulated[r] = simulator.simulate(model_at(base, config.hyper_parameters, point_of(r)), fresh + r);
  });
  Recovery recovery;
  for (std::size_t r = 0; r < simulated.size(); ++r) {
    RandomStream random = inference::stream(config.seed, r, inference::Purpose::predictive);
    std::vector<inference::Target> targets;
    for (std::size_t t = 0; t < result.targets.targets.size(); ++t) {
      inference::Target target = result.targets.targets[t].target;
      target.observed = together(target.observed, simulated_observation(target.observed, simulated[r].statistics[t], random));
      targets.push_back(std::move(target));
    }
    const inference::Likelihood likelihood(std::move(targets), result.targets.correlations);
    const inference::Sample sample = inference::resample(result.posterior, likelihood, method, options.threads,
                                                         static_cast<std::uint32_t>(100 + r));
    RecoveredTruth truth{point_of(r), {}};
    for (Eigen::Index i = 0; i < sample.points.cols(); ++i)
      truth.rank.push_back((sample.points.col(i).array() < truth.truth[static_cast<std::size_t>(i)]).cast<double>().mean());
    recovery.truths.push_back(std::move(truth));
  }
  return recovery;
}

std::string recovery_csv(const CalibrationConfig& config, const Recovery& recovery) {
  std::string text = "truth,hyper_parameter,value,rank\n";
  for (std::size_t r = 0; r < recovery.truths.size(); ++r)
    for (std::size_t i = 0; i < config.hyper_parameters.size(); ++i)
      text += fmt::format("{},{},{:.6g},{:.4f}\n", r + 1, config.hyper_parameters[i].name,
                          config.hyper_parameters[i].value_at(recovery.truths[r].truth[i]), recovery.truths[r].rank[i]);
  return text;
}

}  // namespace trimer::calibration
