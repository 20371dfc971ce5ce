/// @file
/// A cohort reduced as its patients arrive, in memory that does not grow with their number.
///
/// Everything kept is an integer count, so adding in another order, or merging the tallies of several
/// threads, gives the same bits.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <trimer/cohort/endpoint.h>
#include <trimer/cohort/patient_flow.h>
#include <trimer/cohort/patient_row.h>
#include <trimer/cohort/survival_tally.h>
#include <trimer/core/figure_data.h>

namespace trimer::cohort {

/// Counts of one proportion.
struct Count {
  std::int64_t k = 0;              ///< events
  std::int64_t n = 0;              ///< denominator, the not evaluable included
  std::int64_t not_evaluable = 0;  ///< of n, those of whom the record cannot say

  bool operator==(const Count&) const = default;
};

/// A patient whose computation did not complete.
struct Failure {
  std::int64_t patient = 0;
  double day = 0;  ///< [d]
  std::string outcome;

  bool operator==(const Failure&) const = default;
};

/// Worst grades of one scale, for stacked bars.
struct GradeCounts {
  std::int64_t grade[6] = {};  ///< grade 0 to 5
  std::int64_t not_evaluable = 0;

  bool operator==(const GradeCounts&) const = default;
};

/// The reduced cohort.
class CohortTally {
 public:
  CohortTally();

  void add(const PatientRow& row);
  void merge(const CohortTally& other);

  /// Patients in the tables: every add() counts, also a failed computation, but not who was excluded at screening.
  [[nodiscard]] std::int64_t patients() const { return patients_; }
  /// Everyone who was added, from screening to the end of follow-up.
  [[nodiscard]] const PatientFlow& flow() const { return flow_; }
  /// @throws InputError on an unknown id
  [[nodiscard]] const Count& proportion(std::string_view id) const;
  /// @throws InputError on an unknown id
  [[nodiscard]] const SurvivalTally& time(std::string_view id) const;

  [[nodiscard]] std::int64_t failed() const { return failed_; }
  /// Number of patients by outcome, `completed` included.
  [[nodiscard]] const std::map<std::string, std::int64_t>& outcomes() const { return outcomes_; }
  /// The failures of the lowest patient numbers, at most `maximum_failures_listed`, sorted by patient.
  [[nodiscard]] const std::vector<Failure>& failures() const { return failures_; }
  static constexpr std::size_t maximum_failures_listed = 10000;

  /// Worst grades by scale: `crs`, `icans`, `pyrexia`, `neutropenia`, `thrombocytopenia`, `anaemia`,
  /// `lymphopenia`, `infection`.
  [[nodiscard]] const std::map<std::string, GradeCounts, std::less<>>& grades() const { return grades_; }
  /// Patients by best response, in the order of BestResponse.
  [[nodiscard]] std::int64_t best_response(BestResponse response) const;
  /// Patients by number of cycles started (index = cycles; the last counts that many or more).
  [[nodiscard]] const std::vector<std::int64_t>& cycles_started() const { return cycles_started_; }

 private:
  std::int64_t patients_ = 0, failed_ = 0;
  std::vector<Count> proportions_;
  std::vector<SurvivalTally> times_;
  std::map<std::string, std::int64_t> outcomes_;
  std::vector<Failure> failures_;
  std::map<std::string, GradeCounts, std::less<>> grades_;
  std::vector<std::int64_t> best_responses_;
  std::vector<std::int64_t> cycles_started_;
  PatientFlow flow_;
};

/// Bars for the report, from the tally.
[[nodiscard]] StackedBar response_bar(const CohortTally& tally, std::string label);
/// @param scale  a key of grades()
[[nodiscard]] StackedBar grade_bar(const CohortTally& tally, std::string_view scale, std::string label);

}  // namespace trimer::cohort
