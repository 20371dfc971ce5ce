/// @file
/// What the benchmark found, as text, as JSON and as a figure.
#pragma once

#include "ingredients.h"
#include "stream.h"
#include "work_precision.h"

#include <string>
#include <vector>

namespace trimer::benchmark {

struct Results {
  std::string processor, compiler, sundials;
  double load = 0;  ///< of the machine before the measurement, in processes
  WorkPrecisionResult work_precision;

  struct Measured {
    StreamPlan plan;
    StreamResult result;
  };
  std::vector<Measured> by_patients, by_days, by_threads;  ///< in order; by_threads: medians

  /// One thread over two on the same patients, medians of the repetitions: of wall time, which needs a
  /// machine that does nothing else, and of processor time (all of one thread over the slower of two).
  double threads_by_wall = 0, threads_by_processor = 0;

  std::vector<Ingredient> ingredients;
  IngredientPlan ingredient_plan;

  struct Share {
    Level level;
    double peak;     ///< measured, multiply-adds only [flop/s]
    double reached;  ///< by the count of operations [flop/s]
    double tolerance;
  };
  std::vector<Share> shares;
  double flops_per_step = 0;

  /// Speed of the ensemble on a level over CVODE's at equal error; NaN: not measured.
  [[nodiscard]] double ratio(Level level, double error, const std::string& competitor = "CVODE, dense") const;
};

[[nodiscard]] std::string results_table(const Results& results);
/// The errors at which methods are compared, and the levels in the order of the tables.
inline constexpr double compared_errors[] = {1e-4, 1e-6};
inline constexpr Level compared_levels[] = {Level::v4, Level::v3, Level::baseline};

/// `ratio to CVODE at error 1e-6: R (avx512, one core)`, of the best level of this machine.
[[nodiscard]] std::string last_line(const Results& results);
[[nodiscard]] std::string results_json(const Results& results);
/// Error against patients per second, one line per method.
[[nodiscard]] std::string results_figure(const Results& results);

}  // namespace trimer::benchmark
