#include <trimer/trial/manifest.h>

#include <nlohmann/json.hpp>

#include <trimer/core/data_files.h>
#include <trimer/core/fingerprint.h>
#include <trimer/core/level.h>
#include <trimer/core/output_file.h>
#include <trimer/core/version.h>

namespace trimer::trial {

std::string manifest_json(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                          const RunResult& result) {
  nlohmann::ordered_json json;
  json["program"] = {{"name", "trimer"}, {"version", version}, {"compiler", compiler}};
  json["use"] = "Research use only. Not advice for treating a patient.";
  json["scenario"] = {{"name", scenario.name},
                      {"title", scenario.title},
                      {"hash", scenario.hash},
                      {"text", scenario.canonical}};
  for (const scenario::Arm& arm : scenario.arms)
    json["arms"].push_back({{"name", arm.name}, {"folder", "arms/" + arm.folder}, {"hash", arm.scenario.hash}});
  for (const scenario::NamedPatient& patient : scenario.named.patients)
    json["named_patients"].push_back({{"name", patient.name}, {"folder", "patients/" + patient.folder}});
  json["seed"] = result.seed;
  json["patients"] = result.patients;
  if (!options.patient_ids.empty()) json["patient_ids"] = options.patient_ids;
  if (!options.replay.empty())
    json["replay"] = {{"file", options.replay.filename().string()}, {"hash", fingerprint(read_file(options.replay))}};
  json["failed"] = result.tally.failed();
  auto& data = json["data"];
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string path(file.path);
    if (path.find("README") != std::string::npos) continue;
    data[path] = {{"origin", data_file_origin(path)}, {"hash", fingerprint(data_file(path))}};
  }
  // What follows describes this run of the program and differs from run to run; no result depends on it.
  json["execution"] = {{"threads", result.threads},
                       {"instruction_set", name(best_level())},
                       {"wall_seconds", result.wall_seconds},
                       {"steps_accepted", result.solver.accepted},
                       {"steps_rejected", result.solver.rejected_error + result.solver.rejected_other},
                       {"lane_activity", result.solver.activity()}};
  return json.dump(1) + "\n";
}

}  // namespace trimer::trial
