/// @file
/// Shows a course whatever state a test wants, without integrating anything.
#pragma once

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include <trimer/simulation/patient_course.h>
#include <trimer/therapy/parameter_table.h>
#include <trimer/therapy/typical_patient.h>

namespace trimer::simulation {

using Change = std::function<void(double, therapy::State<double>&)>;

inline CourseSettings label_settings() {
  CourseSettings settings;
  settings.seed = 1;
  settings.regimen = regimen::preset("label_relapsed_refractory");
  settings.rules = protocol::load_rules();
  settings.assays = observation::load_assays();
  settings.visits = observation::load_visit_schedule();
  return settings;
}

inline population::VirtualPatient typical_patient() {
  population::VirtualPatient patient;
  patient.id = 1;
  patient.parameters = therapy::typical_values();
  patient.covariates = therapy::typical_covariates(patient.parameters, 0.4);
  return patient;
}

/// @param change  what the state has become on a day, before anybody looks
inline PatientCourse run_course(const CourseSettings& settings, const population::VirtualPatient& patient,
                                const Change& change) {
  PatientCourse course(settings, patient);
  therapy::State<double> state = course.initial_state();
  double last = -1;
  while (!course.finished()) {
    // A dose an hour before an instant an hour away may lie an ulp in the past, and is given now, as the driver does.
    const double due = std::min(course.next_look(), course.next_stop());
    EXPECT_GE(due, last - 1e-9);
    const double day = std::max(due, last);
    last = day;
    change(day, state);
    if (course.next_look() <= course.next_stop())
      course.look(day, state);
    else
      course.at_stop(day, state);
  }
  return course;
}

/// Leak that lowers the pressure to about 53 mmHg and fever: CRS grade 3.
inline void severe_release(therapy::State<double>& state, bool on) {
  state.temperature_rise = on ? 2.5 : 0;
  state.endothelial_leak = on ? 0.66 : 0;
}

/// Marrow cleared of blasts, counts recovered: CR.
inline void clear_marrow(therapy::State<double>& state) {
  state.marrow_blasts_cd19_high = state.marrow_blasts_cd19_low = state.marrow_blasts_cd19_null = 0;
  state.blood_blasts_cd19_high = state.blood_blasts_cd19_low = state.blood_blasts_cd19_null = 0;
  state.normal_marrow_cells = 9e11;
  state.neutrophils = 3;
  state.platelets = 200;
}

}  // namespace trimer::simulation
