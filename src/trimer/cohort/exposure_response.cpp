#include <trimer/cohort/exposure_response.h>

#include <algorithm>
#include <cmath>

#include <trimer/cohort/endpoint.h>
#include <trimer/core/maths.h>

namespace trimer::cohort {
namespace {
constexpr double lowest_exposure = 1e-3;
constexpr double ln_10 = 2.302585092994046;
}  // namespace

double ExposureTally::edge(std::size_t bin) {
  return lowest_exposure * maths::exp(ln_10 * static_cast<double>(bin) / bins_per_decade);
}

void ExposureTally::add(double exposure, const PatientRow& row) {
  const double place = std::floor(maths::log(exposure / lowest_exposure) / ln_10 * bins_per_decade);
  const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(bins - 1)));
  ++patients_[bin];
  for (std::size_t i = 0; i < exposure_endpoints.size(); ++i) {
    const auto endpoint = static_cast<std::size_t>(find_proportion(exposure_endpoints[i]));
    const Reading reading =
        row.failed() ? Reading::not_evaluable : proportion_endpoints()[endpoint].read(row);
    if (reading == Reading::outside) continue;
    ++inside_[bin][i];
    events_[bin][i] += reading == Reading::yes;
  }
}

void ExposureTally::merge(const ExposureTally& other) {
  for (std::size_t bin = 0; bin < bins; ++bin) {
    patients_[bin] += other.patients_[bin];
    for (std::size_t i = 0; i < exposure_endpoints.size(); ++i) {
      inside_[bin][i] += other.inside_[bin][i];
      events_[bin][i] += other.events_[bin][i];
    }
  }
}

std::int64_t ExposureTally::patients() const {
  std::int64_t sum = 0;
  for (const std::int64_t n : patients_) sum += n;
  return sum;
}

std::vector<ExposureGroup> ExposureTally::groups(std::size_t endpoint, std::int64_t least) const {
  struct Counted {
    ExposureGroup group;
    std::size_t first = 0, last = 0;  // bins
  };
  std::vector<Counted> list;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (inside_[bin][endpoint] == 0) continue;
    if (list.empty() || list.back().group.n >= least) list.push_back({{}, bin, bin});
    list.back().group.n += inside_[bin][endpoint];
    list.back().group.k += events_[bin][endpoint];
    list.back().last = bin;
  }
  if (list.size() > 1 && list.back().group.n < least) {  // the rest joins its neighbour
    Counted& neighbour = list[list.size() - 2];
    neighbour.group.n += list.back().group.n;
    neighbour.group.k += list.back().group.k;
    neighbour.last = list.back().last;
    list.pop_back();
  }
  std::vector<ExposureGroup> result;
  for (Counted& counted : list) {
    ExposureGroup& group = counted.group;
    group.low = edge(counted.first);
    group.high = edge(counted.last + 1);
    std::int64_t below = 0;
    for (std::size_t bin = counted.first; bin <= counted.last; ++bin) {
      below += inside_[bin][endpoint];
      if (2 * below >= group.n) {
        group.middle = std::sqrt(edge(bin) * edge(bin + 1));
        break;
      }
    }
    result.push_back(group);
  }
  return result;
}

double ExposureTally::quantile(double share) const {
  const double wanted = share * static_cast<double>(patients());
  std::int64_t below = 0;
  std::size_t last = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (patients_[bin] == 0) continue;
    last = bin;
    below += patients_[bin];
    if (static_cast<double>(below) >= wanted) break;
  }
  return std::sqrt(edge(last) * edge(last + 1));
}

}  // namespace trimer::cohort
