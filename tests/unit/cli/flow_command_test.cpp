/// @file
/// `trimer flow` as a user meets it: started as a process on a file and its gates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>
#include <trimer/cytometry/virtual_tube.h>
#include <trimer/observation/record_reader.h>
#include <trimer/scenario/scenario.h>

namespace trimer::cli {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path data1 = fs::path(TRIMER_SOURCE_DIR) / "tests/unit/cytometry/data/data1.fcs";

constexpr const char* gates = R"(<?xml version="1.0" encoding="UTF-8"?>
<g:Gating-ML xmlns:g="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
             xmlns:d="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
  <g:RectangleGate g:id="Range1">
    <g:dimension g:compensation-ref="uncompensated" g:min="100"><d:fcs-dimension d:name="FSC-H"/></g:dimension>
  </g:RectangleGate>
  <g:QuadrantGate g:id="Q">
    <g:divider g:id="FL2" g:compensation-ref="FCS"><d:fcs-dimension d:name="FL2-H"/><g:value>12.14748</g:value></g:divider>
    <g:divider g:id="FL4" g:compensation-ref="FCS"><d:fcs-dimension d:name="FL4-H"/><g:value>14.22417</g:value></g:divider>
    <g:Quadrant g:id="both">
      <g:position g:divider_ref="FL2" g:location="15"/><g:position g:divider_ref="FL4" g:location="15"/>
    </g:Quadrant>
    <g:Quadrant g:id="neither">
      <g:position g:divider_ref="FL2" g:location="5"/><g:position g:divider_ref="FL4" g:location="5"/>
    </g:Quadrant>
  </g:QuadrantGate>
</g:Gating-ML>)";

class FlowCommand : public testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(testing::TempDir()) / ("trimer_flow_" + std::to_string(getpid()));
    fs::remove_all(base_);
    fs::create_directories(base_);
    write_file(base_ / "gates.xml", gates);
  }
  void TearDown() override { fs::remove_all(base_); }
  int trimer(const std::string& arguments, const std::string& subcommand = "flow") {
    const std::string command = "cd '" + base_.string() + "' && '" TRIMER_BINARY "' " + subcommand + " " +
                                arguments + " >out.txt 2>&1";
    const int status = std::system(command.c_str());
    text_ = read_file(base_ / "out.txt");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  long ones(const std::string& gate) {
    const std::string text = read_file(base_ / "inside" / ("Results_" + gate + ".txt"));
    EXPECT_EQ(text.size(), 2 * 13367U);
    return std::count(text.begin(), text.end(), '1');
  }

  fs::path base_;
  std::string text_;
};

TEST_F(FlowCommand, writes_a_line_per_event_for_every_gate_and_quadrant) {
  ASSERT_EQ(trimer(data1.string() + " --gates gates.xml --membership inside"), 0) << text_;
  EXPECT_EQ(ones("Range1"), 440);
  EXPECT_EQ(ones("both"), 620);
  EXPECT_EQ(ones("neither"), 5148);
  EXPECT_FALSE(fs::exists(base_ / "inside/Results_Q.txt"));
  EXPECT_THAT(text_, HasSubstr("13367 events"));
}

TEST_F(FlowCommand, describes_a_file_without_gates) {
  EXPECT_EQ(trimer(data1.string()), 0);
  EXPECT_THAT(text_, HasSubstr("CD3 PerCP"));
  EXPECT_THAT(text_, HasSubstr("logarithmic, 4 decades from 1"));
}

TEST_F(FlowCommand, names_what_is_wrong_and_ends_with_2) {
  EXPECT_EQ(trimer("gates.xml"), 2);
  EXPECT_THAT(text_, HasSubstr("expected FCS2.0"));
  EXPECT_EQ(trimer(data1.string() + " --gates no.xml"), 2);
  EXPECT_EQ(trimer(data1.string() + " --membership inside"), 2);
  EXPECT_EQ(trimer(data1.string() + " --data-set 2 --gates gates.xml --membership inside"), 2);
  EXPECT_FALSE(fs::exists(base_ / "inside/Results_Range1.txt"));
}

