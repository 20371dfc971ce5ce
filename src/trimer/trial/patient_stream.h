/// @file
/// Patients simulated, observed and assessed on any number of threads: the one loop behind every run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include <trimer/assessment/assess.h>
#include <trimer/observation/study_settings.h>
#include <trimer/population/virtual_patient.h>
#include <trimer/simulation/course_driver.h>
#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::trial {

struct StreamSettings {
  const simulation::CourseSettings* course = nullptr;
  const observation::StudySettings* assessment = nullptr;
  simulation::Accuracy accuracy;
  int threads = 1;
};

/// One patient who is done, with the assessment of its record. Valid during the call.
struct FinishedPatient {
  simulation::PatientResult& result;
  const assessment::SubjectAssessment& assessment;
  const assessment::SubjectSummary& summary;
};

/// @param next     the next patient, or none; called from several threads
/// @param receive  called once per patient from several threads, in any order
/// @throws whatever one of the two throws; the others then stop after the patients at hand
solver::Statistics stream_patients(const StreamSettings& settings,
                                   const std::function<std::optional<population::VirtualPatient>()>& next,
                                   const std::function<void(FinishedPatient&&)>& receive);

/// 0 = as many as the machine has; never more than `patients`.
[[nodiscard]] int thread_count(int asked, std::uint64_t patients);

}  // namespace trimer::trial
