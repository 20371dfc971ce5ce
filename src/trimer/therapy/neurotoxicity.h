/// @file
/// Neurotoxicity: leak, margination and the load of activated T cells open the blood-brain barrier; behind an
/// open barrier IL-6 inflames. The T-cell load gives the late onset. Adhesion of T cells to endothelium under
/// drug (Klinger et al. 2020, doi:10.1158/0008-5472.CAN-19-1131, from memory) does not depend on burden; its
/// weight is 0 unless calibrated. All of it is assumed.
///
/// Units: day; states and drives are dimensionless.
#pragma once

#include <trimer/therapy/cytokines.h>

namespace trimer::therapy {

template <class T>
void neurotoxicity_rates(const State<T>& y, const Parameters<T>& p, const SupportiveDrugs<T>& drugs,
                         const Engagement<T>& e, const TCellAlgebra<T>& t, const CytokineSignals<T>& c,
                         State<T>& rate) {
  const T one(1.0);
  const T opening = y.endothelial_leak + p.barrier_margination_weight * e.margination +
                    p.barrier_t_cell_weight * (one - t.crowding) + p.barrier_adhesion_weight * e.adhesion;
  rate.barrier_opening = p.barrier_opening_rate * opening * (one - y.barrier_opening) -
                         p.barrier_closing_rate * y.barrier_opening;

  const T inflammation = p.neuro_basal_drive + c.signal_il6 / (c.signal_il6 + p.neuro_interleukin_6_half);
  rate.neuroinflammation = p.neuro_on * y.barrier_opening * inflammation * drugs.dexamethasone_release -
                           p.neuro_off * y.neuroinflammation;
}

}  // namespace trimer::therapy
