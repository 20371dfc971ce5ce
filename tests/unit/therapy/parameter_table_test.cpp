#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/parameter_table.h>

namespace trimer::therapy {
namespace {

/// A TRIMER_DATA folder with one table changed, for the life of the object.
class ChangedTable {
 public:
  ChangedTable(const std::string& path, const std::string& from, const std::string& to) {
    unsetenv("TRIMER_DATA");
    std::string text = data_file(path);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("trimer_parameter_table_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
    setenv("TRIMER_DATA", folder_.c_str(), 1);
  }
  ~ChangedTable() {
    unsetenv("TRIMER_DATA");
    std::filesystem::remove_all(folder_);
  }
  ChangedTable(const ChangedTable&) = delete;
  ChangedTable& operator=(const ChangedTable&) = delete;

 private:
  std::filesystem::path folder_;
};

/// What loading says, one fault per line.
std::string faults_of_load() {
  try {
    (void)ParameterTable::load();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(ParameterTable, every_parameter_has_value_range_source_evidence_and_meaning) {
  const auto table = ParameterTable::load();
  ASSERT_EQ(table.rows().size(), 176U);
  for (const ParameterRow& row : table.rows()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_GT(row.line, 1) << row.name;
    EXPECT_EQ(row.evidence == Evidence::assumed,
              row.source == "assumed" || row.source.starts_with("order of magnitude: 10."))
        << row.name;
    EXPECT_TRUE(row.source == "assumed" || row.source.find("10.") != std::string::npos) << row.name;
  }
}

TEST(ParameterTable, every_doi_is_explained_in_the_table_of_sources) {
  std::string sources;
  CsvReader csv(data_file("parameters/sources.csv"), "sources.csv");
  while (csv.next()) sources += std::string(csv.field(0)) + "\n";
  const auto table = ParameterTable::load();
  for (const ParameterRow& row : table.rows()) {
    const auto doi = row.source.find("10.");
    if (doi == std::string::npos) continue;
    EXPECT_NE(sources.find(row.source.substr(doi) + "\n"), std::string::npos) << row.name;
  }
}

TEST(ParameterTable, rows_stand_in_the_order_of_the_fields) {
  const auto table = ParameterTable::load();
  for (std::size_t i = 0; i < parameters.size(); ++i) EXPECT_EQ(table.rows()[i].name, parameters[i].name);
  const auto p = table.typical_values();
  EXPECT_EQ(p.clearance, 2.22);
  EXPECT_EQ(p.null_fraction_log_sd, 3.5);
  EXPECT_EQ(p.marrow_cells_max, 9.5e11);
}

TEST(ParameterTable, twenty_nine_parameters_are_calibrated_and_their_priors_sit_at_the_value) {
  int calibrated = 0;
  const auto table = ParameterTable::load();
  for (const ParameterRow& row : table.rows()) {
    if (!row.calibrate) continue;
    ++calibrated;
    const double x = row.value;
    const double mu = row.prior.kind == PriorKind::normal      ? x
                      : row.prior.kind == PriorKind::lognormal ? std::log(x)
                                                               : std::log(x / (1 - x));
    EXPECT_NEAR(row.prior.mu, mu, 1e-4 * std::max(1.0, std::abs(mu))) << row.name;
  }
  EXPECT_EQ(calibrated, 29);
}

TEST(ParameterTable, cd4_division_shares_the_draw_of_cd8_division) {
  const auto table = ParameterTable::load();
  const auto variability = table.variability();
  EXPECT_EQ(variability.size(), 17U);  // 16 of their own, one shared
  int found = 0;
  for (const Variability& v : variability) {
    EXPECT_EQ(parameters[static_cast<std::size_t>(v.index)].name, v.name);
    if (v.name == "proliferation_cd4") {
      ++found;
      EXPECT_EQ(v.draws_with, parameter_index("proliferation_cd8"));
      EXPECT_EQ(v.log_sd, 0.2);
    } else {
      EXPECT_EQ(v.draws_with, -1) << v.name;
    }
    if (v.name == "blast_susceptibility") {
      ++found;
      EXPECT_EQ(v.log_sd_index, parameter_index("blast_susceptibility_log_sd"));
      EXPECT_EQ(v.log_sd, 1.15);
    }
    if (v.name == "clearance") {
      ++found;
      EXPECT_EQ(v.log_sd_index, -1);
    }
  }
  EXPECT_EQ(found, 3);
}

TEST(ParameterTable, is_found_by_name_and_symbol) {
  const auto table = ParameterTable::load();
  ASSERT_NE(table.find("chi"), nullptr);
  EXPECT_EQ(table.find("chi")->name, "blast_susceptibility");
  EXPECT_EQ(table.find("blast_susceptibility"), table.find("chi"));
  EXPECT_EQ(table.find("nothing"), nullptr);
}

TEST(ParameterTable, a_log_sd_that_is_a_parameter_must_agree) {
  const ChangedTable changed("parameters/population.csv", "wChi,1,1.15,", "wChi,1,1.25,");
  EXPECT_NE(faults_of_load().find("blast_susceptibility.log_sd = 1.15, expected 1.25"), std::string::npos)
      << faults_of_load();
}

TEST(ParameterTable, reports_file_line_row_and_every_fault) {
  const ChangedTable changed("parameters/supportive_drugs.csv", "dexamethasone_clearance,CLd,L/d,223,fixed",
                             "dexamethasone_clearance,CLd,L/h,9,sometimes");
  const std::string faults = faults_of_load();
  EXPECT_NE(faults.find("supportive_drugs.csv:2: dexamethasone_clearance.unit = L/h, expected L/d"),
            std::string::npos)
      << faults;
  EXPECT_NE(faults.find("dexamethasone_clearance.value = 9, expected within the range 111.5 to 446"),
            std::string::npos)
      << faults;
  EXPECT_NE(faults.find("dexamethasone_clearance.distribution = sometimes, expected fixed or lognormal"),
            std::string::npos)
      << faults;
}

TEST(ParameterTable, a_row_that_is_missing_is_named) {
  const ChangedTable changed("parameters/car_t.csv", "car_contraction,", "car_contractions,");
  const std::string faults = faults_of_load();
  EXPECT_NE(faults.find("name = car_contractions, expected a parameter of the module car_t"),
            std::string::npos)
      << faults;
  EXPECT_NE(faults.find("car_contraction, expected a row of this name"), std::string::npos) << faults;
}

TEST(ParameterTable, symbols_are_unique_without_regard_to_case) {
  const ChangedTable changed("parameters/hazards.csv", "death_leak,hdL,", "death_leak,HDB,");
  EXPECT_NE(faults_of_load().find("death_leak.symbol = HDB"), std::string::npos) << faults_of_load();
}

TEST(ParameterTable, a_changed_constant_is_refused_because_it_is_compiled_in) {
  const ChangedTable changed("parameters/constants.csv", "blood_volume,5e6", "blood_volume,6e6");
  EXPECT_NE(faults_of_load().find("blood_volume.value = 6e6, expected 5e+06"), std::string::npos)
      << faults_of_load();
}

TEST(ParameterTable, a_table_without_a_column_says_which) {
  const ChangedTable changed("parameters/hazards.csv", ",evidence,", ",proof,");
  EXPECT_NE(faults_of_load().find("hazards.csv:1: evidence, expected a column of this name"),
            std::string::npos)
      << faults_of_load();
}

TEST(ParameterSet, is_refused_when_no_b_cell_returns_or_a_leak_would_stop_the_circulation) {
  auto p = typical_values();
  EXPECT_TRUE(individual_faults(p).empty());
  p.b_loss = p.b_blood_to_lymphoid / p.b_lymphoid_ratio;  // b_return = 0
  p.mean_arterial_pressure_max_fall = p.mean_arterial_pressure_baseline;
  const auto faults = individual_faults(p);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].path, "b_blood_to_lymphoid");
  EXPECT_EQ(faults[1].path, "mean_arterial_pressure_baseline");
}

TEST(ParameterSet, typical_values_keep_their_range_and_individuals_need_not) {
  const auto table = ParameterTable::load();
  auto p = table.typical_values();
  EXPECT_TRUE(typical_faults(p, table).empty());
  p.clearance = 9;
  EXPECT_TRUE(individual_faults(p).empty());
  const auto faults = typical_faults(p, table);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(to_text(faults[0]), "clearance = 9, expected 1.5 to 3.2 L/h");
  p.clearance = std::nan("");
  EXPECT_EQ(individual_faults(p).size(), 1U);
}

TEST(ParameterSet, an_individual_is_limited_in_three_places) {
  auto p = typical_values();
  p.blast_birth = 0.01;
  p.niche_fraction_initial = 0.3;
  p.car_residual_function = 1.4;
  limit_individual(p);
  EXPECT_DOUBLE_EQ(p.blast_birth, 0.06);
  EXPECT_EQ(p.niche_fraction_initial, 0.05);
  EXPECT_EQ(p.car_residual_function, 1);
}

}  // namespace
}  // namespace trimer::therapy
