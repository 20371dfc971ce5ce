/// @file
/// Every file data/malformed/NAME.toml must fail with exactly the text of NAME.expected.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/scenario/scenario.h>

namespace trimer::scenario {
namespace {
namespace fs = std::filesystem;

const fs::path folder = fs::path(TRIMER_TEST_DATA) / "malformed";

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The folder of the test data is left out of messages, so that they do not depend on the machine.
std::string without_folder(std::string text) {
  const std::string prefix = folder.string() + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

class Malformed : public testing::TestWithParam<std::string> {};

TEST_P(Malformed, ends_in_the_expected_message) {
  const fs::path expected = folder / (GetParam() + ".expected");
  std::string message;
  try {
    (void)read_scenario(folder / (GetParam() + ".toml"));
  } catch (const InputError& error) {
    message = without_folder(std::string(error.what()) + "\n");
  }
  if (std::getenv("TRIMER_REFRESH")) write_file(expected, message);
  EXPECT_EQ(message, read_file(expected));
  EXPECT_NE(message, "") << "the scenario was accepted";
}

INSTANTIATE_TEST_SUITE_P(Scenario, Malformed, testing::ValuesIn(names()),
                         [](const auto& test) { return test.param; });

TEST(MalformedScenarios, there_are_at_least_twenty) {
  EXPECT_GE(names().size(), 20u);
}

}  // namespace
}  // namespace trimer::scenario
