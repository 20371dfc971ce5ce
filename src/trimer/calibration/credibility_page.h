/// @file
/// docs/credibility.md: why, and how far, the simulated populations may be believed, in the terms of ICH M15 and
/// ASME V&V 40. Everything on it comes from the ensemble, from a comparison of its members with published studies, and
/// from the tables of the calibration's folder; what was not run is said to be missing.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <trimer/calibration/known_faults.h>
#include <trimer/population/parameter_ensemble.h>
#include <trimer/trial/compare.h>

namespace trimer::calibration {

struct CredibilityInput {
  population::ParameterEnsemble ensemble;
  std::string ensemble_name;
  trial::ComparisonResult comparison;  ///< of all studies with the members of the ensemble
  double level = 0.9;
  std::uint64_t patients = 0;          ///< of each study
  std::vector<KnownFault> faults;
  std::filesystem::path folder;        ///< of the calibration: left_out.csv, recovery.csv, sensitivity.csv, methods.csv
  /// Why an endpoint lies outside, by `study/endpoint`.
  std::map<std::string, std::string> causes;
};

/// What the calibration endpoints score.
struct CalibrationScore {
  int inside = 0, judged = 0;
  double width_ratio = 0;  ///< median over endpoints of the interval's width to that of sampling alone
  std::vector<const evidence::EndpointVerdict*> misses;
};
[[nodiscard]] CalibrationScore score_of(const trial::ComparisonResult& comparison, evidence::Use use);

/// Markdown.
[[nodiscard]] std::string credibility_page(const CredibilityInput& input);

/// Reads study,endpoint,cause. @throws InputError for another form or an unknown endpoint
[[nodiscard]] std::map<std::string, std::string> read_causes(const std::string& text, const std::string& name);

}  // namespace trimer::calibration
