/// @file
/// The state of a patient before the first dose.
#pragma once

#include <trimer/therapy/baseline.h>
#include <trimer/therapy/state.h>

namespace trimer::therapy {

/// State at baseline: measured covariates where there are any, no drug, no activated T cells, baseline
/// cytokines.
///
/// @param p, patient, b  parameters, covariates and baseline(p, patient) of one patient
template <class T>
[[nodiscard]] State<T> initial_state(const Parameters<T>& p, const Covariates<T>& patient,
                                     const Baseline<T>& b) {
  const Constants<T> constants;
  const T none = T(0.0) * constants.one_cell, one(1.0);
  const T zero(0.0);
  State<T> y{};

  y.drug_plasma_amount = quantity<T>(0.0, "ug");
  y.dexamethasone_amount = quantity<T>(0.0, "mg");
  y.dexamethasone_effect_site = quantity<T>(0.0, "ng/mL");
  y.tocilizumab_central = quantity<T>(0.0, "mg");
  y.tocilizumab_peripheral = quantity<T>(0.0, "mg");
  y.adhesion_adaptation = zero;
  y.cytokine_tolerance = zero;

  const T cd8 = patient.cd8_fraction, cd4 = one - cd8;
  const T exhausted = patient.exhausted_fraction, resting = one - exhausted;
  y.cd4_resting_blood = b.t_blood0 * cd4 * resting;
  y.cd4_exhausted_blood = b.t_blood0 * cd4 * exhausted;
  y.cd8_resting_blood = b.t_blood0 * cd8 * resting;
  y.cd8_exhausted_blood = b.t_blood0 * cd8 * exhausted;
  y.cd4_resting_marrow = b.t_marrow0 * cd4 * resting;
  y.cd4_activated_marrow = none;
  y.cd4_exhausted_marrow = b.t_marrow0 * cd4 * exhausted;
  y.cd8_resting_marrow = b.t_marrow0 * cd8 * resting;
  y.cd8_activated_marrow = none;
  y.cd8_exhausted_marrow = b.t_marrow0 * cd8 * exhausted;
  y.cd4_resting_lymphoid = b.t_lymphoid0 * cd4 * resting;
  y.cd4_activated_lymphoid = none;
  y.cd4_exhausted_lymphoid = b.t_lymphoid0 * cd4 * exhausted;
  y.cd8_resting_lymphoid = b.t_lymphoid0 * cd8 * resting;
  y.cd8_activated_lymphoid = none;
  y.cd8_exhausted_lymphoid = b.t_lymphoid0 * cd8 * exhausted;
  y.csf_t_cells = none;

  const T fraction_positive = b.fraction_high + b.fraction_low;
  y.marrow_blasts_cd19_high = b.marrow_blasts0 * b.fraction_high;
  y.marrow_blasts_cd19_low = b.marrow_blasts0 * b.fraction_low;
  y.marrow_blasts_cd19_null = b.marrow_blasts0 * b.fraction_null;
  y.marrow_blasts_protected = b.marrow_blasts0 * p.niche_fraction_initial * fraction_positive;
  y.blood_blasts_cd19_high = b.blood_blasts0 * b.fraction_high;
  y.blood_blasts_cd19_low = b.blood_blasts0 * b.fraction_low;
  y.blood_blasts_cd19_null = b.blood_blasts0 * b.fraction_null;
  y.csf_blasts_cd19_positive = patient.csf_blasts * fraction_positive;
  y.csf_blasts_cd19_null = patient.csf_blasts * b.fraction_null;

  const T car_t_body = patient.car_t_per_ul * constants.blood_volume * p.car_body_to_blood;
  y.car_t_effector = constants.car_effector_share0 * car_t_body;
  y.car_t_memory = (one - constants.car_effector_share0) * car_t_body;

  y.healthy_b_marrow = b.b_marrow0;
  y.healthy_b_blood = b.b_blood0;
  y.healthy_b_lymphoid = b.b_lymphoid0;
  y.immunoglobulin_g = b.immunoglobulin_g0;

  y.interleukin_6 = p.interleukin_6_baseline;
  y.interferon_gamma = p.interferon_baseline;
  y.interleukin_10 = p.interleukin_10_baseline;
  y.macrophage_activation = zero;
  y.c_reactive_protein = p.crp_baseline;

  y.endothelial_leak = zero;
  y.temperature_rise = quantity<T>(0.0, "degC");
  y.barrier_opening = zero;
  y.neuroinflammation = zero;

  y.normal_marrow_cells = p.marrow_cells_max * b.niche0;
  y.neutrophil_precursor_1 = y.neutrophil_precursor_2 = y.neutrophil_precursor_3 = y.neutrophils =
      patient.neutrophils;
  y.platelet_precursor_1 = y.platelet_precursor_2 = y.platelet_precursor_3 = y.platelets = patient.platelets;
  y.haemoglobin_precursor = y.haemoglobin = patient.haemoglobin;

  y.cumulative_hazard_infection = zero;
  y.cumulative_hazard_death = zero;
  return y;
}

}  // namespace trimer::therapy
