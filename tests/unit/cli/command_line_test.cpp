/// @file
/// The binary as a user meets it: started as a process, in an empty folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <trimer/core/output_file.h>

namespace trimer::cli {
namespace {
namespace fs = std::filesystem;

struct Ended {
  int exit_code = -1;
  std::string out, error;
  std::vector<std::string> left;  ///< what lies in the folder afterwards
};

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

/// Starts `BEFORE trimer ARGUMENTS` in an empty folder of its own. Then `afterwards` may look at the folder.
Ended trimer(const std::string& arguments, const std::string& before = "",
             const std::function<void(const fs::path&)>& afterwards = {}) {
  // ctest runs tests side by side, each in a process of its own.
  const fs::path base = fs::path(testing::TempDir()) / ("trimer_cli_" + std::to_string(getpid()));
  const fs::path folder = base / "work";
  fs::remove_all(base);
  fs::create_directories(folder);
  const std::string command = "cd " + quoted(folder.string()) + " && " + before + quoted(TRIMER_BINARY) + " " +
                              arguments + " >" + quoted((base / "out").string()) + " 2>" +
                              quoted((base / "error").string());
  const int status = std::system(command.c_str());
  Ended ended;
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ended.out = read_file(base / "out");
  ended.error = read_file(base / "error");
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    ended.left.push_back(entry.path().filename());
  if (afterwards) afterwards(folder);
  fs::remove_all(base);
  return ended;
}

const fs::path malformed = fs::path(TRIMER_SOURCE_DIR) / "tests/unit/scenario/data/malformed";
const std::string tower = quoted((fs::path(TRIMER_SOURCE_DIR) / "scenarios/tower.toml").string());

std::string without(std::string text, const std::string& part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
  return text;
}

TEST(CommandLine, every_malformed_scenario_ends_with_2_its_message_and_no_folder) {
  int tried = 0;
  for (const auto& entry : fs::directory_iterator(malformed)) {
    if (entry.path().extension() != ".toml") continue;
    const Ended ended = trimer("run " + quoted(entry.path().string()) + " --out results");
    EXPECT_EQ(ended.exit_code, 2) << entry.path();
    EXPECT_EQ(without(ended.error, malformed.string() + "/"),
              read_file(fs::path(entry.path()).replace_extension(".expected")));
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.left, testing::IsEmpty());
    ++tried;
  }
  EXPECT_GE(tried, 20);
}

TEST(CommandLine, a_scenario_that_is_not_there_ends_with_2) {
  const Ended ended = trimer("run nobody.toml");
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.error, "nobody.toml: expected a readable file\n");
  EXPECT_THAT(ended.left, testing::IsEmpty());
}

TEST(CommandLine, options_out_of_range_are_all_named) {
  const Ended ended =
      trimer("run " + tower + " --patients 1000000000 --patient 0 --patient x --seed=-1 --threads 1e3");
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.error,
            "--patients = 1000000000, expected a whole number from 1 to 100000000\n"
            "--seed = -1, expected a whole number from 0 to 9223372036854775807\n"
            "--threads = 1e3, expected a whole number from 0 to 1024\n"
            "--patient = 0, expected a whole number from 1 to 100000000\n"
            "--patient = x, expected a whole number from 1 to 100000000\n");
  EXPECT_THAT(ended.left, testing::IsEmpty());
}

TEST(CommandLine, a_patient_outside_the_cohort_or_named_twice_ends_with_2) {
  const Ended ended = trimer("run " + tower + " --patients 5 --patient 6 --patient 2 --patient 2");
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.error, "--patient = 6, expected from 1 to 5\n--patient = 2, expected each patient once\n");
  EXPECT_THAT(ended.left, testing::IsEmpty());
}

TEST(CommandLine, an_existing_folder_is_refused) {
  const Ended ended = trimer("run " + tower + " --out " + quoted(TRIMER_SOURCE_DIR));
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.error, testing::HasSubstr("not empty"));
}

TEST(CommandLine, an_unknown_option_or_subcommand_ends_with_2) {
  EXPECT_EQ(trimer("run " + tower + " --patiens 5").exit_code, 2);
  EXPECT_EQ(trimer("rnu " + tower).exit_code, 2);
  EXPECT_EQ(trimer("").exit_code, 2);
}

TEST(CommandLine, version_and_help_end_with_0) {
  EXPECT_THAT(trimer("--version").out, testing::StartsWith("trimer "));
  const Ended help = trimer("--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, testing::HasSubstr("trimer run scenarios/salvage_after_car_t.toml"));
  EXPECT_EQ(trimer("run --help").exit_code, 0);
}

const std::string one_patient = quoted((fs::path(TRIMER_SOURCE_DIR) / "scenarios/one_patient.toml").string());

/// The line of a patient in a patients.csv.
std::string row_of(const fs::path& file, const std::string& patient) {
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);)
    if (line.substr(0, line.find(',')) == patient) return line;
  return "";
}

