#include <gtest/gtest.h>

#include <trimer/units/toml_document.h>

namespace trimer::units {
namespace {

/// Reads with `read` and returns the faults, one per line.
template <class Read>
std::string faults_of(std::string_view text, Read read) {
  try {
    TomlDocument document(text, "a.toml");
    read(document.root());
    document.finish();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(TomlDocument, reads_what_is_right) {
  TomlDocument document("dose = \"20 mg\"\nshare = 0.25\n[a]\nlist = [\"x\", \"y\"]\none = \"x\"\n",
                        "a.toml");
  TomlTable root = document.root();
  EXPECT_EQ(root.quantity("dose", "mg", "20 mg"), 20);
  EXPECT_EQ(root.number("share"), 0.25);
  TomlTable a = root.table("a");
  EXPECT_EQ(a.texts("list"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(a.texts("one"), (std::vector<std::string>{"x"}));
  EXPECT_NO_THROW(document.finish());
}

TEST(TomlDocument, all_faults_are_reported_in_the_order_of_their_lines) {
  const auto faults = faults_of("seed = 1.5\n[a]\nrate = \"-9 ug/day\"\nnmae = \"x\"\n", [](TomlTable root) {
    root.whole("seed", 0, 10);
    TomlTable a = root.table("a");
    a.quantity("rate", "ug/day", "28 ug/day", positive);
    a.text("name", required);
  });
  EXPECT_EQ(faults,
            "a.toml:1: seed = 1.5, expected a whole number from 0 to 10\n"
            "a.toml:2: a.name, missing, expected text\n"
            "a.toml:3: a.rate = -9 ug/day, expected > 0\n"
            "a.toml:4: a.nmae, unknown key, did you mean 'name'?");
}

TEST(TomlDocument, a_quantity_says_what_is_wrong_with_its_unit) {
  const auto read = [](TomlTable root) { root.quantity("dose", "mg", "20 mg"); };
  EXPECT_EQ(faults_of("dose = 20", read),
            "a.toml:1: dose = 20, the unit is missing, expected text with its unit, e.g. \"20 mg\"");
  EXPECT_EQ(faults_of("dose = \"20\"", read),
            "a.toml:1: dose = 20, the unit is missing, expected text with its unit, e.g. \"20 mg\"");
  EXPECT_EQ(faults_of("dose = \"20 h\"", read),
            "a.toml:1: dose = 20 h, wrong unit, expected text with its unit, e.g. \"20 mg\"");
  EXPECT_EQ(faults_of("dose = \"20 mgs\"", read),
            "a.toml:1: dose = 20 mgs, unknown unit 'mgs', expected text with its unit, e.g. \"20 mg\"");
  EXPECT_EQ(faults_of("dose = \"nan mg\"", read),
            "a.toml:1: dose = nan mg, expected text with its unit, e.g. \"20 mg\"");
  EXPECT_EQ(faults_of("dose = nan", read),
            "a.toml:1: dose = nan, the unit is missing, expected text with its unit, e.g. \"20 mg\"");
  EXPECT_EQ(faults_of("dose = true", read),
            "a.toml:1: dose = true, expected text with its unit, e.g. \"20 mg\"");
}

TEST(TomlDocument, a_number_that_is_not_finite_is_a_fault) {
  const auto read = [](TomlTable root) { root.number("share", fraction); };
  EXPECT_EQ(faults_of("share = nan", read), "a.toml:1: share = nan, expected from 0 to 1");
  EXPECT_EQ(faults_of("share = inf", read), "a.toml:1: share = inf, expected from 0 to 1");
  EXPECT_EQ(faults_of("share = \"0.5\"", read),
            "a.toml:1: share = 0.5, expected a number from 0 to 1, without quotes");
}

TEST(TomlDocument, elements_of_lists_are_numbered_from_one) {
  EXPECT_EQ(faults_of("use = [\"red\", \"gren\"]",
                      [](TomlTable root) {
                        root.choices("use", {"red", "green"});
                      }),
            "a.toml:1: use[2] = gren, unknown, did you mean 'green'?");
  EXPECT_EQ(faults_of("[[c]]\nx = 1\n[[c]]\nx = 2\n",
                      [](TomlTable root) {
                        for (TomlTable c : root.tables("c")) c.whole("x", 1, 1);
                      }),
            "a.toml:4: c[2].x = 2, expected a whole number from 1 to 1");
}

TEST(TomlDocument, what_is_not_toml_is_said_to_be_so) {
  const auto nothing = [](TomlTable) {};
  EXPECT_EQ(faults_of("  \n", nothing), "a.toml: the file is empty");
  EXPECT_EQ(faults_of(std::string_view("a\0b", 3), nothing),
            "a.toml: not a text file (it holds control characters)");
  EXPECT_EQ(faults_of("a = ", nothing).substr(0, 20), "a.toml:1:5: not TOML");
  EXPECT_EQ(faults_of("[.x]\n", nothing).substr(0, 19), "a.toml:1:2: not TOM");
  EXPECT_NE(faults_of("a = 1\na = 2\n", nothing), "");
}

}  // namespace
}  // namespace trimer::units
