/// @file
/// Floating-point operations per second that a core reaches with nothing but fused multiply-adds.
#pragma once

#include <trimer/core/level.h>

namespace trimer::benchmark {

/// Measured for some hundredths of a second; a*b + c counts as two, on the baseline it is two instructions.
/// [1/s]
[[nodiscard]] double measured_peak(Level level);

}  // namespace trimer::benchmark
