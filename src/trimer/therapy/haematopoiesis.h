/// @file
/// Normal marrow and the blood counts it makes: chains of transit compartments with feedback of the count on
/// production (Friberg).
///
/// Production falls with the room blasts leave, with macrophage activation and with activated marrow T cells.
/// Haemoglobin has a short chain, since transfusion hides the rest. The floor of the niche acts only
/// above 1.03e12 blasts; the rate is continuous there, with a kink.
///
/// Units: cells, 1e9/L, g/dL, day. Sources: doi:10.1038/psp.2013.62, doi:10.1007/s00280-020-04106-z.
#pragma once

#include <trimer/therapy/cytokines.h>
#include <trimer/therapy/killing.h>

namespace trimer::therapy {

template <class T>
void haematopoiesis_rates(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b,
                          const Engagement<T>& e, const Killing<T>& k, const CytokineSignals<T>& c,
                          State<T>& rate) {
  const Constants<T> constants;
  const T one(1.0);
  rate.normal_marrow_cells =
      p.marrow_regrowth *
      (p.marrow_cells_max * niche_left_by(k.marrow_blasts, p.marrow_space) - y.normal_marrow_cells);

  const T niche = y.normal_marrow_cells / p.marrow_cells_max;
  const T niche_effect = pow(niche, p.niche_exponent);
  const T niche_effect_haemoglobin = pow(niche, p.niche_exponent_haemoglobin);
  const T inflame =
      one / (one + p.macrophage_on_production * c.mac +
             p.t_cell_on_production * (y.cd4_activated_marrow + y.cd8_activated_marrow) / b.t_marrow0);

  const T rate_neutrophil = constants.neutrophil_stages / p.neutrophil_transit;
  const T neutrophil_input = p.neutrophil_normal * b.reserve_neutrophil * niche_effect * inflame *
                             pow(p.neutrophil_normal / y.neutrophils, p.neutrophil_feedback);
  rate.neutrophil_precursor_1 = rate_neutrophil * (neutrophil_input - y.neutrophil_precursor_1);
  rate.neutrophil_precursor_2 = rate_neutrophil * (y.neutrophil_precursor_1 - y.neutrophil_precursor_2);
  rate.neutrophil_precursor_3 = rate_neutrophil * (y.neutrophil_precursor_2 - y.neutrophil_precursor_3);
  rate.neutrophils = rate_neutrophil * (y.neutrophil_precursor_3 - y.neutrophils);

  const T rate_platelet = constants.platelet_stages / p.platelet_transit;
  const T platelet_input = p.platelet_normal * b.reserve_platelet * niche_effect * inflame *
                           pow(p.platelet_normal / y.platelets, p.platelet_feedback);
  rate.platelet_precursor_1 = rate_platelet * (platelet_input - y.platelet_precursor_1);
  rate.platelet_precursor_2 = rate_platelet * (y.platelet_precursor_1 - y.platelet_precursor_2);
  rate.platelet_precursor_3 = rate_platelet * (y.platelet_precursor_2 - y.platelet_precursor_3);
  rate.platelets = rate_platelet * (y.platelet_precursor_3 - y.platelets) -
                   p.platelet_margination_loss * e.margination * y.platelets;

  const T rate_haemoglobin = constants.haemoglobin_stages / p.haemoglobin_transit;
  const T haemoglobin_input = p.haemoglobin_normal * b.reserve_haemoglobin * niche_effect_haemoglobin *
                              inflame * pow(p.haemoglobin_normal / y.haemoglobin, p.haemoglobin_feedback);
  rate.haemoglobin_precursor = rate_haemoglobin * (haemoglobin_input - y.haemoglobin_precursor);
  rate.haemoglobin = rate_haemoglobin * (y.haemoglobin_precursor - y.haemoglobin);
}

}  // namespace trimer::therapy
