#include <trimer/report/cohort_report.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

namespace trimer::report {

namespace {

std::string number(double value, bool percent) {
  return percent ? percent_text(value) : time_text(value);
}

// `12–60%` or `3.1–9.8`, with the unknown limit named.
std::string range_text(const Estimate& e, bool percent) {
  if (std::isnan(e.low) && std::isnan(e.high)) return "–";
  if (percent) return percent_limits(e.low, e.high) + "%";
  const auto limit = [](double v) { return std::isnan(v) ? std::string("not reached") : time_text(v); };
  return limit(e.low) + "–" + limit(e.high);
}

std::string simulated_text(const EndpointRow& row) {
  const bool percent = row.unit == "%";
  if (percent && row.k && row.n) {
    const bool limits = !std::isnan(row.simulated.low) && !std::isnan(row.simulated.high);
    return proportion_text(*row.k, *row.n, limits ? std::optional<double>(row.simulated.low) : std::nullopt,
                           limits ? std::optional<double>(row.simulated.high) : std::nullopt);
  }
  if (std::isnan(row.simulated.value)) return percent ? "not evaluable" : "not reached";
  if (percent && std::isnan(row.simulated.low) && row.n && *row.n < 20) return "no interval";
  std::string text = number(row.simulated.value, percent);
  if (!std::isnan(row.simulated.low) || !std::isnan(row.simulated.high))
    text += " (" + range_text(row.simulated, percent) + ")";
  return text + (percent ? "" : " " + row.unit);
}

std::string published_text(const EndpointRow& row, const PublishedValue& p) {
  const bool percent = row.unit == "%";
  const bool limits = !std::isnan(p.estimate.low) && !std::isnan(p.estimate.high);
  if (percent && p.k && p.n)
    return proportion_text(*p.k, *p.n, limits ? std::optional<double>(p.estimate.low) : std::nullopt,
                           limits ? std::optional<double>(p.estimate.high) : std::nullopt);
  if (std::isnan(p.estimate.value)) return "–";
  if (percent && !limits && p.n && *p.n < 20) return "no interval printed";
  if (percent && !limits && !p.n) return percent_text(p.estimate.value) + ", n and interval not printed";
  std::string text = number(p.estimate.value, percent);
  if (limits) text += " (" + range_text(p.estimate, percent) + ")";
  return text + (percent ? "" : " " + row.unit) + (p.n ? fmt::format(", n = {}", *p.n) : "");
}

Table cohort_table(const std::vector<EndpointRow>& endpoints, bool further) {
  Table table{further ? "further_endpoints" : "cohort",
              further ? "Further endpoints" : "The simulated cohort beside the publications",
              {{"Endpoint", "", false},
               {"Simulated", "± Monte Carlo error", true},
               {"Not evaluable", "patients", true},
               {"Study", "", false},
               {"Published", "95% interval", true},
               {"Series of that size", "simulated, 95% prediction interval", true}},
              {},
              {},
              true};
  std::string group;
  for (const EndpointRow& row : endpoints) {
    if (row.further != further) continue;
    const bool percent = row.unit == "%";
    if (!row.group.empty() && row.group != group) table.rows.push_back({row.group});
    group = row.group;
    std::string simulated = simulated_text(row);
    if (row.mc_error > 0) simulated += " ± " + value_text(percent ? row.mc_error * 100 : row.mc_error, 2);
    const std::string missing = row.not_evaluable ? std::to_string(*row.not_evaluable) : "–";
    if (row.beside.empty()) table.rows.push_back({row.name, simulated, missing, "–", "", ""});
    bool first = true;
    for (const EndpointRow::Beside& beside : row.beside) {
      table.rows.push_back({first ? row.name : "", first ? simulated : "", first ? missing : "",
                            beside.published.study, published_text(row, beside.published),
                            range_text(beside.prediction, percent)});
      first = false;
      if (!beside.published.note.empty())
        table.footnotes.push_back(beside.published.study + ": " + beside.published.note);
    }
  }
  // A note that holds for many endpoints is said once.
  std::vector<std::string> unique;
  for (const std::string& note : table.footnotes)
    if (std::find(unique.begin(), unique.end(), note) == unique.end()) unique.push_back(note);
  table.footnotes = unique;
  if (further) return table;
  table.footnotes.emplace_back(
      "Published intervals are exact (Clopper–Pearson) or as reported. A prediction interval says where "
      "a series of the published size would fall if the simulation were right; it is of all members of the "
      "ensemble "
      "together where there is one.");
  table.footnotes.emplace_back(
      "Patients whose record cannot say stay in the denominator and are counted under “not evaluable”.");
  return table;
}

/// What parameters leave open apart from sampling; no rows without an ensemble.
Table parameters_table(const std::vector<EndpointRow>& endpoints) {
  Table table{
      "parameters",
      "What parameters that are not known leave open",
      {{"Endpoint", "", false},
       {"Simulated", "± Monte Carlo error", true},
       {"Parameters", "90% of the ensemble", true}},
      {},
      {"Every patient is of one member of an ensemble of parameter sets that published trials leave "
       "possible. "
       "The ± is from the finite cohort alone, the range is of the members without it. Endpoints of which so "
       "few patients do not tell the members apart are left out; 10,000 patients tell most of them."},
      false};
  for (const EndpointRow& row : endpoints) {
    if (std::isnan(row.parameters_low)) continue;
    const Estimate open{std::numeric_limits<double>::quiet_NaN(), row.parameters_low, row.parameters_high};
    table.rows.push_back({row.name,
                          percent_text(row.simulated.value) + " ± " + value_text(row.mc_error * 100, 2),
                          range_text(open, true)});
  }
  return table;
}

Table definitions_table(const std::vector<EndpointRow>& endpoints) {
  Table table{"definitions",
              "What each endpoint counts",
              {{"Endpoint", "", false}, {"Definition", "", false}},
              {},
              {},
              true};
  for (const EndpointRow& row : endpoints)
    if (!row.definition.empty()) table.rows.push_back({row.name, row.definition});
  return table;
}

std::string series_text(const PublishedValue& p) {
  return p.n ? fmt::format("series of {}", *p.n) : std::string();
}

// One row per endpoint and series size: a prediction interval belongs to one size.
std::vector<ForestRow> forest_rows(const std::vector<EndpointRow>& endpoints, bool percent) {
  std::vector<ForestRow> rows;
  for (const EndpointRow& row : endpoints) {
    if (row.further || (row.unit == "%") != percent || std::isnan(row.simulated.value)) continue;
    std::vector<ForestRow> own;
    for (const EndpointRow::Beside& beside : row.beside) {
      if (std::isnan(beside.published.estimate.value)) continue;
      ForestRow entry{row.group, row.name, series_text(beside.published), row.simulated, {beside.published}};
      entry.simulated.low = beside.prediction.low;
      entry.simulated.high = beside.prediction.high;
      const auto same =
          std::find_if(own.begin(), own.end(), [&](const ForestRow& r) { return r.series == entry.series; });
      if (same != own.end())
        same->published.push_back(beside.published);
      else
        own.push_back(entry);
    }
    rows.insert(rows.end(), own.begin(), own.end());
  }
  return rows;
}

void patients_section(Report& report, const CohortReportInput& input) {
  report.section("patients", "Patients and failures");
  int failed = 0;
  for (const FailureRow& failure : input.failures) failed += failure.patients;
  report.paragraph(
      fmt::format("{} patients asked for, {} in the tables, {} whose simulation did not end as planned{}",
                  input.patients_asked, input.patients_simulated, failed,
                  failed == 0 ? "." : "; they are counted, never dropped."));
  if (input.patients_asked != input.patients_simulated)
    report.callout(CalloutKind::caution, "Patients are missing",
                   fmt::format("{} patients asked for are not in the tables.",
                               input.patients_asked - input.patients_simulated));
  if (!input.failures.empty()) {
    Table table{"failures",
                "Simulations that ended otherwise than planned",
                {{"Reason", "", false}, {"Patients", "", true}, {"Examples", "", false}},
                {},
                {}};
    for (const FailureRow& failure : input.failures)
      table.rows.push_back({failure.reason, std::to_string(failure.patients), failure.examples});
    report.table(table);
  }
  if (input.flow) {
    report.figure(flow_chart_figure(*input.flow));
    report.table(flow_table(*input.flow));
  }
  if (input.baseline) report.table(*input.baseline);
  if (!input.protocol) return;
  report.section("protocol", "Protocol");
  report.table(*input.protocol);
}

}  // namespace

Report cohort_report(const CohortReportInput& input) {
  Report report(input.title, input.subtitle);
  for (const std::string& text : input.opening) report.paragraph(text);
  report.key_figures(input.key_figures);
  for (const Caution& caution : input.cautions)
    report.callout(CalloutKind::caution, caution.heading, caution.text, caution.items);

  report.section("cohort", "The cohort beside the publications");
  if (!input.endpoints.empty()) report.table(cohort_table(input.endpoints, false));
  const std::string how =
      "Open diamonds: the simulation, with the interval in which 95% of series of the published "
      "size would fall. Squares: the publication with its exact or reported interval.";
  if (std::vector<ForestRow> rows = forest_rows(input.endpoints, true); !rows.empty())
    report.figure(
        forest_figure({{"forest", "Simulated and published endpoints", how}, "%", std::move(rows)}));
  if (std::vector<ForestRow> rows = forest_rows(input.endpoints, false); !rows.empty()) {
    std::string unit = "months";
    for (const EndpointRow& row : input.endpoints)
      if (row.unit != "%") unit = row.unit;
    report.figure(
        forest_figure({{"forest_times", "Simulated and published times", how}, unit, std::move(rows)}));
  }
  for (const Table& table : input.more_tables) report.table(table);
  if (input.responses || input.grades || input.exposure) {
    report.section("response", "Responses and toxicity");
    if (input.responses) report.figure(bars_figure(*input.responses));
    if (input.grades) report.figure(bars_figure(*input.grades));
    if (input.exposure) report.figure(exposure_figure(*input.exposure));
  }
  if (input.bands) {
    report.section("course", "Course over time");
    report.figure(bands_figure(*input.bands));
  }
  if (input.swimmer || !input.survival.empty() || input.relapse) {
    report.section("outcome", "Outcome");
    if (input.swimmer) report.figure(swimmer_figure(*input.swimmer));
    for (const SurvivalInput& survival : input.survival) report.figure(survival_figure(survival));
    if (input.relapse) report.figure(incidence_figure(*input.relapse));
  }
  patients_section(report, input);
  known_assumed_section(report, input.known_assumed);
  if (const Table parameters = parameters_table(input.endpoints); !parameters.rows.empty())
    report.table(parameters);
  const Table definitions = definitions_table(input.endpoints), further = cohort_table(input.endpoints, true);
  if (!definitions.rows.empty() || !further.rows.empty() || input.not_compared)
    report.section("definitions", "Further endpoints and definitions");
  if (!further.rows.empty()) report.table(further);
  if (!definitions.rows.empty()) report.table(definitions);
  if (input.not_compared) report.table(*input.not_compared);
  report.provenance(input.provenance);
  return report;
}

}  // namespace trimer::report
