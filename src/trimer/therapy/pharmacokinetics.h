/// @file
/// Disposition of blinatumomab: one compartment, zero-order input, linear elimination.
///
///     dA/dt = R - (CL/V) A        C = A/V
///
/// Tissue concentrations are proportional to plasma: equilibration takes hours, every response takes longer.
/// Loss to the target is left out, because the published population analysis finds linear kinetics.
///
/// Units: ug, L, day; concentrations in pg/mL.
/// Source: population analysis of 674 patients, doi:10.1007/s40262-019-00823-8.
#pragma once

#include <trimer/therapy/baseline.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/state.h>

namespace trimer::therapy {

/// Concentrations of blinatumomab [pg/mL].
template <class T>
struct DrugConcentrations {
  T plasma_drug;
  T marrow_drug;
  T lymphoid_drug;
  T csf_drug;
};

template <class T>
[[nodiscard]] DrugConcentrations<T> drug_concentrations(const State<T>& y, const Parameters<T>& p) {
  const Constants<T> constants;
  const T plasma = constants.concentration_scale * y.drug_plasma_amount / p.volume;
  return {
      .plasma_drug = plasma,
      .marrow_drug = p.marrow_drug_ratio * plasma,
      .lymphoid_drug = p.lymphoid_drug_ratio * plasma,
      .csf_drug = p.csf_drug_ratio * (T(1.0) + p.csf_barrier_gain * y.barrier_opening) * plasma,
  };
}

/// @param infusion_rate  [ug/d]
template <class T>
void pharmacokinetic_rates(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b,
                           const T& infusion_rate, State<T>& rate) {
  rate.drug_plasma_amount = infusion_rate - b.clearance_day / p.volume * y.drug_plasma_amount;
}

}  // namespace trimer::therapy
