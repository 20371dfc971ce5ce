#include <trimer/observation/visit_schedule.h>

#include <trimer/core/days.h>
#include <trimer/core/named_values.h>

namespace trimer::observation {

VisitSchedule load_visit_schedule() {
  VisitSchedule s;
  read_named_values("observation/visits.csv", {{"vitals_in_hospital", "h", &s.vitals_in_hospital},
                                               {"vitals_outside", "h", &s.vitals_outside},
                                               {"counts_in_cycle", "d", &s.counts_in_cycle},
                                               {"counts_between", "d", &s.counts_between},
                                               {"chemistry_first_days", "d", &s.chemistry_first_days},
                                               {"chemistry", "d", &s.chemistry},
                                               {"marrow_first", "d", &s.marrow_first},
                                               {"marrow_second", "d", &s.marrow_second},
                                               {"follow_up", "d", &s.follow_up},
                                               {"follow_up_marrow", "d", &s.follow_up_marrow}});
  s.vitals_in_hospital /= hours_per_day;
  s.vitals_outside /= hours_per_day;
  return s;
}

}  // namespace trimer::observation
