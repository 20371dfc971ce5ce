/// @file
/// The benchmark's patients through CVODE (BDF), one after another: the same right-hand side and Jacobian,
/// generated for one patient and compiled for this machine.
#pragma once

#include "cohort.h"

#include <memory>
#include <vector>

namespace trimer::benchmark {

enum class LinearSolver {
  dense,   ///< CVODE's own, with the analytic Jacobian
  sparse,  ///< the generated factorisation and solution of this project, plugged into CVODE
};

class CvodeSolver {
 public:
  /// Absolute tolerances are those of the states times `absolute_scale`.
  CvodeSolver(const Protocol& protocol, LinearSolver linear_solver, double relative_tolerance,
              double absolute_scale);
  ~CvodeSolver();
  CvodeSolver(const CvodeSolver&) = delete;
  CvodeSolver& operator=(const CvodeSolver&) = delete;

  /// States at the days of output, (days, states). @return false if the integration failed
  bool solve(const Patient& patient, std::vector<double>& trajectory);
  [[nodiscard]] long steps() const;  ///< of all patients so far

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace trimer::benchmark
