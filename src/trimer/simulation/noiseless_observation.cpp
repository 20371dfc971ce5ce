#include <trimer/simulation/noiseless_observation.h>

#include <trimer/therapy/observables.h>

namespace trimer::simulation {

observation::Noiseless noiseless(const population::VirtualPatient& patient,
                                 const therapy::Baseline<double>& baseline,
                                 const therapy::State<double>& state) {
  const auto o = therapy::observables(state, patient.parameters, baseline);
  const therapy::Constants<double> constants;
  observation::Noiseless n;
  n.drug = o.plasma_drug;
  n.interleukin_6 = o.interleukin_6;
  n.interferon_gamma = o.interferon_gamma;
  n.interleukin_10 = o.interleukin_10;
  n.c_reactive_protein = o.c_reactive_protein;
  n.immunoglobulin_g = o.immunoglobulin_g;
  n.neutrophils = o.neutrophils;
  n.platelets = o.platelets;
  n.haemoglobin = o.haemoglobin;
  n.white_cells = o.white_cells;
  n.t_cells_per_ul = o.t_cells_per_ul;
  n.cd8_per_ul = o.cd8_per_ul;
  n.b_cells_per_ul = o.b_cells_per_ul;
  n.car_t_per_ul = o.car_t_per_ul;
  n.natural_killer_per_ul = constants.natural_killer_per_ul;
  n.blood_blasts_per_ul = o.blood_blasts_per_ul;
  n.marrow_blast_fraction = o.marrow_blast_fraction;
  n.cellularity = o.cellularity;
  n.cd19_positive_fraction = o.cd19_positive_of_marrow_blasts;
  n.cd19_null_fraction = o.cd19_null_of_marrow_blasts;
  n.cd19_sites = o.cd19_sites_of_marrow_blasts;
  n.temperature = o.temperature;
  n.mean_arterial_pressure = o.mean_arterial_pressure;
  n.oxygen_saturation = o.oxygen_saturation;
  n.ice_score = o.ice_score;
  n.csf_blasts_per_ul = o.csf_blasts_per_ul;
  return n;
}

}  // namespace trimer::simulation
