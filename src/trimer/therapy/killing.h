/// @file
/// Kill rates: effectors E against targets N, saturating in the effector:target ratio.
///
///     kill = k_max * s E / (r N + s E + 1 cell) * occupancy(C, recruitment, EC50)
///
/// In the marrow N is M (N / M)^a with M = 1e12 cells. The exponent a is 1 in the published law, where effectors meet
/// targets only. Below 1 they search among other cells too, so that a smaller burden speeds killing less than in
/// proportion; at 0 only effectors per marrow cell count (cf. Arditi and Akcakaya, doi:10.1007/BF00317471).
///
/// A CD19-null blast is never killed; there is no bystander effect. Regulatory T cells suppress killing in
/// the marrow only, since B cells are depleted in responders and non-responders alike. Residual CAR-T cells
/// kill in the marrow through their own receptor, without drug.
///
/// Units: cells, day; concentrations in pg/mL. Source of rates: doi:10.1038/s41540-020-00145-7 (secondary
/// copy).
#pragma once

#include <trimer/therapy/supportive_drugs.h>
#include <trimer/therapy/t_cells.h>

namespace trimer::therapy {

/// Kill rates [1/d] and what other modules read of the way there.
template <class T>
struct Killing {
  T marrow_blasts;    ///< all clones and the niche [cells]
  T k_tissue;         ///< maximal kill rate in tissue [1/d]
  T kill_blood_high;  ///< [1/d], as all below
  T kill_blood_low;
  T kill_blood_b;
  T kill_marrow_high;
  T kill_marrow_low;
  T kill_marrow_b;
  T kill_lymphoid_b;
  T kill_csf;
};

/// T cells weighted by how well they kill [cells].
template <class T>
[[nodiscard]] T effectors(const T& cd4_activated, const T& cd8_activated, const T& cd4_exhausted,
                          const T& cd8_exhausted, const Parameters<T>& p) {
  return p.kill_weight_cd4 * cd4_activated + cd8_activated +
         p.kill_weight_exhausted * (p.kill_weight_cd4 * cd4_exhausted + cd8_exhausted);
}

template <class T>
[[nodiscard]] Killing<T> killing(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b,
                                 const SupportiveDrugs<T>& drugs, const DrugConcentrations<T>& drug,
                                 const Engagement<T>& e, const TCellAlgebra<T>& t) {
  const Constants<T> constants;
  const T one(1.0);
  const T serial = p.serial_killing_factor;
  Killing<T> k{};

  k.marrow_blasts = y.marrow_blasts_cd19_high + y.marrow_blasts_cd19_low + y.marrow_blasts_cd19_null +
                    y.marrow_blasts_protected;
  const T blast_fraction = k.marrow_blasts / (k.marrow_blasts + y.normal_marrow_cells);
  const T suppression =
      one / (one + pow(nonneg(blast_fraction) / p.blast_suppression_half, p.blast_suppression_hill));

  const T effectors_blood = b.t_cell_fitness * effectors(t.cd4_activated_blood, t.cd8_activated_blood,
                                                         y.cd4_exhausted_blood, y.cd8_exhausted_blood, p);
  const T effectors_marrow = b.t_cell_fitness * b.treg_factor * suppression *
                             effectors(y.cd4_activated_marrow, y.cd8_activated_marrow, y.cd4_exhausted_marrow,
                                       y.cd8_exhausted_marrow, p);
  const T effectors_lymphoid =
      b.t_cell_fitness * effectors(y.cd4_activated_lymphoid, y.cd8_activated_lymphoid,
                                   y.cd4_exhausted_lymphoid, y.cd8_exhausted_lymphoid, p);
  const T effectors_car = p.car_residual_function * p.car_marrow_share * y.car_t_effector;

  k.k_tissue = p.kill_rate_max_blood * p.kill_tissue_fraction;
  const T ratio_tissue = p.kill_ratio_half_blood * p.kill_ratio_tissue_factor;
  const T targets_blood =
      nonneg(y.blood_blasts_cd19_high) + nonneg(y.blood_blasts_cd19_low) + nonneg(y.healthy_b_blood);
  const T targets_marrow =
      nonneg(y.marrow_blasts_cd19_high) + nonneg(y.marrow_blasts_cd19_low) + nonneg(y.healthy_b_marrow);
  const T targets_lymphoid = nonneg(y.healthy_b_lymphoid);

  // In the marrow T cells and CAR-T cells compete for the same targets: one denominator.
  const T crowd_blood =
      p.kill_ratio_half_blood * targets_blood + serial * effectors_blood + constants.one_cell;
  const T searched_marrow =
      constants.marrow_reference_cells * pow((targets_marrow + constants.one_cell / ratio_tissue) /
                                                 constants.marrow_reference_cells,
                                             p.target_search_exponent);
  const T crowd_marrow = ratio_tissue * searched_marrow + serial * (effectors_marrow + effectors_car);
  const T crowd_lymphoid = ratio_tissue * targets_lymphoid + serial * effectors_lymphoid + constants.one_cell;
  const T pressure_blood =
      drugs.dexamethasone_kill * p.kill_rate_max_blood * serial * effectors_blood / crowd_blood;
  const T pressure_marrow = drugs.dexamethasone_kill * k.k_tissue * serial * effectors_marrow / crowd_marrow;
  const T pressure_car = k.k_tissue * serial * effectors_car / crowd_marrow;
  const T pressure_lymphoid =
      drugs.dexamethasone_kill * k.k_tissue * serial * effectors_lymphoid / crowd_lymphoid;

  k.kill_blood_high =
      p.blast_susceptibility * pressure_blood * occupancy(drug.plasma_drug, e.recruit_high, p.ec50_kill);
  k.kill_blood_low =
      p.blast_susceptibility * pressure_blood * occupancy(drug.plasma_drug, e.recruit_low, p.ec50_kill);
  k.kill_blood_b = pressure_blood * occupancy(drug.plasma_drug, one, p.ec50_kill);
  k.kill_marrow_high =
      p.blast_susceptibility * (pressure_marrow * occupancy(drug.marrow_drug, e.recruit_high, p.ec50_kill) +
                                pressure_car * e.recruit_high);
  k.kill_marrow_low =
      p.blast_susceptibility * (pressure_marrow * occupancy(drug.marrow_drug, e.recruit_low, p.ec50_kill) +
                                pressure_car * e.recruit_low);
  k.kill_marrow_b = pressure_marrow * occupancy(drug.marrow_drug, one, p.ec50_kill) + pressure_car;
  k.kill_lymphoid_b = pressure_lymphoid * occupancy(drug.lymphoid_drug, one, p.ec50_kill);

  const T effectors_csf = serial * y.csf_t_cells;
  const T crowd_csf = ratio_tissue * nonneg(y.csf_blasts_cd19_positive) + effectors_csf + constants.one_cell;
  k.kill_csf = p.blast_susceptibility * k.k_tissue * effectors_csf / crowd_csf *
               occupancy(drug.csf_drug, e.recruit_high, p.ec50_kill);
  return k;
}

}  // namespace trimer::therapy
