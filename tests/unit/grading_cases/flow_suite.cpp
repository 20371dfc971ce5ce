#include "flow_suite.h"

#include <string>
#include <utility>
#include <vector>

#include <trimer/assessment/assess.h>
#include <trimer/core/fault.h>
#include <trimer/cytometry/antigen_density.h>

namespace trimer::grading_cases {
namespace {
using Json = nlohmann::json;

Json density(const Json& input) {
  const auto fit = cytometry::calibrate(
      cytometry::pair_beads(input.at("beads_mfi").get<std::vector<double>>(), input.at("beads_abc").get<std::vector<double>>()));
  Json out = {{"slope", fit.slope}, {"intercept", fit.intercept}, {"abc", nullptr}};
  out["r2"] = fit.r2 ? Json(*fit.r2) : Json();
  if (fit.poor) out["flag"] = "poor_calibration";
  if (!input.contains("cell_mfi") || input["cell_mfi"].is_null()) return out;
  const auto background = input.contains("background_mfi") && !input["background_mfi"].is_null()
                              ? input["background_mfi"].get<double>()
                              : 0.0;
  const auto cells = fit.density(input["cell_mfi"].get<double>(), background);
  if (cells.molecules) out["abc"] = *cells.molecules;
  if (!cells.molecules) out["flag"] = "at_background";
  if (cells.outside_range) out["flag"] = "outside_calibrated_range";
  return out;
}

/// One proportion, read by the record engine from a row of flow.csv.
void proportion(const Json& input, const char* events, const char* positive, const char* name, Json& out) {
  if (!input.contains(events) || !input.contains(positive)) return;
  observation::SubjectRecord record;
  record.subject.subject_id = "P1";
  observation::Flow row;
  row.sample_id = "S1";
  row.population = events;
  row.marker = positive;
  row.n_events = input[events].get<long>();
  row.n_positive = input[positive].get<long>();
  row.denominator = events;
  row.at = observation::Moment::at(0);
  record.flow.push_back(row);
  observation::StudySettings settings;
  settings.options.min_events = input.value("min_events", settings.options.min_events);
  const auto result = assessment::assess(record, settings);
  out[name] = nullptr;
  for (const assessment::FlowReading& reading : result.flow) {
    if (reading.value)
      out[name] = *reading.value;
    else if (reading.flags.has(assessment::Flag::too_few_events))
      out["flag"] = "too_few_events";
  }
}

}  // namespace

Json flow_case(const Json& input) {
  try {
    if (input.contains("beads_abc")) return density(input);
    Json out = Json::object();
    proportion(input, "blasts", "cd19_positive_blasts", "cd19_pct_of_blasts", out);
    proportion(input, "lymphocytes", "cd3", "cd3_pct_of_lymphocytes", out);
    proportion(input, "lymphocytes", "cd3_cd8", "cd3_cd8_pct_of_lymphocytes", out);
    proportion(input, "cd3", "cd3_cd8", "cd3_cd8_pct_of_cd3", out);
    return out;
  } catch (const InputError& error) {
    return {{"error", error.what()}};
  }
}

}  // namespace trimer::grading_cases
