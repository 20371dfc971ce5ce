/// @file
/// The valley between two populations of one channel, from a kernel density estimate.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace trimer::cytometry {

/// Gaussian kernel density on an even grid.
struct DensityCurve {
  double low = 0, step = 0;     ///< position of the first grid point, distance of two
  double bandwidth = 0;         ///< standard deviation of the kernel
  std::vector<double> density;  ///< integrates to 1

  [[nodiscard]] double position(std::size_t point) const { return low + step * static_cast<double>(point); }
};

/// @param values  on the display scale; NaN and infinities are left out
/// @param points     of the grid, at least 16
/// @param bandwidth  0: by Silverman's rule, 0.9 min(SD, IQR / 1.34) n^(-1/5) (Silverman 1986, section 3.4.2)
[[nodiscard]] DensityCurve kernel_density(std::span<const double> values, std::size_t points = 512,
                                          double bandwidth = 0);

struct Valley {
  double position = 0;  ///< of the lowest density between the two peaks
  double left_peak = 0, right_peak = 0;
  double depth = 0;        ///< 1 - density of the valley / density of the lower peak, 0 to 1
  double share_above = 0;  ///< of the density right of the valley
};

/// What counts as a valley (assumed; no guideline gives these).
struct ValleyLimits {
  double least_depth = 0.2;
  double least_share = 0.005;  ///< of the density on either side
};

/// The valley that parts the density best: the one with the largest rise to the lower of its two peaks.
/// Empty if no valley is deep enough: the channel shows one population.
[[nodiscard]] std::optional<Valley> find_valley(const DensityCurve& curve, const ValleyLimits& limits = {});

/// The value below which a share of the values lies, linear between order statistics. @pre not empty, no NaN
[[nodiscard]] double quantile(std::vector<double> values, double share);

}  // namespace trimer::cytometry
