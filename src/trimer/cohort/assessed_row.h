/// @file
/// From the assessment of one subject to its row of the cohort: the clinical part, the same for a real and a
/// virtual patient.
#pragma once

#include <trimer/assessment/assess.h>
#include <trimer/cohort/patient_row.h>

namespace trimer::cohort {

/// Fills response, toxicity, times to event, and treatment as the exposure rows tell it (cycles,
/// interruptions, days and dose); age, sex, size and marrow blasts where the row has none yet. Why an
/// infusion was held or stopped is no part of a record: `stopped_*`, `stop_reason` and
/// `interrupted_for_toxicity` are left as they are.
///
/// Response is that of the first profile of the settings. An infection is graded by the events of domain
/// INFECTION; a subject with any event row and none of an infection has grade 0, one without event rows is
/// not evaluable.
void take_assessment(const observation::SubjectRecord& record,
                     const assessment::SubjectAssessment& assessment,
                     const assessment::SubjectSummary& summary, PatientRow& row);

}  // namespace trimer::cohort
