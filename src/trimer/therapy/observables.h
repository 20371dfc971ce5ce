/// @file
/// What a clinic would see of a state, without error: assays, counts, smear, flow cytometry, vital signs.
///
/// Noise, limits and rounding belong to observation. Proportions are fractions. A state that round-off holds
/// below zero is read as zero. Where a ratio has nothing to count (no blast, say) it is 0: look at the count
/// beside it.
#pragma once

#include <trimer/therapy/killing.h>

// clang-format off
//  observable                        unit          meaning
#define TRIMER_OBSERVABLES(X)                                                                                           \
  X(plasma_drug,                      "pg/mL",      "blinatumomab in plasma")                                           \
  X(interleukin_6,                    "pg/mL",      "IL-6 in plasma")                                                   \
  X(interferon_gamma,                 "pg/mL",      "IFN-gamma in plasma")                                              \
  X(interleukin_10,                   "pg/mL",      "IL-10 in plasma")                                                  \
  X(c_reactive_protein,               "mg/L",       "CRP in plasma")                                                    \
  X(immunoglobulin_g,                 "g/L",        "IgG in plasma")                                                    \
  X(neutrophils,                      "1e9/L",      "absolute neutrophil count")                                        \
  X(platelets,                        "1e9/L",      "platelet count")                                                   \
  X(haemoglobin,                      "g/dL",       "haemoglobin")                                                      \
  X(blood_blasts_per_ul,              "cells/uL",   "blasts in blood")                                                  \
  X(cd4_per_ul,                       "cells/uL",   "CD3+CD4+ cells in blood")                                          \
  X(cd8_per_ul,                       "cells/uL",   "CD3+CD8+ cells in blood")                                          \
  X(t_cells_per_ul,                   "cells/uL",   "CD3+ cells in blood: resting, exhausted and activated")            \
  X(activated_t_cells_per_ul,         "cells/uL",   "activated CD3+ cells in blood, part of t_cells_per_ul")            \
  X(b_cells_per_ul,                   "cells/uL",   "healthy B cells in blood")                                         \
  X(car_t_per_ul,                     "cells/uL",   "CAR-T effectors in blood")                                         \
  X(lymphocytes_per_ul,               "cells/uL",   "T, B, CAR-T and natural killer cells in blood")                    \
  X(white_cells,                      "1e9/L",      "white cells: blasts, T, B, neutrophils and those without a state") \
  X(cd3_of_lymphocytes,               "1",          "CD3+ share of lymphocytes")                                        \
  X(cd3_cd8_of_lymphocytes,           "1",          "CD3+CD8+ share of lymphocytes")                                    \
  X(cd3_cd8_of_cd3,                   "1",          "CD8+ share of CD3+ cells")                                         \
  X(marrow_blast_fraction,            "1",          "blasts of nucleated marrow cells: smear, and the MRD ratio")       \
  X(cellularity,                      "1",          "nucleated marrow cells over normal")                               \
  X(cd19_positive_of_marrow_blasts,   "1",          "gate-positive share of marrow blasts, background included")        \
  X(cd19_positive_of_blood_blasts,    "1",          "gate-positive share of blood blasts, background included")         \
  X(cd19_null_of_marrow_blasts,       "1",          "share of marrow blasts without CD19")                              \
  X(cd19_sites_of_marrow_blasts,      "sites/cell", "mean CD19 sites of CD19-positive marrow blasts")                   \
  X(cd19_sites_of_blood_blasts,       "sites/cell", "mean CD19 sites of CD19-positive blood blasts")                    \
  X(temperature,                      "degC",       "body temperature")                                                 \
  X(mean_arterial_pressure,           "mmHg",       "mean arterial pressure")                                           \
  X(oxygen_saturation,                "%",          "oxygen saturation, uncapped")                                      \
  X(ice_score,                        "points",     "immune effector cell encephalopathy score, 0 to 10, unrounded")    \
  X(csf_blasts_per_ul,                "cells/uL",   "blasts in cerebrospinal fluid")
