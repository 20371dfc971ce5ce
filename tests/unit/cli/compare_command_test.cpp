/// @file
/// `trimer compare` as a user meets it: started as a process, with a study that was made up for the test.
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
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class CompareCommand : public testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(testing::TempDir()) / ("trimer_compare_" + std::to_string(getpid()));
    fs::remove_all(base_);
    fs::create_directories(base_ / "mine");
    study_ = read_file(fs::path(TRIMER_SOURCE_DIR) / "tests/unit/evidence/data/made_up.json");
    write_file(base_ / "mine/made_up.json", study_);
  }
  void TearDown() override { fs::remove_all(base_); }

  int trimer(const std::string& arguments) {
    const std::string command =
        "cd '" + base_.string() + "' && '" TRIMER_BINARY "' " + arguments + " >out.txt 2>error.txt";
    const int status = std::system(command.c_str());
    out_ = read_file(base_ / "out.txt");
    error_ = read_file(base_ / "error.txt");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  /// Nothing but the input and what the shell redirected: no results, no hidden folder.
  void nothing_is_left() const {
    for (const auto& entry : fs::directory_iterator(base_)) {
      const std::string name = entry.path().filename();
      EXPECT_TRUE(name == "mine" || name == "out.txt" || name == "error.txt") << name;
    }
  }
  void put(std::string_view from, std::string_view to) {
    std::string text = study_;
    text.replace(text.find(from), from.size(), to);
    write_file(base_ / "mine/made_up.json", text);
  }

  fs::path base_;
  std::string study_, out_, error_;
};

TEST_F(CompareCommand, runs_a_study_that_is_only_a_file_and_ends_with_the_score) {
  ASSERT_EQ(trimer("compare made_up_2030 made_up_not_run --evidence mine --patients 12 --out results"), 0)
      << error_;
  EXPECT_THAT(out_, HasSubstr("made_up_not_run: not run, made up without treatment"));
  EXPECT_THAT(out_, testing::ContainsRegex("\ninside: [0-9] of 4\n$"));
  const std::string json = read_file(base_ / "results/comparison.json");
  EXPECT_THAT(json, HasSubstr("\"study\": \"made_up_2030\""));
  EXPECT_THAT(json, Not(HasSubstr("tower_kantarjian_2017"))) << "only the studies named";
  const std::string report = read_file(base_ / "results/report.html");
  EXPECT_THAT(report, HasSubstr("made up without treatment"));
  EXPECT_THAT(report, HasSubstr("no patient stands behind it"));
}

TEST_F(CompareCommand, writes_the_same_bytes_at_any_number_of_threads) {
  ASSERT_EQ(trimer("compare made_up_2030 --evidence mine/made_up.json --patients 12 --threads 1 --out one"),
            0);
  ASSERT_EQ(trimer("compare made_up_2030 --evidence mine/made_up.json --patients 12 --threads 3 --out three"),
            0);
  for (const char* file : {"comparison.json", "report.html"})
    EXPECT_EQ(read_file(base_ / "one" / file), read_file(base_ / "three" / file)) << file;
  ASSERT_EQ(trimer("compare made_up_2030 --evidence mine --patients 12 --seed 2 --out other"), 0);
  EXPECT_NE(read_file(base_ / "one/comparison.json"), read_file(base_ / "other/comparison.json"));
}

TEST_F(CompareCommand, takes_an_ensemble_from_a_file) {
  write_file(base_ / "mine/two.toml", R"(format = "trimer-ensemble/1"
title = "Two members"
[made]
command = "by hand"
method = "by hand"
seed = 1
version = "0.1.0"
date = "2030-01-01"
time = "1 s"
patients = 1
[[hyper_parameter]]
name = "blast_susceptibility"
unit = "1"
prior = { scale = "log", mu = 0, sd = 0.5 }
source = "made up"
values = [0.5, 2]
[members]
weights = [0.5, 0.5]
)");
  ASSERT_EQ(
      trimer("compare made_up_2030 --evidence mine --ensemble mine/two.toml --patients 50 --out results"), 0)
      << error_;
  EXPECT_THAT(out_, HasSubstr("2 members of an ensemble"));
  EXPECT_THAT(read_file(base_ / "results/report.html"), HasSubstr("mine/two.toml"));
  EXPECT_EQ(trimer("compare made_up_2030 --evidence mine --ensemble nobody --patients 5 --out none"), 2);
  EXPECT_THAT(error_, HasSubstr("ensemble = nobody"));
  EXPECT_FALSE(fs::exists(base_ / "none"));
}

TEST_F(CompareCommand, refuses_malformed_evidence_with_its_place_and_leaves_nothing) {
  put("\"k\": 16", "\"k\": 41");
  EXPECT_EQ(trimer("compare --evidence mine --out results"), 2);
  EXPECT_EQ(error_, "mine/made_up.json: /studies/0/endpoints/0/k = 41, expected 0 to n = 40\n");
  nothing_is_left();

  put("\"studies\": [", "\"studies\": [,");
  EXPECT_EQ(trimer("compare --evidence mine --out results"), 2);
  EXPECT_THAT(error_, HasSubstr("mine/made_up.json:3:"));
  nothing_is_left();
}

TEST_F(CompareCommand, refuses_what_cannot_be_simulated_and_leaves_nothing) {
  put("marrow_blast_fraction", "shoe_size");
  EXPECT_EQ(trimer("compare made_up_2030 --evidence mine --patients 5 --out results"), 2);
  EXPECT_THAT(error_, HasSubstr("shoe_size"));
  nothing_is_left();
}

TEST_F(CompareCommand, refuses_unknown_studies_and_places) {
  EXPECT_EQ(trimer("compare made_up_2031 towr --evidence mine --out results"), 2);
  EXPECT_THAT(error_, HasSubstr("STUDY = made_up_2031, unknown study, did you mean 'made_up_2030'?"));
  EXPECT_THAT(error_, HasSubstr("STUDY = towr"));
  EXPECT_EQ(trimer("compare --evidence elsewhere.json --out results"), 2);
  EXPECT_THAT(error_, HasSubstr("elsewhere.json"));
  EXPECT_EQ(trimer("compare made_up_2030 --evidence mine"), 2) << "--out is required";
  EXPECT_EQ(trimer("compare --patients 0 --out results"), 2);
  nothing_is_left();
}

TEST_F(CompareCommand, keeps_an_existing_folder_without_replace) {
  fs::create_directories(base_ / "mine/results");
  write_file(base_ / "mine/results/notes.txt", "mine");
  EXPECT_EQ(trimer("compare made_up_2030 --evidence mine/made_up.json --patients 5 --out mine/results"), 2);
  EXPECT_EQ(read_file(base_ / "mine/results/notes.txt"), "mine");
}

}  // namespace
}  // namespace trimer::cli
