#include <trimer/units/ucum.h>

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace trimer::units {
namespace {

TEST(Ucum, spellings_of_laboratories_lead_to_one_unit_without_regard_to_case) {
  for (const char* text : {"10*9/L", "GI/L", "10^9/L", "K/uL", "k/ul", "10*3/uL", "x10E3/uL", "X10e3/UL"})
    EXPECT_EQ(canonical_ucum(text), "10*9/L") << text;
  for (const char* text : {"/uL", "/mm3", "10*6/L", "10^6/l"}) EXPECT_EQ(canonical_ucum(text), "/uL") << text;
  for (const char* text : {"10*12/L", "10*6/uL", "10^12/L"}) EXPECT_EQ(canonical_ucum(text), "10*12/L") << text;
  EXPECT_EQ(canonical_ucum("ng/mL"), "ug/L");
  EXPECT_EQ(canonical_ucum("ng/L"), "pg/mL");
  EXPECT_EQ(canonical_ucum("MM[HG]"), "mm[Hg]");
}

TEST(Ucum, what_is_not_listed_is_unknown) {
  for (const char* text : {"", "mmHg", "C", "°C", "g%", "10*9", "cells/uL", " g/L", "ug/day", "G/L "})
    EXPECT_EQ(canonical_ucum(text), "") << text;
}

TEST(Ucum, a_spelling_belongs_to_one_unit_only) {
  std::set<std::string> seen;
  for (const UnitAliases& unit : known_ucum()) {
    std::vector<std::string_view> spellings(unit.aliases.begin(), unit.aliases.end());
    spellings.push_back(unit.canonical);
    for (std::string_view text : spellings) {
      std::string lower(text);
      for (char& c : lower) c = static_cast<char>(std::tolower(c));
      EXPECT_TRUE(seen.insert(lower).second) << text;
      EXPECT_EQ(canonical_ucum(text), unit.canonical);
    }
  }
}

TEST(Ucum, a_conversion_of_counts_is_rounded_once) {
  EXPECT_EQ(convert_ucum(700, "/uL", "10*9/L"), 0.7);
  EXPECT_EQ(convert_ucum(1100, "/mm3", "K/uL"), 1.1);
  EXPECT_EQ(convert_ucum(0.7, "10*9/L", "/uL"), 700);
  EXPECT_EQ(convert_ucum(4.5, "10*12/L", "10*9/L"), 4500);
  EXPECT_EQ(convert_ucum(4.5, "10*6/uL", "/uL"), 4.5e6);
  for (int count = 0; count < 3000; ++count) EXPECT_EQ(*convert_ucum(count, "/uL", "10*9/L"), count / 1000.0);
}

TEST(Ucum, concentrations_temperatures_and_proportions_convert_by_hand) {
  EXPECT_EQ(convert_ucum(9.9, "g/dL", "g/L"), 99);
  EXPECT_EQ(convert_ucum(2.5, "mg/dL", "mg/L"), 25);
  EXPECT_EQ(convert_ucum(150, "mg/dL", "g/L"), 1.5);
  EXPECT_EQ(convert_ucum(0.5, "ug/L", "pg/mL"), 500);
  EXPECT_NEAR(*convert_ucum(100.4, "[degF]", "Cel"), 38.0, 1e-13);
  EXPECT_EQ(convert_ucum(37, "Cel", "[degF]"), 98.6);
  EXPECT_EQ(convert_ucum(0.01, "%", "1"), 1e-4);
  EXPECT_EQ(convert_ucum(2, "g", "mg"), 2000);
}

TEST(Ucum, haemoglobin_alone_converts_between_amount_and_mass) {
  EXPECT_NEAR(*convert_ucum(6.2, "mmol/L", "g/L", Substance::haemoglobin), 99.9068, 1e-10);
  EXPECT_NEAR(*convert_ucum(99.9068, "g/L", "mmol/L", Substance::haemoglobin), 6.2, 1e-12);
  EXPECT_NEAR(*convert_ucum(4.9, "mmol/L", "g/dL", Substance::haemoglobin), 7.89586, 1e-10);
  EXPECT_EQ(convert_ucum(6.2, "mmol/L", "g/L"), std::nullopt);
  EXPECT_EQ(convert_ucum(1, "umol/L", "mg/dL"), std::nullopt);
}

TEST(Ucum, different_quantities_do_not_convert) {
  EXPECT_EQ(convert_ucum(1, "10*9/L", "g/L"), std::nullopt);
  EXPECT_EQ(convert_ucum(1, "/min", "d"), std::nullopt);
  EXPECT_EQ(convert_ucum(1, "ug/d", "ug/m2/d"), std::nullopt);
  EXPECT_EQ(convert_ucum(1, "ug/min", "ug/kg/min"), std::nullopt);
  EXPECT_EQ(convert_ucum(1, "furlong", "mm"), std::nullopt);
  EXPECT_EQ(convert_ucum(1.5, "mm", "mm"), 1.5);
}

TEST(Ucum, a_test_has_its_units_the_usual_first) {
  EXPECT_THAT(units_of_test("NEUT"), testing::ElementsAre("10*9/L", "/uL"));
  EXPECT_THAT(units_of_test("HGB"), testing::ElementsAre("g/L", "g/dL", "mmol/L"));
  EXPECT_THAT(units_of_test("TEMP"), testing::ElementsAre("Cel", "[degF]"));
  EXPECT_TRUE(units_of_test("LDH").empty());
  for (const TestUnits& test : tests_with_units())
    for (std::string_view unit : test.units) EXPECT_EQ(canonical_ucum(unit), unit);
}

}  // namespace
}  // namespace trimer::units
