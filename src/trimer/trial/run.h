/// @file
/// A scenario run to its end: every patient simulated, observed, assessed and counted; the tables of the run
/// folder written as the patients come.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/exposure_response.h>
#include <trimer/cohort/member_counts.h>
#include <trimer/core/figure_data.h>
#include <trimer/evidence/comparison.h>
#include <trimer/population/virtual_patient.h>
#include <trimer/scenario/run_options.h>
#include <trimer/scenario/scenario.h>
#include <trimer/solver/driver.h>
#include <trimer/trial/sample_patient.h>

namespace trimer::trial {

/// What a run gives beside its files. Its size does not depend on the number of patients.
struct RunResult {
  std::uint64_t seed = 0;
  std::uint64_t patients = 0;  ///< asked for; the tally's flow holds as many
  cohort::CohortTally tally;
  cohort::MemberCounts members;  ///< proportions by member of the ensemble
  std::vector<evidence::StudyReadings> studies;  ///< of the scenario, in its order: the same patients as each reads them
  cohort::ExposureTally exposure;     ///< by planned concentration at steady state [pg/mL]
  std::vector<BandTable> bands;       ///< noiseless quantities, one table each
  std::vector<SamplePatient> sample;  ///< the first patients, for the swimmer plot
  /// How often a rule of the protocol acted (a hold and its restart are one), by its id.
  struct RuleUse {
    std::int64_t decisions = 0, patients = 0;
  };
  std::map<std::string, RuleUse> rules;
  solver::Statistics solver;
  double wall_seconds = 0;
  int threads = 1;
};

/// Told now and then, from one thread at a time: patients done, patients in all.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Shown every patient in the order of their numbers, from one thread at a time: what was drawn, and its row.
using Watch = std::function<void(const population::VirtualPatient&, const cohort::PatientRow&)>;

/// Runs a scenario and writes patients.csv, manifest.json, summary.json and, if asked, trajectories.csv,
/// decisions.csv and records/ into an existing folder. The bytes of these tables do not depend on the number of threads. Arms
/// of the scenario are left aside (trial/arms.h runs them).
/// @throws InputError if a patient id is outside the cohort or a file cannot be written
[[nodiscard]] RunResult run(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                            const std::filesystem::path& folder, const Progress& progress,
                            const Watch& watch = {});

}  // namespace trimer::trial
