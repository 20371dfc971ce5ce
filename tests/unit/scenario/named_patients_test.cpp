#include <gtest/gtest.h>

#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/scenario/scenario.h>

namespace trimer::scenario {
namespace {
namespace fs = std::filesystem;
using population::Covariate;

const std::string base =
    "title = \"Two patients\"\nseed = 5\n[population]\nname = \"after_car_t\"\n[regimen]\npreset = "
    "\"label_relapsed_refractory\"\n[follow_up]\nmonths = 6\n";
const std::string two =
    "[patients]\ndraws = 40\n[[patient]]\nname = \"Low CD19\"\ncd19_positive_fraction = \"45 "
    "%\"\ncd3_percent = \"20 "
    "%\"\ncns_status = \"CNS3\"\n[[patient]]\nname = \"B\"\npopulation = "
    "\"relapsed_refractory\"\n[patient.covariates]\nsites_high = { distribution = \"uniform\", low = \"2000 "
    "sites/cell\", high = \"4000 sites/cell\" }\n";

TEST(NamedPatients, are_read_with_what_is_known_and_what_is_known_roughly) {
  const Scenario scenario = parse_scenario(base + two, "t.toml");
  ASSERT_EQ(scenario.named.patients.size(), 2u);
  EXPECT_EQ(scenario.patients, 40u);
  const NamedPatient& low = scenario.named.patients[0];
  EXPECT_EQ(low.folder, "low_cd19");
  EXPECT_EQ(low.given.values[Covariate::cd19_positive_fraction], 0.45);
  EXPECT_EQ(low.given.cd3_percent, 20);
  EXPECT_EQ(low.given.cns_status, population::CnsStatus::CNS3);
  EXPECT_EQ(low.population, scenario.population);
  const NamedPatient& other = scenario.named.patients[1];
  EXPECT_EQ(other.population.name, "relapsed_refractory");
  EXPECT_TRUE(std::holds_alternative<population::Uniform>(
      other.population.distributions[Covariate::sites_high].shape));
}

TEST(NamedPatients, are_cohorts_of_draws_behind_one_of_whom_nothing_is_known) {
  const auto arms = patient_scenarios(parse_scenario(base + two, "t.toml"));
  ASSERT_EQ(arms.size(), 3u);
  EXPECT_EQ(arms[0].folder, "unselected");
  EXPECT_TRUE(arms[0].scenario.given_patients.empty());
  EXPECT_EQ(arms[0].scenario.patients, 40u);
  EXPECT_EQ(arms[1].scenario.given_patients.front().subject_id, "Low CD19");
  EXPECT_TRUE(arms[1].scenario.named.empty());
  EXPECT_NE(arms[1].scenario.hash, arms[2].scenario.hash);
  const auto alone = patient_scenarios(
      parse_scenario(base + "[patients]\nunselected = false\n[[patient]]\nname = \"A\"\n", "t.toml"));
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].name, "A");
  EXPECT_EQ(alone[0].scenario.patients, 500u);
}

TEST(NamedPatients, print_themselves_back) {
  const Scenario scenario = parse_scenario(base + two, "t.toml");
  const Scenario again = parse_scenario(scenario.canonical, "again.toml");
  EXPECT_EQ(again.canonical, scenario.canonical);
  ASSERT_EQ(again.named.patients.size(), 2u);
  EXPECT_EQ(again.named.patients[0].given, scenario.named.patients[0].given);
  EXPECT_EQ(again.named.patients[1].population.distributions,
            scenario.named.patients[1].population.distributions);
}

class FromFile : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(testing::TempDir()) / "trimer_named_patients";
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  Scenario read(const std::string& file, const std::string& text) {
    write_file(folder / file, text);
    return parse_scenario(base + "[patients]\nfrom = \"" + file + "\"\n", "t.toml", folder);
  }
  std::string faults(const std::string& file, const std::string& text) {
    try {
      (void)read(file, text);
    } catch (const InputError& error) {
      std::string message = error.what();
      for (auto at = message.find(folder.string() + "/"); at != std::string::npos;
           at = message.find(folder.string() + "/"))
        message.erase(at, folder.string().size() + 1);
      return message;
    }
    return "";
  }
  fs::path folder;
};

TEST_F(FromFile, a_csv_of_covariates_names_them_by_subject) {
  const Scenario scenario =
      read("covariates.csv",
           "subject_id,cd19_positive_fraction,cd8_fraction,cns_status\nPt 1,0.9,0.4,CNS2\nPt 2,0.2,,\n");
  ASSERT_EQ(scenario.named.patients.size(), 2u);
  EXPECT_EQ(scenario.named.patients[1].name, "Pt 2");
  EXPECT_EQ(scenario.named.patients[1].folder, "pt_2");
  EXPECT_EQ(scenario.named.patients[0].given.cns_status, population::CnsStatus::CNS2);
  EXPECT_FALSE(scenario.named.patients[1].given.values[Covariate::cd8_fraction]);
}

TEST_F(FromFile, a_toml_has_the_tables_of_a_scenario) {
  const Scenario scenario =
      read("covariates.toml", "[[patient]]\nsubject_id = \"Pt 1\"\ncd8_fraction = \"40 %\"\n");
  ASSERT_EQ(scenario.named.patients.size(), 1u);
  EXPECT_EQ(scenario.named.patients[0].name, "Pt 1");
}

TEST_F(FromFile, faults_have_the_line_of_the_file) {
  EXPECT_EQ(faults("a.csv", "subject_id,cd8_fraction\nPt 1,0.4\n,0.5\npt-1,0.3\n"),
            "a.csv:3: subject_id, missing, expected the patient's name\n"
            "a.csv:4: subject_id = pt-1, expected another name: an earlier patient has the same folder, "
            "patients/pt_1");
  EXPECT_EQ(faults("b.csv", "subject_id,cns_status,cd3_cd8_percent\nPt 1,CNS4,20\n"),
            "b.csv:2: cd3_cd8_percent = 20, expected beside cd3_percent\n"
            "b.csv:2: cns_status = CNS4, expected CNS1, CNS2 or CNS3");
  EXPECT_EQ(faults("c.toml", "[[patient]]\nname = \"A\"\ncd8_fracton = 0.5\n"),
            "c.toml:3: patient[1].cd8_fracton, unknown key, did you mean 'cd8_fraction'?");
  EXPECT_EQ(faults("d.toml", "title = \"no patients\"\n"),
            "d.toml: patient, missing, expected patients as [[patient]]\nd.toml:1: title, unknown key, known: patient");
}

}  // namespace
}  // namespace trimer::scenario
