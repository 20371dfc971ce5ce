#include <trimer/cytometry/antigen_density.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <trimer/core/fault.h>

namespace trimer::cytometry {

std::vector<Bead> pair_beads(std::vector<double> intensities, std::vector<double> molecules) {
  if (intensities.size() != molecules.size())
    throw InputError("beads", std::to_string(intensities.size()),
                     "expected as many peaks as the lot has values, " + std::to_string(molecules.size()));
  std::sort(intensities.begin(), intensities.end());
  std::sort(molecules.begin(), molecules.end());
  std::vector<Bead> beads;
  for (std::size_t i = 0; i < molecules.size(); ++i) beads.push_back({molecules[i], intensities[i]});
  return beads;
}

BeadCalibration calibrate(std::span<const Bead> beads, const CalibrationLimits& limits) {
  if (beads.size() < 3)
    throw InputError("beads", std::to_string(beads.size()), "expected at least three peaks");
  double mean_x = 0, mean_y = 0;
  BeadCalibration fit;
  fit.lowest_intensity = fit.highest_intensity = beads.front().intensity;
  for (const Bead& bead : beads) {
    if (!(bead.molecules > 0))
      throw InputError("beads molecules", std::to_string(bead.molecules), "expected > 0");
    if (!(bead.intensity > 0))
      throw InputError("beads intensity", std::to_string(bead.intensity), "expected > 0");
    mean_x += std::log10(bead.intensity);
    mean_y += std::log10(bead.molecules);
    fit.lowest_intensity = std::min(fit.lowest_intensity, bead.intensity);
    fit.highest_intensity = std::max(fit.highest_intensity, bead.intensity);
  }
  const auto n = static_cast<double>(beads.size());
  mean_x /= n;
  mean_y /= n;
  double sxx = 0, sxy = 0, syy = 0;
  for (const Bead& bead : beads) {
    const double x = std::log10(bead.intensity) - mean_x, y = std::log10(bead.molecules) - mean_y;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  if (!(sxx > 0)) throw InputError("beads intensity", "", "expected different intensities");
  fit.slope = sxy / sxx;
  fit.intercept = mean_y - fit.slope * mean_x;
  if (syy > 0) fit.r2 = sxy * sxy / (sxx * syy);
  fit.poor = fit.slope < limits.lowest_slope || fit.slope > limits.highest_slope ||
             (fit.r2 && *fit.r2 < limits.lowest_r2);
  return fit;
}

BeadCalibration::Density BeadCalibration::density(double intensity, double background) const {
  Density result;
  const double net = intensity - background;
  if (!(net > 0)) return result;
  result.molecules = std::pow(10.0, intercept + slope * std::log10(net));
  result.outside_range = net < lowest_intensity || net > highest_intensity;
  return result;
}

}  // namespace trimer::cytometry
