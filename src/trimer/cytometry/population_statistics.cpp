#include <trimer/cytometry/population_statistics.h>

#include <algorithm>
#include <cmath>

#include <trimer/cytometry/density_valley.h>

namespace trimer::cytometry {
namespace {

// Bins of the median beyond `kept` values: by sign, 1e-3 to 1e12 in steps of 0.1 %.
constexpr double least = 1e-3;
const double bin_width = std::log1p(1e-3);
const std::size_t side = static_cast<std::size_t>(std::log(1e15) / bin_width) + 2;

std::size_t bin_of(double value) {
  const double size = std::fabs(value);
  std::size_t steps = 0;
  if (size > least)
    steps = std::min(static_cast<std::size_t>(std::log(size / least) / bin_width) + 1, side - 1);
  return value < 0 ? side - 1 - steps : side + steps;
}

double middle_of(std::size_t bin) {
  const bool negative = bin < side;
  const std::size_t steps = negative ? side - 1 - bin : bin - side;
  const double size =
      steps == 0 ? least / 2 : least * std::exp((static_cast<double>(steps) - 0.5) * bin_width);
  return negative ? -size : size;
}

}  // namespace

void IntensityStatistics::add(double value) {
  if (std::isnan(value)) return;
  ++events_;
  if (value > 0) {
    ++positive_;
    logarithms_ += std::log(value);
  }
  if (bins_.empty() && values_.size() < kept) {
    values_.push_back(value);
    return;
  }
  if (bins_.empty()) {
    bins_.assign(2 * side, 0);
    for (const double one : values_) ++bins_[bin_of(one)];
    values_ = {};
  }
  ++bins_[bin_of(value)];
}

std::optional<double> IntensityStatistics::median() const {
  if (events_ == 0) return std::nullopt;
  if (bins_.empty()) return quantile(values_, 0.5);
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin)
    if ((seen += bins_[bin]) * 2 >= events_) return middle_of(bin);
  return std::nullopt;
}

std::optional<double> IntensityStatistics::geometric_mean() const {
  if (positive_ == 0) return std::nullopt;
  return std::exp(logarithms_ / static_cast<double>(positive_));
}

PlotGrid::PlotGrid(const Scale& x, const Scale& y, std::size_t columns, std::size_t rows)
    : x_scale_(x), y_scale_(y), columns_(columns), rows_(rows), count_(columns * rows, 0) {
  for (std::size_t k = 1; k < columns; ++k)
    x_edges_.push_back(x.inverse(static_cast<double>(k) / static_cast<double>(columns)));
  for (std::size_t k = 1; k < rows; ++k)
    y_edges_.push_back(y.inverse(static_cast<double>(k) / static_cast<double>(rows)));
}

void PlotGrid::add(double x, double y) {
  if (std::isnan(x) || std::isnan(y)) return;
  const auto cell = [](const std::vector<double>& edges, double value) {
    return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
  };
  count_[cell(y_edges_, y) * columns_ + cell(x_edges_, x)] += 1;
  ++events_;
}

void IntensityHistogram::add(double value) {
  if (std::isnan(value)) return;
  const double at =
      value > low ? std::log(value / low) / std::log(high / low) * static_cast<double>(count.size()) : 0;
  count[std::min(static_cast<std::size_t>(at), count.size() - 1)] += 1;
}

double IntensityHistogram::edge(std::size_t bin) const {
  return low * std::pow(high / low, static_cast<double>(bin) / static_cast<double>(count.size()));
}

bool is_scatter_or_time(std::string_view channel) {
  for (const std::string_view start : {"FSC", "SSC", "FS", "SS", "Time", "TIME", "BSC"}) {
    if (!channel.starts_with(start)) continue;
    const std::string_view rest = channel.substr(start.size());
    if (rest.empty() || !((rest[0] >= 'A' && rest[0] <= 'Z') || (rest[0] >= 'a' && rest[0] <= 'z')))
      return true;
  }
  return false;
}

Scale display_scale(const FcsParameter& parameter, bool scatter) {
  const double top = parameter.decades > 0 ? parameter.lowest * std::pow(10.0, parameter.decades)
                     : parameter.range > 0 ? parameter.range / parameter.gain
                                           : 262144;
  if (scatter) return Scale(ScaleKind::linear, top, 0, 0, 0);
  return Scale(ScaleKind::logicle, top, 4.5, 0.8, 0);
}

Scale scatter_scale(const FcsParameter& parameter, std::span<const double> values) {
  const double whole = display_scale(parameter, true).top();
  std::vector<double> finite;
  for (const double value : values)
    if (std::isfinite(value)) finite.push_back(value);
  double top = finite.empty() ? 0 : 1.2 * quantile(std::move(finite), 0.995);
  if (!(top > 0)) return Scale(ScaleKind::linear, whole, 0, 0, 0);
  const double digit = std::pow(10.0, std::floor(std::log10(top)) - 1);
  top = std::ceil(top / digit) * digit;
  return Scale(ScaleKind::linear, std::min(top, whole), 0, 0, 0);
}

}  // namespace trimer::cytometry
