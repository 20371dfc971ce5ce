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

/// Leukaemia in the cerebrospinal fluid by the COG classification.
enum class CnsStatus { CNS1, CNS2, CNS3 };

/// Between how many blasts a status lies [cells/uL]; the number of a patient is drawn log-uniformly, or 0.
struct CnsRange {
  CnsStatus status = CnsStatus::CNS1;
  double low = 0, high = 0;
};
/// data/populations/cns_status.csv. @throws InputError with every fault
[[nodiscard]] std::vector<CnsRange> cns_ranges();

struct GivenPatient {
  std::string subject_id;  ///< empty if not given
  CovariateMap<std::optional<double>> values;
  /// Marrow blasts as a smear shows them [%], instead of `marrow_blast_fraction`, which is in units of 1e12
  /// cells.
  std::optional<double> marrow_blast_percent;
  /// CD3+ cells of lymphocytes [%], instead of `t_cells_per_ul`; B, CAR-T and natural killer cells are the
  /// rest.
  std::optional<double> cd3_percent;
  /// CD3+CD8+ cells of lymphocytes [%], instead of `cd8_fraction`; only beside `cd3_percent`.
  std::optional<double> cd3_cd8_percent;
  std::optional<CnsStatus> cns_status;  ///< instead of `csf_blasts`
  friend bool operator==(const GivenPatient&, const GivenPatient&) = default;
};

/// Smears above this share have no counterpart in the model [%].
inline constexpr double highest_marrow_blast_percent = 95.6;

/// Reads a CSV of patients. Columns, in any order, all optional: `subject_id`, the names of `covariates` (in
/// their units; `sex_male` and `prior_transplant` as 1 or 0), and what may stand instead of them: `sex` (male
/// or female), `marrow_blast_percent`, `cd3_percent` and `cd3_cd8_percent` (of lymphocytes), `cns_status`
/// (CNS1, CNS2, CNS3). Empty cells are drawn.
/// @throws InputError with every fault and its line
[[nodiscard]] std::vector<GivenPatient> read_given_patients(const std::filesystem::path& file);
/// The same from text; `name` stands for the file in faults.
[[nodiscard]] std::vector<GivenPatient> parse_given_patients(std::string text, std::string name);

/// Reads one patient written out in a TOML table, with the same names; quantities are text with their unit.
[[nodiscard]] GivenPatient read_given_patient(units::TomlTable table);

/// What is known of the patient in words, one line each: `CD8+ fraction of T cells 0.45`.
[[nodiscard]] std::vector<std::string> known_in_words(const GivenPatient& patient);

/// The patient as the TOML table that read_given_patient() reads, one key a line.
[[nodiscard]] std::string to_toml(const GivenPatient& patient, const std::string& prefix = "");

}  // namespace trimer::population
