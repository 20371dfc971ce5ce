#include <trimer/cohort/band_accumulator.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/maths.h>

namespace trimer::cohort {

namespace {

constexpr double log_bin_width = 0.009;  ///< natural log; exp(0.009) - 1 = 0.904 %
constexpr double largest_bin = 1e7;      ///< keeps a stray value from allocating without bound

}  // namespace

BandAccumulator::BandAccumulator(std::vector<BandQuantity> quantities, std::vector<double> days)
    : quantities_(std::move(quantities)), days_(std::move(days)) {
  FaultList faults;
  for (const BandQuantity& quantity : quantities_) {
    if (quantity.logarithmic && !(quantity.floor > 0)) {
      faults.add({"", 0, 0, quantity.id + ".floor", number_text(quantity.floor), "expected > 0"});
    }
    if (!quantity.logarithmic && !(quantity.step > 0)) {
      faults.add({"", 0, 0, quantity.id + ".step", number_text(quantity.step), "expected > 0"});
    }
  }
  for (std::size_t i = 1; i < days_.size(); ++i) {
    if (!(days_[i] > days_[i - 1])) {
      faults.add(
          {"", 0, 0, "days[" + std::to_string(i) + "]", number_text(days_[i]), "expected increasing days"});
    }
  }
  faults.throw_if_any();
  histograms_.resize(quantities_.size() * days_.size());
}

std::int32_t BandAccumulator::bin(const BandQuantity& quantity, double value) const {
  double position = 0;
  if (quantity.logarithmic) {
    // Bin 0 holds everything at or below the floor.
    position =
        value <= quantity.floor ? 0 : 1 + std::floor(maths::log(value / quantity.floor) / log_bin_width);
  } else {
    position = std::floor(value / quantity.step + 0.5);
  }
  return static_cast<std::int32_t>(std::clamp(position, -largest_bin, largest_bin));
}

double BandAccumulator::edge(const BandQuantity& quantity, double bin) const {
  if (quantity.logarithmic) {
    return bin <= 1 ? quantity.floor : quantity.floor * maths::exp((bin - 1) * log_bin_width);
  }
  return (bin - 0.5) * quantity.step;
}

void BandAccumulator::add_to(Histogram& histogram, std::int32_t bin, std::uint32_t count) {
  if (histogram.counts.empty()) {
    histogram.first = bin;
    histogram.counts.assign(1, 0);
  } else if (bin < histogram.first) {
    histogram.counts.insert(histogram.counts.begin(), static_cast<std::size_t>(histogram.first - bin), 0);
    histogram.first = bin;
  } else if (bin - histogram.first >= static_cast<std::int32_t>(histogram.counts.size())) {
    histogram.counts.resize(static_cast<std::size_t>(bin - histogram.first) + 1, 0);
  }
  histogram.counts[static_cast<std::size_t>(bin - histogram.first)] += count;
  histogram.total += count;
}

void BandAccumulator::add(std::size_t quantity, std::size_t day_index, double value) {
  if (std::isnan(value)) return;
  add_to(histograms_[quantity * days_.size() + day_index], bin(quantities_[quantity], value), 1);
}

void BandAccumulator::merge(const BandAccumulator& other) {
  auto same = [](const BandQuantity& a, const BandQuantity& b) {
    return a.id == b.id && a.logarithmic == b.logarithmic && a.floor == b.floor && a.step == b.step;
  };
  if (days_ != other.days_ || quantities_.size() != other.quantities_.size() ||
      !std::equal(quantities_.begin(), quantities_.end(), other.quantities_.begin(), same)) {
    throw InputError("bands", "", "expected an accumulator of the same quantities and days");
  }
  for (std::size_t i = 0; i < histograms_.size(); ++i) {
    const Histogram& from = other.histograms_[i];
    if (from.counts.empty()) continue;
    // Widen once in both directions, then add.
    add_to(histograms_[i], from.first, 0);
    add_to(histograms_[i], from.first + static_cast<std::int32_t>(from.counts.size()) - 1, 0);
    for (std::size_t j = 0; j < from.counts.size(); ++j) {
      add_to(histograms_[i], from.first + static_cast<std::int32_t>(j), from.counts[j]);
    }
  }
}

double BandAccumulator::quantile(std::size_t quantity, std::size_t day_index, double probability) const {
  const Histogram& histogram = histograms_[quantity * days_.size() + day_index];
  if (histogram.total == 0) return std::numeric_limits<double>::quiet_NaN();
  const BandQuantity& scale = quantities_[quantity];
  // Position among the sorted values, each in the middle of its share of the bin.
  const double position = probability * static_cast<double>(histogram.total - 1) + 0.5;
  double below = 0;
  for (std::size_t j = 0; j < histogram.counts.size(); ++j) {
    const double count = histogram.counts[j];
    if (count > 0 && position <= below + count) {
      const double number = static_cast<double>(histogram.first) + static_cast<double>(j);
      return edge(scale, number + (position - below) / count);
    }
    below += count;
  }
  return edge(scale, static_cast<double>(histogram.first) + static_cast<double>(histogram.counts.size()));
}

BandTable BandAccumulator::table(std::size_t quantity) const {
  const BandQuantity& scale = quantities_[quantity];
  BandTable table{scale.id, scale.title, scale.unit, scale.logarithmic, days_, {}, {}, {}, {}, {}, {}};
  for (std::size_t day = 0; day < days_.size(); ++day) {
    table.median.push_back(quantile(quantity, day, 0.5));
    table.low50.push_back(quantile(quantity, day, 0.25));
    table.high50.push_back(quantile(quantity, day, 0.75));
    table.low90.push_back(quantile(quantity, day, 0.05));
    table.high90.push_back(quantile(quantity, day, 0.95));
    table.patients.push_back(static_cast<int>(histograms_[quantity * days_.size() + day].total));
  }
  return table;
}

}  // namespace trimer::cohort
