/// @file
/// Dexamethasone and tocilizumab: disposition, and what they inhibit.
///
/// Dexamethasone acts from an effect site that follows plasma with a delay: it inhibits cytokine release
/// strongly and killing weakly. Tocilizumab (two compartments, linear and saturable elimination) occupies the
/// IL-6 receptor.
///
/// Units: mg, L, day; dexamethasone in ng/mL, tocilizumab in ug/mL.
/// Sources: doi:10.1007/s10928-020-09730-z (dexamethasone), doi:10.1177/0091270009350623 (tocilizumab).
#pragma once

#include <trimer/therapy/constants.h>
#include <trimer/therapy/parameters.h>
#include <trimer/therapy/state.h>

namespace trimer::therapy {

template <class T>
struct SupportiveDrugs {
  T dexamethasone_plasma;   ///< [ng/mL]
  T dexamethasone_effect;   ///< share of the full effect, 0 to 1
  T dexamethasone_release;  ///< factor on cytokine release
  T dexamethasone_kill;     ///< factor on killing
  T tocilizumab_plasma;     ///< [ug/mL]
  T tocilizumab_tissue;     ///< [ug/mL]
  T receptor_free;          ///< share of the IL-6 receptor that is not blocked
};

template <class T>
[[nodiscard]] SupportiveDrugs<T> supportive_drugs(const State<T>& y, const Parameters<T>& p) {
  const Constants<T> constants;
  const T one(1.0);
  SupportiveDrugs<T> drugs{};
  drugs.dexamethasone_plasma =
      constants.concentration_scale * y.dexamethasone_amount / p.dexamethasone_volume;
  drugs.dexamethasone_effect =
      y.dexamethasone_effect_site / (y.dexamethasone_effect_site + p.dexamethasone_half);
  drugs.dexamethasone_release = one - p.dexamethasone_max_cytokine * drugs.dexamethasone_effect;
  drugs.dexamethasone_kill = one - p.dexamethasone_max_kill * drugs.dexamethasone_effect;
  drugs.tocilizumab_plasma = y.tocilizumab_central / p.tocilizumab_central_volume;
  drugs.tocilizumab_tissue = y.tocilizumab_peripheral / p.tocilizumab_peripheral_volume;
  drugs.receptor_free = one / (one + drugs.tocilizumab_plasma / p.tocilizumab_half_blockade);
  return drugs;
}

template <class T>
void supportive_drug_rates(const State<T>& y, const Parameters<T>& p, const SupportiveDrugs<T>& drugs,
                           State<T>& rate) {
  rate.dexamethasone_amount = -p.dexamethasone_clearance / p.dexamethasone_volume * y.dexamethasone_amount;
  rate.dexamethasone_effect_site =
      p.dexamethasone_effect_rate * (drugs.dexamethasone_plasma - y.dexamethasone_effect_site);

  const T plasma = drugs.tocilizumab_plasma;
  const T to_tissue = p.tocilizumab_exchange * (plasma - drugs.tocilizumab_tissue);
  const T saturable = p.tocilizumab_max_elimination * plasma / (p.tocilizumab_half_elimination + plasma);
  rate.tocilizumab_central = -p.tocilizumab_clearance * plasma - saturable - to_tissue;
  rate.tocilizumab_peripheral = to_tissue;
}

}  // namespace trimer::therapy
