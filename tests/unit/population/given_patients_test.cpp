#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/population/given_patients.h>

namespace trimer::population {
namespace {

std::string faults_of(const std::string& csv) {
  try {
    (void)parse_given_patients(csv, "p.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(GivenPatients, empty_cells_are_left_to_be_drawn) {
  const auto patients = parse_given_patients(
      "subject_id,age,sex,marrow_blast_percent,cd8_fraction\n"
      "Pt 1,34,female,80,\n"
      "Pt 2,,male,,0.5\n",
      "p.csv");
  ASSERT_EQ(patients.size(), 2u);
  EXPECT_EQ(patients[0].subject_id, "Pt 1");
  EXPECT_EQ(patients[0].values[Covariate::age], 34);
  EXPECT_EQ(patients[0].values[Covariate::sex_male], 0);
  EXPECT_EQ(patients[0].marrow_blast_percent, 80);
  EXPECT_FALSE(patients[0].values[Covariate::cd8_fraction]);
  EXPECT_FALSE(patients[1].values[Covariate::age]);
  EXPECT_FALSE(patients[1].marrow_blast_percent);
  EXPECT_EQ(patients[1].values[Covariate::cd8_fraction], 0.5);
}

TEST(GivenPatients, every_fault_has_its_line_and_column) {
  EXPECT_EQ(faults_of("subject_id,age,treg_pct,sex,prior_transplant,marrow_blast_percent\n"
                      "a,-4,5,male,0,97\n"
                      "a,nan,5,m,2,50\n"
                      "b,40,5\n"),
            "p.csv:1: treg_pct, unknown column, did you mean 'treg_percent'?\n"
            "p.csv:2: marrow_blast_percent = 97, expected > 0 and at most 95.6 %\n"
            "p.csv:2: age = -4, expected from 0 to 120 year\n"
            "p.csv:3: subject_id = a, the same subject stands in an earlier row\n"
            "p.csv:3: sex = m, expected male or female\n"
            "p.csv:3: age = nan, expected from 0 to 120 year\n"
            "p.csv:3: prior_transplant = 2, expected 0 or 1\n"
            "p.csv:4: expected 6 fields, found 3");
}

TEST(GivenPatients, a_thing_said_twice_is_a_fault) {
  EXPECT_EQ(faults_of("marrow_blast_percent,marrow_blast_fraction\n50,0.5\n"),
            "p.csv:1: marrow_blast_percent, expected either marrow_blast_percent or marrow_blast_fraction");
}

TEST(GivenPatients, a_table_without_rows_is_a_fault) {
  EXPECT_EQ(faults_of("age\n"), "p.csv: expected at least one patient");
}

TEST(GivenPatient, reads_from_a_scenario_and_prints_itself_back) {
  const std::string text =
      "subject_id = \"Pt 4\"\nmarrow_blast_percent = \"80 %\"\nage = \"34 year\"\nsex_male = 1\nweight = "
      "\"70 kg\"\n"
      "cd8_fraction = 0.4\n";
  units::TomlDocument document(text, "a.toml");
  const GivenPatient patient = read_given_patient(document.root());
  document.finish();
  EXPECT_EQ(patient.values[Covariate::weight], 70);
  units::TomlDocument again(to_toml(patient), "b.toml");
  EXPECT_TRUE(read_given_patient(again.root()) == patient);
  EXPECT_NO_THROW(again.finish());
}

TEST(GivenPatient, faults_name_key_and_expectation) {
  units::TomlDocument document("age = \"34 kg\"\nsex = \"x\"\ncd8_fraction = 40\nwieght = \"1 kg\"\n",
                               "a.toml");
  (void)read_given_patient(document.root());
  try {
    document.finish();
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "a.toml:1: age = 34 kg, wrong unit, expected text with its unit, e.g. \"5 year\"\n"
                 "a.toml:2: sex = x, unknown, known: male, female\n"
                 "a.toml:3: cd8_fraction = 40, expected from 0 to 1\n"
                 "a.toml:4: wieght, unknown key, did you mean 'weight'?");
  }
}

}  // namespace
}  // namespace trimer::population
