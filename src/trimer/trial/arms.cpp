#include <trimer/trial/arms.h>

#include <optional>

#include <nlohmann/json.hpp>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/trial/manifest.h>

namespace trimer::trial {
namespace {

using Json = nlohmann::ordered_json;

Json difference_json(const cohort::ArmDifference& d) {
  Json entry = {{"endpoint", d.id},
                {"name", d.name},
                {"unit", d.unit},
                {"pairs", d.pairs},
                {"reference", d.reference},
                {"value", d.arm},
                {"difference", d.difference},
                {"low", d.low},
                {"high", d.high}};
  entry["only_reference"] = d.only_reference ? Json(*d.only_reference) : Json(nullptr);
  entry["only_arm"] = d.only_arm ? Json(*d.only_arm) : Json(nullptr);
  entry["method"] = d.method;
  return entry;
}

std::string summary(const scenario::Scenario& scenario, const std::vector<ArmResult>& arms) {
  Json json;
  json["level"] = 0.95;
  json["interval"] =
      "of the difference in this cohort of virtual patients, paired by patient; parameters are taken as "
      "known";
  if (scenario.sweep) json["sweep"] = {{"key", scenario.sweep->key}, {"values", scenario.sweep->values}};
  json["reference"] = arms.front().name;
  for (const ArmResult& arm : arms) {
    Json entry = {{"name", arm.name},
                  {"folder", arm.folder.generic_string()},
                  {"patients", arm.run.tally.patients()},
                  {"failed", arm.run.tally.failed()}};
    entry["differences"] = Json::array();
    for (const cohort::ArmDifference& d : arm.differences) entry["differences"].push_back(difference_json(d));
    json["arms"].push_back(std::move(entry));
  }
  return json.dump(1) + "\n";
}

/// The runs as one, for the manifest.
RunResult joined(const std::vector<ArmResult>& arms) {
  RunResult all;
  all.seed = arms.front().run.seed;
  all.patients = arms.front().run.patients;
  all.threads = arms.front().run.threads;
  for (const ArmResult& arm : arms) {
    all.tally.merge(arm.run.tally);
    all.solver += arm.run.solver;
    all.wall_seconds += arm.run.wall_seconds;
  }
  return all;
}

}  // namespace

std::string differences_csv(const std::string& what, const std::string& reference,
                            const std::vector<NamedDifferences>& all) {
  std::string text = what + ",reference_" + what +
                     ",endpoint,name,unit,pairs,reference,value,difference,low,high,only_reference,only_" +
                     what + ",method\n";
  for (const NamedDifferences& one : all)
    for (const cohort::ArmDifference& d : *one.differences) {
      for (const std::string& field :
           {csv_field(one.name), csv_field(reference), d.id, csv_field(d.name), d.unit,
            std::to_string(d.pairs), number_text(d.reference), number_text(d.arm), number_text(d.difference),
            number_text(d.low), number_text(d.high),
            d.only_reference ? std::to_string(*d.only_reference) : "",
            d.only_arm ? std::to_string(*d.only_arm) : ""})
        text += field + ',';
      text += csv_field(d.method) + '\n';
    }
  return text;
}

std::vector<ArmResult> run_arms(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                                const std::filesystem::path& folder, const Progress& progress,
                                const AfterArm& after) {
  const std::uint64_t patients = options.patients.value_or(scenario.patients);
  if (patients > most_patients_in_arms)
    throw InputError("patients", std::to_string(patients),
                     "expected at most " + std::to_string(most_patients_in_arms) + " with arms");
  std::optional<cohort::ArmOutcomes> reference;
  std::vector<ArmResult> results;
  for (const scenario::Arm& arm : scenario.arms) {
    ArmResult result;
    result.name = arm.name;
    result.folder = std::filesystem::path("arms") / arm.folder;
    std::filesystem::create_directories(folder / result.folder);
    cohort::ArmOutcomes outcomes;
    const std::uint64_t arms_before = results.size(), arms = scenario.arms.size();
    result.run = run(
        arm.scenario, options, folder / result.folder,
        [&](std::uint64_t done, std::uint64_t all) {
          if (progress) progress(arms_before * all + done, arms * all);
        },
        [&](const population::VirtualPatient&, const cohort::PatientRow& row) { outcomes.add(row); });
    if (reference)
      result.differences = cohort::arm_differences(*reference, outcomes, scenario.follow_up_days);
    else
      reference = std::move(outcomes);
    if (after) after(arm, result, folder / result.folder);
    results.push_back(std::move(result));
  }
  std::vector<NamedDifferences> differences;
  for (const ArmResult& result : results) differences.push_back({result.name, &result.differences});
  write_file(folder / "differences.csv", differences_csv("arm", results.front().name, differences));
  write_file(folder / "summary.json", summary(scenario, results));
  write_file(folder / "manifest.json", manifest_json(scenario, options, joined(results)));
  return results;
}

}  // namespace trimer::trial
