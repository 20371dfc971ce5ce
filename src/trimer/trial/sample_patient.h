/// @file
/// A few patients kept whole for the swimmer plot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <trimer/assessment/assess.h>
#include <trimer/simulation/course_driver.h>

namespace trimer::trial {

/// What a swimmer lane shows, in elapsed days.
struct SamplePatient {
  std::string subject_id;
  assessment::Response best_response = assessment::Response::NE;
  struct Stretch {
    double start_day = 0, end_day = 0;
    double rate = 0;  ///< [ug/day]
  };
  std::vector<Stretch> infusions;                ///< each at one rate
  std::vector<std::pair<double, double>> holds;      ///< infusion interrupted
  std::optional<double> remission_day, relapse_day, transplant_day, next_therapy_day, lost_day, death_day;
  struct GradeStretch {
    double start_day = 0, end_day = 0;
    int grade = 0;
  };
  std::vector<GradeStretch> crs;
  double last_day = 0;
};

[[nodiscard]] SamplePatient sample_patient(const simulation::PatientResult& result,
                                           const assessment::SubjectAssessment& assessment,
                                           const assessment::SubjectSummary& summary);

}  // namespace trimer::trial
