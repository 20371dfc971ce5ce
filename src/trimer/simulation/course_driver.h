/// @file
/// Joins the courses of patients to the integrator: one course per lane, looks between the stops, and going back to
/// the instant of a decision.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <trimer/simulation/patient_course.h>
#include <trimer/solver/driver.h>

namespace trimer::simulation {

/// One patient, simulated to death, end of follow-up or failure.
struct PatientResult {
  population::VirtualPatient patient;
  observation::SubjectRecord record;
  TreatmentCourse treatment;
  std::vector<protocol::Decision> decisions;
  std::vector<observation::Noiseless> bands;  ///< at CourseSettings::band_days, until death
  solver::Ending ending;
};

class CourseDriver final : public solver::Driver {
 public:
  /// @param next_patient  the next patient to simulate, or none
  /// @param receive       called once for every patient, completed or not
  CourseDriver(const CourseSettings& settings, int lanes,
               std::function<std::optional<population::VirtualPatient>()> next_patient,
               std::function<void(PatientResult&&)> receive);

  bool next(int lane, solver::Start& start) override;
  void again(int lane, int attempt, solver::Start& start) override;
  solver::Reply on_step(int lane, const solver::Step& step) override;
  solver::Next on_stop(int lane, const solver::Stop& stop) override;
  void on_end(int lane, const solver::Ending& ending) override;

 private:
  void begin(int lane, const population::VirtualPatient& patient, solver::Start& start);

  const CourseSettings* settings_;
  std::function<std::optional<population::VirtualPatient>()> next_patient_;
  std::function<void(PatientResult&&)> receive_;
  std::vector<std::optional<PatientCourse>> courses_;
};

}  // namespace trimer::simulation
