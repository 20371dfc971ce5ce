#include <trimer/trial/band_quantities.h>

#include <limits>

namespace trimer::trial {

std::vector<cohort::BandQuantity> band_quantities() {
  return {{"drug", "Blinatumomab in plasma", "pg/mL", true, 1.0, 0},
          {"cd19_positive", "CD19+ of marrow blasts", "%", false, 0, 0.1},
          {"cd3", "CD3+ T cells", "cells/uL", true, 0.1, 0},
          {"cd3_cd8", "CD3+CD8+ T cells", "cells/uL", true, 0.1, 0},
          {"interleukin_6", "IL-6", "pg/mL", true, 0.1, 0},
          {"marrow_blasts", "Marrow blasts", "%", true, 1e-5, 0},
          {"b_cells", "B cells", "cells/uL", true, 1e-3, 0},
          {"neutrophils", "Neutrophils", "10*9/L", true, 1e-3, 0},
          {"platelets", "Platelets", "10*9/L", true, 0.1, 0},
          {"haemoglobin", "Haemoglobin", "g/dL", false, 0, 0.02},
          {"temperature", "Temperature", "Cel", false, 0, 0.01}};
}

std::vector<double> band_days() {
  std::vector<double> days;
  for (int eighth = 0; eighth < 10 * 8; ++eighth) days.push_back(eighth / 8.0);
  for (int day = 10; day <= 84; ++day) days.push_back(day);
  return days;
}

std::vector<double> band_values(const observation::Noiseless& truth) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  // Below one blast in a million nucleated cells no flow cytometer finds enough of them.
  const double cd19 = truth.marrow_blast_fraction < 1e-6 ? none : 100 * truth.cd19_positive_fraction;
  return {truth.drug,           cd19,
          truth.t_cells_per_ul, truth.cd8_per_ul,
          truth.interleukin_6,  100 * truth.marrow_blast_fraction,
          truth.b_cells_per_ul, truth.neutrophils,
          truth.platelets,      truth.haemoglobin,
          truth.temperature};
}

}  // namespace trimer::trial
