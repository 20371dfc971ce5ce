/// @file
/// Cytokines of plasma: T cells release IFN-gamma, IL-10 and IL-6; IFN-gamma activates macrophages, which
/// release more IL-6; CRP follows IL-6.
///
/// Release needs the drive of engagement.h (a start, a step, a restart) or, weakly, sustained marrow
/// engagement. It grows with the square root of the T cells and a power of the targets. Blocking the IL-6
/// receptor raises measured IL-6 (its receptor clears it) and lowers the signal. `cytokine_amplitude` carries
/// the spread between patients; IL-6 feels it twice, through T cells and macrophages.
///
/// Units: pg/mL, CRP in mg/L, day. Sources: doi:10.1038/s41540-020-00145-7 (IL-6 loss), doi:10.1111/bcp.13641
/// (CRP).
#pragma once

#include <trimer/therapy/supportive_drugs.h>
#include <trimer/therapy/t_cells.h>

namespace trimer::therapy {

template <class T>
struct CytokineSignals {
  T release;            ///< release by T cells, in units of the gains [1]
  T interferon_excess;  ///< above baseline [pg/mL]
  T mac;                ///< macrophage activation, not below 0
  T signal_il6;         ///< IL-6 that finds a free receptor [pg/mL]
  T il6_excess;         ///< above baseline [pg/mL]
  T signal;             ///< cytokine signal of fever and leak [pg/mL]
};

template <class T>
[[nodiscard]] CytokineSignals<T> cytokine_signals(const State<T>& y, const Parameters<T>& p,
                                                  const SupportiveDrugs<T>& drugs,
                                                  const DrugConcentrations<T>& drug, const Engagement<T>& e,
                                                  const TCellAlgebra<T>& t) {
  const Constants<T> constants;
  const T one(1.0);
  CytokineSignals<T> c{};

  // Marrow blasts count as far as the plasma concentration engages them; all other targets count whole.
  const T release_targets =
      nonneg(y.marrow_blasts_cd19_high) * occupancy(drug.plasma_drug, e.recruit_high, p.ec50_activation) +
      nonneg(y.marrow_blasts_cd19_low) * occupancy(drug.plasma_drug, e.recruit_low, p.ec50_activation) +
      nonneg(y.blood_blasts_cd19_high) + nonneg(y.healthy_b_blood) + nonneg(y.healthy_b_lymphoid) +
      nonneg(y.healthy_b_marrow);
  const T release_blood = y.cd4_resting_blood + y.cd8_resting_blood + t.cd4_activated_blood +
                          t.cd8_activated_blood + constants.one_cell;
  const T release_marrow = y.cd4_resting_marrow + y.cd8_resting_marrow + y.cd4_activated_marrow +
                           y.cd8_activated_marrow + constants.one_cell;
  const T release_lymphoid = y.cd4_resting_lymphoid + y.cd8_resting_lymphoid + y.cd4_activated_lymphoid +
                             y.cd8_activated_lymphoid + constants.one_cell;
  const T release_t = release_blood + release_marrow + release_lymphoid;

  const T drive = e.release_drive + p.sustained_release * e.stimulus_marrow;
  // The floor of the target load keeps the slope of the power finite when no target is left.
  const T load =
      pow((release_targets + constants.release_floor_targets) / p.reference_targets, p.target_load_exponent);
  const T inhibition = drugs.dexamethasone_release / (one + y.interleukin_10 / p.interleukin_10_half);
  c.release = p.cytokine_amplitude * drive * sqrt(release_t / p.reference_t_cells) * load * inhibition;

  c.interferon_excess = positive(y.interferon_gamma - p.interferon_baseline);
  c.mac = nonneg(y.macrophage_activation);
  c.signal_il6 = drugs.receptor_free * y.interleukin_6;
  c.il6_excess = positive(c.signal_il6 - p.interleukin_6_baseline);
  c.signal = c.il6_excess + p.interferon_weight * c.interferon_excess;
  return c;
}

template <class T>
void cytokine_rates(const State<T>& y, const Parameters<T>& p, const SupportiveDrugs<T>& drugs,
                    const CytokineSignals<T>& c, State<T>& rate) {
  const Constants<T> constants;
  const T one(1.0);
  rate.interferon_gamma =
      p.interferon_loss * (p.interferon_baseline + p.interferon_gain * c.release - y.interferon_gamma);
  rate.interleukin_10 = p.interleukin_10_loss *
                        (p.interleukin_10_baseline + p.interleukin_10_gain * c.release - y.interleukin_10);
  rate.macrophage_activation = p.macrophage_on * c.interferon_excess /
                                   (c.interferon_excess + p.macrophage_half) *
                                   (one - y.macrophage_activation) -
                               p.macrophage_off * y.macrophage_activation;

  const T from_macrophages = p.interleukin_6_macrophage_gain * p.cytokine_amplitude *
                             pow(c.mac, constants.macrophage_exponent) * drugs.dexamethasone_release;
  const T loss_left = one - p.receptor_share_of_il6_loss * (one - drugs.receptor_free);
  rate.interleukin_6 = p.interleukin_6_loss * (p.interleukin_6_baseline + p.interleukin_6_t_gain * c.release +
                                               from_macrophages - loss_left * y.interleukin_6);

  rate.c_reactive_protein =
      p.crp_loss * (p.crp_baseline * (one + p.crp_max_fold * c.il6_excess / (c.il6_excess + p.crp_half)) -
                    y.c_reactive_protein);
}

}  // namespace trimer::therapy
