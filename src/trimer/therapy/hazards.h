/// @file
/// Hazards of severe infection and of death. An event happens when the cumulative hazard exceeds -ln(u), with
/// u uniform on (0, 1), drawn once per patient and kind of event. All of it is assumed.
///
/// Units: 1/d; cumulative hazards are dimensionless.
#pragma once

#include <trimer/therapy/killing.h>

namespace trimer::therapy {

template <class T>
void hazard_rates(const State<T>& y, const Parameters<T>& p, const SupportiveDrugs<T>& drugs,
                  const Killing<T>& k, State<T>& rate) {
  const Constants<T> constants;
  const T one(1.0);
  const T log_ratio =
      p.infection_log_neutrophil * positive(one - y.neutrophils / constants.neutrophil_threshold) +
      p.infection_log_igg * positive(one - y.immunoglobulin_g / constants.igg_threshold) +
      p.infection_log_dexamethasone * drugs.dexamethasone_effect;
  const T infection = p.infection_rate * exp(log_ratio);
  const T leukaemia = p.death_leukaemia * pow(nonneg(k.marrow_blasts) / constants.marrow_reference_cells,
                                              p.death_leukaemia_exponent);
  const T leak = p.death_leak * pow(nonneg(y.endothelial_leak), constants.leak_death_exponent);

  rate.cumulative_hazard_infection = infection;
  rate.cumulative_hazard_death = p.death_background + leukaemia + leak + p.infection_fatality * infection;
}

}  // namespace trimer::therapy
