#include <gtest/gtest.h>

#include <trimer/core/fault.h>

namespace trimer {
namespace {

TEST(Fault, reads_as_file_line_key_value_and_expectation) {
  EXPECT_EQ(to_text({"salvage.toml", 14, 0, "regimen.cycle[1].rate", "-9 ug/day", "expected > 0"}),
            "salvage.toml:14: regimen.cycle[1].rate = -9 ug/day, expected > 0");
}

TEST(Fault, a_document_reports_all_its_faults_at_once) {
  FaultList faults;
  faults.throw_if_any();
  faults.add({"a.toml", 1, 0, "x", "", "unknown key"});
  faults.add({"a.toml", 2, 0, "y", "", "unknown key"});
  try {
    faults.throw_if_any();
    FAIL() << "expected an error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.faults().size(), 2u);
    EXPECT_STREQ(error.what(), "a.toml:1: x, unknown key\na.toml:2: y, unknown key");
  }
}

}  // namespace
}  // namespace trimer
