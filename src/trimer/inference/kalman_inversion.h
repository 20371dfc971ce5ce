/// @file
/// Ensemble Kalman inversion with perturbed observations and adaptive tempering.
///
/// Members u_j start as draws of the prior. In each iteration the data enter with the share a = 1/alpha of
/// their information, until the shares add to one:
///
///     u_j += C_uG (C_GG + alpha Gamma)^-1 (y + sqrt(alpha) xi_j - G(u_j)),   xi_j ~ N(0, Gamma)
///
/// The share is chosen by the misfits Phi_j of the ensemble, a = min(max(m / (2 mean Phi),
/// sqrt(m / (2 var Phi))), 1 - t) (Iglesias & Yang 2021, doi:10.1088/1361-6420/abd29b). For a linear model
/// and normal errors the final ensemble is a sample of the posterior; otherwise it is an approximation that
/// is good enough to say where the posterior is. Targets enter by `normal_form()`.
#pragma once

#include <trimer/inference/evaluations.h>

namespace trimer::inference {

struct KalmanOptions {
  int members = 200;
  int most_iterations = 12;  ///< the last one takes what is left of the data
  std::uint64_t seed = 1;
  std::uint64_t blocks = 50;  ///< of common random numbers, taken in turn by the members
};

struct KalmanIteration {
  double share = 0;        ///< of the data's information taken in this iteration
  double temperature = 0;  ///< taken so far, after it
  double mean_misfit = 0;  ///< of the ensemble before it, in standard errors squared, halved
};

struct KalmanResult {
  Matrix ensemble;  ///< (members, dimensions), after the last iteration
  std::vector<KalmanIteration> iterations;
  bool forced = false;  ///< the last iteration took more than its adaptive share
};

/// @throws InputError if there is no target with weight or the budget does not suffice; Stopped
[[nodiscard]] KalmanResult invert(Evaluations& evaluations, const KalmanOptions& options);

}  // namespace trimer::inference
