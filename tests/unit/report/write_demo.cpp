// write_demo FOLDER: writes both demonstration reports, to be looked at.
#include <cstdio>
#include <filesystem>

#include <trimer/evidence/library.h>
#include <trimer/report/from_evidence.h>

#include "demo.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_demo FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  using namespace trimer::report;
  CohortReportInput compared = cohort_report_input(
      demo::tally(1000), demo::readings({&trimer::evidence::find_study("seed_qi_2023"),
                                         &trimer::evidence::find_study("tower_kantarjian_2017")},
                                        1000));
  compared.title = "Invented patients beside published studies";
  compared.opening = {"Only the published numbers on this page are real."};
  for (const auto& [name, report] : {std::pair{"cohort", cohort_report(demo::cohort())},
                                     std::pair{"assessment", assessment_report(demo::assessment())},
                                     std::pair{"compared", cohort_report(compared)}}) {
    std::filesystem::create_directories(folder / name);
    report.write(folder / name);
  }
  return 0;
}
