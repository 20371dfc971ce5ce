/// @file
/// True error of a trajectory against a reference, and the speed of a method at a given error.
///
/// The error of a patient is the largest, over days and states, of |y - ref| / (|ref| + 1e-3 max_t |ref|). A
/// state that stays below the absolute tolerance of population runs for the whole time counts as nothing; a
/// value that is not finite makes the error infinite. A method's error is the geometric mean over patients.
#pragma once

#include "cohort.h"

#include <span>
#include <vector>

namespace trimer::benchmark {

[[nodiscard]] double patient_error(std::span<const double> trajectory, std::span<const double> reference);
[[nodiscard]] double geometric_mean(std::span<const double> values);
[[nodiscard]] double median(std::vector<double> values);

/// A method at one tolerance.
struct WorkPrecision {
  double tolerance = 0;
  double error = 0;
  double patients_per_second = 0;  ///< of processor time
};

/// Patients per second at an error, straight on logarithmic axes between the points that enclose it.
/// @return NaN where no two points enclose it
[[nodiscard]] double rate_at_error(std::span<const WorkPrecision> curve, double error);

}  // namespace trimer::benchmark
