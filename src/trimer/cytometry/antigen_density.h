/// @file
/// Antigens per cell from calibration beads: log10 of molecules on log10 of intensity, least squares, solved
/// for the cells (antibody binding capacity, ABC).
///
///     log10(molecules) = intercept + slope · log10(intensity)
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

  struct Density {
    std::optional<double>
        molecules;               ///< [molecules/cell]; empty where the intensity is not above the background
    bool outside_range = false;  ///< beyond the beads: extrapolated
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

}  // namespace trimer::cytometry
