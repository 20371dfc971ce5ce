/// @file
/// Numbers of the model that never vary: conversions, exponents, scales, floors. They are compiled in so that
/// generated code can fold them; meaning and source are in `data/parameters/constants.csv`, which a test
/// holds to this list.
#pragma once

#include <array>

#include <trimer/therapy/notation.h>

// clang-format off
//  constant                      value      unit
#define TRIMER_CONSTANTS(X)                                        \
  X(one_cell,                     1.0,       "cells")              \
  X(blood_volume,                 5e6,       "uL")                 \
  X(csf_volume,                   1.5e5,     "uL")                 \
  X(hours_per_day,                24.0,      "h/d")                \
  X(concentration_scale,          1000.0,    "ng/ug")              \
  X(marrow_reference_cells,       1e12,      "cells")              \
  X(release_floor_targets,        1e8,       "cells")              \
  X(macrophage_exponent,          1.5,       "1")                  \
  X(pressure_exponent,            1.5,       "1")                  \
  X(saturation_exponent,          2.0,       "1")                  \
  X(leak_death_exponent,          3.0,       "1")                  \
  X(ice_max,                      10.0,      "points")             \
  X(ice_exponent,                 2.0,       "1")                  \
  X(niche_floor,                  0.02,      "1")                  \
  X(neutrophil_threshold,         1.5,       "1e9/L")              \
  X(igg_threshold,                7.0,       "g/L")                \
  X(neutrophil_stages,            4.0,       "1")                  \
  X(platelet_stages,              4.0,       "1")                  \
  X(haemoglobin_stages,           2.0,       "1")                  \
  X(car_effector_share0,          0.1,       "1")                  \
  X(minimum_net_growth,           0.02,      "1/d")                \
  X(niche_fraction_cap,           0.05,      "1")                  \
  X(car_residual_function_cap,    1.0,       "1")                  \
  X(natural_killer_per_ul,        150.0,     "cells/uL")           \
  X(other_white_cells,            0.3,       "1e9/L")              \
  X(count_per_cell_concentration, 1e-3,      "1e9.uL/L/cells")     \
  X(cd19_gate_background,         0.015,     "1")                  \
  X(trimer_binding,               1.067e-11, "cells.mL/sites/pg")  \
  X(cd3_sites,                    66299.0,   "sites/cell")
// clang-format on

namespace trimer::therapy {

/// The constants in a scalar: `const Constants<T> constants;`.
template <class T>
struct Constants {
#define TRIMER_FIELD(name, value, unit) T name = quantity<T>(value, unit);
  TRIMER_CONSTANTS(TRIMER_FIELD)
#undef TRIMER_FIELD
};

struct ConstantInfo {
  std::string_view name;
  double value;
  std::string_view unit;
};

inline constexpr std::array constants_list = std::to_array<ConstantInfo>(
    {{"smooth_width", smooth_width, "1"},  // the unit of the argument of positive()
#define TRIMER_FIELD(name, value, unit) {#name, value, unit},
     TRIMER_CONSTANTS(TRIMER_FIELD)
#undef TRIMER_FIELD
    });

}  // namespace trimer::therapy
