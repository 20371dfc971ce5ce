/// @file
/// Speed and true error of each method over a ladder of tolerances, one core.
#pragma once

#include "accuracy.h"
#include "cvode_solver.h"
#include "lane_solver.h"

#include <optional>
#include <string>
#include <vector>

namespace trimer::benchmark {

struct WorkPrecisionPlan {
  int days = 84;
  int reference_patients = 32;  ///< error is measured on these; CVODE is timed on them
  int lane_patients = 512;      ///< the ensemble is timed on these
  int repetitions = 3;          ///< medians; all methods take turns in each
  std::vector<double> lane_tolerances;
  std::vector<double> single_tolerances;  ///< of the ensemble in single precision, on the best level
  std::vector<double> cvode_tolerances;
};

/// A method at one tolerance, with what it did.
struct Row : WorkPrecision {
  double steps_per_patient = 0;
  double rejected = 0;  ///< share of steps
  double active = 1;    ///< share of lanes
  int failures = 0;
};

struct Method {
  std::string name;            ///< e.g. `Trimer, avx512`
  std::optional<Level> level;  ///< of an ensemble
  simulation::Precision precision = simulation::Precision::f64;
  std::vector<Row> rows;
};

struct WorkPrecisionResult {
  std::vector<Method> methods;
  double reference_error =
      0;  ///< of the reference against the ensemble at 1e-11: neither is better than this
};

/// "avx512", "avx2", "baseline"
[[nodiscard]] std::string instruction_set(Level level);

[[nodiscard]] WorkPrecisionResult measure_work_precision(const WorkPrecisionPlan& plan);

}  // namespace trimer::benchmark
