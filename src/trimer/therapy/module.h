/// @file
/// The modules of the therapy model: one file, one table of parameters each.
#pragma once

#include <array>
#include <string_view>

namespace trimer::therapy {

/// In the order of evaluation: a module reads states, baseline quantities and quantities of earlier modules
/// only.
enum class Module {
  supportive_drugs,  ///< dexamethasone and tocilizumab
  pharmacokinetics,  ///< blinatumomab in plasma, marrow, lymphoid tissue and CSF
  engagement,        ///< synapse: recruitment of CD19, stimulus, adhesion, cytokine tolerance
  t_cells,           ///< traffic, activation, division and exhaustion of CD4 and CD8 T cells
  killing,           ///< kill rates of every target
  car_t,             ///< residual CAR-T cells of an earlier therapy
  leukaemia,         ///< CD19 high, low and null clones, the protected niche, blood and CSF
  healthy_b,         ///< healthy B cells and immunoglobulin G
  cytokines,         ///< IL-6, IFN-gamma, IL-10, macrophages, CRP
  vital_signs,       ///< endothelial leak and temperature
  neurotoxicity,     ///< blood-brain barrier and neuro-inflammation
  haematopoiesis,    ///< normal marrow, neutrophils, platelets, haemoglobin
  hazards,           ///< infection and death
  population,        ///< spread and shares used when patients are drawn, in no rate
};

inline constexpr std::array<std::string_view, 14> module_names{
    "supportive_drugs", "pharmacokinetics", "engagement", "t_cells",     "killing",       "car_t",
    "leukaemia",        "healthy_b",        "cytokines",  "vital_signs", "neurotoxicity", "haematopoiesis",
    "hazards",          "population"};

[[nodiscard]] constexpr std::string_view name_of(Module module) {
  return module_names[static_cast<std::size_t>(module)];
}

}  // namespace trimer::therapy
