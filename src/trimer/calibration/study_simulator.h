/// @file
/// The virtual trials as a problem of inference: hyper-parameters in, statistics of every target out.
///
/// Studies that were run alike share their patients. Block b is one set of virtual patients, the same at every
/// point, so that two points of one block differ by their parameters alone.
#pragma once

#include <cstdint>
#include <vector>

#include <trimer/calibration/config.h>
#include <trimer/calibration/study_targets.h>
#include <trimer/inference/evaluations.h>

namespace trimer::calibration {

class StudySimulator {
 public:
  /// @param targets  outlives the simulator
  StudySimulator(const CalibrationConfig& config, const StudyTargets& targets);

  /// Statistics of every target at these parameters, in their order.
  [[nodiscard]] inference::Simulation simulate(const population::ParameterModel& model, std::uint64_t block) const;
  /// Patients simulated for one evaluation.
  [[nodiscard]] std::int64_t patients() const;
  /// The problem of inference; refers to this simulator.
  [[nodiscard]] inference::Problem problem() const;

 private:
  /// Studies run alike, with the patients they share.
  struct Group {
    std::vector<std::size_t> studies;
    std::uint64_t patients = 0;
  };
  const StudyTargets& targets_;
  std::vector<population::HyperParameter> parameters_;
  population::ParameterModel base_;
  std::uint64_t seed_;
  std::vector<Group> groups_;
};

}  // namespace trimer::calibration
