/// @file
/// How often the virtual clinic looks (data/observation/visits.csv).
#pragma once

namespace trimer::observation {

/// Intervals in days.
struct VisitSchedule {
  double vitals_in_hospital = 0.25;  ///< signs and ICE score while an inpatient
  double vitals_outside = 1;         ///< the same on other days of a cycle
  double counts_in_cycle = 1;        ///< blood counts until the first marrow of a cycle
  double counts_between = 7;         ///< blood counts in the rest of the cycle
  double chemistry_first_days = 1;   ///< cytokines, drug, CRP, lymphocyte subsets: three days after a start or step
  double chemistry = 7;              ///< the same on other days of a cycle
  double marrow_first = 28.5;        ///< first marrow, from the start of the cycle
  double marrow_second = 42;         ///< second marrow, if the cycle has not been followed by another
  double follow_up = 14;             ///< visit after treatment
  double follow_up_marrow = 28;      ///< marrow after treatment, in remission
};

/// @throws InputError with every fault
[[nodiscard]] VisitSchedule load_visit_schedule();

}  // namespace trimer::observation
