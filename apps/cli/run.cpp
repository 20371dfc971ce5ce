#include <cstdio>

#include <trimer/core/output_file.h>
#include <trimer/scenario/scenario.h>

#include "commands.h"
#include "interrupt.h"
#include "progress.h"
#include "write_run.h"

namespace trimer::cli {

int run(const RunArguments& arguments) {
  watch_for_interrupt();
  const scenario::Scenario scenario = scenario::read_scenario(arguments.scenario);
  scenario::check(arguments.options, scenario);
  OutputFolder folder(scenario::run_folder(arguments.options, scenario), arguments.options.replace);
  for (const std::string& mark : regimen::from_memory(scenario.regimen))
    std::fprintf(stderr, "%s\n", mark.c_str());

  std::string table;
  {
    Progress progress;
    table = write_run(scenario, arguments.options, folder.path(), [&](std::uint64_t done, std::uint64_t all) {
      throw_if_interrupted();
      progress(done, all);
    });
  }
  folder.commit();
  const auto where = scenario::run_folder(arguments.options, scenario);
  std::printf("%s\n%s\n", table.c_str(), (where / "report.html").string().c_str());
  return 0;
}

}  // namespace trimer::cli
