#include "cohort_report_input.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <trimer/core/version.h>
#include <trimer/report/arms_report.h>
#include <trimer/report/from_cohort.h>
#include <trimer/report/from_evidence.h>
#include <trimer/therapy/parameter_table.h>

namespace trimer::cli {
namespace {

report::BandsInput bands(const scenario::Scenario& scenario, const trial::RunResult& result) {
  report::BandsInput input;
  input.text = {"bands", "Observed quantities without noise",
                "Median and central 50 and 90 % of the patients alive, read without the noise of an assay. Bars under "
                "the axis: the plan of a patient at or above the weight limit."};
  input.panels = result.bands;
  const double last_day = input.panels.empty() || input.panels.front().day.empty() ? 0 : input.panels.front().day.back();
  for (const regimen::Cycle& cycle : scenario.regimen.cycles)
    for (const regimen::Infusion& infusion : cycle.infusions)
      if (cycle.start_day + infusion.to_day <= last_day)
        input.dosing.push_back({cycle.start_day + infusion.from_day, cycle.start_day + infusion.to_day,
                                fmt::format("{:g} ug/{}day", infusion.rate.value, infusion.rate.per_m2 ? "m2/" : "")});
  return input;
}

report::SwimmerInput swimmer(const trial::RunResult& result) {
  report::SwimmerInput input;
  input.text = {"swimmer", fmt::format("The first {} patients", result.sample.size()),
                "One lane per patient from the first dose: infusion, as high as its rate, interruptions, remission, relapse, "
                "transplantation, next therapy, death; CRS grades below the lane; an arrow is alive at the last contact."};
  double highest = 0;
  for (const trial::SamplePatient& patient : result.sample)
    for (const auto& infusion : patient.infusions) highest = std::max(highest, infusion.rate);
  for (const trial::SamplePatient& patient : result.sample) {
    report::SwimmerLane lane;
    lane.subject = patient.subject_id;
    lane.note = assessment::to_text(patient.best_response);
    for (const auto& infusion : patient.infusions)
      lane.treatment.push_back({infusion.start_day, infusion.end_day, highest > 0 ? infusion.rate / highest : 1});
    for (const auto& [start, end] : patient.holds) lane.holds.push_back({start, end, 1});
    if (patient.remission_day)
      lane.events.push_back({report::SwimmerMark::complete_response, *patient.remission_day});
    if (patient.relapse_day) lane.events.push_back({report::SwimmerMark::relapse, *patient.relapse_day});
    if (patient.transplant_day) lane.events.push_back({report::SwimmerMark::transplant, *patient.transplant_day});
    if (patient.next_therapy_day) lane.events.push_back({report::SwimmerMark::next_therapy, *patient.next_therapy_day});
    if (patient.lost_day) lane.events.push_back({report::SwimmerMark::lost, *patient.lost_day});
    if (patient.death_day) lane.events.push_back({report::SwimmerMark::death, *patient.death_day});
    for (const auto& stretch : patient.crs)
      lane.crs.push_back({stretch.start_day, stretch.end_day, stretch.grade});
    lane.last_day = patient.last_day;
    lane.ongoing = !patient.death_day && !patient.lost_day;
    input.lanes.push_back(std::move(lane));
  }
  return input;
}

/// Every rule with its source, and how often it acted.
report::Table protocol_table(const protocol::Protocol& protocol, const trial::RunResult& result) {
  report::Table table{"protocol",
                      "Rules of the protocol and how often they acted",
                      {{"Rule", "", false}, {"What", "", false}, {"Acted", "decisions", true}, {"In", "patients", true},
                       {"Source", "", false}, {"Evidence", "", false}},
                      {},
                      {"Not simulated: the virtual clinic never makes this observation; the rule acts on records that hold it."},
                      true};
  const std::vector<const protocol::Rule*> never = protocol::not_simulated(protocol);
  for (const protocol::Rule& rule : protocol.rules) {
    const auto use = result.rules.find(rule.id);
    const bool simulated = std::find(never.begin(), never.end(), &rule) == never.end();
    const std::string acted = use == result.rules.end() ? "0" : report::count_text(use->second.decisions);
    const std::string patients = use == result.rules.end() ? "0" : report::count_text(use->second.patients);
    table.rows.push_back({rule.id, protocol::in_words(rule), simulated ? acted : "not simulated", simulated ? patients : "–",
                          rule.source, rule.evidence});
  }
  return table;
}

}  // namespace

report::KnownAssumed known_assumed() {
  report::KnownAssumed input;
  std::array<int, 4> counts{};
  const therapy::ParameterTable table = therapy::ParameterTable::load();
  for (const therapy::ParameterRow& row : table.rows())
    ++counts[static_cast<std::size_t>(row.evidence)];
  const std::array<std::pair<const char*, const char*>, 4> classes = {
      {{"measured", "a number read in a clinical or laboratory source"},
       {"fitted", "an estimate of a published model"},
       {"derived", "computed from such numbers"},
       {"assumed", "ours; no source gives the number"}}};
  for (std::size_t i = 0; i < classes.size(); ++i)
    input.counts.push_back({classes[i].first, classes[i].second, counts[i]});
  input.known = {"Clearance and volume of blinatumomab and their spread.",
                 "Rates of killing, activation and T-cell traffic of a published model, as transcribed.",
                 "Birth and death rates of blasts.", "Baseline and outcome of the TOWER trial.",
                 "Order and timing of B-cell, T-cell and IL-6 changes."};
  input.assumed = {"Most of the model: recruitment into the synapse, the niche, suppression by burden, cytokine "
                   "amplitude, neurotoxicity, hazards, potency of dexamethasone, restimulation of CAR-T.",
                   "Baseline blood counts, T cells and CD19 sites: no published distribution was found.",
                   "What the virtual clinic does at the bedside, and how often it looks.",
                   "The default ensemble of parameter sets was fitted to TOWER, MT103-211 and pooled odds ratios: "
                   "agreement with them is not validation."};
  return input;
}

report::CohortReportInput cohort_report_input(const scenario::Scenario& scenario,
                                              const trial::RunResult& result) {
  evidence::VerdictOptions options = evidence::beside_a_run;
  options.seed = result.seed;
  report::CohortReportInput input = report::cohort_report_input(result.tally, result.studies, options);
  for (report::EndpointRow& row : input.endpoints)
    if (cohort::find_proportion(row.id) >= 0)
      if (const auto open = result.members.of_parameters(row.id, 0.9)) {
        row.parameters_low = open->low;
        row.parameters_high = open->high;
      }
  input.title = scenario.title;
  input.subtitle = fmt::format("{} virtual patients · population {} · {} · seed {}", result.patients,
                               scenario.population.name, scenario.regimen.title, result.seed);
  input.opening = {
      "Each virtual patient was simulated mechanistically, seen by a virtual clinic with its assays, their noise and "
      "limits, and assessed from that record alone, by the criteria that assess a real one. Beside each simulated "
      "number stand the published ones, and the interval in which a series of the published size would lie."};
  input.patients_asked = static_cast<int>(result.patients);
  input.patients_simulated = static_cast<int>(result.tally.flow().screened());
  for (const std::string& statement : regimen::from_memory(scenario.regimen))
    input.cautions.push_back({"Quoted from memory", statement, {}});
  std::vector<std::string> phases;
  for (const regimen::Cycle& cycle : scenario.regimen.cycles) phases.push_back(cycle.phase);
  input.flow = report::flow_input(result.tally.flow(), phases, scenario.follow_up_months);
  input.protocol = protocol_table(scenario.protocol, result);
  input.bands = bands(scenario, result);
  if (result.exposure.patients() >= 100) input.exposure = report::exposure_input({{"", &result.exposure}});
  input.swimmer = swimmer(result);
  input.known_assumed = known_assumed();
  input.provenance = {{"Program", fmt::format("trimer {}", version)},
                      {"Scenario", fmt::format("{} ({})", scenario.name, scenario.hash)},
                      {"Seed", std::to_string(result.seed)},
                      {"Patients", std::to_string(result.patients)},
                      {"Parameters", scenario.ensemble == "none"
                                         ? std::string("data/parameters as they are, one set")
                                         : fmt::format("ensemble {}, {} members", scenario.ensemble,
                                                       result.members.members())},
                      {"Use", "research only; not advice for treating a patient"}};
  return input;
}

}  // namespace trimer::cli
