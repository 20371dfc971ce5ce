/// @file
/// What each ingredient of the ensemble is worth: the same patients without it.
#pragma once

#include <trimer/core/level.h>

#include <string>
#include <vector>

namespace trimer::benchmark {

/// The ensemble with one ingredient left out or replaced.
enum class Variant {
  complete,        ///< nothing is left out
  one_lane,        ///< width 1
  two_registers,   ///< twice the width of a register
  groups,          ///< patients in groups of one width: no lane is refilled before the last of its group ends
  whole_jacobian,  ///< sparse LU of the Jacobian itself, without auxiliary unknowns
  dense,           ///< dense LU in lanes
  differences,     ///< dense LU, Jacobian by one evaluation of the rates per state
};

struct Ingredient {
  Variant variant;
  std::string name;  ///< of what the variant does instead
  double patients_per_second = 0;
  double steps_per_patient = 0;
};

struct IngredientPlan {
  Level level = best_level();
  double tolerance = 1e-6;
  int days = 84;
  int patients = 256;  ///< a fourth of them where the variant is slow
  int repetitions = 3;
};

/// Medians, all variants in turn in each repetition; `complete` first.
[[nodiscard]] std::vector<Ingredient> measure_ingredients(const IngredientPlan& plan);

}  // namespace trimer::benchmark
