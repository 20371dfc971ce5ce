/// @file
/// What is kept of every patient of an arm, so that arms on the same patients can be compared patient by
/// patient: one byte per endpoint and the times to event, about 150 bytes a patient.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <trimer/cohort/endpoint.h>
#include <trimer/cohort/patient_row.h>

namespace trimer::cohort {

class ArmOutcomes {
 public:
  /// Takes patients in the same order in every arm.
  void add(const PatientRow& row);

  [[nodiscard]] std::size_t patients() const { return completed_.size(); }
  [[nodiscard]] bool completed(std::size_t patient) const { return completed_[patient]; }
  /// @param endpoint  position in proportion_endpoints() or time_endpoints()
  [[nodiscard]] Reading reading(std::size_t patient, std::size_t endpoint) const;
  [[nodiscard]] std::optional<EventTime> time(std::size_t patient, std::size_t endpoint) const;

 private:
  std::vector<bool> completed_;
  std::vector<Reading> readings_;                ///< (patients, proportion endpoints)
  std::vector<std::optional<EventTime>> times_;  ///< (patients, endpoints of whole_cohort_times())
};

/// One endpoint of two arms.
struct ArmDifference {
  Group group = Group::response;
  std::string id;          ///< of the endpoint, e.g. `crs_ge3`; with the time for survival: `os_12_months`
  std::string name;        ///< for tables
  std::string unit;        ///< `1` for shares, `d` for restricted means
  std::string method;      ///< how the interval was made, in words
  std::int64_t pairs = 0;  ///< patients in the comparison
  double reference = 0, arm = 0;
  double difference = 0;  ///< arm - reference
  double low = 0, high = 0;
  /// Pairs with the event in one arm only; where every pair is inside the endpoint.
  std::optional<std::int64_t> only_reference, only_arm;
};

/// Every endpoint of two arms on the same patients: proportions; overall and event-free survival at 6, 12 and
/// 24 months and their means restricted to the follow-up, or to the last whole month before it that both arms
/// reach. Patients whose computation failed in either arm are in neither. Endpoints that nobody can tell in
/// one of the arms are left out. The reference itself gives exactly 0 throughout.
/// @throws InputError if the arms have different numbers of patients
[[nodiscard]] std::vector<ArmDifference> arm_differences(const ArmOutcomes& reference, const ArmOutcomes& arm,
                                                         double follow_up_days, double level = 0.95);

}  // namespace trimer::cohort
