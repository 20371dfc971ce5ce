/// @file
/// Quantities fixed at baseline: they follow from parameters and covariates once, and the equations read
/// them.
///
/// Baseline is a steady state of T-cell traffic, B cells, blood counts and cytokines. It is not one of the
/// blasts, which grow, nor of the exhausted share of T cells, which relaxes.
#pragma once

#include <array>
#include <string_view>

#include <trimer/therapy/constants.h>
#include <trimer/therapy/covariates.h>
#include <trimer/therapy/notation.h>
#include <trimer/therapy/parameters.h>

// clang-format off
//  quantity                  unit
#define TRIMER_BASELINE(X)                     \
  X(marrow_blasts0,           "cells")         \
  X(blood_blasts0,            "cells")         \
  X(blast_egress,             "1/d")           \
  X(gate_negative,            "1")             \
  X(fraction_null,            "1")             \
  X(fraction_low,             "1")             \
  X(fraction_high,            "1")             \
  X(sites_high,               "sites/cell")    \
  X(t_blood0,                 "cells")         \
  X(t_marrow0,                "cells")         \
  X(t_lymphoid0,              "cells")         \
  X(t_body0,                  "cells")         \
  X(cd4_lymphoid0,            "cells")         \
  X(cd8_lymphoid0,            "cells")         \
  X(return_resting_marrow,    "1/d")           \
  X(return_resting_lymphoid,  "1/d")           \
  X(treg_factor,              "1")             \
  X(t_cell_fitness,           "1")             \
  X(clearance_day,            "L/d")           \
  X(b_blood0,                 "cells")         \
  X(b_lymphoid0,              "cells")         \
  X(b_return,                 "1/d")           \
  X(b_marrow0,                "cells")         \
  X(b_source,                 "cells/d")       \
  X(immunoglobulin_g0,        "g/L")           \
  X(niche0,                   "1")             \
  X(reserve_neutrophil,       "1")             \
  X(reserve_platelet,         "1")             \
  X(reserve_haemoglobin,      "1")
// clang-format on

namespace trimer::therapy {

/// What is fixed at baseline for one patient.
template <class T>
struct Baseline {
#define TRIMER_FIELD(name, unit) T name;
  TRIMER_BASELINE(TRIMER_FIELD)
#undef TRIMER_FIELD
};

struct BaselineInfo {
  std::string_view name;
  std::string_view unit;
};

inline constexpr std::array baseline_quantities = std::to_array<BaselineInfo>({
#define TRIMER_FIELD(name, unit) {#name, unit},
    TRIMER_BASELINE(TRIMER_FIELD)
#undef TRIMER_FIELD
});
inline constexpr int baseline_count = static_cast<int>(baseline_quantities.size());

/// Calls f(info, value) for every quantity in order.
template <class B, class F>
requires requires(B& values) {
  values.blast_egress;
}
constexpr void for_each_baseline(B&& values, F&& f) {
  const BaselineInfo* info = baseline_quantities.data();
#define TRIMER_FIELD(name, unit) f(*info++, values.name);
  TRIMER_BASELINE(TRIMER_FIELD)
#undef TRIMER_FIELD
}

/// Share of the marrow left to normal cells by a number of blasts, at least `niche_floor`.
template <class T>
[[nodiscard]] constexpr T niche_left_by(const T& marrow_blasts, const T& marrow_space) {
  return max(Constants<T>().niche_floor, T(1.0) - marrow_blasts / marrow_space);
}

/// Production reserve that holds a count steady at its baseline: (count/normal)^(1 + feedback) /
/// niche^exponent. Above 1 it is kept: the count recovers above normal.
template <class T>
[[nodiscard]] T production_reserve(const T& count, const T& normal, const T& feedback, const T& niche,
                                   const T& niche_exponent) {
  return pow(count / normal, T(1.0) + feedback) / pow(niche, niche_exponent);
}

/// Quantities fixed at baseline. Parameters and covariates must be valid (parameter_table.h,
/// covariate_faults).
///
/// A gate-negative blast counts as dim (low clone), not null, unless `cd19_null_fraction` says otherwise: a
/// flow gate cannot separate the two.
template <class T>
[[nodiscard]] Baseline<T> baseline(const Parameters<T>& p, const Covariates<T>& patient) {
  const Constants<T> constants;
  const T zero(0.0), one(1.0);
  Baseline<T> b{};

  b.marrow_blasts0 = constants.marrow_reference_cells * patient.marrow_blast_fraction;
  b.blood_blasts0 = max(patient.blood_blasts_per_ul * constants.blood_volume, constants.one_cell);
  b.blast_egress = p.blood_blast_loss * b.blood_blasts0 / b.marrow_blasts0;
  b.gate_negative = max(zero, one - patient.cd19_positive_fraction / p.cd19_gate_ceiling);
  b.fraction_null = patient.cd19_null_fraction;
  b.fraction_low =
      min(max(b.gate_negative - b.fraction_null, patient.cd19_low_fraction), one - b.fraction_null);
  b.fraction_high = max(one - b.fraction_null - b.fraction_low, zero);
  b.sites_high = patient.sites_high;

  b.t_blood0 = patient.t_cells_per_ul * constants.blood_volume;
  b.t_marrow0 = p.marrow_to_blood_ratio * b.t_blood0 * sqrt(one - patient.marrow_blast_fraction);
  b.t_lymphoid0 = p.lymphoid_to_blood_ratio * b.t_blood0;
  b.t_body0 = b.t_blood0 + b.t_marrow0 + b.t_lymphoid0;
  b.cd4_lymphoid0 = b.t_lymphoid0 * (one - patient.cd8_fraction);
  b.cd8_lymphoid0 = b.t_lymphoid0 * patient.cd8_fraction;
  b.return_resting_marrow = p.resting_exit_to_marrow * b.t_blood0 / b.t_marrow0;
  b.return_resting_lymphoid = p.resting_exit_to_lymphoid * b.t_blood0 / b.t_lymphoid0;
  b.treg_factor = one / (one + pow(patient.treg_percent / p.treg_half, p.treg_hill));
  b.t_cell_fitness = patient.t_cell_fitness;

  b.clearance_day =
      constants.hours_per_day * p.clearance * pow(patient.bsa / p.bsa_reference, p.clearance_bsa_exponent);

  b.b_blood0 = patient.b_cells_per_ul * constants.blood_volume;
  b.b_lymphoid0 = p.b_lymphoid_ratio * b.b_blood0;
  b.b_return = p.b_blood_to_lymphoid / p.b_lymphoid_ratio - p.b_loss;
  b.b_marrow0 = p.b_loss * (b.b_blood0 + b.b_lymphoid0) / p.b_marrow_exit;
  b.b_source = (p.b_marrow_loss + p.b_marrow_exit) * b.b_marrow0;
  b.immunoglobulin_g0 = patient.immunoglobulin_g;

  b.niche0 = niche_left_by(b.marrow_blasts0, p.marrow_space);
  b.reserve_neutrophil = production_reserve(patient.neutrophils, p.neutrophil_normal, p.neutrophil_feedback,
                                            b.niche0, p.niche_exponent);
  b.reserve_platelet = production_reserve(patient.platelets, p.platelet_normal, p.platelet_feedback, b.niche0,
                                          p.niche_exponent);
  b.reserve_haemoglobin = production_reserve(patient.haemoglobin, p.haemoglobin_normal,
                                             p.haemoglobin_feedback, b.niche0, p.niche_exponent_haemoglobin);
  return b;
}

}  // namespace trimer::therapy
