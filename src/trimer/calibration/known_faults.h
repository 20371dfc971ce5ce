/// @file
/// What the model is known, or was suspected, to get wrong, each with a number from the members of an ensemble. Beside
/// what `trimer compare` judges: slopes, single clones, the effect of dexamethasone, flips near the edge of response,
/// time courses.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <trimer/population/patient_generator.h>

namespace trimer::calibration {

struct KnownFault {
  std::string what, published, simulated;
  std::optional<bool> holds;  ///< none: there is no published number
  std::string note;
};

struct KnownFaultOptions {
  std::uint64_t slope_patients = 20000;  ///< for odds ratios by burden
  std::uint64_t clone_patients = 5000;   ///< for one clone of 3,000 or 25,000 sites
  std::uint64_t patients = 2000;         ///< for the others
  std::uint64_t seed = 1;
  int threads = 1;
  std::function<void(const std::string&)> progress = {};
};

/// @param members  of the ensemble; patients are divided among them
[[nodiscard]] std::vector<KnownFault> known_faults(std::span<const population::ParameterModel> members,
                                                   const KnownFaultOptions& options = {});
/// fault, published, simulated, holds, note
[[nodiscard]] std::string known_faults_csv(const std::vector<KnownFault>& faults);

}  // namespace trimer::calibration
