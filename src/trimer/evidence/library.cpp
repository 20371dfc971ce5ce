#include <trimer/evidence/library.h>

#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/json_schema.h>
#include <trimer/evidence/study_rules.h>
#include <trimer/evidence/study_shape.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace trimer::evidence {

namespace {

using Json = nlohmann::json;

std::string word(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? std::string() : found->get<std::string>();
}

std::optional<double> number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? std::nullopt
                                                   : std::optional<double>(found->get<double>());
}

std::optional<std::int64_t> count(const Json& object, const char* key) {
  const auto value = number(object, key);
  return value ? std::optional<std::int64_t>(static_cast<std::int64_t>(*value)) : std::nullopt;
}

std::vector<std::string> words(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::vector<std::string>() : found->get<std::vector<std::string>>();
}

Provenance provenance(const Json& object) {
  return {word(object, "evidence_code"), word(object, "locator")};
}

template <class Value>
Value one_of(const std::string& text, std::initializer_list<Value> values) {
  // The schema has checked the word.
  return *std::find_if(values.begin(), values.end(), [&](Value value) { return to_text(value) == text; });
}

Use use_of(const std::string& text) {
  using enum Use;
  return one_of(text, {calibrate, hold_out_public, hold_out, show, not_simulated});
}

Kind kind_of(const std::string& text) {
  using enum Kind;
  return one_of(
      text, {proportion, median_time, landmark, odds_ratio, hazard_ratio, rate, distribution, qualitative});
}

std::optional<Threshold> threshold_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  Threshold threshold;
  threshold.quantity = json.at("quantity");
  threshold.comparison = json.at("operator");
  auto add = [&](const Json& value) {
    if (value.is_string()) threshold.words.push_back(value);
    if (value.is_number()) threshold.numbers.push_back(value);
    if (value.is_boolean()) threshold.truth = value.get<bool>();
  };
  const Json& value = json.at("value");
  if (value.is_array()) {
    for (const Json& item : value) add(item);
  } else {
    add(value);
  }
  return threshold;
}

PublishedEndpoint endpoint_of(const Json& json) {
  PublishedEndpoint endpoint;
  endpoint.name = json.at("name");
  endpoint.definition = word(json, "definition");
  endpoint.kind = kind_of(json.at("kind"));
  endpoint.ascertainment = word(json, "scale_or_profile");
  endpoint.threshold = threshold_of(json.at("threshold"));
  const Json& window = json.at("window_days");
  if (window.is_array()) {
    endpoint.has_window = true;
    if (window[0].is_number()) endpoint.window_from = window[0].get<double>();
    if (window[1].is_number()) endpoint.window_to = window[1].get<double>();
  }
  endpoint.denominator = json.at("denominator");
  const Json& subgroup = json.at("subgroup");
  if (subgroup.is_string()) endpoint.subgroup = subgroup;
  if (subgroup.is_object()) {
    endpoint.contrast = Contrast{subgroup.at("variable"), subgroup.at("test")[0], subgroup.at("test")[1],
                                 subgroup.at("reference")[0], subgroup.at("reference")[1]};
  }
  endpoint.k = count(json, "k");
  endpoint.n = count(json, "n");
  endpoint.estimate = number(json, "estimate");
  endpoint.unit = word(json, "unit");
  endpoint.low = number(json, "ci_low");
  endpoint.high = number(json, "ci_high");
  endpoint.level = number(json, "ci_level");
  endpoint.interval_computed_exact = word(json, "ci_source") == "computed_exact";
  endpoint.k_source = word(json, "k_source");
  endpoint.provenance = provenance(json);
  endpoint.notes = word(json, "notes");
  endpoint.patients_overlap_with = words(json, "patients_overlap_with");
  endpoint.nested_in = word(json, "nested_in");
  endpoint.use = use_of(json.at("use"));
  endpoint.use_reason = word(json, "use_reason");
  return endpoint;
}

Segment segment_of(const Json& json) {
  Segment segment;
  segment.cycle_from = json.at("cycle_from");
  if (const auto to = count(json, "cycle_to")) segment.cycle_to = static_cast<int>(*to);
  segment.start_day = json.at("start_day");
  segment.end_day = json.at("end_day");
  segment.amount = json.at("amount");
  segment.per_m2 = json.at("unit") == "ug/m2/day";
  segment.cap = number(json, "cap");
  segment.provenance = provenance(json);
  return segment;
}

std::vector<Segment> segments_of(const Json& json) {
  std::vector<Segment> segments;
  for (const Json& item : json) segments.push_back(segment_of(item));
  return segments;
}

Simulate simulate_of(const Json& json) {
  Simulate simulate;
  simulate.population = json.at("population");
  for (const Json& item : json.at("covariate_overrides")) {
    CovariateOverride change{item.at("variable"), item.at("kind"), {}, provenance(item)};
    for (const auto& [key, value] : item.at("values").items()) {
      if (value.is_array()) {
        change.values[key] = value.get<std::vector<double>>();
      } else if (value.is_number()) {
        change.values[key] = {value.get<double>()};
      }
    }
    simulate.covariate_overrides.push_back(std::move(change));
  }
  const Json& regimen = json.at("regimen");
  simulate.segments = segments_of(regimen.at("segments"));
  simulate.treatment_free_days = regimen.at("treatment_free_days");
  simulate.maximum_cycles = regimen.at("maximum_cycles");
  simulate.regimen_notes = word(regimen, "notes");
  if (const Json& given = json.at("premedication"); given.is_object()) {
    Premedication premedication;
    premedication.drug = given.at("drug");
    premedication.amount = given.at("amount");
    premedication.per_m2 = given.at("unit") == "mg/m2";
    premedication.cap = number(given, "cap");
    premedication.hours_before = given.at("hours_before");
    premedication.before = words(given, "before");
    premedication.provenance = provenance(given);
    simulate.premedication = std::move(premedication);
  }
  const Json& assessment = json.at("assessment_days");
  simulate.assessment_days = assessment.at("in_cycle").get<std::vector<double>>();
  simulate.follow_up_every_days = assessment.at("follow_up_every_days");
  simulate.assessment_provenance = provenance(assessment);
  simulate.follow_up_months = json.at("follow_up_months");
  simulate.illustration = json.value("illustration", false);
  return simulate;
}