TEST(Run, leaves_its_files_in_the_folder_of_scenario_and_seed) {
  const Ended ended = trimer("run " + one_patient + " --patients 3 --seed 7", "", [](const fs::path& folder) {
    for (const char* file : {"manifest.json", "patients.csv", "summary.json", "report.html", "figures"})
      EXPECT_TRUE(fs::exists(folder / "runs/one_patient-7" / file)) << file;
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.error;
  EXPECT_THAT(ended.out, testing::HasSubstr("runs/one_patient-7/report.html"));
  EXPECT_THAT(ended.error, testing::HasSubstr("3 of 3 patients"));
}

TEST(Run, patient_3_alone_has_the_row_it_has_among_five) {
  std::string among, alone;
  trimer("run " + tower + " --patients 5 --threads 2 --out all", "",
         [&](const fs::path& folder) { among = row_of(folder / "all/patients.csv", "3"); });
  trimer("run " + tower + " --patient 3 --out one", "",
         [&](const fs::path& folder) { alone = row_of(folder / "one/patients.csv", "3"); });
  EXPECT_NE(among, "");
  EXPECT_EQ(alone, among);
}

TEST(Run, interrupted_it_leaves_nothing) {
  const Ended ended =
      trimer("run " + tower + " --patients 100000000 --out results", "timeout --foreground --preserve-status -s INT 2 ");
  EXPECT_EQ(ended.exit_code, 130);
  EXPECT_THAT(ended.error, testing::HasSubstr("interrupted; nothing was written"));
  EXPECT_THAT(ended.left, testing::IsEmpty());
}

TEST(Run, what_the_regimen_quotes_from_memory_is_said) {
  std::string text = read_file(fs::path(TRIMER_SOURCE_DIR) / "scenarios/one_patient.toml");
  text.replace(text.find("label_relapsed_refractory"), 25, "label_mrd");
  const fs::path file = fs::path(testing::TempDir()) / ("trimer_mrd_" + std::to_string(getpid()) + ".toml");
  write_file(file, text);
  const Ended ended = trimer("run " + quoted(file.string()) + " --patients 1 --out results");
  fs::remove(file);
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.error, testing::HasSubstr("dexamethasone 16 mg: from memory, to be verified"));
}

const std::string two_arms = quoted((fs::path(TRIMER_SOURCE_DIR) / "scenarios/design_questions.toml").string());

TEST(Run, arms_have_a_folder_each_and_a_page_of_their_own) {
  const Ended ended = trimer("run " + two_arms + " --patients 6 --out o", "", [](const fs::path& folder) {
    for (const char* file : {"report.html", "summary.json", "manifest.json", "differences.csv", "tables/differences.csv",
                             "arms/label/report.html", "arms/label/patients.csv", "arms/14_of_42_days/patients.csv"})
      EXPECT_TRUE(fs::exists(folder / "o" / file)) << file;
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.error;
  EXPECT_THAT(ended.out, testing::HasSubstr("6 arms of the same 6 virtual patients"));
  EXPECT_THAT(ended.error, testing::HasSubstr("36 of 36 patients"));
}

TEST(Sweep, gives_a_key_its_values_on_the_command_line) {
  const Ended ended = trimer("sweep " + tower + " --patients 4 --key regimen.dose --values '5 ug/day, 15 ug/m2/day' --out o", "",
                             [](const fs::path& folder) {
                               EXPECT_TRUE(fs::exists(folder / "o/figures/exposure_response.csv"));
                               EXPECT_TRUE(fs::exists(folder / "o/arms/15_ug_m2_day/patients.csv"));
                             });
  EXPECT_EQ(ended.exit_code, 0) << ended.error;
}

TEST(Sweep, without_a_key_or_with_a_wrong_value_ends_with_2_and_no_folder) {
  for (const auto& [arguments, message] :
       {std::pair<std::string, std::string>{"", "--key, missing, expected --key and --values, or [sweep] in "},
        {" --key regimen.dose", "--values, missing, expected --key and --values together\n"},
        {" --key regimen.dose --values '5 ug/day, 9 mg'",
         "regimen.dose = 9 mg, wrong unit, expected text with its unit, e.g. \"28 ug/day\"\n"},
        {" --key regimen.route --values 'intravenous, subcutaneous'",
         "regimen.route = subcutaneous, not simulated: the model has no absorption after an injection, expected "
         "\"intravenous\"\n"}}) {
    const Ended ended = trimer("sweep " + tower + " --patients 4" + arguments);
    EXPECT_EQ(ended.exit_code, 2) << arguments;
    EXPECT_EQ(ended.error.substr(0, message.size()), message);
    EXPECT_TRUE(ended.left.empty());
  }
}

TEST(Model, prints_modules_states_and_counts) {
  const Ended model = trimer("model");
  EXPECT_EQ(model.exit_code, 0);
  EXPECT_THAT(model.out, testing::StartsWith("The therapy model: 61 states, 176 parameters, 14 modules."));
  EXPECT_THAT(model.out, testing::HasSubstr("marrow_blasts_cd19_null"));
}

TEST(Model, prints_the_equations_and_parameters_of_a_module) {
  const Ended model = trimer("model pharmacokinetics");
  EXPECT_THAT(model.out, testing::HasSubstr("d drug_plasma_amount/dt = "));
  EXPECT_THAT(model.out, testing::ContainsRegex("CL +clearance +2.22 L/h +fitted, log SD 0.452"));
}

TEST(Model, finds_a_parameter_by_name_or_symbol_with_its_source) {
  const Ended model = trimer("model blast_birth");
  EXPECT_THAT(model.out, testing::HasSubstr("value      0.105 1/d, log SD 0.2 between patients"));
  EXPECT_THAT(model.out, testing::HasSubstr("10.1046/j.1365-2141.1997.d01-3571.x"));
  EXPECT_EQ(trimer("model gb").out, model.out);
}

TEST(Model, answers_an_unknown_name_with_the_nearest) {
  const Ended model = trimer("model blast_brith");
  EXPECT_EQ(model.exit_code, 2);
  EXPECT_EQ(model.error, "model = blast_brith, unknown, did you mean 'blast_birth'?\n");
}

}  // namespace
}  // namespace trimer::cli
