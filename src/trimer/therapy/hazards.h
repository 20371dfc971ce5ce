/// @file
/// Hazards of severe infection and of death. An event happens when the cumulative hazard exceeds -ln(u), with
/// u uniform on (0, 1), drawn once per patient and kind of event. All of it is assumed.
///
/// Units: 1/d; cumulative hazards are dimensionless.
#pragma once

#include <trimer/therapy/killing.h>

namespace trimer::therapy {

/// The hazards of one instant [1/d]; death is the sum of its four causes.
template <class T>
struct Hazards {
  T infection;         ///< severe infection
  T death_background;  ///< unrelated to the rest
  T death_leukaemia;
  T death_leak;  ///< cytokine release
  T death_infection;
};

/// @param dexamethasone_effect  share of the maximal effect
/// @param marrow_blasts         all clones [cells]
template <class T>
[[nodiscard]] Hazards<T> hazards(const State<T>& y, const Parameters<T>& p, const T& dexamethasone_effect,
                                 const T& marrow_blasts) {
  const Constants<T> constants;
  const T one(1.0);
  const T log_ratio =
      p.infection_log_neutrophil * positive(one - y.neutrophils / constants.neutrophil_threshold) +
      p.infection_log_igg * positive(one - y.immunoglobulin_g / constants.igg_threshold) +
      p.infection_log_dexamethasone * dexamethasone_effect;
  Hazards<T> h{};
  h.infection = p.infection_rate * exp(log_ratio);
  h.death_background = p.death_background;
  h.death_leukaemia = p.death_leukaemia * pow(nonneg(marrow_blasts) / constants.marrow_reference_cells,
                                              p.death_leukaemia_exponent);
  h.death_leak = p.death_leak * pow(nonneg(y.endothelial_leak), constants.leak_death_exponent);
  h.death_infection = p.infection_fatality * h.infection;
  return h;
}

template <class T>
void hazard_rates(const State<T>& y, const Parameters<T>& p, const SupportiveDrugs<T>& drugs,
                  const Killing<T>& k, State<T>& rate) {
  const Hazards<T> h = hazards(y, p, drugs.dexamethasone_effect, k.marrow_blasts);
  rate.cumulative_hazard_infection = h.infection;
  rate.cumulative_hazard_death = h.death_background + h.death_leukaemia + h.death_leak + h.death_infection;
}

}  // namespace trimer::therapy
