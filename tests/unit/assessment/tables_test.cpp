#include "record_builder.h"

#include <trimer/assessment/tables.h>
#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include <unistd.h>

namespace trimer::assessment::test {
namespace {

using Rows = std::vector<std::map<std::string, std::string>>;

class Tables : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("trimer_tables_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::vector<SubjectRecord>& records, const StudySettings& settings = {}) {
    AssessmentTables tables(folder_, settings, {.study = "TEST"});
    Assessor assessor(settings);
    for (const SubjectRecord& record : records) tables.write(record, assessor.assess(record));
    tables.close();
  }
  [[nodiscard]] Rows read(const char* name) const {
    CsvReader reader(folder_ / (std::string(name) + ".csv"));
    Rows rows;
    while (reader.next()) {
      std::map<std::string, std::string>& row = rows.emplace_back();
      for (std::size_t i = 0; i < reader.header().size(); ++i) {
        row[reader.header()[i]] = reader.field(static_cast<int>(i));
      }
    }
    return rows;
  }

  std::filesystem::path folder_;
};

TEST_F(Tables, ColumnsOfTheStandardStandFirstAndInItsOrder) {
  const std::map<std::string, std::vector<std::string>> wanted = {
      {"ADSL",
       {"STUDYID", "USUBJID", "AGE", "SEX", "TRTSDT", "TRTEDT", "CARTDT", "DTHDT", "LSTALVDT", "SAFFL",
        "EVALFL", "BLBLAST", "BLCD19", "PRLINES", "BLEMD", "BLCNS"}},
      {"ADLB", {"PARAMCD", "PARAM",  "AVAL",   "AVALU",   "BASE",    "CHG",     "ABLFL",  "ANRLO",
                "ANRHI",   "ANRIND", "BNRIND", "ATOXVER", "ATOXGRL", "ATOXGRH", "ATOXGR", "BTOXGR",
                "ADT",     "ADY",    "AVISIT", "AOCCFL",  "STATUS",  "FLAGS",   "SRCROW"}},
      {"ADTX",
       {"PARAMCD", "AVAL", "AVALC", "ADT", "ADTM", "ADY", "CYCLE", "RULEID", "DOMAIN", "SRCDOM", "SRCSEQ",
        "STATUS", "FLAGS"}},
      {"ADAE",
       {"AEDECOD", "AETOXGR", "ATOXSCL", "ASTDT", "AENDT", "ADURN", "TRTEMFL", "CYCLE", "AEMAXDY", "AESRC"}},
      {"ADRS", {"PARAMCD", "AVALC", "ADT", "ADY", "CRIT", "CONFFL", "RULEID", "STATUS", "FLAGS"}},
      {"ADTTE",
       {"PARAMCD", "STARTDT", "ADT", "AVAL", "AVALU", "CNSR", "EVNTDESC", "CNSDTDSC", "SRCDOM", "SRCVAR",
        "SRCSEQ"}},
      {"ADFC", {"PARAMCD", "AVAL", "AVALU", "DENOM", "NEVENTS", "MFITYPE", "ABC", "R2", "STATUS", "FLAGS"}}};
  int found = 0;
  for (const OutputTable& table : assessment_tables()) {
    const auto entry = wanted.find(table.name);
    if (entry == wanted.end()) continue;
    ++found;
    std::vector<std::string> names;
    for (const OutputColumn& column : table.columns) names.push_back(column.name);
    const std::size_t keys = entry->second.front() == "STUDYID" ? 0 : 2;
    ASSERT_GE(names.size(), entry->second.size() + keys) << table.name;
    EXPECT_TRUE(
        std::equal(entry->second.begin(), entry->second.end(), names.begin() + static_cast<long>(keys)))
        << table.name;
  }
  EXPECT_EQ(found, 7);
}

TEST_F(Tables, AGradeCarriesItsValueRuleMarkAndSourceRow) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(80, 60, 1.0);
  b.vasopressor("vasopressin", 1.1, 1.6);
  write({b.record});
  const Rows rows = read("ADTX");
  const auto row = std::find_if(rows.begin(), rows.end(), [](const auto& r) {
    return r.at("PARAMCD") == "CRSASTCT" && r.at("ELAPSED") == "1.1";
  });
  ASSERT_NE(row, rows.end());
  EXPECT_EQ(row->at("AVAL"), "3");
  EXPECT_EQ(row->at("RULEID"), "crs_astct2019.hypotension.vasopressin_only");
  EXPECT_EQ(row->at("MARK"), "P");
  EXPECT_EQ(row->at("SRCDOM"), "support");
  EXPECT_EQ(row->at("SRCSEQ"), "2");
  EXPECT_EQ(row->at("FLAGS"), "vasopressin_only");
  EXPECT_EQ(row->at("ADY"), "2");
  EXPECT_EQ(row->at("ADT"), "") << "no dates in this record";
}

