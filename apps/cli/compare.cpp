#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include <trimer/core/did_you_mean.h>
#include <trimer/core/output_file.h>
#include <trimer/core/version.h>
#include <trimer/evidence/library.h>
#include <trimer/report/comparison_report.h>
#include <trimer/trial/compare.h>

#include "commands.h"
#include "interrupt.h"
#include "progress.h"

namespace trimer::cli {
namespace {

using evidence::Study;

/// The shipped studies and those of the user; one of the user's with a shipped id takes its place.
std::vector<Study> catalogue(const std::vector<std::filesystem::path>& places) {
  std::vector<Study> studies = evidence::shipped_studies();
  for (Study& study : evidence::read_study_files(places)) {
    const auto same = std::find_if(studies.begin(), studies.end(),
                                   [&](const Study& other) { return other.id == study.id; });
    if (same == studies.end())
      studies.push_back(std::move(study));
    else
      *same = std::move(study);
  }
  return studies;
}

std::vector<const Study*> chosen(const std::vector<Study>& studies, const std::vector<std::string>& ids) {
  std::vector<const Study*> list;
  if (ids.empty()) {
    for (const Study& study : studies) list.push_back(&study);
    return list;
  }
  std::vector<std::string> known;
  for (const Study& study : studies) known.push_back(study.id);
  FaultList faults;
  for (const std::string& id : ids) {
    const auto found = std::find(known.begin(), known.end(), id);
    if (found == known.end()) {
      faults.add({.file = {},
                  .line = 0,
                  .column = 0,
                  .path = "STUDY",
                  .value = id,
                  .expectation = "unknown study" + suggestion(id, known)});
      continue;
    }
    const Study* study = &studies[static_cast<std::size_t>(found - known.begin())];
    if (std::find(list.begin(), list.end(), study) == list.end()) list.push_back(study);
  }
  faults.throw_if_any();
  return list;
}

/// What is known about the population: parameter sets, and their name for the report.
struct Members {
  std::vector<population::ParameterModel> models;
  std::string name;
};

Members members_of(const CompareArguments& arguments) {
  std::string name = arguments.ensemble;
  if (name.empty()) name = population::default_ensemble().value_or("none");
  if (name == "none") return {{population::parameter_model()}, "data/parameters as they are, one set"};
  const std::filesystem::path file = name;
  const population::ParameterEnsemble ensemble = file.has_parent_path() || file.extension() == ".toml"
                                                     ? population::read_ensemble(read_file(file), name)
                                                     : population::named_ensemble(name);
  Members members{trial::ensemble_members(ensemble, arguments.patients), ""};
  members.name = fmt::format("ensemble {} ({}; {}), {} of its {} members", name, ensemble.title,
                             ensemble.origin.command, members.models.size(), ensemble.size());
  return members;
}

std::vector<evidence::EndpointVerdict> all_verdicts(const trial::ComparisonResult& result) {
  std::vector<evidence::EndpointVerdict> verdicts;
  for (const trial::StudyComparison& study : result.studies)
    verdicts.insert(verdicts.end(), study.verdicts.begin(), study.verdicts.end());
  return verdicts;
}

report::ComparisonReportInput report_input(const CompareArguments& arguments, const Members& members,
                                           const trial::ComparisonResult& result,
                                           const evidence::VerdictOptions& options) {
  report::ComparisonReportInput input;
  input.subtitle =
      fmt::format("{} simulated patients of each study · seed {}", arguments.patients, arguments.seed);
  input.opening = {
      "Each study that can be run is simulated with its own population, regimen, premedication, visits and "
      "follow-up. "
      "Every patient is seen by the virtual clinic and assessed from the record alone; CRS, adverse events, "
      "response "
      "and MRD are then counted as that study counted them."};
  input.level = options.level;
  input.score = result.score;
  input.parameters_vary = members.models.size() > 1;
  for (const trial::StudyComparison& study : result.studies)
    input.studies.push_back({study.study, study.study->simulate ? &study.tally : nullptr, &study.verdicts});
  input.provenance = {{"Program", fmt::format("trimer {}", version)},
                      {"Seed", std::to_string(arguments.seed)},
                      {"Patients of each study", std::to_string(arguments.patients)},
                      {"Simulated in all", std::to_string(result.simulated)},
                      {"Trials drawn per median or ratio", std::to_string(options.trials)},
                      {"Parameters", members.name},
                      {"Use", "research only; not advice for treating a patient"}};
  for (const std::filesystem::path& place : arguments.evidence)
    input.provenance.emplace_back("Evidence of the user", place.string());
  return input;
}

/// Verdicts as plain text, for the terminal.
std::string verdict_table(const trial::ComparisonResult& result) {
  const auto number = [](const std::optional<double>& value) {
    return value && std::isfinite(*value) ? fmt::format("{:.3g}", *value) : std::string("not reached");
  };
  std::string text;
  for (const trial::StudyComparison& study : result.studies) {
    text += study.study->id + (study.study->simulate ? "" : ": not run, " + study.study->why_not) + "\n";
    if (study.tally.failed() > 0)
      text += fmt::format("  {} of {} simulations did not end as planned\n", study.tally.failed(),
                          study.tally.patients());
    for (const evidence::EndpointVerdict& verdict : study.verdicts)
      if (verdict.inside)
        text +=
            fmt::format("  {:<36} {:>11}   simulated {:>11}   {:>11} to {:<11} {}\n", verdict.published->name,
                        number(verdict.published_value), number(verdict.simulated.value), number(verdict.low),
                        number(verdict.high), *verdict.inside ? "inside" : "OUTSIDE");
  }
  return text;
}

}  // namespace

int compare(const CompareArguments& arguments) {
  watch_for_interrupt();
  const std::vector<Study> studies = catalogue(arguments.evidence);
  const std::vector<const Study*> list = chosen(studies, arguments.studies);
  const Members members = members_of(arguments);
  OutputFolder folder(arguments.out, arguments.replace);
  const evidence::VerdictOptions options{.seed = arguments.seed};
  trial::ComparisonResult result;
  {
    Progress progress;
    result = trial::compare_studies(
        list, members.models,
        {.seed = arguments.seed, .patients = arguments.patients, .threads = arguments.threads}, options,
        [&](std::uint64_t done, std::uint64_t all) {
          throw_if_interrupted();
          progress(done, all);
        });
  }
  const std::vector<evidence::EndpointVerdict> verdicts = all_verdicts(result);
  write_file(folder.path() / "comparison.json", evidence::comparison_json(verdicts, options.level));
  report::comparison_report(report_input(arguments, members, result, options)).write(folder.path());
  folder.commit();
  std::printf("%s\n%s\nSimulated %llu patients in %.1f s on %d thread%s\n", verdict_table(result).c_str(),
              (arguments.out / "report.html").string().c_str(),
              static_cast<unsigned long long>(result.simulated), result.wall_seconds, result.threads,
              result.threads == 1 ? "" : "s");
  constexpr std::array roles = {evidence::Use::calibrate, evidence::Use::hold_out_public,
                                evidence::Use::hold_out};
  if (const auto width = evidence::width_beside_sampling(verdicts, roles); width && members.models.size() > 1)
    std::printf("%zu members of an ensemble: intervals %.2f times as wide as from sampling alone (median)\n",
                members.models.size(), *width);
  std::printf("%s\n", to_text(result.score).c_str());
  return 0;
}

}  // namespace trimer::cli
