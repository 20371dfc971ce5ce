#include <trimer/calibration/calibrate.h>

#include <chrono>
#include <ctime>

#include <fmt/core.h>

#include <trimer/calibration/result_tables.h>
#include <trimer/calibration/study_simulator.h>
#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>
#include <trimer/core/fingerprint.h>
#include <trimer/core/output_file.h>
#include <trimer/core/version.h>

namespace trimer::calibration {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* log_name = "evaluations.csv";
constexpr const char* clock_name = "elapsed_seconds.txt";

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04d}-{:02d}-{:02d}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

void prepare(const CalibrationRequest& request) {
  const bool logged = fs::exists(request.out / log_name);
  if (!request.resume && fs::exists(request.out) && !fs::is_empty(request.out))
    throw InputError("--out", request.out.string(),
                     logged ? "holds a calibration: go on with --resume, or give another folder" : "exists and is not empty");
  std::error_code error;
  fs::create_directories(request.out, error);
  if (error) throw InputError("--out", request.out.string(), "cannot be made: " + error.message());
}

double elapsed_before(const fs::path& folder) {
  double seconds = 0;
  if (!fs::exists(folder / clock_name)) return 0;
  std::string text = read_file(folder / clock_name);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return parse_number(text, seconds) ? seconds : 0;
}

/// Evaluations that the method may need.
std::int64_t most_evaluations(const inference::PosteriorOptions& method) {
  return static_cast<std::int64_t>(method.kalman.members) * method.kalman.most_iterations +
         static_cast<std::int64_t>(method.waves) * method.wave_points;
}

std::string method_text(const CalibrationConfig& config, const StudyTargets& targets, std::int64_t patients,
                        const CalibrationResult& result) {
  const auto& kalman = result.posterior.kalman;
  return fmt::format(
      "ensemble Kalman inversion ({} members, {} iterations{}), {} waves of {} points, polynomial emulator of {} "
      "evaluations, elliptical slice sampling ({} chains of {}); {} targets, {} patients per evaluation, {} sets of "
      "common random numbers",
      config.method.kalman.members, kalman.iterations.size(), kalman.forced ? ", the last forced" : "",
      config.method.waves, config.method.wave_points, result.posterior.training, config.method.chains,
      config.method.steps, targets.targets.size(), patients, config.method.kalman.blocks);
}

population::ParameterEnsemble ensemble_of(const CalibrationRequest& request, const CalibrationResult& result,
                                          std::string method) {
  const CalibrationConfig& config = request.config;
  population::ParameterEnsemble ensemble;
  ensemble.title = config.title;
  ensemble.origin.command = request.command;
  ensemble.origin.method = std::move(method);
  ensemble.origin.version = std::string(version);
  ensemble.origin.date = today();
  ensemble.origin.time = fmt::format("{:.2f} h on {} thread{}", result.seconds / 3600, request.threads, request.threads == 1 ? "" : "s");
  ensemble.origin.seed = config.seed;
  ensemble.origin.patients = result.patients;
  ensemble.hyper_parameters = config.hyper_parameters;
  const inference::Matrix z = inference::thinned(result.posterior.sample, config.members);
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    std::vector<double>& values = ensemble.values.emplace_back();
    for (std::size_t k = 0; k < config.hyper_parameters.size(); ++k)
      values.push_back(config.hyper_parameters[k].value_at(z(i, static_cast<Eigen::Index>(k))));
    ensemble.weights.push_back(1.0 / static_cast<double>(z.rows()));
  }
  return ensemble;
}

}  // namespace

std::string calibration_fingerprint(const CalibrationConfig& config) {
  std::string all = config.fingerprint + std::string(version);
  for (const EmbeddedFile& file : embedded_files()) {
    // Cytometry and finished ensembles take no part in a simulated study.
    if (file.path.starts_with("populations/ensembles/") || file.path.starts_with("calibration/") ||
        file.path.starts_with("panels/") || file.path.starts_with("virtual_cytometry/") ||
        file.path.starts_with("records/") || file.path.ends_with("README.md"))
      continue;
    all += std::string(file.path) + fingerprint(data_file(file.path));
  }
  return fingerprint(all);
}

CalibrationResult calibrate(const CalibrationRequest& request) {
  const CalibrationConfig& config = request.config;
  CalibrationResult result;
  result.targets = study_targets(calibrated_studies(config.studies), {config.watched, config.contrast_correlation});
  const StudySimulator simulator(config, result.targets);
  const std::int64_t budget = config.budget / simulator.patients();
  if (budget < most_evaluations(config.method))
    throw InputError("simulation.budget", std::to_string(config.budget),
                     fmt::format("expected at least {}: {} evaluations of {} patients",
                                 most_evaluations(config.method) * simulator.patients(),
                                 most_evaluations(config.method), simulator.patients()));
  prepare(request);

  const double before = elapsed_before(request.out);
  const auto begin = Clock::now();
  const auto seconds = [&] { return before + std::chrono::duration<double>(Clock::now() - begin).count(); };
  const inference::Problem problem = simulator.problem();
  inference::EvaluationOptions options;
  options.threads = request.threads;
  options.budget = static_cast<std::size_t>(budget);
  options.checkpoint = request.out / log_name;
  options.fingerprint = calibration_fingerprint(config);
  options.stop = request.stop;
  options.progress = [&](const inference::Progress& progress) {
    write_file(request.out / clock_name, fmt::format("{:.1f}\n", seconds()));
    if (request.progress) request.progress(progress);
  };
  inference::Evaluations evaluations(problem, options);
  result.posterior = inference::infer(evaluations, config.method);
  result.evaluations = evaluations.all().size();
  result.patients = evaluations.patients();
  result.seconds = seconds();
  result.ensemble = ensemble_of(request, result, method_text(config, result.targets, simulator.patients(), result));

  write_file(request.out / clock_name, fmt::format("{:.1f}\n", result.seconds));
  write_file(request.out / "parameters.csv", parameters_csv(config.hyper_parameters, result.posterior.sample));
  write_file(request.out / "correlations.csv", correlations_csv(config.hyper_parameters, result.posterior.sample));
  write_file(request.out / "targets.csv", targets_csv(result.targets, result.posterior));
  write_file(request.out / (config.name + ".toml"), population::to_toml(result.ensemble));
  return result;
}

}  // namespace trimer::calibration
