#include <trimer/calibration/sensitivity.h>

#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include <trimer/calibration/calibrate.h>
#include <trimer/calibration/probe.h>
#include <trimer/core/csv.h>
#include <trimer/core/fingerprint.h>
#include <trimer/core/maths.h>
#include <trimer/evidence/library.h>
#include <trimer/inference/emulator.h>

namespace trimer::calibration {
namespace {

using inference::Statistic;

constexpr const char* study_id = "tower_kantarjian_2017";
constexpr const char* counted[] = {"CR_CRh_CRi_within_12_weeks", "C1_CRS_any", "C1_CRS_grade_ge3"};
constexpr const char* names[] = {"CR, CRh or CRi within 12 weeks", "CRS as reported, cycle 1",
                                 "CRS of grade 3 and more, cycle 1", "IL-6 peak of the first day"};

Statistic count_of(const evidence::Study& study, std::string_view endpoint, const std::vector<ProbePatient>& patients) {
  const auto part = share(study, endpoint, patients);
  const auto n = static_cast<double>(patients.size());
  return part ? Statistic::of_counts(*part * n, n) : Statistic::of_counts(0, 0);
}

/// Mean ln peak with its variance.
Statistic peak_of(const std::vector<ProbePatient>& patients) {
  double sum = 0, squares = 0;
  for (const ProbePatient& patient : patients) {
    const double x = maths::log(std::max(patient.interleukin_6_peak, 1e-3));
    sum += x;
    squares += x * x;
  }
  const auto n = static_cast<double>(patients.size());
  if (n < 2) return Statistic::of_value(std::nan(""), 0);
  return Statistic::of_value(sum / n, (squares - sum * sum / n) / (n - 1) / n);
}

}  // namespace

std::vector<OutputSensitivity> sensitivity(const CalibrationConfig& config, const SensitivityOptions& options) {
  const evidence::Study& study = evidence::find_study(study_id);
  const population::ParameterModel base = population::parameter_model();
  inference::Problem problem;
  problem.dimensions = config.hyper_parameters.size();
  std::vector<inference::Target> targets;
  for (const char* name : names) targets.push_back({name, study_id, inference::Watched{}});
  problem.likelihood = inference::Likelihood(std::move(targets), {});
  problem.simulate = [&](std::span<const double> z, std::uint64_t block) {
    const population::ParameterModel model = model_at(base, config.hyper_parameters, z);
    ProbeRequest request;
    request.seed = config.seed + 77;
    request.patients = options.patients;
    request.first_patient = 1 + block * options.patients;
    const auto patients = probe(study, trial::study_plan(study, model), {&model, 1}, request);
    inference::Simulation result;
    result.patients = static_cast<std::int64_t>(options.patients);
    for (const char* endpoint : counted) result.statistics.push_back(count_of(study, endpoint, patients));
    result.statistics.push_back(peak_of(patients));
    return result;
  };
  inference::EvaluationOptions evaluation;
  evaluation.threads = options.threads;
  evaluation.checkpoint = options.checkpoint;
  evaluation.fingerprint = calibration_fingerprint(config) + fmt::format("-{}x{}", options.points, options.patients);
  evaluation.progress = options.progress;
  evaluation.stop = options.stop;
  inference::Evaluations evaluations(problem, evaluation);
  const auto d = static_cast<Eigen::Index>(problem.dimensions);
  const inference::Matrix points =
      inference::standard_normals(config.seed, inference::Purpose::sobol, 2, options.points, d);
  std::vector<std::uint64_t> blocks;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(options.points); ++i) blocks.push_back(i % options.blocks);
  evaluations.run(points, blocks, "sensitivity over the prior");

  std::vector<std::size_t> all(evaluations.all().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const inference::Emulator emulator(evaluations.all(), all, inference::Vector::Zero(d), inference::Vector::Ones(d),
                                     std::size(names), options.threads);
  const auto indices = inference::sobol_indices(
      [&](std::span<const double> z, std::span<double> out) { emulator.predict_means(z, out); }, problem.dimensions,
      std::size(names), options.samples, config.seed, options.threads);
  std::vector<OutputSensitivity> outputs;
  for (std::size_t i = 0; i < indices.size(); ++i)
    outputs.push_back({names[i], i + 1 < indices.size() ? "logit" : "ln", emulator.fits()[i].explained,
                       emulator.fits()[i].lack_of_fit, indices[i]});
  return outputs;
}

std::string sensitivity_csv(const CalibrationConfig& config, const std::vector<OutputSensitivity>& outputs) {
  std::string text = "output,scale,hyper_parameter,first,total,explained\n";
  for (const OutputSensitivity& output : outputs)
    for (std::size_t i = 0; i < config.hyper_parameters.size(); ++i)
      text += fmt::format("{},{},{},{:.3f},{:.3f},{:.3f}\n", csv_field(output.output), output.scale,
                          config.hyper_parameters[i].name, output.indices.first[static_cast<Eigen::Index>(i)],
                          output.indices.total[static_cast<Eigen::Index>(i)], output.explained);
  return text;
}

}  // namespace trimer::calibration
