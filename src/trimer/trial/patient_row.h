/// @file
/// One simulated patient and the assessment of its record, reduced to a row of patients.csv.
#pragma once

#include <trimer/assessment/assess.h>
#include <trimer/cohort/patient_row.h>
#include <trimer/simulation/course_driver.h>

namespace trimer::trial {

/// Everything clinical is read from the assessment of the record; covariates, treatment and solver outcome from the
/// simulation.
[[nodiscard]] cohort::PatientRow patient_row(const simulation::PatientResult& result,
                                             const assessment::SubjectAssessment& assessment,
                                             const assessment::SubjectSummary& summary);

}  // namespace trimer::trial