SeriesPatient patient_of(const Json& json) {
  SeriesPatient patient;
  for (const auto& [key, value] : json.items()) {
    if (value.is_null()) continue;
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (key == "id") {
      patient.id = text;
    } else {
      patient.facts[key] = text;
    }
  }
  return patient;
}

Study study_of(const Json& json) {
  Study study;
  study.id = json.at("id");
  study.citation = json.at("citation");
  study.doi = word(json, "doi");
  study.pmid = word(json, "pmid");
  study.pmcid = word(json, "pmcid");
  study.population = json.at("population");
  study.n = count(json, "n");
  study.n_safety = count(json, "n_safety");
  study.comparator = word(json, "comparator");
  for (const Json& item : json.at("baseline")) {
    study.baseline.push_back({item.at("variable"), item.at("statistic"), word(item, "unit"),
                              number(item, "value"), number(item, "k"), number(item, "n"), provenance(item)});
  }
  study.regimen_text = json.at("regimen").at("text");
  study.regimen = segments_of(json.at("regimen").at("segments"));
  if (json.at("simulate").is_object()) study.simulate = simulate_of(json.at("simulate"));
  study.why_not = word(json, "why_not");
  for (const Json& item : json.at("endpoints")) study.endpoints.push_back(endpoint_of(item));
  study.qualitative = word(json, "qualitative");
  study.cautions = words(json, "cautions");
  study.not_stated = words(json, "not_reported_in_abstract");
  if (json.contains("patients")) {
    for (const Json& item : json.at("patients")) study.patients.push_back(patient_of(item));
  }
  return study;
}

/// Line and column of a byte, counted from 1.
Fault fault_at(std::string_view text, std::size_t byte, const std::string& name) {
  const std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto column = static_cast<long>(before.size() - line_start) + 1;
  return {name, static_cast<long>(line), column, "", "", "expected valid JSON"};
}

}  // namespace

std::vector<Study> read_studies(std::string_view text, const std::string& name) {
  Json document;
  try {
    document = Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw InputError(fault_at(text, error.byte, name));
  }
  FaultList faults;
  check_schema(document, Json::parse(data_file("evidence/schema.json")), name, faults);
  faults.throw_if_any();
  check_shapes(document, name, faults);
  faults.throw_if_any();
  std::vector<Study> studies;
  for (const Json& item : document.at("studies")) studies.push_back(study_of(item));
  check_studies(studies, name, faults);
  faults.throw_if_any();
  return studies;
}

std::vector<Study> read_study_files(const std::vector<std::filesystem::path>& places) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  FaultList faults;
  for (const fs::path& place : places) {
    if (!fs::is_directory(place)) {
      files.push_back(place);
      continue;
    }
    std::vector<fs::path> inside;
    for (const auto& entry : fs::directory_iterator(place))
      if (entry.path().extension() == ".json" && entry.path().filename() != "schema.json")
        inside.push_back(entry.path());
    if (inside.empty())
      faults.add({place.string(), 0, 0, "", "", "expected a folder with a .json file of studies"});
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  std::vector<Study> studies;
  std::map<std::string, std::string> from;
  for (const fs::path& file : files) {
    try {
      std::size_t position = 0;
      for (Study& study : read_studies(read_file(file), file.string())) {
        const auto [known, fresh] = from.emplace(study.id, file.string());
        if (!fresh)
          faults.add({file.string(), 0, 0, "/studies/" + std::to_string(position) + "/id",
                      "\"" + study.id + "\"", "expected an id not used by " + known->second});
        studies.push_back(std::move(study));
        ++position;
      }
    } catch (const InputError& error) {
      for (const Fault& fault : error.faults()) faults.add(fault);
    }
  }
  faults.throw_if_any();
  return studies;
}

const std::vector<Study>& shipped_studies() {
  static const std::vector<Study> all = [] {
    std::vector<Study> list;
    for (const std::string& file : data_files_in("evidence")) {
      if (!file.ends_with(".json") || file == "schema.json") continue;
      const std::string path = "evidence/" + file;
      for (Study& study : read_studies(data_file(path), data_file_origin(path))) {
        const auto same = [&](const Study& other) { return other.id == study.id; };
        if (std::any_of(list.begin(), list.end(), same)) {
          throw InputError(
              Fault{data_file_origin(path), 0, 0, "studies." + study.id, "", "expected an id not used yet"});
        }
        list.push_back(std::move(study));
      }
    }
    return list;
  }();
  return all;
}

const Study& find_study(std::string_view id) {
  std::string known;
  for (const Study& study : shipped_studies()) {
    if (study.id == id) return study;
    known += (known.empty() ? "" : ", ") + study.id;
  }
  throw InputError("study", id, "expected one of " + known);
}

}  // namespace trimer::evidence
