/// @file
/// What can be said only of all rows of a subject: duplicates, contradictions, fields derived from other
/// rows. Internal to the record reader.
#pragma once

#include <trimer/observation/anchoring.h>
#include <trimer/observation/record.h>

namespace trimer::observation {

/// Sorts the rows, takes rows that were written twice once, fills the derived fields and reports.
/// @param unstated  fields of the subject that were empty in the file and are derived from other rows
struct Unstated {
  bool prior_cd19_therapy = true, baseline_remission = true;
};
void complete_subject(SubjectRecord& record, const Unstated& unstated, const SourceReport& report);

}  // namespace trimer::observation
