/// @file
/// Quantile bands of quantities over time for any number of patients: a histogram per day and quantity with
/// bins no wider than 1 % (logarithmic) or a declared step (linear). Counts only, so order and threads do not
/// matter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <trimer/core/figure_data.h>

namespace trimer::cohort {

/// One quantity whose bands are wanted.
struct BandQuantity {
  std::string id;     ///< e.g. `interleukin_6`
  std::string title;  ///< e.g. `IL-6`
  std::string unit;   ///< e.g. `pg/mL`
  bool logarithmic = true;
  /// Logarithmic: smallest value told apart from zero; at or below it everything is shown as `floor`. Must be
  /// > 0.
  double floor = 1e-6;
  /// Linear: bin width, e.g. 0.01 for a temperature in degC. Values beyond 1e7 steps are counted at that end.
  double step = 0.01;
};

/// Histograms of several quantities on common days.
class BandAccumulator {
 public:
  /// @param days  elapsed days at which values are added [d], increasing
  /// @throws InputError if floor or step is not positive, or days do not increase
  BandAccumulator(std::vector<BandQuantity> quantities, std::vector<double> days);

  /// Adds one patient's value. NaN (not at risk, not measured) is not counted.
  /// @param day_index  position in days; @param quantity  position in quantities
  void add(std::size_t quantity, std::size_t day_index, double value);
  /// @throws InputError if the other was made for other quantities or days
  void merge(const BandAccumulator& other);

  [[nodiscard]] const std::vector<BandQuantity>& quantities() const { return quantities_; }
  [[nodiscard]] const std::vector<double>& days() const { return days_; }
  /// Median and central 50 and 90 % at each day; NaN where nobody contributes.
  [[nodiscard]] BandTable table(std::size_t quantity) const;
  /// One quantile, interpolated inside its bin. NaN if nobody contributes. @param probability inside [0, 1]
  [[nodiscard]] double quantile(std::size_t quantity, std::size_t day_index, double probability) const;

 private:
  /// Counts of consecutive bins; grows to the range seen.
  struct Histogram {
    std::int32_t first = 0;
    std::vector<std::uint32_t> counts;
    std::int64_t total = 0;
  };
  [[nodiscard]] std::int32_t bin(const BandQuantity& quantity, double value) const;
  [[nodiscard]] double edge(const BandQuantity& quantity, double bin) const;
  static void add_to(Histogram& histogram, std::int32_t bin, std::uint32_t count);

  std::vector<BandQuantity> quantities_;
  std::vector<double> days_;
  std::vector<Histogram> histograms_;  ///< quantity-major
};

}  // namespace trimer::cohort
