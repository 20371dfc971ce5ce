/// @file
/// Fever and endothelial leak: Hill functions of the cytokine signal. Pressure and saturation follow from the
/// leak (observables.h). All of it is assumed.
///
/// Units: pg/mL, degC, day.
#pragma once

#include <trimer/therapy/cytokines.h>

namespace trimer::therapy {

/// Saturating response (x/half)^hill / (1 + (x/half)^hill).
template <class T>
[[nodiscard]] T hill_response(const T& x, const T& half, const T& hill) {
  const T ratio = pow(x / half, hill);
  return ratio / (T(1.0) + ratio);
}

template <class T>
void vital_sign_rates(const State<T>& y, const Parameters<T>& p, const CytokineSignals<T>& c,
                      State<T>& rate) {
  const T leak_drive = hill_response(c.signal, p.leak_half, p.leak_hill);
  const T fever_drive = hill_response(c.signal, p.fever_half, p.fever_hill);
  rate.endothelial_leak =
      p.leak_on * leak_drive * (T(1.0) - y.endothelial_leak) - p.leak_off * y.endothelial_leak;
  rate.temperature_rise = p.temperature_rate * (p.temperature_max_rise * fever_drive - y.temperature_rise);
}

}  // namespace trimer::therapy
