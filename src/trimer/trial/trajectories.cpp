#include <trimer/trial/trajectories.h>

#include <trimer/core/csv.h>

namespace trimer::trial {
namespace {

struct Column {
  const char* name;
  double observation::Noiseless::*value;
};

constexpr Column columns[] = {
    {"drug_pg_mL", &observation::Noiseless::drug},
    {"interleukin_6_pg_mL", &observation::Noiseless::interleukin_6},
    {"interferon_gamma_pg_mL", &observation::Noiseless::interferon_gamma},
    {"interleukin_10_pg_mL", &observation::Noiseless::interleukin_10},
    {"c_reactive_protein_mg_L", &observation::Noiseless::c_reactive_protein},
    {"immunoglobulin_g_g_L", &observation::Noiseless::immunoglobulin_g},
    {"neutrophils_1e9_L", &observation::Noiseless::neutrophils},
    {"platelets_1e9_L", &observation::Noiseless::platelets},
    {"haemoglobin_g_dL", &observation::Noiseless::haemoglobin},
    {"white_cells_1e9_L", &observation::Noiseless::white_cells},
    {"t_cells_per_uL", &observation::Noiseless::t_cells_per_ul},
    {"cd8_per_uL", &observation::Noiseless::cd8_per_ul},
    {"b_cells_per_uL", &observation::Noiseless::b_cells_per_ul},
    {"car_t_per_uL", &observation::Noiseless::car_t_per_ul},
    {"blood_blasts_per_uL", &observation::Noiseless::blood_blasts_per_ul},
    {"marrow_blast_fraction", &observation::Noiseless::marrow_blast_fraction},
    {"cellularity", &observation::Noiseless::cellularity},
    {"cd19_positive_fraction", &observation::Noiseless::cd19_positive_fraction},
    {"cd19_null_fraction", &observation::Noiseless::cd19_null_fraction},
    {"cd19_sites_per_cell", &observation::Noiseless::cd19_sites},
    {"temperature_Cel", &observation::Noiseless::temperature},
    {"mean_arterial_pressure_mmHg", &observation::Noiseless::mean_arterial_pressure},
    {"oxygen_saturation_pct", &observation::Noiseless::oxygen_saturation},
    {"ice_score", &observation::Noiseless::ice_score},
    {"csf_blasts_per_uL", &observation::Noiseless::csf_blasts_per_ul},
};

}  // namespace

std::string trajectory_header() {
  std::string text = "patient,day";
  for (const Column& column : columns) (text += ',') += column.name;
  return text + '\n';
}

std::string trajectory_rows(std::uint64_t patient, const std::vector<double>& days,
                            const std::vector<observation::Noiseless>& truth) {
  std::string text;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    text += std::to_string(patient) + ',' + number_text(days[i]);
    for (const Column& column : columns) (text += ',') += number_text(truth[i].*column.value);
    text += '\n';
  }
  return text;
}

}  // namespace trimer::trial
