#include <trimer/cohort/movers.h>

#include <algorithm>
#include <cmath>

#include <trimer/cohort/endpoint.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {
namespace {

constexpr std::int64_t least_courses = 30;

std::int8_t outcome_of(const PatientRow& row, std::string_view id, double landmark_day) {
  if (row.failed()) return -1;
  if (id == "os_at_landmark") {
    const auto& time = row.overall_survival;
    if (!time) return -1;
    if (time->days >= landmark_day) return 1;
    return time->event ? 0 : -1;
  }
  switch (proportion_endpoints()[static_cast<std::size_t>(find_proportion(id))].read(row)) {
    case Reading::yes:
      return 1;
    case Reading::no:
      return 0;
    case Reading::outside:
    case Reading::not_evaluable:
      break;
  }
  return -1;
}

/// Where the low third ends and the high one starts. Values that are equal stay together, so that a yes or no
/// has two sides and a quantity that is 0 in most has its zeros below.
struct Thirds {
  double low = 0, high = 0;
};

Thirds thirds_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  Thirds thirds{values[(n - 1) / 3], values[n - 1 - (n - 1) / 3]};
  if (thirds.low < thirds.high) return thirds;
  const double most = thirds.low;
  const auto above = std::upper_bound(values.begin(), values.end(), most),
             first = std::lower_bound(values.begin(), values.end(), most);
  if (above != values.end())
    thirds.high = *above;
  else if (first != values.begin())
    thirds.low = *(first - 1);
  return thirds;
}

}  // namespace

Interval difference_interval(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2,
                             double level) {
  const Interval one = wilson(k1, n1, level), two = wilson(k2, n2, level);
  const double p1 = static_cast<double>(k1) / static_cast<double>(n1),
               p2 = static_cast<double>(k2) / static_cast<double>(n2), difference = p2 - p1;
  return {difference - std::hypot(p2 - two.low, one.high - p1),
          difference + std::hypot(two.high - p2, p1 - one.low)};
}

Movers::Movers(std::size_t quantities, double landmark_day)
    : quantities_(quantities), landmark_day_(landmark_day) {}

void Movers::add(std::span<const double> values, const PatientRow& row) {
  if (values.size() != quantities_)
    throw InputError("values", std::to_string(values.size()),
                     "expected one value per quantity (" + std::to_string(quantities_) + ")");
  values_.insert(values_.end(), values.begin(), values.end());
  for (const std::string_view id : moved_outcomes) outcomes_.push_back(outcome_of(row, id, landmark_day_));
}

std::vector<Mover> Movers::rank(std::size_t outcome, double level) const {
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i * moved_outcomes.size() < outcomes_.size(); ++i)
    if (outcomes_[i * moved_outcomes.size() + outcome] >= 0) told.push_back(i);
  if (static_cast<std::int64_t>(told.size()) < least_courses) return {};

  std::vector<Mover> movers;
  std::vector<double> column(told.size());
  for (std::size_t quantity = 0; quantity < quantities_; ++quantity) {
    for (std::size_t i = 0; i < told.size(); ++i) column[i] = values_[told[i] * quantities_ + quantity];
    const auto [least, most] = std::minmax_element(column.begin(), column.end());
    if (!(*least < *most)) continue;
    const Thirds thirds = thirds_of(column);
    Mover mover;
    mover.quantity = quantity;
    mover.low_third = thirds.low;
    mover.high_third = thirds.high;
    for (std::size_t i = 0; i < told.size(); ++i) {
      const bool yes = outcomes_[told[i] * moved_outcomes.size() + outcome] == 1;
      if (column[i] <= thirds.low) {
        ++mover.low_n;
        mover.low_k += yes;
      } else if (column[i] >= thirds.high) {
        ++mover.high_n;
        mover.high_k += yes;
      }
    }
    mover.difference = static_cast<double>(mover.high_k) / static_cast<double>(mover.high_n) -
                       static_cast<double>(mover.low_k) / static_cast<double>(mover.low_n);
    movers.push_back(mover);
  }
  // Bonferroni: together they hold with at least `level`.
  const double each = 1 - (1 - level) / static_cast<double>(std::max<std::size_t>(1, movers.size()));
  for (Mover& mover : movers) {
    const Interval interval = difference_interval(mover.low_k, mover.low_n, mover.high_k, mover.high_n, each);
    mover.low = interval.low;
    mover.high = interval.high;
  }
  std::stable_sort(movers.begin(), movers.end(), [](const Mover& a, const Mover& b) {
    return std::abs(a.difference) > std::abs(b.difference);
  });
  return movers;
}

}  // namespace trimer::cohort
