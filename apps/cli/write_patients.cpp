#include "write_patients.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <trimer/core/version.h>
#include <trimer/report/patients_report.h>
#include <trimer/trial/named_patients.h>

#include "cohort_report_input.h"

namespace trimer::cli {
namespace {

report::PatientsReportInput report_input(const scenario::Scenario& scenario,
                                         const std::vector<trial::PatientResult>& results) {
  report::PatientsReportInput input;
  input.title = scenario.title;
  const std::size_t named = scenario.named.patients.size();
  input.subtitle = fmt::format("{} named patient{} · {} courses of each · population {} · seed {}", named,
                               named == 1 ? "" : "s", results.front().run.patients, scenario.population.name,
                               results.front().run.seed);
  for (const std::string& line : regimen::in_words(scenario.regimen))
    input.plan += (input.plan.empty() ? "" : ". ") + line;
  while (!input.plan.empty() && input.plan.back() == '.') input.plan.pop_back();
  input.outcomes = trial::moved_outcome_names(trial::survival_landmark(scenario.follow_up_days));
  input.unselected = results.front().unselected;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const trial::PatientResult& result = results[i];
    report::NamedPatientInput patient;
    patient.cohort = {result.name,       result.folder.generic_string(), result.known,
                      &result.run.tally, &result.run.exposure,           result.differences};
    patient.probabilities = result.probabilities;
    patient.movers = result.movers;
    for (const trial::DrawnQuantity& quantity : result.quantities) {
      patient.quantities.push_back(report::quantity_name(quantity.name, quantity.unit));
      patient.meanings.push_back(quantity.meaning);
    }
    input.patients.push_back(std::move(patient));
  }
  for (const std::string& statement : regimen::from_memory(scenario.regimen))
    input.cautions.push_back("Quoted from memory: " + statement);
  input.known_assumed = known_assumed();
  input.provenance = {{"Program", fmt::format("trimer {}", version)},
                      {"Scenario", fmt::format("{} ({})", scenario.name, scenario.hash)},
                      {"Seed", std::to_string(results.front().run.seed)},
                      {"Courses of each patient", std::to_string(results.front().run.patients)},
                      {"Use", "research only; not advice for treating a patient"}};
  return input;
}

/// What the terminal shows of each patient: probabilities, then what moves response and CRS.
std::string patients_text(const report::PatientsReportInput& input) {
  constexpr std::array outcomes_told = {0, 2};  // remission, CRS
  std::string text;
  for (const report::NamedPatientInput& patient : input.patients) {
    text += patient.cohort.name + "\n";
    for (const cohort::Probability& p : patient.probabilities)
      if (report::shown_between_arms(p.id) && p.id.rfind("efs_", 0) != 0)
        text += fmt::format("  {:<32} {:>6}  ({} %)\n", report::name_of(p), report::percent_text(p.value),
                            report::percent_limits(p.low, p.high));
    for (const int outcome : outcomes_told) {
      std::string movers;
      for (const cohort::Mover& m : patient.movers[static_cast<std::size_t>(outcome)]) {
        if (!m.clear() || movers.size() > 160) break;
        movers += fmt::format("{}{} ({:+.0f})", movers.empty() ? "" : "; ", patient.quantities[m.quantity],
                              100 * m.difference);
      }
      text += fmt::format("  {} moved most by: {}\n",
                          report::with_signs(input.outcomes[static_cast<std::size_t>(outcome)]),
                          movers.empty() ? "nothing beyond chance" : movers);
    }
  }
  return text;
}

}  // namespace

std::string write_patients(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                           const std::filesystem::path& folder, const trial::Progress& progress) {
  const auto results = trial::run_named_patients(
      scenario, options, folder, progress,
      [](const scenario::Arm& arm, const trial::PatientResult& result, const auto& patient_folder) {
        report::CohortReportInput input = cohort_report_input(arm.scenario, result.run);
        input.title += ": " + arm.name;
        report::cohort_report(input).write(patient_folder);
      });
  const report::PatientsReportInput input = report_input(scenario, results);
  report::patients_report(input).write(folder);
  std::int64_t failed = 0;
  for (const trial::PatientResult& result : results) failed += result.run.tally.failed();
  return fmt::format(
      "{}\n{}\n\n{}\nShares of courses with 95 % intervals; moved by: points from the lowest to the highest "
      "third of a "
      "quantity; {} of {} simulations failed\nResearch use only: not advice for treating a patient.\n",
      input.title, input.subtitle, patients_text(input), failed,
      results.size() * results.front().run.patients);
}

}  // namespace trimer::cli
