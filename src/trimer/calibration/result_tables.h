/// @file
/// The tables of a calibration, as CSV.
#pragma once

#include <string>
#include <vector>

#include <trimer/calibration/study_targets.h>
#include <trimer/inference/posterior.h>
#include <trimer/population/hyper_parameter.h>

namespace trimer::calibration {

/// Prior and posterior of a hyper-parameter, in its unit.
struct ParameterSummary {
  double prior_low = 0, prior_median = 0, prior_high = 0;              ///< 90 %
  double posterior_low = 0, posterior_median = 0, posterior_high = 0;  ///< 90 %
  double contraction = 0;  ///< 1 - posterior variance / prior variance, on the scale where the prior is normal
  double shift = 0;        ///< of the mean, in prior SDs
  double split_r_hat = 1, effective_sample_size = 0;
};
[[nodiscard]] std::vector<ParameterSummary> parameter_summaries(
    const std::vector<population::HyperParameter>& parameters, const inference::Sample& sample);

/// What the posterior says of a target, by the emulator: a proportion or an odds ratio.
struct TargetSummary {
  double published = 0;
  double median = 0, low = 0, high = 0;  ///< 90 %, of the parameters alone
};
[[nodiscard]] std::vector<TargetSummary> target_summaries(const StudyTargets& targets,
                                                          const inference::Posterior& posterior);

[[nodiscard]] std::string parameters_csv(const std::vector<population::HyperParameter>& parameters,
                                         const inference::Sample& sample);
[[nodiscard]] std::string correlations_csv(const std::vector<population::HyperParameter>& parameters,
                                           const inference::Sample& sample);
[[nodiscard]] std::string targets_csv(const StudyTargets& targets, const inference::Posterior& posterior);

}  // namespace trimer::calibration
