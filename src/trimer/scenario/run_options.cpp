#include <trimer/scenario/run_options.h>

#include <set>

#include <trimer/core/fault.h>
#include <trimer/scenario/scenario.h>

namespace trimer::scenario {

void check(const RunOptions& options, const Scenario& scenario) {
  FaultList faults;
  const auto fault = [&](const char* option, std::uint64_t value, std::string expectation) {
    faults.add({.file = {},
                .line = 0,
                .column = 0,
                .path = option,
                .value = std::to_string(value),
                .expectation = std::move(expectation)});
  };
  const std::uint64_t patients = options.patients.value_or(scenario.patients);
  if (patients < 1 || patients > most_patients)
    fault("--patients", patients, "expected a whole number from 1 to " + std::to_string(most_patients));
  std::set<std::uint64_t> ids;
  for (const std::uint64_t id : options.patient_ids) {
    if (id < 1 || id > patients) fault("--patient", id, "expected from 1 to " + std::to_string(patients));
    if (!ids.insert(id).second) fault("--patient", id, "expected each patient once");
  }
  if (options.threads < 0 || options.threads > 1024)
    faults.add({.file = {},
                .line = 0,
                .column = 0,
                .path = "--threads",
                .value = std::to_string(options.threads),
                .expectation = "expected from 0 (all) to 1024"});
  if (!options.replay.empty() && (!scenario.arms.empty() || !scenario.named.empty()))
    faults.add({.file = {},
                .line = 0,
                .column = 0,
                .path = "--replay",
                .value = options.replay.string(),
                .expectation = "expected a scenario of one cohort: each arm and named patient has decisions of its own"});
  faults.throw_if_any();
}

std::filesystem::path run_folder(const RunOptions& options, const Scenario& scenario) {
  if (!options.out.empty()) return options.out;
  return std::filesystem::path("runs") /
         (scenario.name + "-" + std::to_string(options.seed.value_or(scenario.seed)));
}

}  // namespace trimer::scenario
