#include "write_run.h"

#include <filesystem>

#include <fmt/format.h>

#include <trimer/trial/run.h>

#include "cohort_report_input.h"

namespace trimer::cli {
namespace {

/// The cohort table as plain text, for the terminal.
std::string cohort_table(const report::CohortReportInput& input) {
  std::string text = fmt::format("{}\n{}\n\n", input.title, input.subtitle);
  const auto value = [](double fraction, const std::string& unit) {
    return unit == "%" ? report::percent_text(fraction) : report::value_text(fraction, 3);
  };
  std::string group;
  for (const report::EndpointRow& row : input.endpoints) {
    if (row.group != group) text += fmt::format("{}\n", group = row.group);
    std::string simulated = value(row.simulated.value, row.unit);
    if (row.k && row.n) simulated = fmt::format("{}/{} = {}", *row.k, *row.n, simulated);
    text += fmt::format("  {:<40} {:>20} {}\n", row.name, simulated, row.unit == "%" ? "" : row.unit);
    for (const auto& beside : row.beside) {
      std::string published = value(beside.published.estimate.value, row.unit);
      if (beside.published.k && beside.published.n)
        published = fmt::format("{}/{} = {}", *beside.published.k, *beside.published.n, published);
      text += fmt::format("    {:<38} {:>20}   a series of that size: {} to {}\n", beside.published.study, published,
                          value(beside.prediction.low, row.unit), value(beside.prediction.high, row.unit));
    }
  }
  text += fmt::format("\n{} patients asked for, {} simulated to their end, {} failed\n", input.patients_asked,
                      input.patients_simulated, input.patients_asked - input.patients_simulated);
  for (const report::FailureRow& failure : input.failures)
    text += fmt::format("  {}: {} ({})\n", failure.reason, failure.patients, failure.examples);
  text += "Research use only: not advice for treating a patient.\n";
  return text;
}

}  // namespace

std::string write_run(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                      const std::filesystem::path& folder,
                      const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const trial::RunResult result = trial::run(scenario, options, folder, progress);
  const report::CohortReportInput input = cohort_report_input(scenario, result);
  report::cohort_report(input).write(folder);
  return cohort_table(input) + fmt::format("Simulated in {:.1f} s on {} thread{}, {:.0f} patients/s\n",
                                           result.wall_seconds, result.threads, result.threads == 1 ? "" : "s",
                                           static_cast<double>(result.patients) / result.wall_seconds);
}

}  // namespace trimer::cli
