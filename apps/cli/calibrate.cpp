#include <chrono>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include <trimer/calibration/calibrate.h>
#include <trimer/calibration/credibility_page.h>
#include <trimer/calibration/leave_one_out.h>
#include <trimer/calibration/recovery.h>
#include <trimer/calibration/result_tables.h>
#include <trimer/calibration/sensitivity.h>
#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/library.h>
#include <trimer/inference/compare_methods.h>
#include <trimer/trial/patient_stream.h>

#include "commands.h"
#include "interrupt.h"
#include "progress.h"

namespace trimer::cli {
namespace {

namespace fs = std::filesystem;

/// One line per report: phases and evaluations, with the rate.
class Lines {
 public:
  void operator()(const inference::Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!first_) first_ = progress.patients, start_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = seconds > 0 ? static_cast<double>(progress.patients - *first_) / seconds : 0;
    std::fprintf(stderr, "%s: %zu of %zu; %zu evaluations, %lld patients%s\n", progress.phase.c_str(),
                 progress.of_this_phase, progress.phase_size, progress.evaluations,
                 static_cast<long long>(progress.patients),
                 rate > 0 ? fmt::format(", {:.0f}/s, {}", rate, duration_text(seconds)).c_str() : "");
  }

 private:
  std::optional<std::int64_t> first_;
  std::chrono::steady_clock::time_point start_;
};

std::string summary(const calibration::CalibrationResult& result) {
  std::string text = fmt::format("{:<38} {:>29} {:>29}  contraction\n", "", "prior median (90 %)", "posterior median (90 %)");
  const auto& parameters = result.ensemble.hyper_parameters;
  const auto rows = calibration::parameter_summaries(parameters, result.posterior.sample);
  for (std::size_t i = 0; i < rows.size(); ++i)
    text += fmt::format("{:<38} {:>29} {:>29}  {:.2f}\n", parameters[i].name,
                        fmt::format("{:.3g} ({:.3g} to {:.3g})", rows[i].prior_median, rows[i].prior_low, rows[i].prior_high),
                        fmt::format("{:.3g} ({:.3g} to {:.3g})", rows[i].posterior_median, rows[i].posterior_low, rows[i].posterior_high),
                        rows[i].contraction);
  text += fmt::format("\n{:<68} {:>9} {:>27}\n", "", "published", "posterior median (90 %)");
  const auto targets = calibration::target_summaries(result.targets, result.posterior);
  for (std::size_t t = 0; t < targets.size(); ++t)
    text += fmt::format("{:<68} {:>9.3g} {:>27}\n", result.targets.targets[t].target.name, targets[t].published,
                        fmt::format("{:.3g} ({:.3g} to {:.3g})", targets[t].median, targets[t].low, targets[t].high));
  return text;
}

void compare_methods(const fs::path& folder, std::uint64_t seed, int threads) {
  const auto results = inference::compare_methods(seed, threads);
  std::string table = "problem,method,evaluations,error_of_mean,smallest_sd_ratio,largest_sd_ratio,distribution\n";
  std::printf("%-60s %-28s %11s %9s %15s %13s\n", "problem", "method", "evaluations", "mean", "SD ratios", "distribution");
  for (const auto& r : results) {
    table += fmt::format("{},{},{},{:.3f},{:.3f},{:.3f},{:.3f}\n", csv_field(r.problem), csv_field(r.method), r.evaluations, r.distance.mean,
                         r.distance.sd_low, r.distance.sd_high, r.distance.distribution);
    std::printf("%-60s %-28s %11zu %9.3f %7.3f-%-7.3f %13.3f\n", r.problem.c_str(), r.method.c_str(), r.evaluations,
                r.distance.mean, r.distance.sd_low, r.distance.sd_high, r.distance.distribution);
  }
  if (folder.empty()) return;
  fs::create_directories(folder);
  write_file(folder / "methods.csv", table);
}

void leave_one_out(const calibration::CalibrationConfig& config, const calibration::CalibrationResult& result,
                   const fs::path& folder, int threads) {
  calibration::LeaveOneOutOptions options;
  options.threads = threads;
  const auto studies = calibration::leave_one_out(config, result, options);
  write_file(folder / "left_out.csv", calibration::left_out_csv(studies));
  for (const auto& study : studies)
    std::printf("without %s: %s\n", study.study->id.c_str(), evidence::to_text(study.score).c_str());
}

void recover(const calibration::CalibrationConfig& config, const calibration::CalibrationResult& result,
             const fs::path& folder, int truths, int threads) {
  calibration::RecoveryOptions options;
  options.truths = truths;
  options.threads = threads;
  const calibration::Recovery recovery = calibration::recover(config, result, options);
  write_file(folder / "recovery.csv", calibration::recovery_csv(config, recovery));
  for (const double level : {0.5, 0.9})
    std::printf("recovery: %.0f %% interval holds %.1f %% (standard error %.1f) of the true values\n", 100 * level,
                100 * recovery.coverage(level), 100 * recovery.coverage_error(level));
}

void sensitivity(const calibration::CalibrationConfig& config, const fs::path& folder, int points, int threads) {
  calibration::SensitivityOptions options;
  options.points = points;
  options.threads = threads;
  fs::create_directories(folder);
  options.checkpoint = folder / "sensitivity_evaluations.csv";
  options.progress = Lines();
  options.stop = [] { return detail::interrupted != 0; };
  const auto outputs = calibration::sensitivity(config, options);
  write_file(folder / "sensitivity.csv", calibration::sensitivity_csv(config, outputs));
  std::printf("%s\n", (folder / "sensitivity.csv").string().c_str());
}

void page(const CalibrateArguments& arguments, const calibration::CalibrationConfig& config, const fs::path& folder,
          int threads) {
  calibration::CredibilityInput input;
  const fs::path own = folder / (config.name + ".toml");
  input.ensemble = fs::exists(own) ? population::read_ensemble(read_file(own), own.string())
                                   : population::named_ensemble(config.name);
  input.ensemble_name = config.name;
  input.folder = folder;
  input.patients = arguments.page_patients;
  for (const std::string& file : data_files_in("calibration"))
    if (file == "causes.csv")
      input.causes = calibration::read_causes(data_file("calibration/causes.csv"), data_file_origin("calibration/causes.csv"));
  const auto members = trial::ensemble_members(input.ensemble, arguments.page_patients);
  std::vector<const evidence::Study*> studies;
  for (const evidence::Study& study : evidence::shipped_studies()) studies.push_back(&study);
  const evidence::VerdictOptions verdict;
  input.level = verdict.level;
  {
    Progress progress;
    input.comparison = trial::compare_studies(
        studies, members, {.seed = config.seed + 1, .patients = arguments.page_patients, .threads = threads}, verdict,
        [&](std::uint64_t done, std::uint64_t all) {
          throw_if_interrupted();
          progress(done, all);
        });
  }
  calibration::KnownFaultOptions options;
  options.seed = config.seed + 2;
  options.threads = threads;
  options.progress = [](const std::string& what) {
    throw_if_interrupted();
    std::fprintf(stderr, "%s\n", what.c_str());
  };
  input.faults = calibration::known_faults(members, options);
  write_file(arguments.page, calibration::credibility_page(input));
  const auto score = calibration::score_of(input.comparison, evidence::Use::calibrate);
  std::printf("%s: %d of %d fitted endpoints inside, median interval %.2f times that of sampling\n",
              arguments.page.string().c_str(), score.inside, score.judged, score.width_ratio);
}

}  // namespace

