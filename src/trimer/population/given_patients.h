/// @file
/// Patients of the user's own: covariates that are known, one row each. Whatever a row leaves empty is drawn
/// from the population.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <trimer/population/covariate.h>
#include <trimer/units/toml_document.h>

namespace trimer::population {

struct GivenPatient {
  std::string subject_id;  ///< empty if not given
  CovariateMap<std::optional<double>> values;
  /// Marrow blasts as a smear shows them [%], instead of `marrow_blast_fraction`, which is in units of 1e12
  /// cells.
  std::optional<double> marrow_blast_percent;
  friend bool operator==(const GivenPatient&, const GivenPatient&) = default;
};

/// Smears above this share have no counterpart in the model [%].
inline constexpr double highest_marrow_blast_percent = 95.6;

/// Reads a CSV of patients. Columns, in any order, all optional: `subject_id`, the names of `covariates` (in
/// their units; `sex_male` and `prior_transplant` as 1 or 0), `sex` (male or female) instead of sex_male, and
/// `marrow_blast_percent` instead of marrow_blast_fraction. Empty cells are drawn.
/// @throws InputError with every fault and its line
[[nodiscard]] std::vector<GivenPatient> read_given_patients(const std::filesystem::path& file);
/// The same from text; `name` stands for the file in faults.
[[nodiscard]] std::vector<GivenPatient> parse_given_patients(std::string text, std::string name);

/// Reads one patient written out in a TOML table, with the same names; quantities are text with their unit.
[[nodiscard]] GivenPatient read_given_patient(units::TomlTable table);

/// The patient as the TOML table that read_given_patient() reads, one key a line.
[[nodiscard]] std::string to_toml(const GivenPatient& patient, const std::string& prefix = "");

}  // namespace trimer::population
