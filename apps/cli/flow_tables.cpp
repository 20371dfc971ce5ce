// Tables, records and covariates of `trimer flow --panel`.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include <trimer/cohort/proportion.h>
#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>
#include <trimer/observation/record_writer.h>
#include <trimer/population/given_patients.h>

#include "flow_panel.h"

namespace trimer::cli {
namespace {

std::string text_of(const std::optional<double>& value, double factor = 1) {
  return value ? number_text(*value * factor) : std::string();
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : " ") + part;
  return text;
}

const FlowIntensity* intensity_of(const FlowRow* row, const std::string& marker) {
  if (row)
    for (const FlowIntensity& one : row->intensity)
      if (one.marker == marker) return &one;
  return nullptr;
}

/// Molecules per cell of the events that carry the marker; empty with too few of them.
std::optional<double> molecules_of(const FlowResult& result, const FlowReadingResult& reading) {
  const FlowIntensity* one = intensity_of(result.find(reading.reading->positive), reading.reading->marker);
  if (!one || !one->density || reading.positive < least_flow_events) return std::nullopt;
  return one->density->molecules;
}

std::string populations_csv(const std::vector<FlowResult>& results, const GateOrigin& gates) {
  std::string csv =
      "file,subject_id,sample_id,population,parent,events,parent_events,percent,percent_low,percent_high,"
      "marker,median,"
      "geometric_mean,not_positive,background,background_subtracted,abc,abc_low,abc_high,flags,gates\n";
  const std::string origin = csv_field(gates.word());
  for (const FlowResult& result : results) {
    for (const FlowRow& row : result.rows) {
      const std::string head = csv_field(result.sample.file.filename().string()) + "," +
                               csv_field(result.sample.subject_id) + "," +
                               csv_field(result.sample.sample_id) + "," + csv_field(row.population) + "," +
                               csv_field(population_name(row.parent)) + "," + std::to_string(row.events) +
                               "," + std::to_string(row.parent_events) + "," + text_of(row.fraction, 100) +
                               "," + text_of(row.low, 100) + "," + text_of(row.high, 100) + ",";
      const std::string few = row.fraction ? "" : "too_few_events";
      if (row.intensity.empty()) csv += head + ",,,,,,,,," + few + "," + origin + "\n";
      for (const FlowIntensity& one : row.intensity) {
        std::vector<std::string> flags = one.flags;
        if (!few.empty() && std::find(flags.begin(), flags.end(), few) == flags.end()) flags.push_back(few);
        csv += head + csv_field(one.marker) + "," + text_of(one.median) + "," + text_of(one.geometric_mean) +
               "," + std::to_string(one.not_positive) + "," + text_of(one.background) + "," +
               (one.background ? (one.subtracted ? "yes" : "no") : "") + ",";
        csv += one.density ? text_of(one.density->molecules) + "," + text_of(one.density->low) + "," +
                                 text_of(one.density->high)
                           : ",,";
        csv += "," + joined(flags) + "," + origin + "\n";
      }
    }
  }
  return csv;
}

std::string readings_csv(const std::vector<FlowResult>& results, const GateOrigin& gates) {
  std::string csv =
      "file,subject_id,sample_id,marker,denominator,n_events,n_positive,percent,percent_low,percent_high,"
      "flags,gates\n";
  const std::string origin = csv_field(gates.word());
  for (const FlowResult& result : results)
    for (const FlowReadingResult& reading : result.readings) {
      csv += csv_field(result.sample.file.filename().string()) + "," + csv_field(result.sample.subject_id) +
             "," + csv_field(result.sample.sample_id) + "," + csv_field(reading.reading->marker) + "," +
             csv_field(population_name(reading.denominator)) + "," + std::to_string(reading.events) + "," +
             std::to_string(reading.positive) + ",";
      if (reading.events < least_flow_events) {
        csv += ",,,too_few_events," + origin + "\n";
        continue;
      }
      const auto limits = cohort::clopper_pearson(static_cast<std::int64_t>(reading.positive),
                                                  static_cast<std::int64_t>(reading.events));
      csv += number_text(100 * static_cast<double>(reading.positive) / static_cast<double>(reading.events)) +
             "," + number_text(100 * limits.low) + "," + number_text(100 * limits.high) + ",," + origin +
             "\n";
    }
  return csv;
}

std::string residual_csv(const cytometry::Panel& panel, const std::vector<FlowResult>& results,
                         const GateOrigin& gates) {
  std::string csv =
      "file,subject_id,sample_id,population,denominator,events,denominator_events,level,level_low,level_high,"
      "verdict,"
      "limit_of_detection,limit_of_quantification,detection_events,quantification_events,source,flags,"
      "gates\n";
  for (const FlowResult& result : results) {
    if (!result.residual) continue;
    const cytometry::RareEventResult& r = *result.residual;
    const cytometry::RareEventRule& rule = *panel.residual_disease;
    csv += csv_field(result.sample.file.filename().string()) + "," + csv_field(result.sample.subject_id) +
           "," + csv_field(result.sample.sample_id) + "," + csv_field(rule.population) + "," +
           csv_field(population_name(result.residual_denominator)) + "," + std::to_string(r.events) + "," +
           std::to_string(r.denominator) + ",";
    if (r.denominator > 0) {
      const auto limits = cohort::clopper_pearson(static_cast<std::int64_t>(r.events),
                                                  static_cast<std::int64_t>(r.denominator));
      csv += number_text(r.level) + "," + number_text(limits.low) + "," + number_text(limits.high) + ",";
    } else {
      csv += ",,,";
    }
    csv += csv_field(word_of(r.verdict)) + "," + number_text(r.limit_of_detection) + "," +
           number_text(r.limit_of_quantification) + "," + std::to_string(rule.detection_events) + "," +
           std::to_string(rule.quantification_events) + "," + csv_field(rule.source) + "," +
           (result.cd19_gated ? "cd19_gated" : "") + "," + csv_field(gates.word()) + "\n";
  }
  return csv;
}

std::string calibration_csv(const FlowCalibration& beads) {
  const cytometry::BeadCalibration& fit = beads.fit;
  return "marker,beads,slope,intercept,r2,residual_sd_log10,lowest_intensity,highest_intensity,flags\n" +
         csv_field(beads.marker) + "," + std::to_string(fit.beads) + "," + number_text(fit.slope) + "," +
         number_text(fit.intercept) + "," + text_of(fit.r2) + "," + number_text(fit.residual_sd) + "," +
         number_text(fit.lowest_intensity) + "," + number_text(fit.highest_intensity) + "," +
         (fit.poor ? "poor_calibration" : "") + "\n";
}

std::string terminal_text(const std::vector<FlowResult>& results, const GateOrigin& gates) {
  std::string text;
  if (gates.proposed()) text += "PROPOSED GATES, seed " + std::to_string(*gates.seed) + "\n";
  for (const FlowResult& result : results) {
    text += fmt::format("{}: {} events\n{:<22} {:<16} {:>9} {:>7}  {:<15} {:<8} {:>9} {:>9} {:>9}\n",
                        result.sample.file.string(), result.analysis.events, "population", "parent", "events",
                        "%", "95 % limits", "marker", "median", "geo mean", "ABC");
    for (const FlowRow& row : result.rows) {
      std::string line =
          fmt::format("{:<22} {:<16} {:>9} ", row.population, population_name(row.parent), row.events);
      line += row.fraction ? fmt::format("{:>7.2f}  {:<15}", 100 * *row.fraction,
                                         fmt::format("{:.2f} to {:.2f}", 100 * *row.low, 100 * *row.high))
                           : fmt::format("{:>7}  {:<15}", "-", "too few events");
      const auto rounded = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.1f}", *value) : std::string("-");
      };
      for (const FlowIntensity& one : row.intensity) {
        text += line +
                fmt::format(
                    " {:<8} {:>9} {:>9} {:>9}", one.marker, rounded(one.median), rounded(one.geometric_mean),
                    one.density && one.density->molecules ? fmt::format("{:.0f}", *one.density->molecules)
                                                          : std::string("-")) +
                (one.flags.empty() ? "" : "  " + joined(one.flags)) + "\n";
        line = std::string(line.size(), ' ');
      }
      if (row.intensity.empty()) text += line + "\n";
    }
    if (result.residual)
      text += fmt::format(
          "residual disease: {} of {} {} = {:.2g}, {}; limit of detection {:.2g}, of quantification "
          "{:.2g}{}\n",
          result.residual->events, result.residual->denominator, population_name(result.residual_denominator),
          result.residual->level, word_of(result.residual->verdict), result.residual->limit_of_detection,
          result.residual->limit_of_quantification,
          result.cd19_gated ? "; CD19-gated: after CD19-directed therapy CD19-negative blasts are missed"
                            : "");
    text += "\n";
  }
  return text;
}

