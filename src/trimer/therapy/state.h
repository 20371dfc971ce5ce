/// @file
/// The 61 states of the therapy model, by name.
///
/// The list below is the only one: the struct, its names, units and tolerances are made from it, so they
/// cannot disagree. A state is always reached by its field, `state.marrow_blasts_cd19_high`; its position in
/// a flat array matters at the edge only, where an integrator wants one (to_array, state_from).
///
/// Cells are absolute numbers in the compartment, time is in days. The absolute tolerance is the error below
/// which a population run does not look, in the unit of the state; no state may fall below minus this value.
#pragma once

#include <array>
#include <string_view>

#include <trimer/therapy/module.h>

// clang-format off
//  state                        unit     module            compartment    absolute tolerance
#define TRIMER_STATES(X)                                                           \
  X(drug_plasma_amount,          "ug",    pharmacokinetics, "plasma",       1e-4)  \
  X(dexamethasone_amount,        "mg",    supportive_drugs, "body",         1e-4)  \
  X(dexamethasone_effect_site,   "ng/mL", supportive_drugs, "effect site",  1e-4)  \
  X(tocilizumab_central,         "mg",    supportive_drugs, "central",      1e-4)  \
  X(tocilizumab_peripheral,      "mg",    supportive_drugs, "peripheral",   1e-4)  \
  X(adhesion_adaptation,         "1",     engagement,       "body",         1e-4)  \
  X(cytokine_tolerance,          "1",     engagement,       "body",         1e-4)  \
  X(cd4_resting_blood,           "cells", t_cells,          "blood",        1e3)   \
  X(cd4_exhausted_blood,         "cells", t_cells,          "blood",        1e3)   \
  X(cd8_resting_blood,           "cells", t_cells,          "blood",        1e3)   \
  X(cd8_exhausted_blood,         "cells", t_cells,          "blood",        1e3)   \
  X(cd4_resting_marrow,          "cells", t_cells,          "marrow",       1e3)   \
  X(cd4_activated_marrow,        "cells", t_cells,          "marrow",       1e3)   \
  X(cd4_exhausted_marrow,        "cells", t_cells,          "marrow",       1e3)   \
  X(cd8_resting_marrow,          "cells", t_cells,          "marrow",       1e3)   \
  X(cd8_activated_marrow,        "cells", t_cells,          "marrow",       1e3)   \
  X(cd8_exhausted_marrow,        "cells", t_cells,          "marrow",       1e3)   \
  X(cd4_resting_lymphoid,        "cells", t_cells,          "lymphoid",     1e3)   \
  X(cd4_activated_lymphoid,      "cells", t_cells,          "lymphoid",     1e3)   \
  X(cd4_exhausted_lymphoid,      "cells", t_cells,          "lymphoid",     1e3)   \
  X(cd8_resting_lymphoid,        "cells", t_cells,          "lymphoid",     1e3)   \
  X(cd8_activated_lymphoid,      "cells", t_cells,          "lymphoid",     1e3)   \
  X(cd8_exhausted_lymphoid,      "cells", t_cells,          "lymphoid",     1e3)   \
  X(csf_t_cells,                 "cells", t_cells,          "CSF",          1e3)   \
  X(marrow_blasts_cd19_high,     "cells", leukaemia,        "marrow",       0.1)   \
  X(marrow_blasts_cd19_low,      "cells", leukaemia,        "marrow",       0.1)   \
  X(marrow_blasts_cd19_null,     "cells", leukaemia,        "marrow",       0.1)   \
  X(marrow_blasts_protected,     "cells", leukaemia,        "marrow niche", 0.1)   \
  X(blood_blasts_cd19_high,      "cells", leukaemia,        "blood",        0.1)   \
  X(blood_blasts_cd19_low,       "cells", leukaemia,        "blood",        0.1)   \
  X(blood_blasts_cd19_null,      "cells", leukaemia,        "blood",        0.1)   \
  X(csf_blasts_cd19_positive,    "cells", leukaemia,        "CSF",          0.1)   \
  X(csf_blasts_cd19_null,        "cells", leukaemia,        "CSF",          0.1)   \
  X(car_t_effector,              "cells", car_t,            "body",         1e3)   \
  X(car_t_memory,                "cells", car_t,            "body",         1e3)   \
  X(healthy_b_marrow,            "cells", healthy_b,        "marrow",       1e3)   \
  X(healthy_b_blood,             "cells", healthy_b,        "blood",        1e3)   \
  X(healthy_b_lymphoid,          "cells", healthy_b,        "lymphoid",     1e3)   \
  X(immunoglobulin_g,            "g/L",   healthy_b,        "plasma",       1e-4)  \
  X(interleukin_6,               "pg/mL", cytokines,        "plasma",       1e-4)  \
  X(interferon_gamma,            "pg/mL", cytokines,        "plasma",       1e-4)  \
  X(interleukin_10,              "pg/mL", cytokines,        "plasma",       1e-4)  \
  X(macrophage_activation,       "1",     cytokines,        "body",         1e-4)  \
  X(c_reactive_protein,          "mg/L",  cytokines,        "plasma",       1e-4)  \
  X(endothelial_leak,            "1",     vital_signs,      "body",         1e-4)  \
  X(temperature_rise,            "degC",  vital_signs,      "body",         1e-4)  \
  X(barrier_opening,             "1",     neurotoxicity,    "CNS",          1e-4)  \
  X(neuroinflammation,           "1",     neurotoxicity,    "CNS",          1e-4)  \
  X(normal_marrow_cells,         "cells", haematopoiesis,   "marrow",       1e6)   \
  X(neutrophil_precursor_1,      "1e9/L", haematopoiesis,   "marrow",       1e-4)  \
  X(neutrophil_precursor_2,      "1e9/L", haematopoiesis,   "marrow",       1e-4)  \
  X(neutrophil_precursor_3,      "1e9/L", haematopoiesis,   "marrow",       1e-4)  \
  X(neutrophils,                 "1e9/L", haematopoiesis,   "blood",        1e-4)  \
  X(platelet_precursor_1,        "1e9/L", haematopoiesis,   "marrow",       1e-4)  \
  X(platelet_precursor_2,        "1e9/L", haematopoiesis,   "marrow",       1e-4)  \
  X(platelet_precursor_3,        "1e9/L", haematopoiesis,   "marrow",       1e-4)  \
  X(platelets,                   "1e9/L", haematopoiesis,   "blood",        1e-4)  \
  X(haemoglobin_precursor,       "g/dL",  haematopoiesis,   "blood",        1e-4)  \
  X(haemoglobin,                 "g/dL",  haematopoiesis,   "blood",        1e-4)  \
  X(cumulative_hazard_infection, "1",     hazards,          "none",         1e-4)  \
  X(cumulative_hazard_death,     "1",     hazards,          "none",         1e-4)  // clang-format on

