/// @file
/// Forward sensitivities: how much an output of the model changes with a parameter of the patient.
///
///     dO/dθ at day t,    O = O(y(t), θ),    θ a parameter of this patient; all others, and its covariates, held
///
/// The regimen is given as planned: nothing is observed, held, decided or drawn, so that an output is a smooth
/// function of the parameters. What follows from a parameter at baseline (return rates, reserves, the initial
/// state) moves with it. The derivatives are integrated with the states, on the same kernel over dual numbers
/// (solver/tangent_kernel.h): exact for the method, with an error control of their own, no differences.
///
///     const auto s = sensitivities(patient, {.regimen = regimen, .days = {7, 14, 28},
///                                            .outputs = {"interleukin_6"}, .parameters = {"clearance"}});
///     s.derivative(0, 2, 0);   // d IL-6 / d CL on day 28 [pg/mL per L/h]
#pragma once

#include <span>
#include <string>
#include <vector>

#include <trimer/population/virtual_patient.h>
#include <trimer/regimen/regimen.h>
#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::simulation {

struct SensitivityPlan {
  regimen::Regimen regimen;
  double start_day = -0.1;              ///< baseline [d]; before the first dose
  std::vector<double> days;             ///< of output, increasing [d]; at the instant of a dose: before it
  std::vector<std::string> outputs;     ///< names of observables (therapy/observables.h) or of states
  std::vector<std::string> parameters;  ///< names of therapy/parameters.h
  /// Relative tolerance of states and derivatives alike. The absolute tolerance of dy/d(log θ) is that of y.
  Accuracy accuracy{1e-6, 1e-2};
  Level level = best_level();
};

/// Of one patient.
class Sensitivities {
 public:
  Sensitivities(std::size_t outputs, std::size_t days, std::size_t parameters);

  /// O [unit of the output]; NaN where the integration did not get to.
  [[nodiscard]] double value(std::size_t output, std::size_t day) const { return values_[output * days_ + day]; }
  /// dO/dθ [unit of the output per unit of the parameter].
  [[nodiscard]] double derivative(std::size_t output, std::size_t day, std::size_t parameter) const {
    return derivatives_[(output * days_ + day) * parameters_ + parameter];
  }

  /// How the integration ended; of several (one for every few parameters) the first that failed, or else the last.
  solver::Ending ending;

 private:
  friend class TangentCourses;
  std::size_t days_, parameters_;
  std::vector<double> values_;       ///< (outputs, days)
  std::vector<double> derivatives_;  ///< (outputs, days, parameters)
};

/// For each patient in order. Patients and groups of parameters share the lanes; no result depends on the others.
/// @throws InputError naming every unknown output or parameter, days that do not increase or begin before the
/// start, a dose before the start
[[nodiscard]] std::vector<Sensitivities> sensitivities(std::span<const population::VirtualPatient> patients,
                                                       const SensitivityPlan& plan);
[[nodiscard]] Sensitivities sensitivities(const population::VirtualPatient& patient, const SensitivityPlan& plan);

}  // namespace trimer::simulation
