/// @file
/// The 176 parameters of the therapy model, by name.
///
/// The list gives names, units and modules; values, variability, ranges, sources and evidence classes are
/// data
/// (`data/parameters/<module>.csv`, read by parameter_table.h). A module may read a parameter of another
/// module; it is listed where it is first used. The parameters of `population` enter no rate: they say how
/// patients are drawn.
#pragma once

#include <array>
#include <string_view>

#include <trimer/therapy/module.h>

// clang-format off
//  parameter                            unit          module
#define TRIMER_PARAMETERS(X)                                           \
  X(dexamethasone_clearance,          "L/d",        supportive_drugs)  \
  X(dexamethasone_volume,             "L",          supportive_drugs)  \
  X(dexamethasone_effect_rate,        "1/d",        supportive_drugs)  \
  X(dexamethasone_max_cytokine,       "1",          supportive_drugs)  \
  X(dexamethasone_half,               "ng/mL",      supportive_drugs)  \
  X(dexamethasone_max_kill,           "1",          supportive_drugs)  \
  X(tocilizumab_clearance,            "L/d",        supportive_drugs)  \
  X(tocilizumab_central_volume,       "L",          supportive_drugs)  \
  X(tocilizumab_peripheral_volume,    "L",          supportive_drugs)  \
  X(tocilizumab_exchange,             "L/d",        supportive_drugs)  \
  X(tocilizumab_max_elimination,      "mg/d",       supportive_drugs)  \
  X(tocilizumab_half_elimination,     "ug/mL",      supportive_drugs)  \
  X(tocilizumab_half_blockade,        "ug/mL",      supportive_drugs)  \
  X(receptor_share_of_il6_loss,       "1",          supportive_drugs)  \
  X(clearance,                        "L/h",        pharmacokinetics)  \
  X(volume,                           "L",          pharmacokinetics)  \
  X(clearance_bsa_exponent,           "1",          pharmacokinetics)  \
  X(bsa_reference,                    "m2",         pharmacokinetics)  \
  X(marrow_drug_ratio,                "1",          pharmacokinetics)  \
  X(lymphoid_drug_ratio,              "1",          pharmacokinetics)  \
  X(csf_drug_ratio,                   "1",          pharmacokinetics)  \
  X(csf_barrier_gain,                 "1",          pharmacokinetics)  \
  X(recruitment_saturation_sites,     "sites/cell", engagement)        \
  X(reference_sites,                  "sites/cell", engagement)        \
  X(ec50_activation,                  "pg/mL",      engagement)        \
  X(activation_rate_max_blood,        "1/d",        engagement)        \
  X(activation_tissue_fraction,       "1",          engagement)        \
  X(target_ratio_half,                "1",          engagement)        \
  X(target_ratio_hill,                "1",          engagement)        \
  X(stimulation_half,                 "1",          engagement)        \
  X(adhesion_ec50,                    "pg/mL",      engagement)        \
  X(adhesion_adaptation_on,           "1/d",        engagement)        \
  X(adhesion_adaptation_off,          "1/d",        engagement)        \
  X(tolerance_on,                     "1/d",        engagement)        \
  X(tolerance_off,                    "1/d",        engagement)        \
  X(sites_low,                        "sites/cell", engagement)        \
  X(resting_exit_to_marrow,           "1/d",        t_cells)           \
  X(resting_exit_to_lymphoid,         "1/d",        t_cells)           \
  X(marrow_to_blood_ratio,            "1",          t_cells)           \
  X(lymphoid_to_blood_ratio,          "1",          t_cells)           \
  X(activated_exit_to_marrow,         "1/d",        t_cells)           \
  X(activated_exit_to_lymphoid,       "1/d",        t_cells)           \
  X(activated_return_marrow,          "1/d",        t_cells)           \
  X(activated_return_lymphoid,        "1/d",        t_cells)           \
  X(marrow_retention,                 "1",          t_cells)           \
  X(margination_gain,                 "1",          t_cells)           \
  X(proliferation_cd8,                "1/d",        t_cells)           \
  X(proliferation_cd4,                "1/d",        t_cells)           \
  X(programme_ec50,                   "pg/mL",      t_cells)           \
  X(crowding_ratio,                   "1",          t_cells)           \
  X(activated_death,                  "1/d",        t_cells)           \
  X(deactivation,                     "1/d",        t_cells)           \
  X(exhaustion,                       "1/d",        t_cells)           \
  X(exhausted_recovery,               "1/d",        t_cells)           \
  X(exhausted_death,                  "1/d",        t_cells)           \
  X(homeostasis_rate,                 "1/d",        t_cells)           \
  X(treg_half,                        "%",          t_cells)           \
  X(treg_hill,                        "1",          t_cells)           \
  X(csf_entry,                        "1/d",        t_cells)           \
  X(csf_exit,                         "1/d",        t_cells)           \
  X(ec50_kill,                        "pg/mL",      killing)           \
  X(kill_rate_max_blood,              "1/d",        killing)           \
  X(kill_tissue_fraction,             "1",          killing)           \
  X(kill_ratio_half_blood,            "1",          killing)           \
  X(kill_ratio_tissue_factor,         "1",          killing)           \
  X(serial_killing_factor,            "1",          killing)           \
  X(kill_weight_cd4,                  "1",          killing)           \
  X(kill_weight_exhausted,            "1",          killing)           \
  X(target_search_exponent,           "1",          killing)           \
  X(blast_suppression_half,           "1",          killing)           \
  X(blast_suppression_hill,           "1",          killing)           \
  X(blast_susceptibility,             "1",          killing)           \
  X(car_residual_function,            "1",          car_t)             \
  X(car_marrow_share,                 "1",          car_t)             \
  X(car_body_to_blood,                "1",          car_t)             \
  X(car_contraction,                  "1/d",        car_t)             \
  X(car_memory_loss,                  "1/d",        car_t)             \
  X(car_memory_fraction,              "1",          car_t)             \
  X(blast_birth,                      "1/d",        leukaemia)         \
  X(blast_death,                      "1/d",        leukaemia)         \
  X(blast_capacity,                   "cells",      leukaemia)         \
  X(blood_blast_loss,                 "1/d",        leukaemia)         \
  X(null_mutation,                    "1",          leukaemia)         \
  X(switch_high_to_low,               "1/d",        leukaemia)         \
  X(switch_low_to_high,               "1/d",        leukaemia)         \
  X(niche_exit,                       "1/d",        leukaemia)         \
  X(niche_growth,                     "1/d",        leukaemia)         \
  X(niche_kill_factor,                "1",          leukaemia)         \
  X(niche_fraction_initial,           "1",          leukaemia)         \
  X(csf_blast_growth,                 "1/d",        leukaemia)         \
  X(cd19_gate_ceiling,                "1",          leukaemia)         \
  X(b_marrow_loss,                    "1/d",        healthy_b)         \
  X(b_marrow_exit,                    "1/d",        healthy_b)         \
  X(b_blood_to_lymphoid,              "1/d",        healthy_b)         \
  X(b_lymphoid_ratio,                 "1",          healthy_b)         \
  X(b_loss,                           "1/d",        healthy_b)         \
  X(igg_loss,                         "1/d",        healthy_b)         \
  X(igg_b_share,                      "1",          healthy_b)         \
  X(cytokine_amplitude,               "1",          cytokines)         \
  X(sustained_release,                "1",          cytokines)         \
  X(reference_t_cells,                "cells",      cytokines)         \
  X(reference_targets,                "cells",      cytokines)         \
  X(target_load_exponent,             "1",          cytokines)         \
  X(interleukin_6_loss,               "1/d",        cytokines)         \
  X(interferon_loss,                  "1/d",        cytokines)         \
  X(interleukin_10_loss,              "1/d",        cytokines)         \
  X(interleukin_6_baseline,           "pg/mL",      cytokines)         \
  X(interferon_baseline,              "pg/mL",      cytokines)         \
  X(interleukin_10_baseline,          "pg/mL",      cytokines)         \
  X(interferon_gain,                  "pg/mL",      cytokines)         \
  X(interleukin_10_gain,              "pg/mL",      cytokines)         \
  X(interleukin_6_t_gain,             "pg/mL",      cytokines)         \
  X(interleukin_6_macrophage_gain,    "pg/mL",      cytokines)         \
  X(interleukin_10_half,              "pg/mL",      cytokines)         \
  X(macrophage_on,                    "1/d",        cytokines)         \
  X(macrophage_off,                   "1/d",        cytokines)         \
  X(macrophage_half,                  "pg/mL",      cytokines)         \
  X(crp_loss,                         "1/d",        cytokines)         \
  X(crp_baseline,                     "mg/L",       cytokines)         \
  X(crp_max_fold,                     "1",          cytokines)         \
  X(crp_half,                         "pg/mL",      cytokines)         \
  X(temperature_rate,                 "1/d",        vital_signs)       \
  X(temperature_baseline,             "degC",       vital_signs)       \
  X(temperature_max_rise,             "degC",       vital_signs)       \
  X(fever_half,                       "pg/mL",      vital_signs)       \
  X(fever_hill,                       "1",          vital_signs)       \
  X(interferon_weight,                "1",          vital_signs)       \
  X(leak_on,                          "1/d",        vital_signs)       \
  X(leak_off,                         "1/d",        vital_signs)       \
  X(leak_half,                        "pg/mL",      vital_signs)       \
  X(leak_hill,                        "1",          vital_signs)       \
  X(mean_arterial_pressure_baseline,  "mmHg",       vital_signs)       \
  X(mean_arterial_pressure_max_fall,  "mmHg",       vital_signs)       \
  X(oxygen_saturation_baseline,       "%",          vital_signs)       \
  X(oxygen_saturation_max_fall,       "%",          vital_signs)       \
  X(barrier_opening_rate,             "1/d",        neurotoxicity)     \
  X(barrier_margination_weight,       "1",          neurotoxicity)     \
  X(barrier_t_cell_weight,            "1",          neurotoxicity)     \
  X(barrier_adhesion_weight,          "1",          neurotoxicity)     \
  X(barrier_closing_rate,             "1/d",        neurotoxicity)     \
  X(neuro_on,                         "1/d",        neurotoxicity)     \
  X(neuro_basal_drive,                "1",          neurotoxicity)     \
  X(neuro_interleukin_6_half,         "pg/mL",      neurotoxicity)     \
  X(neuro_off,                        "1/d",        neurotoxicity)     \
  X(neuro_half_ice,                   "1",          neurotoxicity)     \
  X(marrow_regrowth,                  "1/d",        haematopoiesis)    \
  X(marrow_cells_max,                 "cells",      haematopoiesis)    \
  X(marrow_space,                     "cells",      haematopoiesis)    \
  X(niche_exponent,                   "1",          haematopoiesis)    \
  X(niche_exponent_haemoglobin,       "1",          haematopoiesis)    \
  X(neutrophil_transit,               "d",          haematopoiesis)    \
  X(neutrophil_feedback,              "1",          haematopoiesis)    \
  X(neutrophil_normal,                "1e9/L",      haematopoiesis)    \
  X(platelet_transit,                 "d",          haematopoiesis)    \
  X(platelet_feedback,                "1",          haematopoiesis)    \
  X(platelet_normal,                  "1e9/L",      haematopoiesis)    \
  X(haemoglobin_transit,              "d",          haematopoiesis)    \
  X(haemoglobin_feedback,             "1",          haematopoiesis)    \
  X(haemoglobin_normal,               "g/dL",       haematopoiesis)    \
  X(macrophage_on_production,         "1",          haematopoiesis)    \
  X(t_cell_on_production,             "1",          haematopoiesis)    \
  X(platelet_margination_loss,        "1/d",        haematopoiesis)    \
  X(infection_rate,                   "1/d",        hazards)           \
  X(infection_log_neutrophil,         "1",          hazards)           \
  X(infection_log_igg,                "1",          hazards)           \
  X(infection_log_dexamethasone,      "1",          hazards)           \
  X(death_background,                 "1/d",        hazards)           \
  X(death_leukaemia,                  "1/d",        hazards)           \
  X(death_leukaemia_exponent,         "1",          hazards)           \
  X(death_leak,                       "1/d",        hazards)           \
  X(infection_fatality,               "1",          hazards)           \
  X(blast_susceptibility_log_sd,      "1",          population)        \
  X(cytokine_amplitude_log_sd,        "1",          population)        \
  X(null_fraction_median,             "1",          population)        \
  X(null_fraction_median_after_car_t, "1",          population)        \
  X(null_fraction_log_sd,             "1",          population)  // clang-format on

