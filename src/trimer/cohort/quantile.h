/// @file
/// Sample quantiles.
#pragma once

#include <optional>
#include <span>

namespace trimer::cohort {

/// Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996,
/// doi:10.2307/2684934; the default of R). NaN values are left out; nullopt if nothing is left.
/// @throws InputError unless 0 <= probability <= 1
[[nodiscard]] std::optional<double> quantile(std::span<const double> values, double probability);

}  // namespace trimer::cohort
