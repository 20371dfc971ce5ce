/// @file
/// A protocol asked of a record: what a clinic that followed the rules would have decided on what was written down,
/// of a real or a virtual patient. The record's own infusions stay as they were given.
///
/// This is the only way to rules whose observation the virtual clinic never makes (liver tests, seizures).
#pragma once

#include <vector>

#include <trimer/assessment/assess.h>
#include <trimer/observation/record.h>
#include <trimer/protocol/decision.h>

namespace trimer::protocol {

/// One observation of a record.
struct Sighting {
  double day = 0;  ///< elapsed [d]
  Observed what = Observed::crs_grade;
  double value = 0;  ///< in the unit of the observation
};

/// Every observation that the record holds, in order of time: grades as assessed, counts, liver tests as multiples of
/// the upper limit printed beside them (left out where there is none), seizures, other adverse events with a grade,
/// marrow blasts, response and relapse by the first profile. Rows without a time or in an unknown unit are left out:
/// missing is never normal.
[[nodiscard]] std::vector<Sighting> sightings(const observation::SubjectRecord& record,
                                              const assessment::SubjectAssessment& assessment);

/// The decisions that the rules ask for along a record. Between a hold and its restart the rules count the infusion
/// as held, whatever the record says. Which cycle follows which is not asked: the record has its own.
[[nodiscard]] std::vector<Decision> asked_of_record(const Protocol& protocol, const observation::SubjectRecord& record,
                                                    const assessment::SubjectAssessment& assessment);

}  // namespace trimer::protocol
