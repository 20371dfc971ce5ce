#include <trimer/assessment/criteria.h>
#include <trimer/core/fault.h>

#include <gtest/gtest.h>

#include <set>

namespace trimer::assessment {
namespace {

TEST(Criteria, EveryRuleSaysWhatItIsAndWhereItComesFrom) {
  ASSERT_GT(criteria().rules().size(), 300U);
  for (const Rule& rule : criteria().rules()) {
    EXPECT_FALSE(rule.text.empty()) << rule.id;
    EXPECT_FALSE(rule.source.empty()) << rule.id;
    EXPECT_FALSE(rule.version.empty()) << rule.id;
    EXPECT_EQ(rule.id.rfind(rule.scale + ".", 0), 0U) << rule.id;
    if (rule.threshold) {
      EXPECT_FALSE(rule.unit.empty()) << rule.id;
      EXPECT_FALSE(rule.sign.empty()) << rule.id;
    }
  }
}

TEST(Criteria, PrintedLimitsOfTheStandardsStandInTheData) {
  EXPECT_EQ(criteria().threshold("crs_astct2019.fever"), 38.0);
  EXPECT_EQ(criteria().threshold("ctcae5_haem.neutrophils.4"), 0.5);
  EXPECT_EQ(criteria().threshold("ctcae6_haem.neutrophils.4"), 0.1);
  EXPECT_EQ(criteria().threshold("ctcae5_haem.haemoglobin.mmol_per_L.2"), 6.2);
  EXPECT_EQ(criteria().rule("response_amgen_blina.blasts").sign, "<=");
  EXPECT_EQ(criteria().rule("response_eln2024.blasts").sign, "<");
  EXPECT_EQ(criteria().threshold("icaht.window.early_end"), 30.0);
}

TEST(Criteria, UnverifiedWordingKeepsItsMark) {
  EXPECT_EQ(criteria().rule("crs_lee2014.high_dose.norepinephrine").mark, Mark::M);
  EXPECT_EQ(criteria().rule("crs_astct2019.hypotension.vasopressin_only").mark, Mark::P);
  EXPECT_EQ(criteria().rule("ctcae5_haem.platelets.3").mark, Mark::V);
  EXPECT_EQ(criteria().rule("response_nccn.CR.anc").mark, Mark::M);
}

TEST(Criteria, AFaultyFileIsReportedWithEveryFaultAndItsLine) {
  const char* text = R"(scale = "x"
version = "1"
source = "s"
colour = "red"
[[rule]]
id = "a"
text = "t"
mark = "Z"
[[rule]]
id = "b"
text = "t"
threshold = 3
sign = "~"
unit = "d"
[[rule]]
text = "t"
grade = 9
)";
  try {
    Criteria::parse(text, "x.toml");
    FAIL() << "accepted";
  } catch (const InputError& error) {
    std::set<long> lines;
    for (const Fault& fault : error.faults()) lines.insert(fault.line);
    EXPECT_EQ(lines, (std::set<long>{4, 8, 12, 15, 17}));
  }
}

TEST(Criteria, ARuleThatIsMissingIsAnErrorNotADefault) {
  EXPECT_THROW((void)criteria().rule("crs_astct2019.nothing"), InputError);
  EXPECT_THROW((void)criteria().threshold("crs_astct2019.death"), InputError);
}

}  // namespace
}  // namespace trimer::assessment
