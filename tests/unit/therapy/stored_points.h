// Derivatives stored at perturbed states: see data/README.md.
#pragma once

#include <string>
#include <vector>

#include <trimer/therapy/covariates.h>
#include <trimer/therapy/parameters.h>
#include <trimer/therapy/state.h>

namespace trimer::therapy {

struct StoredPoint {
  std::string name;
  Parameters<double> parameters;
  Covariates<double> patient;
  double infusion_rate = 0;
  State<double> initial_state;
  State<double> state;
  State<double> rate;
};

/// All points of data/derivatives.csv; parameters that a point does not list are the typical ones.
std::vector<StoredPoint> stored_points();

}  // namespace trimer::therapy
