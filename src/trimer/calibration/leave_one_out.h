/// @file
/// Leave one study out: the posterior without a study, and the study predicted from it.
///
/// The posterior comes from the emulator of the finished calibration under the remaining likelihood, without a new
/// simulation; the prediction is simulated from members of that posterior and judged as `trimer compare` does. A study
/// takes with it the contrasts of those that contain its patients.
#pragma once

#include <string>
#include <vector>

#include <trimer/calibration/calibrate.h>
#include <trimer/trial/compare.h>

namespace trimer::calibration {

struct LeaveOneOutOptions {
  int members = 50;
  std::uint64_t patients = 2000;  ///< of the study that was left out
  int steps = 1000;               ///< of each chain
  int threads = 1;
};

struct LeftOutStudy {
  const evidence::Study* study = nullptr;
  std::vector<std::string> left_out;                ///< studies without weight
  std::vector<evidence::EndpointVerdict> verdicts;  ///< of its records to calibrate
  evidence::Score score;
};

[[nodiscard]] std::vector<LeftOutStudy> leave_one_out(const CalibrationConfig& config, const CalibrationResult& result,
                                                      const LeaveOneOutOptions& options);
/// study, endpoint, published, simulated, low, high, unit, inside
[[nodiscard]] std::string left_out_csv(const std::vector<LeftOutStudy>& studies);

}  // namespace trimer::calibration
