/// @file
/// What is known of a patient before the first dose: the baseline covariates the equations read.
#pragma once

#include <array>
#include <limits>
#include <string_view>

#include <trimer/core/fault.h>

// clang-format off
//  covariate                unit           lowest  highest
#define TRIMER_COVARIATES(X)                                  \
  X(age,                     "year",        0.0,    120.0)    \
  X(bsa,                     "m2",          0.2,    4.0)      \
  X(weight,                  "kg",          2.0,    300.0)    \
  X(marrow_blast_fraction,   "1",           1e-12,  0.9999)   \
  X(blood_blasts_per_ul,     "cells/uL",    0.0,    2e6)      \
  X(cd19_positive_fraction,  "1",           0.0,    1.0)      \
  X(cd19_low_fraction,       "1",           0.0,    1.0)      \
  X(cd19_null_fraction,      "1",           0.0,    1.0)      \
  X(sites_high,              "sites/cell",  1.0,    1e7)      \
  X(t_cells_per_ul,          "cells/uL",    1e-3,   1e5)      \
  X(cd8_fraction,            "1",           0.0,    1.0)      \
  X(treg_percent,            "%",           0.0,    100.0)    \
  X(exhausted_fraction,      "1",           0.0,    1.0)      \
  X(t_cell_fitness,          "1",           0.0,    10.0)     \
  X(b_cells_per_ul,          "cells/uL",    0.0,    1e6)      \
  X(neutrophils,             "1e9/L",       1e-3,   500.0)    \
  X(platelets,               "1e9/L",       1e-1,   5000.0)   \
  X(haemoglobin,             "g/dL",        0.5,    30.0)     \
  X(immunoglobulin_g,        "g/L",         0.0,    200.0)    \
  X(car_t_per_ul,            "cells/uL",    0.0,    1e5)      \
  X(csf_blasts,              "cells",       0.0,    1e12)
// clang-format on

namespace trimer::therapy {

/// Baseline covariates of one patient. Every field is NaN until it is set.
///
/// `marrow_blast_fraction` counts blasts in units of 1e12 cells; it is not what a smear shows. See
/// marrow_blast_fraction_from_smear() in observables.h.
/// `cd19_low_fraction` is raised to the gate-negative share where that is larger (baseline.h).
/// `treg_percent` is a share of CD4. `age` and `weight` enter no rate; weight sets the dose of tocilizumab.
template <class T>
struct Covariates {
#define TRIMER_FIELD(name, unit, lowest, highest) T name{std::numeric_limits<double>::quiet_NaN()};
  TRIMER_COVARIATES(TRIMER_FIELD)
#undef TRIMER_FIELD
};

struct CovariateInfo {
  std::string_view name;
  std::string_view unit;
  double lowest;   ///< [unit], inclusive
  double highest;  ///< [unit], inclusive
};

inline constexpr std::array covariates = std::to_array<CovariateInfo>({
#define TRIMER_FIELD(name, unit, lowest, highest) {#name, unit, lowest, highest},
    TRIMER_COVARIATES(TRIMER_FIELD)
#undef TRIMER_FIELD
});
inline constexpr int covariate_count = static_cast<int>(covariates.size());

/// Calls f(info, value) for every covariate in order.
template <class C, class F>
requires requires(C& values) {
  values.marrow_blast_fraction;
}
constexpr void for_each_covariate(C&& values, F&& f) {
  const CovariateInfo* info = covariates.data();
#define TRIMER_FIELD(name, unit, lowest, highest) f(*info++, values.name);
  TRIMER_COVARIATES(TRIMER_FIELD)
#undef TRIMER_FIELD
}

/// Every covariate that is missing or out of its range. The caller adds file and line.
[[nodiscard]] std::vector<Fault> covariate_faults(const Covariates<double>& patient);

}  // namespace trimer::therapy
