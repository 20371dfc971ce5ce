#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include <trimer/calibration/calibrate.h>
#include <trimer/calibration/result_tables.h>
#include <trimer/trial/patient_stream.h>

#include "commands.h"
#include "interrupt.h"
#include "progress.h"

namespace trimer::cli {
namespace {

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

}  // namespace

int calibrate(const CalibrateArguments& arguments) {
  watch_for_interrupt();
  calibration::CalibrationRequest request;
  request.config = calibration::read_config(arguments.config);
  request.out = arguments.out.empty()
                    ? std::filesystem::path("calibrated") / fmt::format("{}-{}", request.config.name, request.config.seed)
                    : arguments.out;
  request.resume = arguments.resume;
  request.threads = trial::thread_count(arguments.threads, 1024);
  request.command = "trimer calibrate " + arguments.config.string();
  request.progress = Lines();
  request.stop = [] { return detail::interrupted != 0; };
  try {
    const calibration::CalibrationResult result = calibration::calibrate(request);
    std::printf("%s\n%s\n%zu evaluations, %lld patients, %s on %d thread%s\n", summary(result).c_str(),
                (request.out / (request.config.name + ".toml")).string().c_str(), result.evaluations,
                static_cast<long long>(result.patients), duration_text(result.seconds).c_str(), request.threads,
                request.threads == 1 ? "" : "s");
    return 0;
  } catch (const inference::Stopped&) {
    std::fprintf(stderr, "interrupted; the simulations so far are kept in %s, go on with --resume\n",
                 request.out.string().c_str());
    return 130;
  }
}

}  // namespace trimer::cli
