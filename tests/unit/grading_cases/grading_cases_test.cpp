#include "case_file.h"
#include "flow_suite.h"
#include "stats_suite.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <set>

namespace trimer::grading_cases {
namespace {

std::filesystem::path case_file() {
  const char* given = std::getenv("TRIMER_GRADING_CASES");
  return given && *given ? std::filesystem::path(given)
                         : std::filesystem::path(TRIMER_TEST_DATA) / "grading-cases.json";
}

TEST(GradingCases, EveryCaseGivesWhatTheCriteriaSay) {
  Suites suites;
  add_toxicity_suites(suites);
  add_disease_suites(suites);
  suites["stats"] = stats_case;
  suites["flow"] = flow_case;

  int passed = 0;
  int failed = 0;
  int pending = 0;
  std::set<std::string> pending_suites;
  const std::vector<Case> cases = read_cases(case_file());
  for (const Case& one : cases) {
    const auto suite = suites.find(one.suite);
    if (suite == suites.end()) {
      pending_suites.insert(one.suite);
      ++pending;
      continue;
    }
    std::string got;
    try {
      got = difference(one, suite->second(one.input));
    } catch (const std::exception& error) {
      got = std::string("exception: ") + error.what();
    }
    if (got.empty()) {
      ++passed;
    } else {
      ++failed;
      std::printf("%s: expected %s, got %s\n", one.id.c_str(), one.expect.dump().c_str(), got.c_str());
    }
  }
  for (const std::string& suite : pending_suites) std::printf("pending suite: %s\n", suite.c_str());
  std::printf("%d cases: %d passed, %d failed, %d pending (%s)\n", static_cast<int>(cases.size()), passed,
              failed, pending, case_file().string().c_str());
  EXPECT_EQ(failed, 0);
  EXPECT_GT(passed, 0);
}

}  // namespace
}  // namespace trimer::grading_cases
