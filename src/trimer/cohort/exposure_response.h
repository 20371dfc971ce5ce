/// @file
/// How often endpoints occur at low and at high exposure: counts on a fixed logarithmic grid of the exposure,
/// so that any number of patients takes the same memory and neither order nor threads matter.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include <trimer/cohort/patient_row.h>

namespace trimer::cohort {

/// The endpoints that are counted: ids of proportion_endpoints().
inline constexpr std::array<std::string_view, 6> exposure_endpoints = {
    "cr_crh_cri", "mrd_response_all", "crs_ge2", "crs_ge3", "icans_any", "icans_ge3"};

/// Patients of similar exposure.
struct ExposureGroup {
  double low = 0, high = 0;   ///< edges on the exposure axis
  double middle = 0;          ///< median exposure of its patients, to the width of the grid
  std::int64_t n = 0, k = 0;  ///< patients, and those with the event
};

class ExposureTally {
 public:
  /// Exposures outside [1e-3, 1e7) count at the end of the grid. @pre exposure > 0
  void add(double exposure, const PatientRow& row);
  void merge(const ExposureTally& other);

  [[nodiscard]] std::int64_t patients() const;
  /// Groups of neighbouring exposures with at least `least` patients each (all patients, if there are fewer).
  /// @param endpoint  position in exposure_endpoints
  [[nodiscard]] std::vector<ExposureGroup> groups(std::size_t endpoint, std::int64_t least) const;
  /// Exposure below which a share of the patients lies, to the width of the grid (2 %). @pre patients() > 0
  [[nodiscard]] double quantile(double share) const;

 private:
  static constexpr std::size_t bins_per_decade = 120, decades = 10, bins = bins_per_decade * decades;
  [[nodiscard]] static double edge(std::size_t bin);

  std::array<std::int64_t, bins> patients_{};
  std::array<std::array<std::int64_t, exposure_endpoints.size()>, bins> inside_{}, events_{};
};

}  // namespace trimer::cohort
