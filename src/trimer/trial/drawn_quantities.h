/// @file
/// What is drawn for a patient of whom something is known: the covariates that are not given, and the
/// parameters that vary between patients.
#pragma once

#include <string>
#include <vector>

#include <trimer/population/given_patients.h>
#include <trimer/population/virtual_patient.h>

namespace trimer::trial {

struct DrawnQuantity {
  std::string name, unit;
  std::string meaning;     ///< of a parameter
  bool parameter = false;  ///< else a covariate
  std::size_t index = 0;   ///< in therapy::covariates or therapy::parameters
};

/// Covariates that the equations read and `given` leaves open, then parameters with a draw of their own.
[[nodiscard]] std::vector<DrawnQuantity> drawn_quantities(const population::GivenPatient* given);

/// Their values, in the same order.
[[nodiscard]] std::vector<double> values_of(const std::vector<DrawnQuantity>& quantities,
                                            const population::VirtualPatient& patient);

}  // namespace trimer::trial
