/// @file
/// The right-hand side of the therapy model: every module, in the order of evaluation.
///
/// One text for every scalar: `double`, lanes with one patient each, a tracer that yields sparsity, Jacobian
/// and generated code, a number that checks its dimension. Time does not appear: what changes with time is a
/// state or the infusion rate, and those change at the instant of a dose only (dosing.h).
#pragma once

#include <trimer/therapy/car_t.h>
#include <trimer/therapy/haematopoiesis.h>
#include <trimer/therapy/hazards.h>
#include <trimer/therapy/healthy_b.h>
#include <trimer/therapy/leukaemia.h>
#include <trimer/therapy/neurotoxicity.h>
#include <trimer/therapy/vital_signs.h>

namespace trimer::therapy {

/// Rate of change of every state, [unit of the state per day].
///
/// @param y              state
/// @param p              parameters of the individual
/// @param b              quantities fixed at baseline
/// @param infusion_rate  of blinatumomab [ug/d], >= 0
template <class T>
[[nodiscard]] State<T> derivatives(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b,
                                   const T& infusion_rate) {
  const SupportiveDrugs<T> drugs = supportive_drugs(y, p);
  const DrugConcentrations<T> drug = drug_concentrations(y, p);
  const Engagement<T> e = engagement(y, p, b, drug);
  const TCellAlgebra<T> t = t_cell_algebra(y, p, b, drug, e);
  const Killing<T> k = killing(y, p, b, drugs, drug, e, t);
  const CytokineSignals<T> c = cytokine_signals(y, p, drugs, drug, e, t);

  State<T> rate{};
  supportive_drug_rates(y, p, drugs, rate);
  pharmacokinetic_rates(y, p, b, infusion_rate, rate);
  engagement_rates(y, p, e, rate);
  t_cell_rates(y, p, b, e, t, rate);
  car_t_rates(y, p, e, t, rate);
  leukaemia_rates(y, p, b, k, rate);
  healthy_b_rates(y, p, b, k, rate);
  cytokine_rates(y, p, drugs, c, rate);
  vital_sign_rates(y, p, c, rate);
  neurotoxicity_rates(y, p, drugs, e, t, c, rate);
  haematopoiesis_rates(y, p, b, e, k, c, rate);
  hazard_rates(y, p, drugs, k, rate);
  return rate;
}

}  // namespace trimer::therapy