namespace trimer::therapy {

/// Parameters of one individual. Made and validated by parameter_table.h or by a population draw; the
/// equations check nothing.
template <class T>
struct Parameters {
#define TRIMER_FIELD(name, unit, module) T name;
  TRIMER_PARAMETERS(TRIMER_FIELD)
#undef TRIMER_FIELD
};

struct ParameterInfo {
  std::string_view name;
  std::string_view unit;
  Module module;
};

inline constexpr std::array parameters = std::to_array<ParameterInfo>({
#define TRIMER_FIELD(name, unit, module) {#name, unit, Module::module},
    TRIMER_PARAMETERS(TRIMER_FIELD)
#undef TRIMER_FIELD
});
inline constexpr int parameter_count = static_cast<int>(parameters.size());

/// Calls f(info, value) for every parameter in order.
template <class P, class F>
requires requires(P& values) {
  values.clearance;
}
constexpr void for_each_parameter(P&& values, F&& f) {
  const ParameterInfo* info = parameters.data();
#define TRIMER_FIELD(name, unit, module) f(*info++, values.name);
  TRIMER_PARAMETERS(TRIMER_FIELD)
#undef TRIMER_FIELD
}

/// Position of a parameter in the list, or -1.
[[nodiscard]] constexpr int parameter_index(std::string_view name) {
  for (int i = 0; i < parameter_count; ++i)
    if (parameters[static_cast<std::size_t>(i)].name == name) return i;
  return -1;
}

/// The parameter of that name for a caller that has its name as text only (a scenario, a calibration);
/// nullptr if there is none.
template <class T>
[[nodiscard]] constexpr T* parameter_named(Parameters<T>& values, std::string_view name) {
  T* found = nullptr;
  for_each_parameter(values, [&](const ParameterInfo& info, T& value) {
    if (info.name == name) found = &value;
  });
  return found;
}

}  // namespace trimer::therapy
