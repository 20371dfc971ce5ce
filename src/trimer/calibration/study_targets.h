/// @file
/// Published endpoints as targets of inference: which likelihood each has, and what is counted for it in
/// simulated patients that were read as the study ascertained them.
///
/// | published | likelihood |
/// |---|---|
/// | k of n | binomial |
/// | k of n, back-calculated from a rounded percentage | the sum of the binomials that round to it |
/// | nested in another calibrated endpoint | k of the k that contains it |
/// | a median survival or onset with n | half of an effective number of patients live past it |
/// | an odds ratio with its interval | normal on ln; ratios that share a reference group are correlated |
///
/// Every record with `use: calibrate` is a target. Records of patients who are in another study as well
/// (`patients_overlap_with`) count once: both may be used only if one of the two is a contrast, which adds a
/// slope and no rate.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>
#include <trimer/inference/target.h>
#include <trimer/inference/statistic.h>

namespace trimer::calibration {

struct StudyTarget {
  inference::Target target;           ///< name `study/endpoint`, group the study
  std::size_t study = 0;              ///< position among the studies
  std::size_t endpoint = 0;           ///< position in Study::endpoints
  std::optional<std::size_t> within;  ///< endpoint that contains it, of a conditional proportion
  std::string likelihood;             ///< in words
  std::string ascertainment, note;    ///< what is simulated, and how it differs from what was published
};

struct StudyTargets {
  std::vector<const evidence::Study*> studies;
  std::vector<StudyTarget> targets;
  std::vector<inference::Correlation> correlations;

  [[nodiscard]] inference::Likelihood likelihood() const;
};

struct TargetOptions {
  std::vector<std::string> watched;   ///< `study/endpoint`: simulated, without weight
  double contrast_correlation = 0.2;  ///< assumed: the share of the reference group in the variance of ln OR
};

/// Targets of these studies, each with at least one record to calibrate.
/// @throws InputError with every fault: a study that cannot be run or has nothing to calibrate, a record that
///         cannot be read or has no likelihood, patients counted twice, an unknown name in `watched`
[[nodiscard]] StudyTargets study_targets(const std::vector<const evidence::Study*>& studies,
                                         const TargetOptions& options = {});

/// The shipped studies with these ids; without ids all that have a record to calibrate and can be run.
/// @throws InputError for an unknown id
[[nodiscard]] std::vector<const evidence::Study*> calibrated_studies(const std::vector<std::string>& ids);

/// What simulated patients of its study say about a target.
[[nodiscard]] inference::Statistic statistic_of(const StudyTarget& target, const evidence::Study& study,
                                                std::span<const evidence::StudyRow> rows);

}  // namespace trimer::calibration