TEST_F(Tables, LaboratoryGradesCarryASignAndNothingWhenNotEvaluable) {
  RecordBuilder b;
  b.first_dose();
  b.lab(LabTest::NEUT, 3.0, -1, "10*9/L", 2.0);
  b.lab(LabTest::NEUT, 0.7, 5, "10*9/L", 2.0);
  b.lab(LabTest::NEUT, 1.8, 6);
  b.lab(LabTest::IL6, 300, 6, "pg/mL");
  write({b.record});
  const Rows rows = read("ADLB");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("ABLFL"), "Y");
  EXPECT_EQ(rows[0].at("ATOXGR"), "0");
  EXPECT_EQ(rows[1].at("ATOXGR"), "-3");
  EXPECT_EQ(rows[1].at("ATOXGRL"), "3");
  EXPECT_EQ(rows[1].at("BASE"), "3");
  EXPECT_EQ(rows[1].at("CHG"), "-2.3");
  EXPECT_EQ(rows[1].at("AOCCFL"), "Y");
  EXPECT_EQ(rows[1].at("ADY"), "6");
  EXPECT_EQ(rows[2].at("ATOXGR"), "") << "no lower limit: not evaluable, never 0";
  EXPECT_EQ(rows[2].at("STATUS"), "not_evaluable");
  EXPECT_EQ(rows[3].at("STATUS"), "") << "not a graded test";
}

TEST_F(Tables, CnsrIsZeroForAnEventAndAvalIsElapsedPlusOne) {
  RecordBuilder b;
  b.first_dose();
  b.event(EventKind::death, 181);
  write({b.record});
  const Rows rows = read("ADTTE");
  ASSERT_EQ(rows.size(), 10U) << "five endpoints on two clocks";
  EXPECT_EQ(rows[0].at("PARAMCD"), "OS");
  EXPECT_EQ(rows[0].at("CNSR"), "0");
  EXPECT_EQ(rows[0].at("AVAL"), "182");
  EXPECT_EQ(rows[0].at("ELAPSED"), "181");
  EXPECT_EQ(rows[0].at("SRCDOM"), "events");
  EXPECT_EQ(rows[5].at("PARAMCD"), "OSCT");
  EXPECT_EQ(rows[5].at("AVAL"), "");
  EXPECT_EQ(rows[5].at("STATUS"), "not_evaluable");
}

TEST_F(Tables, DatesAreWrittenWhereTheRecordHasThem) {
  RecordBuilder b;
  b.record.subject.anchor_date = 19783;  // 2024-03-01
  b.first_dose().temp(38.5, 1.25).pressure(120, 80, 1.25);
  write({b.record});
  EXPECT_EQ(read("ADSL")[0].at("TRTSDT"), "2024-03-01");
  const Rows rows = read("ADTX");
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0].at("ADT"), "2024-03-02");
  EXPECT_EQ(rows[0].at("ADTM"), "2024-03-02T06:00:00");
}

TEST_F(Tables, EpisodesPrintElapsedDurationAndStudyDayOfTheMaximum) {
  RecordBuilder b;
  b.first_dose().temp(38.5, 1.0).pressure(120, 80, 1.0).temp(39, 1.5).pressure(80, 60, 1.5);
  b.temp(36.8, 2.25).pressure(120, 80, 2.25).temp(36.8, 3.2).temp(36.8, 4);
  b.event(EventKind::ae, 3, "Pneumonia").domain = Domain::INFECTION;
  write({b.record});
  const Rows rows = read("ADAE");
  const auto crs =
      std::find_if(rows.begin(), rows.end(), [](const auto& r) { return r.at("ATOXSCL") == "ASTCT 2019"; });
  ASSERT_NE(crs, rows.end());
  EXPECT_EQ(crs->at("AETOXGR"), "2");
  EXPECT_EQ(crs->at("ADURN"), "1.25");
  EXPECT_EQ(crs->at("AEMAXDY"), "2");
  EXPECT_EQ(crs->at("AESRC"), "derived");
  EXPECT_EQ(rows.back().at("AEDECOD"), "Pneumonia");
  EXPECT_EQ(rows.back().at("AESRC"), "reported");
  EXPECT_EQ(rows.back().at("AETOXGR"), "") << "a grade that was not reported is not 0";
}

TEST_F(Tables, EveryTableIsAlsoDatasetJsonWithADefinition) {
  RecordBuilder b;
  b.first_dose();
  write({b.record});
  for (const OutputTable& table : assessment_tables()) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / (table.name + ".csv"))) << table.name;
    EXPECT_TRUE(std::filesystem::exists(folder_ / (table.name + ".json"))) << table.name;
  }
  EXPECT_NE(read_file(folder_ / "define.json").find("ADTTE"), std::string::npos);
}

}  // namespace
}  // namespace trimer::assessment::test
