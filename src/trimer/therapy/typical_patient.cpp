#include <trimer/therapy/typical_patient.h>

namespace trimer::therapy {
namespace {

/// Count at which half the normal production, in the room left, is steady.
double steady_count(double normal, double feedback, double niche, double niche_exponent) {
  return normal * pow(0.5 * pow(niche, niche_exponent), 1 / (1 + feedback));
}

}  // namespace

Covariates<double> typical_covariates(const Parameters<double>& p, double marrow_blast_fraction) {
  const Constants<double> constants;
  const double niche =
      niche_left_by(constants.marrow_reference_cells * marrow_blast_fraction, p.marrow_space);
  Covariates<double> patient;
  patient.age = 40;
  patient.bsa = 1.85;
  patient.weight = 75;
  patient.marrow_blast_fraction = marrow_blast_fraction;
  patient.blood_blasts_per_ul = 1200 * pow(marrow_blast_fraction / 0.7, 1.5);
  patient.cd19_positive_fraction = 0.99;
  patient.cd19_low_fraction = 0.05;
  patient.cd19_null_fraction = 1e-9;
  patient.sites_high = 20000;
  patient.t_cells_per_ul = 600;
  patient.cd8_fraction = 0.45;
  patient.treg_percent = 5;
  patient.exhausted_fraction = 0.03;
  patient.t_cell_fitness = 1;
  patient.b_cells_per_ul = 30;
  patient.neutrophils = steady_count(p.neutrophil_normal, p.neutrophil_feedback, niche, p.niche_exponent);
  patient.platelets = steady_count(p.platelet_normal, p.platelet_feedback, niche, p.niche_exponent);
  patient.haemoglobin = 9.2;
  patient.immunoglobulin_g = 6;
  patient.car_t_per_ul = 0;
  patient.csf_blasts = 0;
  return patient;
}

}  // namespace trimer::therapy
