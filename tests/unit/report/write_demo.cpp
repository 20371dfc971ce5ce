// write_demo FOLDER: writes both demonstration reports, to be looked at.
#include <cstdio>
#include <filesystem>

#include "demo.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_demo FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  using namespace trimer::report;
  for (const auto& [name, report] : {std::pair{"cohort", cohort_report(demo::cohort())},
                                     std::pair{"assessment", assessment_report(demo::assessment())}}) {
    std::filesystem::create_directories(folder / name);
    report.write(folder / name);
  }
  return 0;
}
