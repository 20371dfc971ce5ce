#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include <trimer/core/output_file.h>
#include <trimer/population/patient_generator.h>
#include <trimer/trial/named_patients.h>

namespace trimer::trial {
namespace {
namespace fs = std::filesystem;

const std::string base =
    "title = \"Patients\"\nseed = 5\n[population]\nname = \"after_car_t\"\n[regimen]\npreset = "
    "\"label_relapsed_refractory\"\ncycles = 2\nintrathecal = { days = [\"3 d\", \"10 d\"] "
    "}\n[follow_up]\nmonths = "
    "6\n[patients]\ndraws = 36\n";
const std::string cns =
    "[[patient]]\nname = \"CNS disease\"\ncns_status = \"CNS3\"\nmarrow_blast_percent = \"20 %\"\n";

class NamedPatients : public testing::Test {
 protected:
  void SetUp() override {
    folder =
        fs::path(testing::TempDir()) /
        ("trimer_patients_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  std::vector<PatientResult> run(const std::string& name, const std::string& text, int threads = 2) {
    fs::create_directories(folder / name);
    scenario::RunOptions options;
    options.threads = threads;
    return run_named_patients(scenario::parse_scenario(text, "patients.toml"), options, folder / name,
                              nullptr);
  }
  std::string file(const fs::path& path) const { return read_file(folder / path); }

  static double probability(const PatientResult& patient, const std::string& id) {
    for (const cohort::Probability& p : patient.probabilities)
      if (p.id == id) return p.value;
    return -1;
  }

  fs::path folder;
};

TEST_F(NamedPatients, of_whom_nothing_is_known_are_the_unselected_to_the_last_bit) {
  const auto patients = run("run", base + "[[patient]]\nname = \"Nobody\"\n");
  ASSERT_EQ(patients.size(), 2u);
  EXPECT_TRUE(patients[0].unselected);
  ASSERT_GT(patients[1].differences.size(), 40u);
  for (const cohort::ArmDifference& d : patients[1].differences) EXPECT_EQ(d.difference, 0) << d.id;
}

TEST_F(NamedPatients, have_the_same_bytes_at_any_number_of_threads) {
  const std::string text =
      base + cns + "[[patient]]\nname = \"B\"\ncd3_percent = \"10 %\"\ncd3_cd8_percent = \"2 %\"\n";
  (void)run("1", text, 1);
  for (const int threads : {2, 3, 5}) {
    const std::string name = std::to_string(threads);
    (void)run(name, text, threads);
    for (const char* table : {"probabilities.csv", "movers.csv", "differences.csv", "summary.json",
                              "patients/unselected/patients.csv", "patients/cns_disease/patients.csv",
                              "patients/b/patients.csv", "patients/b/summary.json"})
      EXPECT_EQ(file(fs::path("1") / table), file(fs::path(name) / table)) << table << " at " << threads;
  }
}

TEST_F(NamedPatients, keep_what_is_known_in_every_course_and_draw_the_rest_anew) {
  const auto patients =
      run("run", base + "[[patient]]\nname = \"B\"\ncd3_percent = \"10 %\"\ncd8_fraction = 0.2\n");
  for (const DrawnQuantity& quantity : patients[1].quantities) {
    EXPECT_NE(quantity.name, "cd8_fraction");
    EXPECT_NE(quantity.name, "t_cells_per_ul");
  }
  EXPECT_EQ(patients[0].quantities.size(), patients[1].quantities.size() + 2);
  EXPECT_EQ(patients[1].known,
            (std::vector<std::string>{"CD3+ of lymphocytes 10 %", "CD8+ of T cells 20 %"}));
  const auto json = nlohmann::json::parse(file("run/summary.json"));
  EXPECT_EQ(json["patients"][1]["name"], "B");
  EXPECT_EQ(json["patients"][1]["draws"], 36);
}

TEST_F(NamedPatients, few_t_cells_and_little_cd19_lower_the_probability_of_remission) {
  const auto patients =
      run("run", base +
                     "[[patient]]\nname = \"Strong\"\ncd3_percent = \"85 %\"\ncd19_positive_fraction = 0.99\n"
                     "[[patient]]\nname = \"Weak\"\ncd3_percent = \"10 %\"\ncd19_positive_fraction = 0.3\n");
  EXPECT_GT(probability(patients[1], "cr_crh_cri"), probability(patients[2], "cr_crh_cri") + 0.2);
}

TEST_F(NamedPatients, leukaemia_of_the_csf_is_cleared_by_intrathecal_therapy_and_hardly_by_the_antibody) {
  // One parameter set: what the antibody does in the CSF is asked, not what is not known of the population.
  std::string one = base + cns;
  one.replace(one.find("[regimen]"), 0, "ensemble = \"none\"\n");
  const auto treated = run("treated", one);
  std::string without = one;
  without.replace(without.find("intrathecal"), without.find("[follow_up]") - without.find("intrathecal"), "");
  const auto untreated = run("untreated", without);
  EXPECT_GT(probability(treated[1], "csf_clear"), 0.9);
  EXPECT_LT(probability(untreated[1], "csf_clear"), 0.3);
  EXPECT_LT(probability(untreated[1], "cr"), probability(treated[1], "cr"))
      << "blasts in the CSF are no complete remission";
  EXPECT_EQ(probability(treated[0], "csf_clear"), -1) << "asked of nobody without CNS disease";
}

}  // namespace
}  // namespace trimer::trial
