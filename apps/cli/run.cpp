#include <cstdio>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/scenario/scenario.h>

#include "commands.h"
#include "interrupt.h"
#include "patient_tubes.h"
#include "progress.h"
#include "write_arms.h"
#include "write_patients.h"
#include "write_run.h"

namespace trimer::cli {

namespace {

int run(const scenario::Scenario& scenario, const RunArguments& arguments) {
  scenario::check(arguments.options, scenario);
  if (arguments.fcs_day) {
    if (!scenario.arms.empty() || !scenario.named.empty())
      throw InputError("--fcs", "", "expected a scenario of one cohort, without arms or named patients");
    const std::vector<std::uint64_t>& ids = arguments.options.patient_ids;
    const std::uint64_t count =
        ids.empty() ? arguments.options.patients.value_or(scenario.patients) : ids.size();
    if (count > most_patients_with_tubes)
      throw InputError("--fcs", std::to_string(count) + " patients",
                       "expected at most " + std::to_string(most_patients_with_tubes) +
                           "; --patients or --patient choose them");
  }
  OutputFolder folder(scenario::run_folder(arguments.options, scenario), arguments.options.replace);
  for (const std::string& mark : regimen::from_memory(scenario.regimen))
    std::fprintf(stderr, "%s\n", mark.c_str());

  std::string table;
  {
    Progress progress;
    const auto watched = [&](std::uint64_t done, std::uint64_t all) {
      throw_if_interrupted();
      progress(done, all);
    };
    const auto write = !scenario.named.empty()  ? write_patients
                       : !scenario.arms.empty() ? write_arms
                                                : write_run;
    table = write(scenario, arguments.options, folder.path(), watched);
  }
  if (arguments.fcs_day)
    write_patient_tubes(folder.path(), *arguments.fcs_day, arguments.options.seed.value_or(scenario.seed));
  folder.commit();
  const auto where = scenario::run_folder(arguments.options, scenario);
  std::printf("%s\n%s\n", table.c_str(), (where / "report.html").string().c_str());
  return 0;
}

}  // namespace

int run(const RunArguments& arguments) {
  watch_for_interrupt();
  return run(scenario::read_scenario(arguments.scenario), arguments);
}

int sweep(const RunArguments& arguments) {
  watch_for_interrupt();
  const scenario::Scenario scenario = scenario::read_scenario(arguments.scenario, arguments.sweep);
  if (!scenario.sweep)
    throw InputError("--key", "",
                     "missing, expected --key and --values, or [sweep] in " + arguments.scenario.string());
  return run(scenario, arguments);
}

}  // namespace trimer::cli
