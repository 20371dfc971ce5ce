/// @file
/// One virtual patient: what the equations read (covariates, individual parameters) and labels that they do
/// not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <trimer/therapy/covariates.h>
#include <trimer/therapy/parameters.h>

namespace trimer::population {

struct VirtualPatient {
  std::uint64_t id = 0;    ///< 1, 2, … within the cohort; the key of the patient's random numbers
  std::string subject_id;  ///< name of a patient given by the user, else empty
  therapy::Covariates<double> covariates;
  therapy::Parameters<double> parameters{};  ///< of this individual

  // Labels: no equation reads them.
  bool male = true;
  double height = 0;  ///< [cm]
  bool prior_transplant = false;
  std::optional<double> car_t_interval_days;  ///< [d] from CAR-T to the first dose; empty without CAR-T
  double marrow_reserve_z = 0;                ///< shared factor behind the baseline counts [1]

  double transplant_factor = 1;  ///< on the chance of transplantation that a protocol states

  int redraws = 0;  ///< parameter sets that were rejected before this one
};

/// White cells [1e9/L]: blasts, T and B cells, neutrophils, and those without a state.
[[nodiscard]] double white_cells(const VirtualPatient& patient);
/// CD3+ cells [% of lymphocytes].
[[nodiscard]] double cd3_percent(const VirtualPatient& patient);

}  // namespace trimer::population
