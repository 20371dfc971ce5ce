/// @file
/// The quantities whose bands a report shows, read without noise.
#pragma once

#include <vector>

#include <trimer/cohort/band_accumulator.h>
#include <trimer/observation/noiseless.h>

namespace trimer::trial {

/// Titles, units and resolutions, in the order of band_values().
[[nodiscard]] std::vector<cohort::BandQuantity> band_quantities();
/// Elapsed days at which they are read: dense after the start and the step, daily to the end of cycle 2 [d].
[[nodiscard]] std::vector<double> band_days();
/// The values of one patient at one day; NaN where there is nothing to measure.
[[nodiscard]] std::vector<double> band_values(const observation::Noiseless& truth);

}  // namespace trimer::trial