cytometry::VirtualTube marrow(std::uint64_t positive, std::uint64_t negative, std::uint64_t seed) {
  return {.cells = {{"CD4 T cell", 700},
                    {"CD8 T cell", 500},
                    {"B cell", 100},
                    {"other lymphocyte", 200},
                    {"CD19+ blast", positive},
                    {"CD19- blast", negative},
                    {"granulocyte", 2500},
                    {"monocyte", 400},
                    {"erythroid cell", 900}},
          .cd19_sites = 12000,
          .keywords = {},
          .seed = seed};
}

/// Cell of the first row of a table whose `key` column holds `value`.
std::string cell(const fs::path& table, const std::string& key, const std::string& value,
                 const std::string& column) {
  CsvReader csv(table);
  while (csv.next())
    if (csv.field(csv.column(key)) == value) return std::string(csv.field(csv.column(column)));
  return "no row";
}

TEST_F(FlowCommand, reports_a_panel_through_the_gates_of_its_user) {
  cytometry::write_virtual_fcs(base_ / "early.fcs", marrow(3000, 1000, 1));
  cytometry::write_virtual_fcs(base_ / "late.fcs", marrow(100, 1900, 2));
  cytometry::write_virtual_fcs(base_ / "cured.fcs", marrow(3, 4, 3));
  const double lot[] = {500, 5000, 25000, 60000};
  cytometry::write_virtual_beads(base_ / "beads.fcs", lot, 2000, 4);
  write_file(base_ / "gates.toml", cytometry::virtual_gates());
  write_file(base_ / "sheet.csv",
             "file,subject_id,day,specimen,label\nlate.fcs,P2,28,BM,after\nearly.fcs,P2,-1,BM,before\n"
             "cured.fcs,P1,28,BM,after\n");
  ASSERT_EQ(
      trimer("--samples sheet.csv --panel b_all_blasts --gates gates.toml --out out --beads CD19=beads.fcs "
             "--molecules 500,5000,25000,60000"),
      0)
      << text_;
  const fs::path table = base_ / "out/populations.csv";
  EXPECT_EQ(cell(table, "population", "CD19+ blasts", "events"), "100");
  EXPECT_EQ(cell(table, "population", "CD19+ blasts", "parent_events"), "2000");
  EXPECT_EQ(cell(table, "population", "CD19+ blasts", "percent"), "5");
  // Binomial tails of 2.5 % with 100 of 2000, by summing.
  EXPECT_NEAR(std::stod(cell(table, "population", "CD19+ blasts", "percent_low")), 4.0864, 1e-4);
  EXPECT_NEAR(std::stod(cell(table, "population", "CD19+ blasts", "percent_high")), 6.0482, 1e-4);
  EXPECT_NEAR(std::stod(cell(table, "population", "CD19+ blasts", "abc")), 12000, 1500);
  EXPECT_EQ(cell(table, "population", "CD19+ blasts", "gates"), "gates.toml");
  for (const char* figure : {"histogram", "before_and_after", "gates_1"})
    EXPECT_TRUE(fs::exists(base_ / "out/figures" / (std::string(figure) + ".svg"))) << figure;

  EXPECT_NEAR(std::stod(cell(base_ / "out/calibration.csv", "beads", "4", "slope")), 1, 0.02);
  EXPECT_GT(std::stod(cell(base_ / "out/calibration.csv", "beads", "4", "r2")), 0.999);

  // Seven blasts are fewer than the limit of detection of this tube, which is 20 of its live cells.
  const fs::path residual = base_ / "out/residual_disease.csv";
  EXPECT_EQ(cell(residual, "subject_id", "P1", "verdict"), "not detected");
  EXPECT_NEAR(std::stod(cell(residual, "subject_id", "P1", "limit_of_detection")), 20.0 / 5307, 1e-9);

  // The records are read without a fault, and graded.
  observation::RecordReader reader(base_ / "out/records", observation::ReadOptions{});
  observation::SubjectRecord record;
  std::map<std::string, observation::SubjectRecord> subjects;
  while (reader.next(record)) subjects[record.subject.subject_id] = record;
  EXPECT_EQ(reader.report().total(observation::Severity::rejected), 0);
  EXPECT_EQ(subjects["P2"].flow.size(), 2U);
  EXPECT_EQ(subjects["P2"].flow.at(0).n_positive, 3000);
  EXPECT_EQ(subjects["P1"].disease.at(0).word, "no");
  ASSERT_EQ(trimer("out/records --out assessed", "assess"), 0) << text_;

  // A scenario takes the covariates as they are: the earliest sample counts, and too few blasts give none.
  const scenario::Scenario scenario = scenario::parse_scenario(
      "title = \"given\"\nseed = 1\n[population]\nname = \"after_car_t\"\n[regimen]\npreset = "
      "\"label_relapsed_refractory\"\n[follow_up]\nmonths = 1\n[patients]\nfrom = \"out/covariates.toml\"\n",
      "given.toml", base_);
  ASSERT_EQ(scenario.named.patients.size(), 1U);
  const population::GivenPatient& given = scenario.named.patients[0].given;
  EXPECT_EQ(given.subject_id, "P2");
  EXPECT_EQ(given.values[population::Covariate::cd19_positive_fraction], 0.75);
  EXPECT_NEAR(given.values[population::Covariate::sites_high].value_or(0), 12000, 1500);
  EXPECT_EQ(population::read_given_patients(base_ / "out/covariates.csv").at(0), given);

  // So it does those of lymphocytes: 1200 of 1500 are T cells, 500 of them carry CD8.
  ASSERT_EQ(trimer("early.fcs --panel lymphocyte_subsets --gates gates.toml --out blood"), 0) << text_;
  const auto subsets = population::read_given_patients(base_ / "blood/covariates.csv").at(0);
  EXPECT_EQ(subsets.cd3_percent, 80);
  EXPECT_NEAR(subsets.values[population::Covariate::cd8_fraction].value_or(0), 500.0 / 1200, 1e-12);
  EXPECT_THAT(read_file(base_ / "blood/covariates.toml"), HasSubstr("cd3_percent = \"80 %\""));
}

