/// @file
/// What one patient contributes to the published endpoints of a study.
#pragma once

#include <vector>

#include <trimer/assessment/assess.h>
#include <trimer/cohort/endpoint.h>
#include <trimer/cohort/patient_row.h>
#include <trimer/observation/record.h>

namespace trimer::evidence {

/// Side of a contrast; `none` where the endpoint has no contrast.
enum class Side { none, test, reference };

/// One patient and one endpoint. `counts` is yes or no of a proportion; for a time, yes = event and no =
/// censored; for a measured quantity, yes = measured. `outside`: not in the denominator.
struct EndpointReading {
  cohort::Reading counts = cohort::Reading::outside;
  Side side = Side::none;
  double value = 0;  ///< time [d], or the measured quantity in the unit of the record's threshold

  bool operator==(const EndpointReading&) const = default;
};

/// A patient as an investigator sees it: the row, the record and its assessment. Refers, owns nothing.
struct ObservedPatient {
  const cohort::PatientRow& row;
  const observation::SubjectRecord& record;
  const assessment::SubjectAssessment& assessment;
  const assessment::SubjectSummary& summary;
};

/// One patient of a study: the usual row, and one reading per endpoint in the order of Study::endpoints.
struct StudyRow {
  cohort::PatientRow patient;
  std::size_t member = 0;  ///< of the ensemble whose parameters the patient has
  std::vector<EndpointReading> readings;
};

}  // namespace trimer::evidence
