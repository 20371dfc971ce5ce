/// @file
/// The number that a cohort gives for a published endpoint: the same statistic, on the same scale, in the
/// unit of the record.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/survival_tally.h>
#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>

namespace trimer::evidence {

/// Measured values are counted to this part of their unit.
inline constexpr double value_steps = 1000;

/// Readings of one endpoint, counted. Counts add, so neither order nor threads matter; times are kept to a
/// quarter of a day and measured values to a thousandth.
class EndpointTally {
 public:
  explicit EndpointTally(Kind kind) : kind_(kind) {}

  void add(const EndpointReading& reading);
  void merge(const EndpointTally& other);

  [[nodiscard]] Kind kind() const { return kind_; }
  /// Patients in and outside the denominator.
  [[nodiscard]] std::int64_t patients() const { return patients_; }
  /// Patients in the denominator (both sides of a contrast).
  [[nodiscard]] std::int64_t inside() const {
    return count(Side::none).n + count(Side::test).n + count(Side::reference).n;
  }
  /// k: yes. For times k counts events; for measured quantities the measured.
  [[nodiscard]] const cohort::Count& count(Side side) const {
    return counts_[static_cast<std::size_t>(side)];
  }
  [[nodiscard]] const cohort::SurvivalTally& times(Side side) const {
    return times_[static_cast<std::size_t>(side)];
  }
  /// Measured values in thousandths, with the number of patients.
  [[nodiscard]] const std::map<std::int64_t, std::int64_t>& values() const { return values_; }

 private:
  Kind kind_;
  std::int64_t patients_ = 0;
  cohort::Count counts_[3];
  cohort::SurvivalTally times_[3];
  std::map<std::int64_t, std::int64_t> values_;
};

/// Whether readings of this kind are times, or measured values; else they are counted.
[[nodiscard]] bool is_time(Kind kind);

struct EndpointStatistic {
  std::int64_t k = 0, n = 0;       ///< yes or events, of those in the denominator (test side of a contrast)
  std::int64_t not_evaluable = 0;  ///< of n
  std::int64_t reference_k = 0, reference_n = 0;  ///< other side of a contrast
  std::optional<double> value;     ///< in the unit of the record: percent, months, days, a ratio
  bool not_reached = false;        ///< a median beyond follow-up, an infinite ratio: value is empty
  std::optional<double> mc_error;  ///< standard error from the finite number of simulated patients
};

/// Times are Kaplan-Meier; ratios compare the test group with the reference.
[[nodiscard]] EndpointStatistic endpoint_statistic(const PublishedEndpoint& endpoint,
                                                   const EndpointTally& tally);

/// The same from rows. @pre `endpoint` is one of `study.endpoints`, and the rows were read for this study
[[nodiscard]] EndpointStatistic endpoint_statistic(const Study& study, const PublishedEndpoint& endpoint,
                                                   std::span<const StudyRow> rows);

/// Readings of one endpoint, counted. @param endpoint  position in Study::endpoints
[[nodiscard]] EndpointTally tally_of(const Study& study, std::size_t endpoint,
                                     std::span<const StudyRow> rows);

/// Factor from the scale of readings (fractions, days, units of the threshold) to the unit of the record.
[[nodiscard]] double unit_factor(const PublishedEndpoint& endpoint);

}  // namespace trimer::evidence