TEST_F(FlowCommand, marks_whatever_rests_on_gates_that_it_proposed) {
  cytometry::write_virtual_fcs(base_ / "marrow.fcs", marrow(3000, 1000, 1));
  ASSERT_EQ(trimer("marrow.fcs --panel b_all_blasts --seed 5 --out out"), 0) << text_;
  EXPECT_THAT(text_, HasSubstr("PROPOSED GATES, seed 5"));
  for (const char* table : {"populations", "readings", "residual_disease"}) {
    CsvReader csv(base_ / "out" / (std::string(table) + ".csv"));
    ASSERT_TRUE(csv.next()) << table;
    do EXPECT_EQ(csv.field(csv.column("gates")), "proposed (seed 5)") << table;
    while (csv.next());
  }
  EXPECT_THAT(read_file(base_ / "out/report.html"), HasSubstr("Proposed gates"));
  EXPECT_THAT(read_file(base_ / "out/proposed_covariates.toml"), HasSubstr("gates: proposed (seed 5)"));
  EXPECT_FALSE(fs::exists(base_ / "out/records"));
  EXPECT_FALSE(fs::exists(base_ / "out/covariates.toml"));

  // Passed back, they are the user's, and count the same.
  ASSERT_EQ(trimer("marrow.fcs --panel b_all_blasts --gates out/proposed_gates.toml --out again"), 0)
      << text_;
  EXPECT_EQ(cell(base_ / "again/populations.csv", "population", "blasts", "events"),
            cell(base_ / "out/populations.csv", "population", "blasts", "events"));
  EXPECT_EQ(cell(base_ / "again/populations.csv", "population", "blasts", "gates"), "proposed_gates.toml");
  EXPECT_TRUE(fs::exists(base_ / "again/records/flow.csv"));
}

