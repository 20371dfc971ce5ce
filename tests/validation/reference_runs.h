// The eight reference runs: patients, doses, and the stored states.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <trimer/therapy/covariates.h>
#include <trimer/therapy/dosing.h>
#include <trimer/therapy/parameters.h>
#include <trimer/therapy/state.h>

namespace trimer::validation {

struct TimedDose {
  double day = 0;
  therapy::Dose dose;
};

struct ReferenceRun {
  std::string name;
  therapy::Covariates<double> patient;
  std::vector<TimedDose> doses;                     ///< by day
  std::map<double, therapy::State<double>> states;  ///< by day, after a dose at that day
};

inline constexpr double first_day = -0.1;

/// The runs and data/reference_trajectories.csv.
std::vector<ReferenceRun> reference_runs(const therapy::Parameters<double>& typical);

}  // namespace trimer::validation