/// Markers that the gates of residual disease look at, for the record.
std::string gating_text(const cytometry::Panel& panel) {
  std::vector<std::string> markers;
  for (std::string id = panel.residual_disease->population; !id.empty();) {
    const cytometry::PanelPopulation* population = panel.find(id);
    if (!population) break;
    for (auto marker = population->axes.front().rbegin(); marker != population->axes.front().rend(); ++marker)
      if (std::find(markers.begin(), markers.end(), *marker) == markers.end())
        markers.insert(markers.begin(), *marker);
    id = population->parent;
  }
  return joined(markers);
}

void add_residual(const cytometry::Panel& panel, const FlowResult& result,
                  observation::SubjectRecord& record) {
  if (!result.residual || (result.sample.specimen != "BM" && result.sample.specimen != "PB")) return;
  const cytometry::RareEventResult& r = *result.residual;
  if (r.verdict == cytometry::RareEventVerdict::no_denominator) return;
  const bool detected = r.verdict != cytometry::RareEventVerdict::not_detected;
  const auto row = [&](observation::Measure measure) -> observation::Disease& {
    observation::Disease& one = record.disease.emplace_back();
    one.site = result.sample.specimen == "BM" ? observation::Site::BM : observation::Site::PB;
    one.measure = measure;
    one.method = "flow";
    one.gating = gating_text(panel);
    one.at = observation::Moment::at(result.sample.day);
    return one;
  };
  row(observation::Measure::mrd_detected).word = detected ? "yes" : "no";
  if (detected) {
    observation::Disease& level = row(observation::Measure::mrd_level);
    level.value = r.level;
    level.unit = "1";
    row(observation::Measure::mrd_quantifiable).word =
        r.verdict == cytometry::RareEventVerdict::quantifiable ? "yes" : "no";
  }
  observation::Disease& sensitivity = row(observation::Measure::mrd_sensitivity);
  sensitivity.value = std::min(1.0, r.limit_of_detection);
  sensitivity.unit = "1";
}