TEST_F(FlowCommand, a_panel_names_what_it_lacks) {
  EXPECT_EQ(trimer(data1.string() + " --panel b_all_blasts"), 2);
  EXPECT_THAT(text_, HasSubstr("CD45"));
  cytometry::write_virtual_fcs(base_ / "marrow.fcs", marrow(30, 10, 1));
  write_file(base_ / "few.toml",
             "[[gate]]\nid = \"live\"\nkind = \"rectangle\"\ndimension = [{ channel = "
             "\"viability\", max = 2000 }]\n");
  EXPECT_EQ(trimer("marrow.fcs --panel b_all_blasts --gates few.toml"), 2);
  EXPECT_THAT(text_, HasSubstr("gate = blasts, is missing: panel b_all_blasts reports it"));
  EXPECT_TRUE(fs::is_empty(base_ / "flow"));
}

TEST_F(FlowCommand, tubes_of_virtual_patients_give_back_what_their_clinic_reported) {
  write_file(
      base_ / "three.toml",
      "title = \"three\"\nseed = 7\n[population]\nname = \"after_car_t\"\npatients = 3\n[regimen]\npreset "
      "= \"label_relapsed_refractory\"\n[follow_up]\nmonths = 1\n");
  ASSERT_EQ(trimer("three.toml --fcs 0 --out run", "run"), 0) << text_;
  ASSERT_EQ(
      trimer("--samples run/fcs/blood.csv --panel lymphocyte_subsets --gates run/fcs/gates.toml --out blood"),
      0)
      << text_;
  ASSERT_EQ(
      trimer("--samples run/fcs/marrow.csv --panel b_all_blasts --gates run/fcs/gates.toml --out marrow "
             "--beads CD19=run/fcs/beads_500_5000_25000_60000.fcs --molecules 500,5000,25000,60000"),
      0)
      << text_;
  const auto records = [&](const fs::path& folder) {
    observation::RecordReader reader(base_ / folder / "records", observation::ReadOptions{});
    observation::SubjectRecord record;
    std::map<std::string, observation::SubjectRecord> subjects;
    while (reader.next(record)) subjects[record.subject.subject_id] = record;
    return subjects;
  };
  auto clinic = records("run");
  ASSERT_EQ(clinic.size(), 3U);
  int compared = 0, levels = 0;
  for (const fs::path tube : {"blood", "marrow"}) {
    for (auto& [subject, record] : records(tube)) {
      for (const observation::Flow& read : record.flow)
        for (const observation::Flow& reported : clinic[subject].flow)
          if (reported.at.day == read.at.day && reported.population == read.population &&
              reported.marker == read.marker) {
            ++compared;
            EXPECT_EQ(read.n_events, reported.n_events) << subject << read.marker;
            EXPECT_EQ(read.n_positive, reported.n_positive) << subject << read.marker;
            // Ten events in a hundred and the beads' scatter: the geometric mean of a few hundred cells.
            if (reported.abc && read.abc) {
              EXPECT_NEAR(*read.abc / *reported.abc, 1, 0.15);
            }
          }
      for (const observation::Disease& read : record.disease)
        for (const observation::Disease& reported : clinic[subject].disease)
          if (reported.at.day == read.at.day && reported.measure == read.measure &&
              read.measure == observation::Measure::mrd_level) {
            ++levels;
            EXPECT_NEAR(*read.value / *reported.value, 1, 1e-3);
          }
    }
  }
  EXPECT_GE(compared, 9);
  EXPECT_GE(levels, 1);
  EXPECT_EQ(trimer("three.toml --patients 101 --fcs 0 --out many", "run"), 2);
  EXPECT_THAT(text_, HasSubstr("expected at most 100"));
}

}  // namespace
}  // namespace trimer::cli
