/// @file
/// Recovery of known hyper-parameters. A truth is drawn from the posterior, trials of the published sizes are simulated
/// from it, and the hyper-parameters are inferred from the published and the simulated trials together: over such
/// truths the intervals must hold them at their nominal rate, exactly so if everything is right (simulation-based
/// calibration conditional on the data: Säilynoja, Schmitt, Bürkner & Vehtari 2025, arXiv:2502.03279).
///
/// The simulated trials come from the simulator; the inference uses the emulator of the finished calibration, which
/// holds where the truths lie.
#pragma once

#include <string>
#include <vector>

#include <trimer/calibration/calibrate.h>

namespace trimer::calibration {

struct RecoveryOptions {
  int truths = 20;
  std::uint64_t patients = 4000;  ///< behind the event probabilities of each truth
  int steps = 500;                ///< of each chain
  int threads = 1;
};

struct RecoveredTruth {
  std::vector<double> truth;         ///< z
  std::vector<double> rank;          ///< share of the sample below the truth, per hyper-parameter
};

struct Recovery {
  std::vector<RecoveredTruth> truths;
  /// Share of (truth, hyper-parameter) inside the central interval of this level.
  [[nodiscard]] double coverage(double level) const;
  /// Standard error of coverage(), with hyper-parameters of one truth counted as `truths` independent groups.
  [[nodiscard]] double coverage_error(double level) const;
};

[[nodiscard]] Recovery recover(const CalibrationConfig& config, const CalibrationResult& result,
                               const RecoveryOptions& options);
/// truth, hyper-parameter, z, rank
[[nodiscard]] std::string recovery_csv(const CalibrationConfig& config, const Recovery& recovery);

/// The likelihood that the targets would have with these observations instead: counts of the published sizes drawn at
/// the simulated probabilities. What has no size (watched) stays.
[[nodiscard]] inference::Observed simulated_observation(const inference::Observed& published,
                                                        const inference::Statistic& simulated, RandomStream& random);
/// Two observations of one quantity as one.
[[nodiscard]] inference::Observed together(const inference::Observed& a, const inference::Observed& b);

}  // namespace trimer::calibration
