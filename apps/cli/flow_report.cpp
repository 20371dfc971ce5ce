// The page of `trimer flow --panel`: its tables, and the figures in order.
#include <algorithm>

#include <fmt/format.h>

#include <trimer/core/csv.h>

#include "flow_panel.h"

namespace trimer::cli {
namespace {

std::string joined(const std::vector<std::string>& flags) {
  std::string text;
  for (const std::string& flag : flags) text += (text.empty() ? "" : ", ") + flag;
  std::replace(text.begin(), text.end(), '_', ' ');  // so that a narrow column can break them
  return text;
}

report::Table population_table(const std::vector<FlowResult>& results, const GateOrigin& gates) {
  report::Table table;
  table.id = "populations";
  table.caption = "Events, and percent of the parent with exact 95 % limits. Gates: " + gates.word();
  table.columns = {{"sample", "", false}, {"population", "", false}, {"parent", "", false},
                   {"events", "", true},  {"of parent", "%", true},  {"95 % limits", "%", true},
                   {"flags", "", false}};
  for (const FlowResult& result : results)
    for (const FlowRow& row : result.rows)
      table.rows.push_back(
          {sample_title(result.sample, results), row.population, population_name(row.parent),
           report::count_text(static_cast<long>(row.events)),
           row.fraction ? fmt::format("{:.2f}", 100 * *row.fraction) : "–",
           row.fraction ? fmt::format("{:.2f}–{:.2f}", 100 * *row.low, 100 * *row.high) : "–",
           row.fraction ? "" : "too_few_events"});
  table.footnotes = {"Clopper–Pearson. Fewer than 20 events in the parent give no percentage."};
  return table;
}

report::Table intensity_table(const std::vector<FlowResult>& results, bool calibrated,
                              const GateOrigin& gates) {
  report::Table table;
  table.id = "intensities";
  table.caption =
      "Intensities" + std::string(calibrated ? " and molecules per cell" : "") + ". Gates: " + gates.word();
  table.columns = {{"sample", "", false}, {"population", "", false},    {"marker", "", false},
                   {"median", "", true},  {"geometric mean", "", true}, {"control", "", true}};
  if (calibrated) table.columns.push_back({"ABC (95 % limits)", "molecules/cell", true});
  table.columns.push_back({"flags", "", false});
  const auto number = [](const std::optional<double>& value) {
    return value ? report::value_text(*value, 4) : std::string("–");
  };
  for (const FlowResult& result : results)
    for (const FlowRow& row : result.rows)
      for (const FlowIntensity& one : row.intensity) {
        std::vector<std::string> cells = {sample_title(result.sample, results),
                                          row.population,
                                          one.marker,
                                          number(one.median),
                                          number(one.geometric_mean),
                                          number(one.background) + (one.subtracted ? " (subtracted)" : "")};
        if (calibrated) {
          std::string molecules = "–";
          if (one.density && one.density->molecules) {
            molecules = report::value_text(*one.density->molecules, 3);
            if (one.density->low)
              molecules += " (" + report::value_text(*one.density->low, 2) + "–" +
                           report::value_text(*one.density->high, 2) + ")";
          }
          cells.push_back(std::move(molecules));
        }
        cells.push_back(joined(one.flags));
        table.rows.push_back(std::move(cells));
      }
  table.footnotes = {
      "Geometric means are over events above zero; populations.csv says how many are not. Control: "
      "geometric mean of the control tube."};
  if (calibrated)
    table.footnotes.push_back("ABC: antibodies bound per cell, with limits of a new observation.");
  return table;
}

report::Table residual_table(const cytometry::Panel& panel, const std::vector<FlowResult>& results,
                             const GateOrigin& gates) {
  const cytometry::RareEventRule& rule = *panel.residual_disease;
  report::Table table;
  table.id = "residual_disease";
  table.caption =
      "Events of " + rule.population + ", and what the tube could have shown. Gates: " + gates.word();
  table.columns = {{"sample", "", false},
                   {"events", "", true},
                   {"among", "", true},
                   {"level", "", true},
                   {"verdict", "", false},
                   {"limit of detection", "", true},
                   {"of quantification", "", true},
                   {"flags", "", false}};
  bool cd19 = false;
  for (const FlowResult& result : results) {
    if (!result.residual) continue;
    const cytometry::RareEventResult& r = *result.residual;
    cd19 = cd19 || result.cd19_gated;
    table.rows.push_back(
        {sample_title(result.sample, results), report::count_text(static_cast<long>(r.events)),
         report::count_text(static_cast<long>(r.denominator)) + " of " +
             population_name(result.residual_denominator),
         fmt::format("{:.2g}", r.level), std::string(word_of(r.verdict)),
         fmt::format("{:.2g}", r.limit_of_detection), fmt::format("{:.2g}", r.limit_of_quantification),
         result.cd19_gated ? "cd19_gated" : ""});
  }
  table.footnotes = {fmt::format("Limits: {} events to detect, {} to quantify. Source: {}.",
                                 rule.detection_events, rule.quantification_events, rule.source)};
  if (cd19)
    table.footnotes.emplace_back(
        "cd19_gated: the gate asks for CD19; after CD19-directed therapy blasts without it are missed.");
  return table;
}

}  // namespace

std::string population_name(const std::string& population) {
  return population.empty() ? "all events" : population;
}

std::string sample_title(const FlowSample& sample, const std::vector<FlowResult>& results) {
  long of_subject = 0, of_day = 0;
  for (const FlowResult& other : results) {
    if (other.sample.subject_id != sample.subject_id) continue;
    ++of_subject;
    if (other.sample.day == sample.day && other.sample.label == sample.label) ++of_day;
  }
  std::string title = sample.subject_id;
  if (!sample.label.empty())
    title += ", " + sample.label;
  else if (of_subject > 1)
    title += ", day " + number_text(sample.day);
  if (of_day > 1) title += ", " + sample.sample_id;
  return title;
}

report::Report flow_report(const cytometry::Panel& panel, const std::vector<FlowResult>& results,
                           const std::optional<FlowCalibration>& beads,
                           const cytometry::TubeAnalysis* control, const GateOrigin& gates) {
  report::Report page(
      "Flow cytometry: " + panel.title,
      fmt::format("{} sample{}; gates: {}", results.size(), results.size() == 1 ? "" : "s", gates.word()));
  if (gates.proposed())
    page.callout(
        report::CalloutKind::caution, "Proposed gates",
        fmt::format("These gates were proposed from the density of the events (seed {}); every number "
                    "here rests on them. Look at each plot, correct proposed_gates.toml, and pass it "
                    "back with --gates.",
                    *gates.seed));
  if (!results.empty()) {
    page.section("populations", "Populations");
    page.table(population_table(results, gates));
    if (std::any_of(results.begin(), results.end(), [](const FlowResult& r) { return !r.rows.empty(); }))
      page.table(intensity_table(results, beads.has_value(), gates));
    if (panel.residual_disease && std::any_of(results.begin(), results.end(),
                                              [](const FlowResult& r) { return r.residual.has_value(); })) {
      page.section("residual", "Residual disease");
      page.table(residual_table(panel, results, gates));
    }
    if (beads) {
      const cytometry::BeadCalibration& fit = beads->fit;
      page.section("beads", "Calibration");
      page.paragraph(fmt::format(
          "{}: log10(molecules) = {:.3f} + {:.3f} log10(intensity), {} beads from {:.4g} to {:.4g} "
          "units, r² {}{}. Beyond the beads a value is extrapolated and flagged.",
          beads->marker, fit.intercept, fit.slope, fit.beads, fit.lowest_intensity, fit.highest_intensity,
          fit.r2 ? fmt::format("{:.4f}", *fit.r2) : "unknown", fit.poor ? "; a poor calibration" : ""));
    }
    if (!panel.histogram_marker.empty() &&
        std::any_of(results.begin(), results.end(),
                    [](const FlowResult& r) { return r.analysis.histogram.has_value(); })) {
      page.section("histogram", panel.histogram_marker);
      page.figure(flow_histogram_figure(panel, results, beads, control, gates));
      if (auto figure = flow_paired_figure(panel, results, gates)) page.figure(std::move(*figure));
    }
  }
  page.section("gates", gates.proposed() ? "Proposed gates" : "Gates");
  for (std::size_t i = 0; i < std::min(results.size(), most_samples_drawn); ++i)
    if (!results[i].analysis.plots.empty()) page.figure(flow_density_figure(results, i, gates));
  if (results.size() > most_samples_drawn)
    page.paragraph(fmt::format("The first {} of {} samples are drawn.", most_samples_drawn, results.size()));
  return page;
}

}  // namespace trimer::cli
