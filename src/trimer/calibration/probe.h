/// @file
/// Single simulations beside the calibration: the plan of a study, changed at will, through two cycles, with what
/// studies do not publish (IL-6, T cells, B cells without noise) next to the readings of the study.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <trimer/evidence/study_reader.h>
#include <trimer/trial/study_cohort.h>

namespace trimer::calibration {

struct ProbePatient {
  cohort::PatientRow row;
  std::vector<evidence::EndpointReading> readings;
  double interleukin_6_peak = 0;           ///< first day [pg/mL]
  std::optional<double> t_cells_day_17;    ///< fold of baseline [1]; none: died before
  std::optional<double> b_cells_low_day;   ///< first day below 1 per uL [d]; none: not by day 43
};

struct ProbeRequest {
  std::uint64_t seed = 1;
  std::uint64_t first_patient = 1;
  std::uint64_t patients = 1000;
  int threads = 1;
  double follow_up_days = 85;  ///< two cycles [d]
};

/// Patients in their order, divided among the members as in trial::simulate_studies; those whose computation failed
/// are left out.
/// @param study  read for its endpoints; the plan is the caller's
[[nodiscard]] std::vector<ProbePatient> probe(const evidence::Study& study, const trial::StudyPlan& plan,
                                              std::span<const population::ParameterModel> members,
                                              const ProbeRequest& request);

/// Share of the patients in the denominator who are `yes`; none if there is none.
[[nodiscard]] std::optional<double> share(const evidence::Study& study, std::string_view endpoint,
                                          std::span<const ProbePatient> patients);

}  // namespace trimer::calibration