namespace trimer::therapy {

/// State of one patient (or of one patient per lane, or a traced one: whatever the scalar is). As the result
/// of derivatives() the fields are the rates of change, each in its unit per day.
template <class T>
struct State {
#define TRIMER_FIELD(name, unit, module, compartment, tolerance) T name;
  TRIMER_STATES(TRIMER_FIELD)
#undef TRIMER_FIELD
};

struct StateInfo {
  std::string_view name;
  std::string_view unit;
  Module module;
  std::string_view compartment;
  double absolute_tolerance;  ///< [unit], for population runs
};

inline constexpr std::array states = std::to_array<StateInfo>({
#define TRIMER_FIELD(name, unit, module, compartment, tolerance) \
  {#name, unit, Module::module, compartment, tolerance},
    TRIMER_STATES(TRIMER_FIELD)
#undef TRIMER_FIELD
});
inline constexpr int state_count = static_cast<int>(states.size());

/// Calls f(info, value) for every state in order.
template <class S, class F>
requires requires(S& state) {
  state.drug_plasma_amount;
}
constexpr void for_each_state(S&& state, F&& f) {
  const StateInfo* info = states.data();
#define TRIMER_FIELD(name, unit, module, compartment, tolerance) f(*info++, state.name);
  TRIMER_STATES(TRIMER_FIELD)
#undef TRIMER_FIELD
}

/// Position of a state in flat arrays, or -1. For the edge of an integrator and for output tables.
[[nodiscard]] constexpr int state_index(std::string_view name) {
  for (int i = 0; i < state_count; ++i)
    if (states[static_cast<std::size_t>(i)].name == name) return i;
  return -1;
}

/// The flat array an integrator works on, in the order of `states`.
template <class T>
[[nodiscard]] constexpr std::array<T, state_count> to_array(const State<T>& state) {
  return {
#define TRIMER_FIELD(name, unit, module, compartment, tolerance) state.name,
      TRIMER_STATES(TRIMER_FIELD)
#undef TRIMER_FIELD
  };
}

/// The named state of a flat array of `state_count` values.
template <class T>
[[nodiscard]] constexpr State<T> state_from(const T* values) {
  State<T> state{};
  for_each_state(state, [&](const StateInfo&, T& value) { value = *values++; });
  return state;
}

}  // namespace trimer::therapy