void add_readings(const FlowResult& result, observation::SubjectRecord& record) {
  for (const FlowReadingResult& reading : result.readings) {
    observation::Flow& row = record.flow.emplace_back();
    row.sample_id = result.sample.sample_id;
    row.population = population_name(reading.denominator);
    row.marker = reading.reading->marker;
    row.n_events = static_cast<long>(reading.events);
    row.n_positive = static_cast<long>(reading.positive);
    row.denominator = row.population;
    row.at = observation::Moment::at(result.sample.day);
    if (const FlowIntensity* one = intensity_of(result.find(reading.denominator), row.marker);
        one && one->geometric_mean) {
      row.mfi = one->geometric_mean;
      row.mfi_type = "geomean";
      row.background_mfi = one->background;
    }
    row.abc =
        molecules_of(result, reading);  // of the cells that carry the marker, as the virtual clinic has it
  }
}

constexpr double highest_cd3_percent = 99;  // that a patient may be given

/// The earliest value of each covariate of each subject.
std::vector<population::GivenPatient> covariates_of(const std::vector<FlowResult>& results) {
  std::vector<const FlowResult*> by_day;
  for (const FlowResult& result : results) by_day.push_back(&result);
  std::stable_sort(by_day.begin(), by_day.end(),
                   [](const FlowResult* a, const FlowResult* b) { return a->sample.day < b->sample.day; });
  std::map<std::string, population::GivenPatient> subjects;
  const auto give = [&](const std::string& subject, const std::string& name, double value) {
    if (name == "cd3_percent") {  // none or all of the lymphocytes: beyond what a patient may be given
      if (!(value > 0)) return;
      population::GivenPatient& patient = subjects[subject];
      patient.subject_id = subject;
      if (!patient.cd3_percent) patient.cd3_percent = std::min(std::round(1e10 * value) / 1e8, highest_cd3_percent);
      return;
    }
    const auto covariate = population::covariate_named(name);
    if (!covariate) return;
    population::GivenPatient& patient = subjects[subject];
    patient.subject_id = subject;
    const population::CovariateInfo& info = population::covariates[population::index_of(*covariate)];
    if (!patient.values[*covariate])
      patient.values[*covariate] = std::clamp(value, info.lowest, info.highest);
  };
  for (const FlowResult* result : by_day)
    for (const FlowReadingResult& reading : result->readings) {
      if (reading.events < least_flow_events) continue;
      give(result->sample.subject_id, reading.reading->covariate,
           static_cast<double>(reading.positive) / static_cast<double>(reading.events));
      if (const auto molecules = molecules_of(*result, reading))
        give(result->sample.subject_id, reading.reading->intensity_covariate, *molecules);
    }
  std::vector<population::GivenPatient> patients;
  for (auto& [subject, patient] : subjects) patients.push_back(std::move(patient));
  return patients;
}