int calibrate(const CalibrateArguments& arguments) {
  watch_for_interrupt();
  const int threads = trial::thread_count(arguments.threads, 1024);
  if (arguments.config.empty()) {
    compare_methods(arguments.out, 1, threads);
    return 0;
  }
  calibration::CalibrationRequest request;
  request.config = calibration::read_config(arguments.config);
  request.out = arguments.out.empty() ? fs::path("calibrated") / fmt::format("{}-{}", request.config.name, request.config.seed)
                                      : arguments.out;
  request.resume = arguments.resume;
  request.threads = threads;
  request.command = "trimer calibrate " + arguments.config.string();
  request.progress = Lines();
  request.stop = [] { return detail::interrupted != 0; };
  const bool checks = arguments.compare_methods || arguments.sensitivity > 0 || !arguments.page.empty();
  try {
    if (arguments.leave_one_out || arguments.recover > 0 || !checks) {
      const calibration::CalibrationResult result = calibration::calibrate(request);
      std::printf("%s\n%s\n%zu evaluations, %lld patients, %s on %d thread%s\n", summary(result).c_str(),
                  (request.out / (request.config.name + ".toml")).string().c_str(), result.evaluations,
                  static_cast<long long>(result.patients), duration_text(result.seconds).c_str(), threads,
                  threads == 1 ? "" : "s");
      if (arguments.leave_one_out) leave_one_out(request.config, result, request.out, threads);
      if (arguments.recover > 0) recover(request.config, result, request.out, arguments.recover, threads);
    }
    if (arguments.compare_methods) compare_methods(request.out, request.config.seed, threads);
    if (arguments.sensitivity > 0) sensitivity(request.config, request.out, arguments.sensitivity, threads);
    if (!arguments.page.empty()) page(arguments, request.config, request.out, threads);
    return 0;
  } catch (const inference::Stopped&) {
    std::fprintf(stderr, "interrupted; the simulations so far are kept in %s, go on with --resume\n",
                 request.out.string().c_str());
    return 130;
  }
}

}  // namespace trimer::cli
