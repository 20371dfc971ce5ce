/// @file
/// A simulated cohort beside published numbers: verdicts (study_comparison.h) as rows of a run's summary and
/// report.
///
/// A published number k/n has its exact interval; the simulation has the prediction interval in which a
/// series of the same size would lie if its patients were like the simulated ones. The two answer different
/// questions and are both shown.
#pragma once

#include <trimer/evidence/study_comparison.h>

#include <optional>
#include <string>
#include <vector>

namespace trimer::evidence {

/// A study, and the patients of a cohort as that study reads them (study_reader.h).
struct StudyReadings {
  const Study* study = nullptr;
  StudyTally tally;
};

/// A run stands beside published numbers with 95 % prediction intervals.
inline constexpr VerdictOptions beside_a_run{.level = 0.95};

/// Fractions for proportions and landmarks, months or days for times, a ratio for odds.
struct Estimate {
  std::optional<double> value, low, high;
};

/// One row of a comparison.
struct Comparison {
  std::string study;           ///< id
  std::string published_name;  ///< name in the study
  std::string endpoint;        ///< of the cohort's list, beside which it stands; empty = beside none
  std::string unit;            ///< `1` for fractions, `months`, `days`, `odds ratio`
  Kind kind = Kind::proportion;
  Use use = Use::show;

  bool read = false;                                     ///< some patient of the cohort can be read for it
  std::optional<std::int64_t> simulated_k, simulated_n;  ///< events and patients
  Estimate simulated;                                    ///< low, high: prediction interval for `series_size`
  std::optional<double> mc_error;  ///< standard error from the finite number of simulated patients
  std::optional<std::int64_t> series_size;

  std::optional<std::int64_t> published_k, published_n;
  Estimate published;  ///< exact interval where k and n are known, else as printed
  bool published_interval_exact = false;

  std::optional<bool> inside;  ///< published estimate inside the prediction interval
  std::string inside_reason;   ///< why `inside` is not set
  std::string simulated_ascertainment, published_ascertainment;
  std::string note;  ///< how the two differ
  Provenance provenance;
};

/// Every endpoint of the study beside the cohort as the study reads it, in the order of the study; those that
/// are not read too, with the reason.
[[nodiscard]] std::vector<Comparison> compare(const StudyReadings& readings,
                                              const VerdictOptions& options = beside_a_run);

}  // namespace trimer::evidence
