#include <trimer/report/comparison_report.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <trimer/report/comparison_figures.h>

namespace trimer::report {

namespace {

using evidence::EndpointVerdict;
using evidence::Study;
using evidence::Use;

std::string verdict_word(const EndpointVerdict& verdict) {
  if (!verdict.inside) return verdict.published->use == Use::show ? "shown" : "not judged";
  return *verdict.inside ? "inside" : "OUTSIDE";
}

/// `177/500 = 35.4% ± 2.1`; patients of whom the record cannot say are in n and told apart.
std::string simulated_text(const EndpointVerdict& verdict) {
  const auto& simulated = verdict.simulated;
  std::string text;
  if (verdict.published->kind == evidence::Kind::proportion && simulated.n > 0)
    text = fmt::format("{}/{} = ", simulated.k, simulated.n);
  if (!simulated.value) return simulated.not_reached ? "not reached" : "–";
  text += with_unit(*verdict.published, simulated.value);
  if (simulated.mc_error) text += " ± " + value_text(*simulated.mc_error, 2);
  if (simulated.not_evaluable > 0) text += fmt::format(" ({} NE)", simulated.not_evaluable);
  return text;
}

std::string miss_text(const EndpointVerdict& verdict) {
  if (!verdict.published_value) return "";
  return verdict.low && *verdict.published_value < *verdict.low ? "high" : "low";
}

std::string interval_heading(const ComparisonReportInput& input) {
  return fmt::format("{:g}% predictive", input.level * 100);
}

Table misses_table(const ComparisonReportInput& input) {
  Table table{"misses",
              "Published numbers outside their predictive interval",
              {{"Endpoint", "", false},
               {"Simulated", "is too", false},
               {"Published", "", true},
               {"Simulated", "± Monte Carlo error", true},
               {"Interval", interval_heading(input), true}},
              {},
              {},
              true};
  for (const ComparedStudy& compared : input.studies) {
    bool first = true;
    for (const EndpointVerdict& verdict : *compared.verdicts) {
      if (verdict.inside != std::optional(false)) continue;
      if (first) table.rows.push_back({study_name(*compared.study)});
      first = false;
      table.rows.push_back({verdict.published->name, miss_text(verdict), published_text(*verdict.published),
                            simulated_text(verdict), interval_text(verdict)});
      if (!verdict.note.empty())
        table.footnotes.push_back(study_name(*compared.study) + ", " + verdict.published->name + ": " +
                                  verdict.note);
    }
  }
  return table;
}

Table study_table(const ComparedStudy& compared, const ComparisonReportInput& input) {
  Table table{compared.study->id + "_endpoints",
              "Endpoints of " + study_name(*compared.study),
              {{"Endpoint", "", false},
               {"Verdict", "", false},
               {"Published", "", true},
               {"Simulated", "± Monte Carlo error", true},
               {"Interval", interval_heading(input), true}},
              {},
              {"NE: patients of whom the record cannot say; they stay in the denominator."},
              true};
  if (input.parameters_vary) table.columns.push_back({"Sampling alone", "parameters known", true});
  for (const Use use : {Use::calibrate, Use::hold_out_public, Use::hold_out, Use::show}) {
    bool first = true;
    for (const EndpointVerdict& verdict : *compared.verdicts) {
      if (verdict.published->use != use) continue;
      if (first) table.rows.push_back({"Role: " + std::string(to_text(use))});
      first = false;
      std::vector<std::string> row = {verdict.published->name, verdict_word(verdict),
                                      published_text(*verdict.published), simulated_text(verdict),
                                      interval_text(verdict)};
      if (input.parameters_vary) {
        EndpointVerdict sampling = verdict;
        sampling.low = verdict.low_sampling;
        sampling.high = verdict.high_sampling;
        row.push_back(interval_text(sampling));
      }
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

Table definitions_table(const ComparedStudy& compared) {
  Table table{compared.study->id + "_definitions",
              "What was counted in " + study_name(*compared.study) + ", and what stands for it",
              {{"Endpoint", "", false},
               {"Counted", "scale, patients, study days", false},
               {"Simulated", "", false},
               {"Beside", "how it differs; why it is not judged", false}},
              {},
              {},
              true};
  for (const EndpointVerdict& verdict : *compared.verdicts) {
    const auto& published = *verdict.published;
    if (published.use == Use::not_simulated) continue;
    std::string counted = published.threshold ? to_text(*published.threshold) : "no test printed";
    if (!published.ascertainment.empty()) counted += "; " + published.ascertainment;
    counted += "; " + published.denominator;
    if (published.has_window)
      counted +=
          fmt::format("; days {} to {}", published.window_from ? value_text(*published.window_from) : "1",
                      published.window_to ? value_text(*published.window_to) : "the end");
    std::string beside = verdict.note;
    if (!verdict.reason.empty()) beside += (beside.empty() ? "" : ". ") + verdict.reason;
    table.rows.push_back({published.name, counted,
                          verdict.ascertainment.empty() ? "–" : verdict.ascertainment,
                          beside.empty() ? "–" : beside});
  }
  return table;
}

Table not_simulated_table(const ComparisonReportInput& input) {
  Table table{"not_simulated",
              "Published numbers that nothing simulated stands beside",
              {{"Endpoint", "", false}, {"Study", "", false}, {"Published", "", true}, {"Reason", "", false}},
              {},
              {},
              true};
  for (const ComparedStudy& compared : input.studies)
    for (const EndpointVerdict& verdict : *compared.verdicts)
      if (verdict.published->use == Use::not_simulated)
        table.rows.push_back({verdict.published->name, study_name(*compared.study),
                              published_text(*verdict.published), verdict.reason});
  return table;
}

Table not_run_table(const ComparisonReportInput& input) {
  Table table{"not_run",
              "Studies that cannot be run",
              {{"Study", "", false}, {"Citation", "", false}, {"Why not", "", false}},
              {},
              {},
              true};
  for (const ComparedStudy& compared : input.studies)
    if (compared.tally == nullptr)
      table.rows.push_back({compared.study->id, compared.study->citation, compared.study->why_not});
  return table;
}

/// Score by role, and what was not judged.
std::vector<KeyFigure> key_figures(const ComparisonReportInput& input) {
  std::vector<KeyFigure> figures;
  figures.push_back(
      {"Inside", fmt::format("{} of {}", input.score.inside, input.score.judged),
       fmt::format("published estimates inside their {:g}% predictive interval", input.level * 100)});
  for (const Use use : {Use::calibrate, Use::hold_out_public, Use::hold_out}) {
    evidence::Score score;
    for (const ComparedStudy& compared : input.studies)
      for (const EndpointVerdict& verdict : *compared.verdicts)
        if (verdict.published->use == use) score.add(verdict);
    if (score.judged == 0) continue;
    const char* meaning = use == Use::calibrate ? "may be fitted" : "never fitted";
    figures.push_back({"Of role " + std::string(to_text(use)),
                       fmt::format("{} of {}", score.inside, score.judged), meaning});
  }
  if (input.parameters_vary) {
    std::vector<EndpointVerdict> verdicts;
    for (const ComparedStudy& compared : input.studies)
      verdicts.insert(verdicts.end(), compared.verdicts->begin(), compared.verdicts->end());
    constexpr std::array roles = {Use::calibrate, Use::hold_out_public, Use::hold_out};
    if (const auto width = evidence::width_beside_sampling(verdicts, roles))
      figures.push_back(
          {"Width of the intervals", fmt::format("× {:.2f}", *width),
           "median, beside what sampling alone would give: the rest is what is not known of the "
           "population"});
  }
  return figures;
}

void study_section(Report& report, const ComparedStudy& compared, const ComparisonReportInput& input) {
  const Study& study = *compared.study;
  report.section(study.id, study_name(study));
  const auto& simulate = *study.simulate;
  report.paragraph(study.citation + (study.doi.empty() ? "" : " doi:" + study.doi));
  report.paragraph(fmt::format(
      "Published: {} Simulated: {} patients of the population {}{}, {} cycles at most, followed for {:g} "
      "months; {} "
      "simulation{} did not end as planned.",
      study.population, compared.tally->patients(), simulate.population,
      simulate.covariate_overrides.empty() ? "" : " with the study's covariates", simulate.maximum_cycles,
      simulate.follow_up_months, compared.tally->failed(), compared.tally->failed() == 1 ? "" : "s"));
  if (!study.regimen_text.empty()) report.paragraph("Regimen: " + study.regimen_text);
  if (const auto statements = study.statements(); !statements.empty())
    report.callout(CalloutKind::caution, "Before comparing with " + study_name(study), "", statements);
  report.table(study_table(compared, input));
  for (const SurvivalInput& survival : survival_beside(compared)) report.figure(survival_figure(survival));
  report.table(definitions_table(compared));
}

}  // namespace

Report comparison_report(const ComparisonReportInput& input) {
  Report report("Published studies beside their simulation", input.subtitle);
  for (const std::string& text : input.opening) report.paragraph(text);
  report.key_figures(key_figures(input));
  report.section("verdicts", "Verdicts");
  report.paragraph(
      "Each study is simulated as it was done and each endpoint counted as the study counted it. A published "
      "number is "
      "inside when it lies in the interval in which trials of its size would fall if their patients were "
      "like the "
      "simulated ones. Endpoints of role show are neither fitted nor judged.");
  if (const Table misses = misses_table(input); !misses.rows.empty()) report.table(misses);
  for (const VerdictForestInput& forest : verdict_forests(input, true)) report.figure(verdict_forest(forest));
  if (const auto shown = verdict_forests(input, false); !shown.empty()) {
    report.section("shown", "Shown, not judged");
    for (const VerdictForestInput& forest : shown) report.figure(verdict_forest(forest));
  }
  for (const ComparedStudy& compared : input.studies)
    if (compared.tally != nullptr) study_section(report, compared, input);
  report.section("left_out", "Left out");
  if (const Table not_run = not_run_table(input); !not_run.rows.empty()) report.table(not_run);
  if (const Table not_simulated = not_simulated_table(input); !not_simulated.rows.empty())
    report.table(not_simulated);
  report.provenance(input.provenance);
  return report;
}

}  // namespace trimer::report
