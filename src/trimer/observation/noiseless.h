/// @file
/// What an assay would read without error. The simulation fills it from a state; assays add noise and limits.
#pragma once

namespace trimer::observation {

struct Noiseless {
  double drug = 0;                    ///< blinatumomab in plasma [pg/mL]
  double interleukin_6 = 0;           ///< [pg/mL]
  double interferon_gamma = 0;        ///< [pg/mL]
  double interleukin_10 = 0;          ///< [pg/mL]
  double c_reactive_protein = 0;      ///< [mg/L]
  double immunoglobulin_g = 0;        ///< [g/L]
  double neutrophils = 0;             ///< [10*9/L]
  double platelets = 0;               ///< [10*9/L]
  double haemoglobin = 0;             ///< [g/dL]
  double white_cells = 0;             ///< [10*9/L]
  double t_cells_per_ul = 0;          ///< CD3+ [cells/uL]
  double cd8_per_ul = 0;              ///< CD3+CD8+ [cells/uL]
  double b_cells_per_ul = 0;          ///< [cells/uL]
  double car_t_per_ul = 0;            ///< [cells/uL]
  double natural_killer_per_ul = 0;   ///< [cells/uL]
  double blood_blasts_per_ul = 0;     ///< [cells/uL]
  double marrow_blast_fraction = 0;   ///< of nucleated marrow cells [1]
  double cellularity = 0;             ///< nucleated cells over normal [1]
  double cd19_positive_fraction = 0;  ///< gate-positive share of marrow blasts, background included [1]
  double cd19_null_fraction = 0;      ///< share of marrow blasts without CD19 [1]
  double cd19_sites = 0;              ///< mean sites of CD19-positive marrow blasts [sites/cell]; 0 if none
  double temperature = 0;             ///< [Cel]
  double mean_arterial_pressure = 0;  ///< [mm[Hg]]
  double oxygen_saturation = 0;       ///< [%]
  double ice_score = 0;               ///< [points], 0-10
  double csf_blasts_per_ul = 0;       ///< [cells/uL]
};

}  // namespace trimer::observation
