/// @file
/// What happens at the instant of a dose. This is the only place that says it.
///
/// Between doses the state follows derivatives() with a constant infusion rate R. At the time t of a dose the
/// state goes from x-(t), reached from the left, to x+(t), from which it continues:
///
///     infusion rate              R+ = value [ug/d],  x+ = x-
///     dexamethasone              x+ = x-,  dexamethasone_amount+  = dexamethasone_amount- + dose [mg]
///     tocilizumab                x+ = x-,  tocilizumab_central+   = tocilizumab_central- + dose [mg]
///     intrathecal therapy        x+ = x-,  both clones of the CSF times 10^-k
///
/// All of them are instantaneous and commute, so doses at one time may be taken in any order. An output at t
/// shows x+(t). An integrator must stop exactly at t and forget its history there: x jumps or its slope does.
#pragma once

#include <trimer/therapy/notation.h>
#include <trimer/therapy/state.h>

namespace trimer::therapy {

enum class DoseKind {
  infusion_rate,        ///< of blinatumomab from now on [ug/d]; 0 stops
  dexamethasone,        ///< bolus [mg]
  tocilizumab,          ///< bolus [mg]
  intrathecal_therapy,  ///< log10 of the kill in the CSF [1]
};

struct Dose {
  DoseKind kind = DoseKind::infusion_rate;
  double value = 0;  ///< in the unit of its kind
};

/// Log10 kill of one intrathecal treatment (assumed).
inline constexpr double intrathecal_log10_kill = 2.0;

/// Label dose of tocilizumab for cytokine release: 8 mg/kg, at most 800 mg. [mg]
/// @param weight  [kg]
[[nodiscard]] constexpr double tocilizumab_dose(double weight) {
  return min(8.0 * weight, 800.0);
}

/// x+(t) and R+(t) from x-(t) and R-(t).
template <class T>
void apply(const Dose& dose, State<T>& y, T& infusion_rate) {
  switch (dose.kind) {
    case DoseKind::infusion_rate:
      infusion_rate = T(dose.value);
      break;
    case DoseKind::dexamethasone:
      y.dexamethasone_amount = y.dexamethasone_amount + T(dose.value);
      break;
    case DoseKind::tocilizumab:
      y.tocilizumab_central = y.tocilizumab_central + T(dose.value);
      break;
    case DoseKind::intrathecal_therapy: {
      const T left(pow(10.0, -dose.value));
      y.csf_blasts_cd19_positive = y.csf_blasts_cd19_positive * left;
      y.csf_blasts_cd19_null = y.csf_blasts_cd19_null * left;
      break;
    }
  }
}

}  // namespace trimer::therapy
