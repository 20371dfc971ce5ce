/// @file
/// A scenario: the document that says which patients get which regimen, how long they are followed, how their
/// records are assessed and with which studies the cohort is compared.
///
///     title = "Blinatumomab after anti-CD19 CAR-T failure"
///     seed  = 20230888
///
///     [population]
///     name     = "after_car_t"
///     patients = 1000
///
///     [regimen]
///     preset        = "label_relapsed_refractory"
///     cycles        = 5
///     premedication = { drug = "dexamethasone", dose = "20 mg", before = "1 h" }
///
///     [follow_up]
///     months = 24
///
///     [assessment]                        # optional, like all that follows
///     response = ["amgen_blina", "eln2024"]
///     crs      = ["astct2019", "lee2014", "ctcae5"]
///
///     [compare]
///     studies = ["seed_qi_2023", "tower_kantarjian_2017"]
///
///     [[arm]]                             # arms on the same patients; the first is the one others stand
///     beside name = "label"
///     [[arm]]
///     name = "14 days"
///     regimen.infusion_days = "14 d"      # a key in place of the scenario's, the other keys stay
///
/// Instead of arms, [sweep] makes one arm per value of a key:
///
///     [sweep]
///     key = "regimen.dose"
///     values = ["5 ug/day", "9 ug/day", "28 ug/day"]
///
/// [[patient]] names patients, each simulated many times over what is unknown (scenario/named_patients.h).
/// [protocol] names another preset than `label` or changes its rules (protocol/read_protocol.h),
/// [population] `ensemble` names another ensemble of parameter sets than the default, or `none`,
/// [population.covariates] overrides distributions (population/read_population.h), [population.patient]
/// writes one patient out, `csv` names a table of patients (population/given_patients.h), [regimen] may hold
/// cycles of its own (regimen/read_regimen.h), [observation] overrides intervals of the visit schedule,
/// [solver] tolerances.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/observation/visit_schedule.h>
#include <trimer/population/given_patients.h>
#include <trimer/population/population.h>
#include <trimer/protocol/protocol.h>
#include <trimer/regimen/regimen.h>
#include <trimer/scenario/named_patients.h>
#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::scenario {

inline constexpr std::uint64_t most_patients = 100'000'000;

/// Which grading scales and response criteria are applied: names of the files of data/criteria.
struct Assessment {
  std::vector<std::string> response{"amgen_blina"};
  std::vector<std::string> crs{"astct2019"};
  std::vector<std::string> icans{"astct2019"};
  std::vector<std::string> ctcae{"ctcae5"};
};

struct Solver {
  double relative_tolerance = 1e-4;
  double absolute_tolerance_scale = 1;  ///< times the population tolerance of each state
  simulation::Precision precision = simulation::Precision::f64;  ///< f32: screening, at 1e-5 or coarser
};

/// One key that takes several values: each is an arm of its own, named by its value.
struct Sweep {
  std::string key;                  ///< e.g. `regimen.dose`
  std::vector<std::string> values;  ///< as written
};

struct Arm;

struct Scenario {
  std::string name;            ///< the file's name without its ending; names the run folder
  std::filesystem::path file;  ///< as given
  std::string title;
  std::uint64_t seed = 0;

  population::Population population;  ///< with the overrides of the scenario applied
  /// Parameter sets that stand for what is not known, a shipped ensemble; `none`: data/parameters as they are.
  std::string ensemble = "none";
  std::uint64_t patients = 0;         ///< 1 … most_patients
  /// Patients of the user; patient i takes entry (i - 1) modulo their number. Empty = all are drawn.
  std::vector<population::GivenPatient> given_patients;
  NamedPatients named;  ///< [[patient]]: each of these simulated under `patients` draws of what is unknown

  regimen::Regimen regimen;
  protocol::Protocol protocol;  ///< the preset `label` unless the scenario says otherwise
  double follow_up_months = 0;  ///< [month] of 30.4375 days
  double follow_up_days = 0;    ///< the same in [d]
  Assessment assessment;
  std::vector<std::string> studies;  ///< ids of published studies to stand beside
  Solver solver;
  observation::VisitSchedule visits;  ///< data/observation/visits.csv with the overrides of the scenario

  std::vector<Arm> arms;       ///< in the order of the document; empty = the scenario itself is the only one
  std::optional<Sweep> sweep;  ///< what the arms are values of, if [sweep] made them

  std::string canonical;  ///< the whole document, every default and data file written out: for the manifest
  std::string hash;       ///< fingerprint of `canonical`
};

/// An arm of a trial: the scenario with the arm's changes in it, on the same virtual patients.
struct Arm {
  std::string name;    ///< unique among the arms
  std::string folder;  ///< the name in small letters, digits and underscores: its folder under arms/
  Scenario scenario;   ///< has no arms of its own
};

/// Reads and checks a scenario.
/// @param sweep  from the command line, instead of [sweep] and [[arm]]
/// @throws InputError naming every fault of the document, and of a CSV it refers to, with its line
[[nodiscard]] Scenario read_scenario(const std::filesystem::path& file,
                                     const std::optional<Sweep>& sweep = {});

/// The same from text; `name` stands for the file in faults, relative paths are taken from `folder`.
[[nodiscard]] Scenario parse_scenario(std::string_view text, const std::string& name,
                                      const std::filesystem::path& folder = {},
                                      const std::optional<Sweep>& sweep = {});

/// The scenario as a document that parse_scenario() reads to the same scenario.
[[nodiscard]] std::string to_toml(const Scenario& scenario);

}  // namespace trimer::scenario
