/// @file
/// CD4 and CD8 T cells, resting, activated and exhausted, in blood, marrow and lymphoid tissue; T cells of
/// the CSF.
///
///     resting  --activation-->  activated  --exhaustion (engaged)-->  exhausted
///        ^------deactivation-------|                                     |
///        ^------------------------recovery (off stimulus)----------------|
///
/// Resting and exhausted cells circulate; margination speeds their exit from blood. Activated cells leave
/// blood within minutes, so their blood pool is algebraic. Daughters stay activated; deactivated cells rest
/// and recirculate, which is what makes an expansion visible in blood. Activated cells go on dividing under
/// drug when the antigen is gone (the programme): without it patients with minimal disease do not expand.
///
/// Units: cells, day. Source of traffic rates: doi:10.1038/s41540-020-00145-7 (secondary copy).
#pragma once

#include <trimer/therapy/engagement.h>

namespace trimer::therapy {

/// Algebra of the T cells; killing reads it.
template <class T>
struct TCellAlgebra {
  T exit_marrow;              ///< resting and exhausted, blood to marrow [1/d]
  T exit_lymphoid;            ///< resting and exhausted, blood to lymphoid tissue [1/d]
  T return_activated_marrow;  ///< activated, marrow to blood [1/d]
  T cd4_activated_blood;      ///< [cells]
  T cd8_activated_blood;      ///< [cells]
  T crowding;                 ///< factor on division, 1 without activated cells
  T division_marrow;          ///< share of the maximal division rate
  T division_lymphoid;        ///< share of the maximal division rate
};

/// Division programme: driven by antigen, and by drug alone where antigen is scarce.
template <class T>
[[nodiscard]] T division_programme(const T& drive, const T& concentration, const Parameters<T>& p) {
  const T one(1.0);
  return drive + (one - drive) * occupancy(concentration, one, p.programme_ec50);
}

template <class T>
[[nodiscard]] TCellAlgebra<T> t_cell_algebra(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b,
                                             const DrugConcentrations<T>& drug, const Engagement<T>& e) {
  const T one(1.0);
  TCellAlgebra<T> t{};
  const T exit_factor = one + p.margination_gain * e.margination;
  t.exit_marrow = p.resting_exit_to_marrow * exit_factor;
  t.exit_lymphoid = p.resting_exit_to_lymphoid * exit_factor;
  t.return_activated_marrow = p.activated_return_marrow * (one - p.marrow_retention * e.drive_marrow);

  const T activated_exit = p.activated_exit_to_marrow + p.activated_exit_to_lymphoid;
  t.cd4_activated_blood =
      (e.activation_blood * y.cd4_resting_blood + t.return_activated_marrow * y.cd4_activated_marrow +
       p.activated_return_lymphoid * y.cd4_activated_lymphoid) /
      activated_exit;
  t.cd8_activated_blood =
      (e.activation_blood * y.cd8_resting_blood + t.return_activated_marrow * y.cd8_activated_marrow +
       p.activated_return_lymphoid * y.cd8_activated_lymphoid) /
      activated_exit;

  const T activated_tissue =
      y.cd4_activated_marrow + y.cd8_activated_marrow + y.cd4_activated_lymphoid + y.cd8_activated_lymphoid;
  t.crowding = one / (one + activated_tissue / (p.crowding_ratio * b.t_body0));
  t.division_marrow = b.treg_factor * division_programme(e.drive_marrow, drug.marrow_drug, p) * t.crowding;
  t.division_lymphoid =
      b.treg_factor * division_programme(e.drive_lymphoid, drug.lymphoid_drug, p) * t.crowding;
  return t;
}

/// What CD4 and CD8 cells share: one subset and its rates, by reference.
template <class T>
struct TCellSubset {
  const T& resting_blood;
  const T& exhausted_blood;
  const T& activated_blood;
  const T& resting_marrow;
  const T& activated_marrow;
  const T& exhausted_marrow;
  const T& resting_lymphoid;
  const T& activated_lymphoid;
  const T& exhausted_lymphoid;
  const T& proliferation;      ///< maximal [1/d]
  const T& lymphoid_setpoint;  ///< of resting cells [cells]
};

/// Rates of one subset [cells/d].
template <class T>
struct TCellSubsetRates {
  T& resting_blood;
  T& exhausted_blood;
  T& resting_marrow;
  T& activated_marrow;
  T& exhausted_marrow;
  T& resting_lymphoid;
  T& activated_lymphoid;
  T& exhausted_lymphoid;
};

template <class T>
void subset_rates(const TCellSubset<T>& n, const Parameters<T>& p, const Baseline<T>& b,
                  const Engagement<T>& e, const TCellAlgebra<T>& t, TCellSubsetRates<T> rate) {
  const T one(1.0);
  const T exit = t.exit_marrow + t.exit_lymphoid;
  const T off_marrow = one - e.drive_marrow, off_lymphoid = one - e.drive_lymphoid;

  rate.resting_blood = -e.activation_blood * n.resting_blood - exit * n.resting_blood +
                       b.return_resting_marrow * n.resting_marrow +
                       b.return_resting_lymphoid * n.resting_lymphoid;
  rate.exhausted_blood = -exit * n.exhausted_blood + b.return_resting_marrow * n.exhausted_marrow +
                         b.return_resting_lymphoid * n.exhausted_lymphoid;

  rate.resting_marrow = -e.activation_marrow * n.resting_marrow +
                        p.deactivation * off_marrow * n.activated_marrow +
                        p.exhausted_recovery * off_marrow * n.exhausted_marrow +
                        t.exit_marrow * n.resting_blood - b.return_resting_marrow * n.resting_marrow;
  rate.activated_marrow = e.activation_marrow * n.resting_marrow +
                          (n.proliferation * t.division_marrow - p.deactivation * off_marrow -
                           p.exhaustion * e.drive_marrow - p.activated_death) *
                              n.activated_marrow +
                          p.activated_exit_to_marrow * n.activated_blood -
                          t.return_activated_marrow * n.activated_marrow;
  rate.exhausted_marrow = p.exhaustion * e.drive_marrow * n.activated_marrow -
                          (p.exhausted_recovery * off_marrow + p.exhausted_death) * n.exhausted_marrow +
                          t.exit_marrow * n.exhausted_blood - b.return_resting_marrow * n.exhausted_marrow;

  rate.resting_lymphoid = -e.activation_lymphoid * n.resting_lymphoid +
                          p.deactivation * off_lymphoid * n.activated_lymphoid +
                          p.exhausted_recovery * off_lymphoid * n.exhausted_lymphoid +
                          t.exit_lymphoid * n.resting_blood - b.return_resting_lymphoid * n.resting_lymphoid +
                          p.homeostasis_rate * (n.lymphoid_setpoint - n.resting_lymphoid);
  rate.activated_lymphoid = e.activation_lymphoid * n.resting_lymphoid +
                            (n.proliferation * t.division_lymphoid - p.deactivation * off_lymphoid -
                             p.exhaustion * e.drive_lymphoid - p.activated_death) *
                                n.activated_lymphoid +
                            p.activated_exit_to_lymphoid * n.activated_blood -
                            p.activated_return_lymphoid * n.activated_lymphoid;
  rate.exhausted_lymphoid = p.exhaustion * e.drive_lymphoid * n.activated_lymphoid -
                            (p.exhausted_recovery * off_lymphoid + p.exhausted_death) * n.exhausted_lymphoid +
                            t.exit_lymphoid * n.exhausted_blood -
                            b.return_resting_lymphoid * n.exhausted_lymphoid;
}

template <class T>
void t_cell_rates(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b, const Engagement<T>& e,
                  const TCellAlgebra<T>& t, State<T>& rate) {
  subset_rates<T>({.resting_blood = y.cd4_resting_blood,
                   .exhausted_blood = y.cd4_exhausted_blood,
                   .activated_blood = t.cd4_activated_blood,
                   .resting_marrow = y.cd4_resting_marrow,
                   .activated_marrow = y.cd4_activated_marrow,
                   .exhausted_marrow = y.cd4_exhausted_marrow,
                   .resting_lymphoid = y.cd4_resting_lymphoid,
                   .activated_lymphoid = y.cd4_activated_lymphoid,
                   .exhausted_lymphoid = y.cd4_exhausted_lymphoid,
                   .proliferation = p.proliferation_cd4,
                   .lymphoid_setpoint = b.cd4_lymphoid0},
                  p, b, e, t,
                  {rate.cd4_resting_blood, rate.cd4_exhausted_blood, rate.cd4_resting_marrow,
                   rate.cd4_activated_marrow, rate.cd4_exhausted_marrow, rate.cd4_resting_lymphoid,
                   rate.cd4_activated_lymphoid, rate.cd4_exhausted_lymphoid});
  subset_rates<T>({.resting_blood = y.cd8_resting_blood,
                   .exhausted_blood = y.cd8_exhausted_blood,
                   .activated_blood = t.cd8_activated_blood,
                   .resting_marrow = y.cd8_resting_marrow,
                   .activated_marrow = y.cd8_activated_marrow,
                   .exhausted_marrow = y.cd8_exhausted_marrow,
                   .resting_lymphoid = y.cd8_resting_lymphoid,
                   .activated_lymphoid = y.cd8_activated_lymphoid,
                   .exhausted_lymphoid = y.cd8_exhausted_lymphoid,
                   .proliferation = p.proliferation_cd8,
                   .lymphoid_setpoint = b.cd8_lymphoid0},
                  p, b, e, t,
                  {rate.cd8_resting_blood, rate.cd8_exhausted_blood, rate.cd8_resting_marrow,
                   rate.cd8_activated_marrow, rate.cd8_exhausted_marrow, rate.cd8_resting_lymphoid,
                   rate.cd8_activated_lymphoid, rate.cd8_exhausted_lymphoid});
  rate.csf_t_cells = p.csf_entry * y.barrier_opening *
                         (t.cd4_activated_blood + t.cd8_activated_blood +
                          e.margination * (y.cd4_resting_blood + y.cd8_resting_blood)) -
                     p.csf_exit * y.csf_t_cells;
}

}  // namespace trimer::therapy
