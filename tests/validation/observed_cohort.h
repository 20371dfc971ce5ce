/// @file
/// A noiseless look at a simulated cohort, for the validation page.
#pragma once

#include <string>
#include <vector>

#include <trimer/observation/noiseless.h>

namespace trimer::validation {

/// One patient without noise.
struct Observed {
  double half_life_h = 0;                 ///< ln 2 V / CL [h]
  observation::Noiseless baseline;        ///< before the first dose
  std::vector<observation::Noiseless> at; ///< at Cohort::days, until death
};

struct Cohort {
  std::vector<double> days;  ///< elapsed [d]
  std::vector<Observed> patients;
  int failed = 0;

  /// Position of the last day not after `day`.
  [[nodiscard]] std::size_t index(double day) const;
};

/// Simulates patients 1 … n of a named population under a preset regimen for 43 days.
[[nodiscard]] Cohort simulate(const std::string& population, const std::string& regimen, int n,
                              unsigned long long seed);

}  // namespace trimer::validation
