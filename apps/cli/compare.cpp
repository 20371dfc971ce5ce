#include <algorithm>
#include <cstdio>
#include <map>

#include <fmt/format.h>

#include <trimer/core/did_you_mean.h>
#include <trimer/core/fingerprint.h>
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

report::ComparisonReportInput report_input(const CompareArguments& arguments, const trial::ComparisonResult& result,
                                           const evidence::VerdictOptions& options) {
  report::ComparisonReportInput input;
  input.subtitle = fmt::format("{} simulated patients of each study · seed {}", arguments.patients, arguments.seed);
  input.opening = {
      "Each study that can be run is simulated with its own population, regimen, premedication, visits and follow-up. "
      "Every patient is seen by the virtual clinic and assessed from the record alone; CRS, adverse events, response "
      "and MRD are then counted as that study counted them."};
  input.level = options.level;
  input.score = result.score;
  for (const trial::StudyComparison& study : result.studies)
    input.studies.push_back({study.study, study.study->simulate ? &study.tally : nullptr, &study.verdicts});
  input.provenance = {{"Program", fmt::format("trimer {}", version)},
                      {"Seed", std::to_string(arguments.seed)},
                      {"Patients of each study", std::to_string(arguments.patients)},
                      {"Simulated in all", std::to_string(result.simulated)},
                      {"Trials drawn per median or ratio", std::to_string(options.trials)},
                      {"Parameters", "data/parameters as shipped, one set"},
                      {"Use", "research only; not advice for treating a patient"}};
  for (const std::filesystem::path& place : arguments.evidence)
    input.provenance.emplace_back("Evidence of the user", place.string());
  return input;
}

/// Verdicts as plain text, for the terminal.
std::string verdict_table(const trial::ComparisonResult& result) {
  std::string text;
  const auto number = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.3g}", *value) : std::string("-");
  };
  for (const trial::StudyComparison& study : result.studies) {
    text += study.study->id + (study.study->simulate ? "" : ": not run, " + study.study->why_not) + "\n";
    for (const evidence::EndpointVerdict& verdict : study.verdicts) {
      if (!verdict.inside) continue;
      const std::string high = verdict.high ? number(verdict.high) : "not reached";
      text += fmt::format("  {:<36} {:>9}   simulated {:>7}   {:>7} to {:<11} {}\n", verdict.published->name,
                          number(verdict.published_value), number(verdict.simulated.value), number(verdict.low), high,
                          *verdict.inside ? "inside" : "OUTSIDE");
    }
  }
  return text;
}

}  // namespace

int compare(const CompareArguments& arguments) {
  watch_for_interrupt();
  const std::vector<Study> studies = catalogue(arguments.evidence);
  const std::vector<const Study*> list = chosen(studies, arguments.studies);
  OutputFolder folder(arguments.out, arguments.replace);
  const evidence::VerdictOptions options{.seed = arguments.seed};
  const population::ParameterModel model = population::parameter_model();
  trial::ComparisonResult result;
  {
    Progress progress;
    result = trial::compare_studies(
        list, {&model, 1}, {.seed = arguments.seed, .patients = arguments.patients, .threads = arguments.threads},
        options, [&](std::uint64_t done, std::uint64_t all) {
          throw_if_interrupted();
          progress(done, all);
        });
  }
  std::vector<evidence::EndpointVerdict> verdicts;
  for (const trial::StudyComparison& study : result.studies)
    verdicts.insert(verdicts.end(), study.verdicts.begin(), study.verdicts.end());
  write_file(folder.path() / "comparison.json", evidence::comparison_json(verdicts, options.level));
  report::comparison_report(report_input(arguments, result, options)).write(folder.path());
  folder.commit();
  std::printf("%s\n%s\nSimulated %llu patients in %.1f s on %d thread%s\n%s\n", verdict_table(result).c_str(),
              (arguments.out / "report.html").string().c_str(), static_cast<unsigned long long>(result.simulated),
              result.wall_seconds, result.threads, result.threads == 1 ? "" : "s", to_text(result.score).c_str());
  return 0;
}

}  // namespace trimer::cli
