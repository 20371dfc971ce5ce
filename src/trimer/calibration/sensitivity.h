/// @file
/// Global sensitivity over the prior: which hyper-parameters move response, CRS and IL-6 of a TOWER-like cohort.
///
/// The simulator is run at draws of the prior, with common random numbers; a polynomial emulator (inference/emulator.h)
/// is fitted to that and its Sobol indices are computed. The indices are those of the emulator: `explained` says how
/// much of the variation between draws it describes.
#pragma once

#include <string>
#include <vector>

#include <trimer/calibration/config.h>
#include <trimer/inference/sobol.h>

namespace trimer::calibration {

struct SensitivityOptions {
  int points = 300;             ///< draws of the prior
  std::uint64_t patients = 250; ///< per draw, two cycles each
  std::uint64_t blocks = 10;    ///< sets of common random numbers
  int samples = 4096;           ///< of the indices
  int threads = 1;
  std::filesystem::path checkpoint = {};
  std::function<void(const inference::Progress&)> progress = {};
  std::function<bool()> stop = {};
};

struct OutputSensitivity {
  std::string output, scale;
  double explained = 0;    ///< share of the variance between draws that the emulator describes
  double lack_of_fit = 0;  ///< SD, on the scale
  inference::SobolIndices indices;
};

/// CR, CRh or CRi within 12 weeks; CRS of cycle 1, any and grade 3 and more; IL-6 peak of the first day.
/// @throws InputError as inference::Evaluations; inference::Stopped
[[nodiscard]] std::vector<OutputSensitivity> sensitivity(const CalibrationConfig& config,
                                                         const SensitivityOptions& options);
/// output, hyper-parameter, first, total, explained
[[nodiscard]] std::string sensitivity_csv(const CalibrationConfig& config, const std::vector<OutputSensitivity>& outputs);

}  // namespace trimer::calibration
