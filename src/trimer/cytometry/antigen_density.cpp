#include <trimer/cytometry/antigen_density.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <boost/math/distributions/students_t.hpp>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/cytometry/density_valley.h>

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
  fit.beads = beads.size();
  fit.mean_log = mean_x;
  fit.spread = sxx;
  fit.residual_sd = std::sqrt(std::max(0.0, syy - fit.slope * sxy) / (n - 2));
  if (syy > 0) fit.r2 = sxy * sxy / (sxx * syy);
  fit.poor = fit.slope < limits.lowest_slope || fit.slope > limits.highest_slope ||
             (fit.r2 && *fit.r2 < limits.lowest_r2);
  return fit;
}

BeadCalibration::Density BeadCalibration::density(double intensity, double background) const {
  Density result;
  const double net = intensity - background;
  if (!(net > 0)) return result;
  const double x = std::log10(net), y = intercept + slope * x;
  result.molecules = std::pow(10.0, y);
  if (beads > 2) {
    const auto n = static_cast<double>(beads);
    const double t = boost::math::quantile(boost::math::students_t(n - 2), 0.975);
    const double error = t * residual_sd * std::sqrt(1 + 1 / n + (x - mean_log) * (x - mean_log) / spread);
    result.low = std::pow(10.0, y - error);
    result.high = std::pow(10.0, y + error);
  }
  result.outside_range = net < lowest_intensity || net > highest_intensity;
  return result;
}

std::vector<double> find_bead_peaks(std::span<const double> intensities, std::size_t count) {
  constexpr double bandwidth = 0.02, least_rise = 0.1;
  std::vector<double> logs;
  for (const double value : intensities)
    if (value > 0 && std::isfinite(value)) logs.push_back(std::log10(value));
  const DensityCurve curve = kernel_density(logs, 4096, bandwidth);
  const std::vector<double>& density = curve.density;
  const double highest = density.empty() ? 0 : *std::max_element(density.begin(), density.end());
  // Peaks and the valleys between them: a turn counts once the density has moved by `least_rise` since the
  // last one.
  std::vector<std::size_t> peaks, valleys;
  std::size_t top = 0, bottom = 0;
  bool rising = true;
  for (std::size_t i = 1; i < density.size(); ++i) {
    if (rising) {
      if (density[i] > density[top]) top = i;
      if (density[top] - density[i] > least_rise * highest) {
        peaks.push_back(top);
        bottom = i;
        rising = false;
      }
    } else {
      if (density[i] < density[bottom]) bottom = i;
      if (density[i] - density[bottom] > least_rise * highest) {
        valleys.push_back(bottom);
        top = i;
        rising = true;
      }
    }
  }
  if (peaks.size() != count) {
    std::string found;
    for (const std::size_t peak : peaks)
      found += (found.empty() ? "" : ", ") + number_text(std::round(std::pow(10.0, curve.position(peak))));
    throw InputError("beads", std::to_string(peaks.size()) + " peaks" + (found.empty() ? "" : " at " + found),
                     "expected " + std::to_string(count) + ", one for each value of the lot");
  }
  std::vector<double> sums(count, 0), numbers(count, 0);
  for (const double value : logs) {
    std::size_t window = 0;
    while (window < valleys.size() && value > curve.position(valleys[window])) ++window;
    if (window >= count) continue;
    // Debris between the peaks is far from both: only what lies within a fifth of a decade of its peak
    // counts.
    if (std::fabs(value - curve.position(peaks[window])) > 0.2) continue;
    sums[window] += value;
    ++numbers[window];
  }
  std::vector<double> means;
  for (std::size_t i = 0; i < count; ++i) means.push_back(std::pow(10.0, sums[i] / numbers[i]));
  return means;
}

}  // namespace trimer::cytometry
