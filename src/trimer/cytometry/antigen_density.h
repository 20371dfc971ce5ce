/// @file
/// Antigens per cell from calibration beads: log10 of molecules on log10 of intensity, least squares, solved
/// for the cells (antibody binding capacity, ABC).
///
///     log10(molecules) = intercept + slope · log10(intensity)
///
/// Limits of a reading are those of a new observation of the regression: s √(1 + 1/n + (x - x̄)² / Sxx) on the
/// log scale, times Student's t with n - 2 degrees of freedom. Four peaks leave two degrees of freedom: they
/// are wide.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace trimer::cytometry {

/// One bead population.
struct Bead {
  double molecules = 0;  ///< of the lot [molecules/bead], > 0
  double intensity = 0;  ///< geometric mean or median, in compensated linear units, > 0
};

/// Limits below which a calibration is called poor (assumed; no guideline gives them).
struct CalibrationLimits {
  double lowest_slope = 0.8, highest_slope = 1.2;
  double lowest_r2 = 0.98;
};

struct BeadCalibration {
  double slope = 0, intercept = 0;
  std::optional<double> r2;                            ///< empty if all beads carry the same number
  double lowest_intensity = 0, highest_intensity = 0;  ///< of the beads: the calibrated range
  bool poor = false;                                   ///< slope or r2 outside the limits
  std::size_t beads = 0;                               ///< n
  double residual_sd = 0;                              ///< s, of log10 molecules
  double mean_log = 0, spread = 0;                     ///< x̄ and Sxx of log10 intensity

  struct Density {
    std::optional<double>
        molecules;  ///< [molecules/cell]; empty where the intensity is not above the background
    std::optional<double> low, high;  ///< 95 % limits of prediction
    bool outside_range = false;       ///< beyond the beads: extrapolated
  };
  /// @param intensity   of the cells, same scale as the beads
  /// @param background  isotype or FMO, subtracted
  [[nodiscard]] Density density(double intensity, double background = 0) const;
};

/// @throws InputError with fewer than three beads, or if a value is not positive or all intensities are one
[[nodiscard]] BeadCalibration calibrate(std::span<const Bead> beads, const CalibrationLimits& limits = {});

/// Pairs the peaks of a tube with the values of the lot, lowest with lowest.
/// @throws InputError if their numbers differ
[[nodiscard]] std::vector<Bead> pair_beads(std::vector<double> intensities, std::vector<double> molecules);

/// Geometric means of the peaks of a bead tube, ascending: a density of log10 intensity with a bandwidth of
/// 0.02 decades, parted at its valleys. A peak rises by at least a tenth of the highest (assumed).
/// @param count  how many the lot has
/// @throws InputError naming the peaks found if there are more or fewer
[[nodiscard]] std::vector<double> find_bead_peaks(std::span<const double> intensities, std::size_t count);

}  // namespace trimer::cytometry
