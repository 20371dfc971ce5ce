#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/trial/ordered_output.h>
#include <trimer/trial/run.h>

namespace trimer::trial {
namespace {
namespace fs = std::filesystem;

class Run : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(testing::TempDir()) /
             ("trimer_run_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  RunResult run(const std::string& name, const scenario::RunOptions& options) {
    fs::create_directories(folder / name);
    return trial::run(scenario, options, folder / name, nullptr);
  }
  std::string patients(const std::string& name) const { return read_file(folder / name / "patients.csv"); }

  scenario::Scenario scenario = scenario::read_scenario(fs::path(TRIMER_SOURCE_DIR) / "scenarios/salvage_after_car_t.toml");
  fs::path folder;
};

TEST_F(Run, patients_csv_has_the_same_bytes_at_any_number_of_threads) {
  scenario::RunOptions options;
  options.patients = 60;
  options.threads = 1;
  const RunResult one = run("one", options);
  for (const int threads : {2, 3, 5}) {
    options.threads = threads;
    const RunResult several = run("several", options);
    EXPECT_EQ(patients("one"), patients("several")) << threads << " threads";
    EXPECT_EQ(one.tally.proportion("cr_crh_cri"), several.tally.proportion("cr_crh_cri"));
    EXPECT_EQ(one.bands[4].median, several.bands[4].median);
  }
  EXPECT_EQ(read_file(folder / "one" / "summary.json"), read_file(folder / "several" / "summary.json"));
}

/// Held at CRS of grade 1 from the first day on: many holds, restarts and stops.
void hold_often(protocol::Protocol& protocol) {
  for (protocol::Rule& rule : protocol.rules)
    if (rule.id == "crs_grade_3") {
      rule.trigger.low = 1;
      rule.hold.until.high = 0;
    }
  protocol.lost_per_year = 0.2;
}

TEST_F(Run, holds_restarts_and_stops_have_the_same_bytes_at_any_number_of_threads) {
  hold_often(scenario.protocol);
  scenario::RunOptions options;
  options.patients = 60;
  options.decisions = options.records = true;
  options.threads = 1;
  (void)run("one", options);
  const std::string decisions = read_file(folder / "one" / "decisions.csv");
  for (const std::string effect : {",hold,", ",restart_same_cycle,", ",stop,", ",dexamethasone,", ",next_cycle,"})
    EXPECT_NE(decisions.find(effect), std::string::npos) << effect << " is not exercised";
  for (const int threads : {2, 3, 5}) {
    options.threads = threads;
    (void)run("several", options);
    for (const char* file : {"patients.csv", "decisions.csv", "records/exposure.csv", "records/support.csv"})
      EXPECT_EQ(read_file(folder / "one" / file), read_file(folder / "several" / file)) << threads << " threads: " << file;
  }
}

TEST_F(Run, the_log_of_decisions_fed_back_gives_the_same_infusions_bit_for_bit) {
  hold_often(scenario.protocol);
  scenario::RunOptions options;
  options.patients = 40;
  options.decisions = options.records = true;
  (void)run("rules", options);
  // Rules that would decide otherwise, to show that the log is followed and not they.
  for (protocol::Rule& rule : scenario.protocol.rules) rule.trigger.low = 4;
  (void)run("other_rules", options);
  options.replay = folder / "rules" / "decisions.csv";
  (void)run("log", options);
  const auto infusions = [&](const char* name) { return read_file(folder / name / "records" / "exposure.csv"); };
  EXPECT_NE(infusions("rules"), infusions("other_rules"));
  EXPECT_EQ(infusions("rules"), infusions("log"));
  for (const char* file : {"patients.csv", "decisions.csv", "records/events.csv", "records/labs.csv"})
    EXPECT_EQ(read_file(folder / "rules" / file), read_file(folder / "log" / file)) << file;
  const auto manifest = nlohmann::json::parse(read_file(folder / "log" / "manifest.json"));
  EXPECT_EQ(manifest["replay"]["file"], "decisions.csv");
}

TEST_F(Run, a_log_of_another_protocol_is_refused_with_its_lines) {
  write_file(folder / "mine.csv", protocol::decisions_csv_header() +
                                      "1,VP000001,2,1,crs_grade 3,crs_grad_3,hold,2\n"
                                      "1,VP000001,5,9,crs_grade 0,crs_grade_3,restart_same_cycle,5\n");
  scenario::RunOptions options;
  options.patients = 1;
  options.replay = folder / "mine.csv";
  try {
    (void)run("run", options);
    FAIL();
  } catch (const InputError& error) {
    const std::string file = (folder / "mine.csv").string();
    EXPECT_EQ(std::string(error.what()),
              file + ":2: rule = crs_grad_3, no rule of the protocol, did you mean 'crs_grade_3'?\n" + file +
                  ":3: cycle = 9, expected a cycle of the regimen, 1 to 5");
  }
}

TEST_F(Run, every_patient_is_accounted_for_from_screening_to_the_end_of_follow_up) {
  hold_often(scenario.protocol);
  protocol::Rule few_blasts;
  few_blasts.id = "few_blasts";
  few_blasts.observed = protocol::Observed::marrow_blasts;
  few_blasts.trigger.high = 20;
  few_blasts.effect = protocol::Effect::exclude;
  few_blasts.situations = protocol::screening;
  scenario.protocol.rules.push_back(few_blasts);
  scenario::RunOptions options;
  options.patients = 150;
  options.decisions = true;
  const RunResult result = run("run", options);
  const cohort::PatientFlow& flow = result.tally.flow();
  EXPECT_EQ(flow.screened(), 150);
  EXPECT_TRUE(flow.unaccounted().empty()) << flow.unaccounted().front();
  const std::int64_t excluded = flow.not_treated().at("few_blasts");
  EXPECT_GT(excluded, 0);
  EXPECT_EQ(result.tally.patients(), 150 - excluded);
  EXPECT_EQ(flow.treated() + excluded + result.tally.failed(), 150);
  EXPECT_EQ(result.rules.at("few_blasts").patients, excluded);
  EXPECT_GT(flow.fate(cohort::Fate::lost), 0);
  EXPECT_GT(flow.cycles()[0].held, 0);
  EXPECT_LE(flow.cycles()[0].in_remission, flow.cycles()[0].assessed);
  const auto json = nlohmann::json::parse(read_file(folder / "run" / "summary.json"))["flow"];
  EXPECT_EQ(json["screened"], 150);
  EXPECT_EQ(json["treated"], flow.treated());
  // The rows say the same as the counts.
  CsvReader rows(folder / "run" / "patients.csv");
  std::int64_t listed = 0, never = 0;
  while (rows.next()) {
    ++listed;
    if (rows.field(rows.column("treatment_end")) != "excluded") continue;
    ++never;
    EXPECT_EQ(rows.field(rows.column("cycles_started")), "0");
    EXPECT_EQ(rows.field(rows.column("best_response")), "NE");
    EXPECT_EQ(rows.field(rows.column("infusion_days")), "0");
  }
  EXPECT_EQ(listed, 150);
  EXPECT_EQ(never, excluded);
}

TEST_F(Run, patient_17_alone_has_the_row_it_has_among_all) {
  scenario::RunOptions options;
  options.patients = 20;
  (void)run("all", options);
  options.patient_ids = {17};
  EXPECT_EQ(run("alone", options).tally.patients(), 1);
  std::istringstream all(patients("all")), alone(patients("alone"));
  std::string row, header, seventeenth;
  std::getline(alone, header);
  std::getline(alone, row);
  for (int i = 0; i <= 17; ++i) std::getline(all, seventeenth);
  EXPECT_EQ(row, seventeenth);
}

TEST_F(Run, no_patient_is_lost) {
  scenario::RunOptions options;
  options.patients = 50;
  const RunResult result = run("run", options);
  EXPECT_EQ(result.patients, 50u);
  EXPECT_EQ(result.tally.patients(), 50);
  std::int64_t sum = 0;
  for (const auto& [outcome, n] : result.tally.outcomes()) sum += n;
  EXPECT_EQ(sum, 50);
  const auto summary = nlohmann::json::parse(read_file(folder / "run" / "summary.json"));
  EXPECT_EQ(summary["failures"].size(), static_cast<std::size_t>(result.tally.failed()));
  bool seen = false;
  for (const auto& endpoint : summary["endpoints"])
    if (endpoint["id"] == "cr_crh_cri") {
      seen = true;
      EXPECT_EQ(endpoint["n"], 50);
      EXPECT_FALSE(endpoint["published"].empty());
    }
  EXPECT_TRUE(seen);
}

TEST_F(Run, another_seed_is_another_cohort_and_the_manifest_says_which) {
  scenario::RunOptions options;
  options.patients = 5;
  (void)run("first", options);
  options.seed = 99;
  (void)run("second", options);
  EXPECT_NE(patients("first"), patients("second"));
  const auto manifest = nlohmann::json::parse(read_file(folder / "second" / "manifest.json"));
  EXPECT_EQ(manifest["seed"], 99);
  EXPECT_EQ(manifest["scenario"]["hash"], scenario.hash);
}

TEST_F(Run, records_read_back_to_the_same_number_of_subjects_and_trajectories_have_a_row_per_day) {
  scenario::RunOptions options;
  options.patients = 3;
  options.records = options.trajectories = true;
  (void)run("run", options);
  const std::string subjects = read_file(folder / "run" / "records" / "subjects.csv");
  EXPECT_EQ(std::count(subjects.begin(), subjects.end(), '\n'), 4);
  const std::string rows = read_file(folder / "run" / "trajectories.csv");
  EXPECT_GT(std::count(rows.begin(), rows.end(), '\n'), 3 * 80);
}

TEST_F(Run, a_patient_outside_the_cohort_is_an_error_of_the_caller) {
  scenario::RunOptions options;
  options.patients = 5;
  options.patient_ids = {6};
  EXPECT_THROW((void)run("run", options), InputError);
  options.patient_ids = {2, 2};
  EXPECT_THROW((void)run("run", options), InputError);
}

TEST_F(Run, an_exception_of_the_progress_ends_the_run_and_leaves_no_half_table) {
  scenario::RunOptions options;
  options.patients = 40;
  fs::create_directories(folder / "run");
  EXPECT_THROW((void)trial::run(scenario, options, folder / "run",
                                [](std::uint64_t done, std::uint64_t) {
                                  if (done == 10) throw std::runtime_error("stop");
                                }),
               std::runtime_error);
  EXPECT_TRUE(fs::is_empty(folder / "run"));
}

TEST(InOrderOutput, passes_on_in_order_whatever_the_order_of_submission) {
  std::vector<int> seen;
  InOrder<int> in_order([&](int&& item) { seen.push_back(item); });
  for (const int item : {2, 0, 3, 1, 4}) in_order.submit(static_cast<std::uint64_t>(item), int(item));
  EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3, 4}));
  EXPECT_EQ(in_order.passed(), 5u);
}

}  // namespace
}  // namespace trimer::trial
