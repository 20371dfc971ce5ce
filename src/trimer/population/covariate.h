/// @file
/// What is drawn of a virtual patient before the first dose: the covariates the equations read, and labels
/// that no equation reads (sex, height, transplant, interval from CAR-T, the reserve factor behind the blood
/// counts).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// In the order in which they are drawn: what a distribution depends on comes before it. The CD19 shares come
// before the burden because the smear of a given patient counts protected blasts.
// clang-format off
//  covariate                unit        draw  lowest  highest
#define TRIMER_POPULATION_COVARIATES(X)                           \
  X(age,                     "year",        1,  0.0,    120.0)    \
  X(sex_male,                "1",           2,  0.0,    1.0)      \
  X(height,                  "cm",          3,  30.0,   250.0)    \
  X(weight,                  "kg",          4,  2.0,    300.0)    \
  X(bsa,                     "m2",          5,  0.2,    4.0)      \
  X(cd19_positive_fraction,  "1",          18,  0.0,    1.0)      \
  X(cd19_low_fraction,       "1",          19,  0.0,    1.0)      \
  X(cd19_null_fraction,      "1",          20,  0.0,    1.0)      \
  X(marrow_blast_fraction,   "1",           6,  1e-12,  0.9999)   \
  X(blood_blasts_per_ul,     "cells/uL",    7,  0.0,    2e6)      \
  X(marrow_reserve_z,        "1",           8,  -10.0,  10.0)     \
  X(neutrophils,             "1e9/L",       9,  1e-3,   500.0)    \
  X(platelets,               "1e9/L",      10,  1e-1,   5000.0)   \
  X(haemoglobin,             "g/dL",       11,  0.5,    30.0)     \
  X(t_cells_per_ul,          "cells/uL",   12,  1e-3,   1e5)      \
  X(cd8_fraction,            "1",          13,  0.0,    1.0)      \
  X(treg_percent,            "%",          14,  0.0,    100.0)    \
  X(exhausted_fraction,      "1",          15,  0.0,    1.0)      \
  X(t_cell_fitness,          "1",          16,  0.0,    10.0)     \
  X(sites_high,              "sites/cell", 17,  1.0,    1e7)      \
  X(b_cells_per_ul,          "cells/uL",   21,  0.0,    1e6)      \
  X(immunoglobulin_g,        "g/L",        22,  0.0,    200.0)    \
  X(car_t_interval_days,     "d",          23,  0.0,    36525.0)  \
  X(car_t_per_ul,            "cells/uL",   24,  0.0,    1e5)      \
  X(csf_blasts,              "cells",      25,  0.0,    1e12)     \
  X(prior_transplant,        "1",          26,  0.0,    1.0)
// clang-format on

namespace trimer::population {

/// A covariate and, as its value, the purpose of its random numbers (`draw` of RandomStream). These numbers
/// are part of every result: they are never changed nor used again, so a new or overridden covariate shifts
/// no other.
enum class Covariate : std::uint32_t {
#define TRIMER_FIELD(name, unit, draw, lowest, highest) name = draw,
  TRIMER_POPULATION_COVARIATES(TRIMER_FIELD)
#undef TRIMER_FIELD
};

/// Draws below `population_draws_end` belong to population/: covariates by their value above, parameters from
/// `first_parameter_draw` on.
inline constexpr std::uint32_t first_parameter_draw = 0x01000000;
inline constexpr std::uint32_t population_draws_end = 0x02000000;

/// The draw of a parameter's variability between patients: a hash of its name, so that a new parameter shifts
/// none.
[[nodiscard]] constexpr std::uint32_t parameter_draw(std::string_view name) {
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return first_parameter_draw | (hash & 0x00FFFFFFu);
}

struct CovariateInfo {
  Covariate covariate;
  std::string_view name;
  std::string_view unit;
  double lowest;   ///< [unit], inclusive; a draw beyond is set to it
  double highest;  ///< [unit], inclusive
};

inline constexpr std::array covariates = std::to_array<CovariateInfo>({
#define TRIMER_FIELD(name, unit, draw, lowest, highest) {Covariate::name, #name, unit, lowest, highest},
    TRIMER_POPULATION_COVARIATES(TRIMER_FIELD)
#undef TRIMER_FIELD
});
inline constexpr std::size_t covariate_count = covariates.size();

/// Position in `covariates`.
[[nodiscard]] constexpr std::size_t index_of(Covariate covariate) {
  for (std::size_t i = 0; i < covariate_count; ++i)
    if (covariates[i].covariate == covariate) return i;
  return covariate_count;
}

[[nodiscard]] constexpr std::optional<Covariate> covariate_named(std::string_view name) {
  for (const CovariateInfo& info : covariates)
    if (info.name == name) return info.covariate;
  return std::nullopt;
}

/// One value per covariate, by name.
template <class T>
class CovariateMap {
 public:
  [[nodiscard]] constexpr const T& operator[](Covariate covariate) const {
    return values_[index_of(covariate)];
  }
  [[nodiscard]] constexpr T& operator[](Covariate covariate) { return values_[index_of(covariate)]; }
  friend bool operator==(const CovariateMap&, const CovariateMap&) = default;

 private:
  std::array<T, covariate_count> values_{};
};

}  // namespace trimer::population
