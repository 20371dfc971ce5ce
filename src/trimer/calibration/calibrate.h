/// @file
/// A calibration from priors to a posterior ensemble of populations.
///
/// The folder of a calibration holds `evaluations.csv`, the log of every simulation, which is the checkpoint:
/// killed and resumed, a calibration gives the same posterior to the bit. At the end it holds
///
/// | file | what |
/// |---|---|
/// | NAME.toml | the ensemble (population/parameter_ensemble.h) |
/// | parameters.csv | prior and posterior of every hyper-parameter, contraction, convergence of the chains |
/// | correlations.csv | posterior correlations of hyper-parameters, on the scale where the prior is normal |
/// | targets.csv | every target: published, likelihood, ascertainment, posterior, check of the emulator |
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <trimer/calibration/config.h>
#include <trimer/calibration/study_targets.h>
#include <trimer/inference/posterior.h>
#include <trimer/population/parameter_ensemble.h>

namespace trimer::calibration {

struct CalibrationRequest {
  CalibrationConfig config;
  std::filesystem::path out;  ///< folder
  bool resume = false;        ///< go on with the log in the folder
  int threads = 1;
  std::string command;  ///< stated in the ensemble
  std::function<void(const inference::Progress&)> progress = {};
  std::function<bool()> stop = {};  ///< true = keep the log and throw inference::Stopped
};

struct CalibrationResult {
  StudyTargets targets;
  inference::Posterior posterior;
  population::ParameterEnsemble ensemble;
  std::size_t evaluations = 0;
  std::int64_t patients = 0;  ///< simulated
  double seconds = 0;         ///< of this and the resumed runs, up to the last evaluation that was kept
};

/// @throws InputError for a folder that holds something without `resume`, a log of another calibration, a budget
///         that does not suffice, or targets as study_targets(); inference::Stopped
[[nodiscard]] CalibrationResult calibrate(const CalibrationRequest& request);

/// Everything that decides the result: the configuration, the data of the program, its version.
[[nodiscard]] std::string calibration_fingerprint(const CalibrationConfig& config);

}  // namespace trimer::calibration