// clang-format on

namespace trimer::therapy {

/// Noiseless observed quantities of one patient.
template <class T>
struct Observables {
#define TRIMER_FIELD(name, unit, meaning) T name;
  TRIMER_OBSERVABLES(TRIMER_FIELD)
#undef TRIMER_FIELD
};

struct ObservableInfo {
  std::string_view name;
  std::string_view unit;
  std::string_view meaning;
};

inline constexpr std::array observable_list = std::to_array<ObservableInfo>({
#define TRIMER_FIELD(name, unit, meaning) {#name, unit, meaning},
    TRIMER_OBSERVABLES(TRIMER_FIELD)
#undef TRIMER_FIELD
});
inline constexpr int observable_count = static_cast<int>(observable_list.size());

/// Calls f(info, value) for every observable in order.
template <class O, class F>
requires requires(O& values) {
  values.ice_score;
}
constexpr void for_each_observable(O&& values, F&& f) {
  const ObservableInfo* info = observable_list.data();
#define TRIMER_FIELD(name, unit, meaning) f(*info++, values.name);
  TRIMER_OBSERVABLES(TRIMER_FIELD)
#undef TRIMER_FIELD
}

/// part / whole; 0 where the whole is nothing.
template <class T>
[[nodiscard]] T share(const T& part, const T& whole) {
  return part / max(whole, in_unit_of(whole, 1e-30));
}

/// Blasts of one site of sampling, by what a CD19 antibody sees [cells].
template <class T>
struct SampledBlasts {
  T high;  ///< CD19-high; in the marrow those of the niche as well
  T low;   ///< CD19-low: below the gate, but with sites
  T null;  ///< without CD19
  [[nodiscard]] T all() const { return high + low + null; }
};

template <class T>
[[nodiscard]] SampledBlasts<T> marrow_sample(const State<T>& y) {
  return {nonneg(y.marrow_blasts_cd19_high) + nonneg(y.marrow_blasts_protected),
          nonneg(y.marrow_blasts_cd19_low), nonneg(y.marrow_blasts_cd19_null)};
}

template <class T>
[[nodiscard]] SampledBlasts<T> blood_sample(const State<T>& y) {
  return {nonneg(y.blood_blasts_cd19_high), nonneg(y.blood_blasts_cd19_low),
          nonneg(y.blood_blasts_cd19_null)};
}

/// Share of blasts inside a CD19 gate: nearly all of the high clone, and a background of all others.
template <class T>
[[nodiscard]] T gate_positive_share(const SampledBlasts<T>& blasts, const Parameters<T>& p) {
  const Constants<T> constants;
  return share(
      p.cd19_gate_ceiling * blasts.high + constants.cd19_gate_background * (blasts.low + blasts.null),
      blasts.all());
}

/// Mean CD19 sites of the blasts that have any [sites/cell].
template <class T>
[[nodiscard]] T mean_sites(const SampledBlasts<T>& blasts, const Parameters<T>& p, const Baseline<T>& b) {
  return share(b.sites_high * blasts.high + p.sites_low * blasts.low, blasts.high + blasts.low);
}

/// Trimers of one contact, for display: saturating in the sites, proportional to the concentration of drug
/// [pg/mL]. Binding constant: doi:10.7554/eLife.83659.
template <class T>
[[nodiscard]] T trimers_per_contact(const T& sites, const T& concentration, const Parameters<T>& p) {
  const Constants<T> constants;
  return constants.trimer_binding * constants.cd3_sites * sites /
         (T(1.0) + sites / p.recruitment_saturation_sites) * concentration;
}

/// Everything a clinic could read of this state, without error.
template <class T>
[[nodiscard]] Observables<T> observables(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b) {
  const Constants<T> constants;
  const T one(1.0);
  const DrugConcentrations<T> drug = drug_concentrations(y, p);
  const Engagement<T> e = engagement(y, p, b, drug);
  const TCellAlgebra<T> t = t_cell_algebra(y, p, b, drug, e);
  const SampledBlasts<T> marrow = marrow_sample(y), blood = blood_sample(y);
  Observables<T> o{};

  o.plasma_drug = drug.plasma_drug;
  o.interleukin_6 = y.interleukin_6;
  o.interferon_gamma = y.interferon_gamma;
  o.interleukin_10 = y.interleukin_10;
  o.c_reactive_protein = y.c_reactive_protein;
  o.immunoglobulin_g = y.immunoglobulin_g;
  o.neutrophils = y.neutrophils;
  o.platelets = y.platelets;
  o.haemoglobin = y.haemoglobin;

  const T cd4 = nonneg(y.cd4_resting_blood) + nonneg(y.cd4_exhausted_blood) + nonneg(t.cd4_activated_blood);
  const T cd8 = nonneg(y.cd8_resting_blood) + nonneg(y.cd8_exhausted_blood) + nonneg(t.cd8_activated_blood);
  o.cd4_per_ul = cd4 / constants.blood_volume;
  o.cd8_per_ul = cd8 / constants.blood_volume;
  o.t_cells_per_ul = (cd4 + cd8) / constants.blood_volume;
  o.activated_t_cells_per_ul =
      (nonneg(t.cd4_activated_blood) + nonneg(t.cd8_activated_blood)) / constants.blood_volume;
  o.b_cells_per_ul = nonneg(y.healthy_b_blood) / constants.blood_volume;
  o.car_t_per_ul = nonneg(y.car_t_effector) / (p.car_body_to_blood * constants.blood_volume);
  o.blood_blasts_per_ul = blood.all() / constants.blood_volume;
  o.white_cells =
      constants.count_per_cell_concentration * (o.blood_blasts_per_ul + o.t_cells_per_ul + o.b_cells_per_ul) +
      y.neutrophils + constants.other_white_cells;
  o.lymphocytes_per_ul =
      o.t_cells_per_ul + o.b_cells_per_ul + o.car_t_per_ul + constants.natural_killer_per_ul;
  o.cd3_of_lymphocytes = o.t_cells_per_ul / o.lymphocytes_per_ul;
  o.cd3_cd8_of_lymphocytes = o.cd8_per_ul / o.lymphocytes_per_ul;
  o.cd3_cd8_of_cd3 = share(o.cd8_per_ul, o.t_cells_per_ul);

  const T nucleated = marrow.all() + nonneg(y.normal_marrow_cells);
  o.marrow_blast_fraction = share(marrow.all(), nucleated);
  o.cellularity = nucleated / p.marrow_cells_max;
  o.cd19_positive_of_marrow_blasts = gate_positive_share(marrow, p);
  o.cd19_positive_of_blood_blasts = gate_positive_share(blood, p);
  o.cd19_null_of_marrow_blasts = share(marrow.null, marrow.all());
  o.cd19_sites_of_marrow_blasts = mean_sites(marrow, p, b);
  o.cd19_sites_of_blood_blasts = mean_sites(blood, p, b);

  const T leak = nonneg(y.endothelial_leak);
  o.temperature = p.temperature_baseline + y.temperature_rise;
  o.mean_arterial_pressure = p.mean_arterial_pressure_baseline -
                             p.mean_arterial_pressure_max_fall * pow(leak, constants.pressure_exponent);
  o.oxygen_saturation =
      p.oxygen_saturation_baseline - p.oxygen_saturation_max_fall * pow(leak, constants.saturation_exponent);
  const T ice_ratio = pow(nonneg(y.neuroinflammation) / p.neuro_half_ice, constants.ice_exponent);
  o.ice_score = constants.ice_max - constants.ice_max * ice_ratio / (one + ice_ratio);
  o.csf_blasts_per_ul =
      (nonneg(y.csf_blasts_cd19_positive) + nonneg(y.csf_blasts_cd19_null)) / constants.csf_volume;
  return o;
}

}  // namespace trimer::therapy