std::string covariates_toml(const std::vector<population::GivenPatient>& patients, const GateOrigin& gates) {
  std::string text =
      "# Covariates read by flow cytometry; gates: " + gates.word() +
      ".\n# Name this file in a scenario, from = \"covariates.toml\" under [patients], or copy the tables.\n"
      "# What they leave out is drawn from the population.\n";
  for (const population::GivenPatient& patient : patients)
    text += "\n[[patient]]\n" + population::to_toml(patient);
  return text;
}

/// The same as a table, for `csv` under [population].
std::string covariates_csv(const std::vector<population::GivenPatient>& patients) {
  std::vector<const population::CovariateInfo*> columns;
  for (const population::CovariateInfo& info : population::covariates)
    if (std::any_of(patients.begin(), patients.end(),
                    [&](const auto& patient) { return patient.values[info.covariate].has_value(); }))
      columns.push_back(&info);
  const bool cd3 = std::any_of(patients.begin(), patients.end(),
                               [](const auto& patient) { return patient.cd3_percent.has_value(); });
  std::string csv = cd3 ? "subject_id,cd3_percent" : "subject_id";
  for (const auto* column : columns) csv += "," + std::string(column->name);
  csv += "\n";
  for (const population::GivenPatient& patient : patients) {
    csv += csv_field(patient.subject_id);
    if (cd3) csv += "," + text_of(patient.cd3_percent);
    for (const auto* column : columns) csv += "," + text_of(patient.values[column->covariate]);
    csv += "\n";
  }
  return csv;
}

}  // namespace

std::string write_flow_tables(const std::filesystem::path& folder, const cytometry::Panel& panel,
                              const std::vector<FlowResult>& results,
                              const std::optional<FlowCalibration>& beads, const GateOrigin& gates) {
  write_file(folder / "populations.csv", populations_csv(results, gates));
  write_file(folder / "readings.csv", readings_csv(results, gates));
  if (panel.residual_disease)
    write_file(folder / "residual_disease.csv", residual_csv(panel, results, gates));
  if (beads) write_file(folder / "calibration.csv", calibration_csv(*beads));
  std::string notes;
  for (const FlowResult& result : results)
    for (const std::string& note : result.analysis.notes)
      notes += result.sample.file.string() + ": " + note + "\n";
  write_file(folder / "notes.txt", notes);
  return terminal_text(results, gates);
}

void write_flow_records(const std::filesystem::path& folder, const cytometry::Panel& panel,
                        const std::vector<FlowResult>& results, const GateOrigin& gates) {
  if (results.empty()) return;
  std::map<std::string, observation::SubjectRecord> records;  // in byte order of subject_id
  for (const FlowResult& result : results) {
    observation::SubjectRecord& record = records[result.sample.subject_id];
    record.subject.subject_id = result.sample.subject_id;
    add_readings(result, record);
    add_residual(panel, result, record);
  }
  const std::string prefix = gates.proposed() ? "proposed_" : "";
  const std::filesystem::path into = folder / (prefix + "records");
  std::filesystem::create_directory(into);
  observation::RecordWriter writer(into, observation::StudySettings{});
  for (auto& [subject, record] : records) {
    const auto by_day = [](const auto& a, const auto& b) { return a.at.day < b.at.day; };
    std::stable_sort(record.flow.begin(), record.flow.end(), by_day);
    std::stable_sort(record.disease.begin(), record.disease.end(), by_day);
    writer.write(record);
  }
  writer.close();
  const std::vector<population::GivenPatient> patients = covariates_of(results);
  if (patients.empty()) return;
  write_file(folder / (prefix + "covariates.toml"), covariates_toml(patients, gates));
  write_file(folder / (prefix + "covariates.csv"), covariates_csv(patients));
}

}  // namespace trimer::cli
