/// @file
/// Patients a scenario names: what is known of each is written down, everything else is drawn anew in every
/// course.
///
///     [patients]
///     draws = 400                       # courses of each patient
///     unselected = true                 # also as many patients of whom nothing is known, to stand beside
///
///     [[patient]]
///     name = "Low CD19"
///     population = "after_car_t"        # where the unknown is drawn from; the scenario's unless named
///     cd19_positive_fraction = "45 %"   # the keys of population/given_patients.h
///     cd3_percent = "20 %"
///     [patient.covariates]              # known roughly: distributions as in population/read_population.h
///     sites_high = { distribution = "lognormal", median = "3000 sites/cell", sd_log = 0.4 }
///
/// `from` names a file of such patients: a TOML with [[patient]], or a CSV with a column subject_id.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <trimer/population/given_patients.h>
#include <trimer/population/population.h>
#include <trimer/units/toml_document.h>

namespace trimer::scenario {

inline constexpr std::uint64_t most_draws = 1'000'000;
inline constexpr std::size_t most_named_patients = 200;

struct NamedPatient {
  std::string name;                   ///< unique among the patients
  std::string folder;                 ///< its folder under patients/
  population::GivenPatient given;     ///< what is known
  population::Population population;  ///< whence the rest is drawn, with what is known roughly
};

struct NamedPatients {
  std::vector<NamedPatient> patients;  ///< empty: the scenario is of a cohort
  std::uint64_t draws = 500;           ///< courses of each
  bool unselected = true;              ///< as many patients of whom nothing is known stand beside

  [[nodiscard]] bool empty() const { return patients.empty(); }
};

/// Reads [patients] and [[patient]] of a document, and the file they name.
/// @param base    population of the scenario
/// @param folder  where relative paths start
/// @param faults  takes the faults of the file; those of the document go to the document
[[nodiscard]] NamedPatients read_named_patients(units::TomlTable root, const population::Population& base,
                                                const std::filesystem::path& folder, FaultList& faults);

/// As the document that read_named_patients() reads; empty without patients.
[[nodiscard]] std::string to_toml(const NamedPatients& named);

struct Scenario;
struct Arm;

/// One scenario for each patient, behind one of the unselected if they stand beside: a cohort of draws that
/// an arm of a trial could be, with its folder.
[[nodiscard]] std::vector<Arm> patient_scenarios(const Scenario& scenario);

}  // namespace trimer::scenario
