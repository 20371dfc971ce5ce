/// @file
/// `trimer assess` as a user meets it: started as a process on a folder of record tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include <trimer/core/output_file.h>

namespace trimer::cli {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

class AssessCommand : public testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(testing::TempDir()) / ("trimer_assess_" + std::to_string(getpid()));
    fs::remove_all(base_);
    fs::create_directories(base_ / "study");
    put("subjects.csv", "subject_id,age_y\n001,40\n");
    put("exposure.csv", "subject_id,drug,dose,unit,start_day,end_day\n001,blinatumomab,9,ug/d,0,7\n");
    put("vitals.csv",
        "subject_id,test,value,unit,day\n"
        "001,TEMP,101.3,[degF],1\n001,SYSBP,85,mm[Hg],1\n001,MAP,58,mm[Hg],1\n001,TEMP,60,Cel,2\n");
    put("support.csv",
        "subject_id,kind,agent,device,start_day,end_day\n001,vasopressor,norepinephrine,,1.1,1.6\n");
    for (const char* name : {"labs", "neuro", "disease", "flow", "events"})
      fs::remove(base_ / "study" / name);
  }
  void TearDown() override { fs::remove_all(base_); }

  void put(const char* name, const std::string& text) { write_file(base_ / "study" / name, text); }
  int trimer(const std::string& arguments) {
    const std::string command =
        "cd '" + base_.string() + "' && '" TRIMER_BINARY "' " + arguments + " >out.txt 2>&1";
    const int status = std::system(command.c_str());
    text_ = read_file(base_ / "out.txt");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  fs::path base_;
  std::string text_;
};

TEST_F(AssessCommand, writes_tables_and_sets_the_impossible_reading_aside) {
  EXPECT_EQ(trimer("assess study --out results"), 0) << text_;
  for (const char* name : {"ADSL", "ADLB", "ADTX", "ADAE", "ADRS", "ADTTE", "ADFC", "DAILY", "DISAGREE"}) {
    EXPECT_TRUE(fs::exists(base_ / "results" / (std::string(name) + ".csv"))) << name;
  }
  EXPECT_THAT(read_file(base_ / "results/rejects.csv"), HasSubstr("vitals.csv,5,value,60"));
  EXPECT_THAT(read_file(base_ / "results/ADTX.csv"), HasSubstr("crs_astct2019.hypotension.one_vasopressor"));
  EXPECT_THAT(read_file(base_ / "results/summary.json"),
              HasSubstr("\"hypotension_rule\": \"map70_or_sbp90\""));
}

TEST_F(AssessCommand, strict_makes_the_row_an_error_and_writes_nothing) {
  EXPECT_EQ(trimer("assess study --out results --strict"), 2);
  EXPECT_THAT(text_, HasSubstr("vitals.csv:5"));
  EXPECT_FALSE(fs::exists(base_ / "results"));
}

TEST_F(AssessCommand, check_reports_and_writes_nothing) {
  EXPECT_EQ(trimer("assess study --check"), 0);
  EXPECT_THAT(text_, HasSubstr("vitals.csv:5"));
  EXPECT_FALSE(fs::exists(base_ / "assessed"));
}

TEST_F(AssessCommand, why_prints_the_chain_to_the_row) {
  EXPECT_EQ(trimer("assess study --why 001 1.2 CRSASTCT"), 0);
  EXPECT_THAT(text_, HasSubstr("grade 3, graded"));
  EXPECT_THAT(text_, HasSubstr("support.csv:2"));
  EXPECT_EQ(trimer("assess study --why 002 1.2 CRSASTCT"), 2);
  EXPECT_EQ(trimer("assess study --why 001 soon CRSASTCT"), 2);
  EXPECT_EQ(trimer("assess study --why 001 1.2 FEVERISH"), 2);
}

TEST_F(AssessCommand, an_existing_folder_is_kept_without_replace) {
  EXPECT_EQ(trimer("assess study --out results"), 0);
  EXPECT_EQ(trimer("assess study --out results"), 2);
  EXPECT_EQ(trimer("assess study --out results --replace"), 0);
}

TEST_F(AssessCommand, the_template_is_empty_tables_that_can_be_assessed) {
  EXPECT_EQ(trimer("assess --template empty"), 0) << text_;
  EXPECT_TRUE(fs::exists(base_ / "empty/labs.csv"));
  EXPECT_EQ(trimer("assess empty --out nobody"), 0) << text_;
  EXPECT_EQ(trimer("assess"), 2);
}

TEST_F(AssessCommand, shuffled_rows_give_the_same_tables) {
  EXPECT_EQ(trimer("assess study --out one"), 0);
  put("vitals.csv",
      "subject_id,test,value,unit,day\n"
      "001,TEMP,60,Cel,2\n001,MAP,58,mm[Hg],1\n001,TEMP,101.3,[degF],1\n001,SYSBP,85,mm[Hg],1\n");
  EXPECT_EQ(trimer("assess study --out two"), 0);
  const std::string one = read_file(base_ / "one/DAILY.csv");
  EXPECT_EQ(one, read_file(base_ / "two/DAILY.csv"));
  EXPECT_THAT(one, HasSubstr("CRSASTCT,1,3,graded"));
}

}  // namespace
}  // namespace trimer::cli
