/// @file
/// A scenario: the document that says which patients get which regimen, how long they are followed, how their
/// records are assessed and with which studies the cohort is compared.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/population/population.h>
#include <trimer/regimen/regimen.h>

namespace trimer::scenario {

inline constexpr std::uint64_t most_patients = 100'000'000;

/// Which grading scales and response criteria are applied; names as in assessment/.
struct Assessment {
  std::vector<std::string> response{"amgen_blina"};
  std::vector<std::string> crs{"astct2019"};
  std::vector<std::string> icans{"astct2019"};
  std::vector<std::string> ctcae{"ctcae5"};
};

struct Solver {
  double relative_tolerance = 1e-4;
  double absolute_tolerance_scale = 1;  ///< times the population tolerance of each state
};

/// Overrides of the visit schedule; empty = the default of observation.
struct Observation {
  std::optional<double> vitals_every_days_in_hospital;  ///< [d]
  std::optional<double> vitals_every_days_at_home;      ///< [d]
  std::vector<double> marrow_days;                      ///< elapsed days of a cycle [d]
  std::optional<double> follow_up_every_days;           ///< marrow and counts after treatment [d]
  std::optional<double> counts_every_days;              ///< blood counts while on treatment [d]
};

struct Scenario {
  std::string name;  ///< the file's name without its ending; names the run folder
  std::filesystem::path file;
  std::string title;
  std::uint64_t seed = 0;

  population::Population population;  ///< with the overrides of the scenario applied
  std::uint64_t patients = 0;         ///< 1 … most_patients
  /// Patients given one by one (a CSV of covariates); empty = all are drawn.
  std::vector<population::GivenPatient> given_patients;

  regimen::Regimen regimen;
  double follow_up_days = 0;  ///< [d]
  Assessment assessment;
  std::vector<std::string> studies;  ///< identifiers of published studies to stand beside
  Solver solver;
  Observation observation;

  std::string canonical;  ///< the whole document, every default written out: for the manifest
  std::string hash;       ///< 16 hexadecimal digits over `canonical`
};

/// Reads and checks a scenario.
/// @throws InputError naming every fault of the document with its line
[[nodiscard]] Scenario read_scenario(const std::filesystem::path& file);

/// The same from text; `name` stands for the file in faults, relative paths are taken from `folder`.
[[nodiscard]] Scenario parse_scenario(std::string text, std::string name,
                                      const std::filesystem::path& folder = {});

}  // namespace trimer::scenario
