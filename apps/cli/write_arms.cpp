#include "write_arms.h"

#include <algorithm>

#include <fmt/format.h>

#include <trimer/core/version.h>
#include <trimer/report/arms_report.h>

#include "cohort_report_input.h"

namespace trimer::cli {
namespace {

report::ArmsReportInput report_input(const scenario::Scenario& scenario,
                                     const std::vector<trial::ArmResult>& results) {
  report::ArmsReportInput input;
  input.title = scenario.title;
  input.subtitle =
      fmt::format("{} arms of the same {} virtual patients · population {} · seed {}", results.size(),
                  results.front().run.patients, scenario.population.name, results.front().run.seed);
  if (scenario.sweep) input.swept_key = scenario.sweep->key;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const trial::ArmResult& result = results[i];
    const regimen::Regimen& plan = scenario.arms[i].scenario.regimen;
    input.arms.push_back({result.name, result.folder.generic_string(), regimen::in_words(plan),
                          &result.run.tally, &result.run.exposure, result.differences});
    for (const std::string& statement : regimen::from_memory(plan)) {
      const std::string caution = "Quoted from memory: " + statement;
      if (std::find(input.cautions.begin(), input.cautions.end(), caution) == input.cautions.end())
        input.cautions.push_back(caution);
    }
  }
  input.known_assumed = known_assumed();
  input.provenance = {{"Program", fmt::format("trimer {}", version)},
                      {"Scenario", fmt::format("{} ({})", scenario.name, scenario.hash)},
                      {"Seed", std::to_string(results.front().run.seed)},
                      {"Patients", std::to_string(results.front().run.patients)},
                      {"Use", "research only; not advice for treating a patient"}};
  return input;
}

/// Shares and differences for the terminal, one block per endpoint.
std::string arms_text(const std::vector<trial::ArmResult>& results) {
  std::string text;
  std::size_t widest = 0;
  for (const trial::ArmResult& arm : results) widest = std::max(widest, arm.name.size());
  for (const cohort::ArmDifference& of : results[1].differences) {
    if (!report::shown_between_arms(of.id)) continue;
    const bool share = of.unit == "1";
    const auto value = [&](double v) {
      return share ? fmt::format("{:.1f} %", 100 * v) : fmt::format("{:.0f} d", v);
    };
    text += fmt::format("{}\n  {:<{}}  {:>8}\n", report::name_of(of), results[0].name, widest,
                        value(of.reference));
    for (const trial::ArmResult& arm : results)
      for (const cohort::ArmDifference& d : arm.differences) {
        if (d.id != of.id) continue;
        const double unit = share ? 100 : 1;
        text += fmt::format("  {:<{}}  {:>8}   {:+.1f} ({:+.1f} to {:+.1f})\n", arm.name, widest,
                            value(d.arm), unit * d.difference + 0.0, unit * d.low + 0.0, unit * d.high + 0.0);
      }
  }
  return text;
}

}  // namespace

std::string write_arms(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                       const std::filesystem::path& folder, const trial::Progress& progress) {
  const auto results =
      trial::run_arms(scenario, options, folder, progress,
                      [](const scenario::Arm& arm, const trial::ArmResult& result, const auto& arm_folder) {
                        report::CohortReportInput input = cohort_report_input(arm.scenario, result.run);
                        input.title += ": " + arm.name;
                        report::cohort_report(input).write(arm_folder);
                      });
  const report::ArmsReportInput input = report_input(scenario, results);
  report::arms_report(input).write(folder);
  std::int64_t failed = 0;
  for (const trial::ArmResult& arm : results) failed += arm.run.tally.failed();
  return fmt::format(
      "{}\n{}\n\n{}\nDifferences from {} in percentage points or days, with paired 95 % intervals of this "
      "cohort; {} of {} simulations failed\nResearch use only: not advice for treating a patient.\n",
      input.title, input.subtitle, arms_text(results), results.front().name, failed,
      results.size() * results.front().run.patients);
}

}  // namespace trimer::cli
