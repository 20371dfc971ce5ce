/// @file
/// Counts and intensities of gated populations, block by block in flat memory, and the grids behind the
/// plots.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <trimer/cytometry/fcs_reader.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/transforms.h>

namespace trimer::cytometry {

/// Median and geometric mean of a stream of intensities. The median is exact up to `kept` values; beyond them
/// it is read from a histogram with bins of 0.1 % of the value (linear between 0 and 1e-3).
class IntensityStatistics {
 public:
  static constexpr std::size_t kept = 1U << 20;

  void add(double value);
  [[nodiscard]] std::uint64_t events() const { return events_; }  ///< NaN left out
  [[nodiscard]] std::uint64_t not_positive() const { return events_ - positive_; }
  [[nodiscard]] std::optional<double> median() const;          ///< of all; empty without events
  [[nodiscard]] std::optional<double> geometric_mean() const;  ///< of those > 0; empty without any

 private:
  std::uint64_t events_ = 0, positive_ = 0;
  double logarithms_ = 0;
  std::vector<double> values_;
  std::vector<std::uint64_t> bins_;
};

/// Events on a plot, counted in cells.
class PlotGrid {
 public:
  PlotGrid() = default;
  /// @param x, y  to display coordinates; 0 to 1 is the plot
  PlotGrid(const Scale& x, const Scale& y, std::size_t columns, std::size_t rows);

  /// Counts an event; those beyond the plot lie on its border, NaN nowhere.
  void add(double x, double y);
  [[nodiscard]] const Scale& x_scale() const { return x_scale_; }
  [[nodiscard]] const Scale& y_scale() const { return y_scale_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::vector<double>& count() const {
    return count_;
  }  ///< (rows, columns), row 0 lowest
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  Scale x_scale_, y_scale_;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<double> x_edges_, y_edges_;  ///< intensities between the cells
  std::vector<double> count_;
  std::uint64_t events_ = 0;
};

/// A histogram of logarithmic bins.
struct IntensityHistogram {
  double low = 1, high = 1e6;  ///< [intensity], > 0
  std::vector<double> count;
  void add(double value);  ///< below `low`, and <= 0, into the first bin
  [[nodiscard]] double edge(std::size_t bin) const;
};

/// The scale on which a channel is shown: linear for scatter and time, logicle for fluorescence, with the top
/// of the channel's scale and 4.5 decades; 0.8 of them are linear, so that negative events are seen whole.
[[nodiscard]] Scale display_scale(const FcsParameter& parameter, bool scatter);
/// The linear scale of a scatter channel by what is in it: to 1.2 times the 99.5 % quantile of the values,
/// two digits, and at most the top of the channel; that top where there are no values above 0.
[[nodiscard]] Scale scatter_scale(const FcsParameter& parameter, std::span<const double> values);
/// `FSC`, `SSC`, `FS`, `SS`, `Time` and their like.
[[nodiscard]] bool is_scatter_or_time(std::string_view channel);

}  // namespace trimer::cytometry
