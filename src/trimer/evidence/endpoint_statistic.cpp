#include <trimer/evidence/endpoint_statistic.h>

#include <cmath>
#include <stdexcept>

#include <trimer/cohort/hazard_ratio.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/cohort/series_prediction.h>
#include <trimer/core/days.h>

namespace trimer::evidence {

namespace {

using cohort::Count;
using cohort::SurvivalTally;
using Counts = cohort::Reading;

constexpr double normal_95 = 1.959963984540054;

void proportion(const EndpointTally& tally, EndpointStatistic& statistic) {
  const Count& count = tally.count(Side::none);
  if (count.n == 0 || count.not_evaluable == count.n) return;
  statistic.value = static_cast<double>(count.k) / static_cast<double>(count.n);
  statistic.mc_error = cohort::monte_carlo_error(count.k, count.n);
}

void median(const EndpointTally& tally, EndpointStatistic& statistic) {
  const SurvivalTally& times = tally.times(Side::none);
  if (times.patients() == 0) return;
  const auto curve = cohort::kaplan_meier(cohort::risk_steps(times));
  statistic.value = curve.median;
  statistic.not_reached = !curve.median;
  if (curve.median_low && curve.median_high)
    statistic.mc_error = (*curve.median_high - *curve.median_low) / (2 * normal_95);
}

void landmark(const PublishedEndpoint& endpoint, const EndpointTally& tally, EndpointStatistic& statistic) {
  const SurvivalTally& times = tally.times(Side::none);
  if (times.patients() == 0 || !endpoint.threshold || endpoint.threshold->numbers.empty()) return;
  const auto curve = cohort::kaplan_meier(cohort::risk_steps(times));
  if (const auto point = curve.at(endpoint.threshold->numbers.front() * days_per_month)) {
    statistic.value = point->survival;
    statistic.mc_error = point->standard_error;
  }
}

void odds_ratio(const Count& test, const Count& reference, EndpointStatistic& statistic) {
  const double a = static_cast<double>(test.k), b = static_cast<double>(test.n - test.k);
  const double c = static_cast<double>(reference.k), d = static_cast<double>(reference.n - reference.k);
  if (b * c > 0) {
    statistic.value = a * d / (b * c);
    if (a * d > 0) statistic.mc_error = *statistic.value * std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  } else {
    statistic.not_reached = a * d > 0;  // infinite; 0/0 is nothing
  }
}

void hazard_ratio(const EndpointTally& tally, EndpointStatistic& statistic) {
  const auto found = cohort::hazard_ratio(tally.times(Side::test), tally.times(Side::reference));
  if (!found) return;
  statistic.value = found->ratio;
  statistic.mc_error = found->ratio * found->standard_error;
}

}  // namespace

bool is_time(Kind kind) {
  return kind == Kind::median_time || kind == Kind::landmark || kind == Kind::hazard_ratio;
}

void EndpointTally::add(const EndpointReading& reading) {
  ++patients_;
  if (reading.counts == Counts::outside) return;
  Count& count = counts_[static_cast<std::size_t>(reading.side)];
  ++count.n;
  if (reading.counts == Counts::not_evaluable) {
    ++count.not_evaluable;
    return;
  }
  if (reading.counts == Counts::yes) ++count.k;
  if (is_time(kind_))
    times_[static_cast<std::size_t>(reading.side)].add({reading.value, reading.counts == Counts::yes});
  else if (kind_ == Kind::distribution)
    ++values_[std::llround(reading.value * value_steps)];
}

void EndpointTally::merge(const EndpointTally& other) {
  patients_ += other.patients_;
  for (std::size_t side = 0; side < 3; ++side) {
    counts_[side].k += other.counts_[side].k;
    counts_[side].n += other.counts_[side].n;
    counts_[side].not_evaluable += other.counts_[side].not_evaluable;
    times_[side].merge(other.times_[side]);
  }
  for (const auto& [value, count] : other.values_) values_[value] += count;
}

double unit_factor(const PublishedEndpoint& endpoint) {
  if (endpoint.kind == Kind::proportion || endpoint.kind == Kind::landmark)
    return endpoint.unit == "percent" ? 100 : 1;
  if (endpoint.kind == Kind::median_time)
    return endpoint.unit == "days" ||
                   (endpoint.threshold && endpoint.threshold->quantity == "neurologic_onset_day")
               ? 1
               : 1 / days_per_month;
  const bool fraction = endpoint.threshold && endpoint.threshold->quantity.ends_with("_fraction");
  return endpoint.kind == Kind::distribution && fraction && endpoint.unit == "percent" ? 100 : 1;
}

EndpointStatistic endpoint_statistic(const PublishedEndpoint& endpoint, const EndpointTally& tally) {
  EndpointStatistic statistic;
  const bool contrast = endpoint.kind == Kind::odds_ratio || endpoint.kind == Kind::hazard_ratio;
  const Count& count = tally.count(contrast ? Side::test : Side::none);
  statistic.k = count.k;
  statistic.n = count.n;
  statistic.not_evaluable = count.not_evaluable;
  statistic.reference_k = tally.count(Side::reference).k;
  statistic.reference_n = tally.count(Side::reference).n;
  switch (endpoint.kind) {
    case Kind::proportion:
      proportion(tally, statistic);
      break;
    case Kind::median_time:
      median(tally, statistic);
      break;
    case Kind::landmark:
      landmark(endpoint, tally, statistic);
      break;
    case Kind::odds_ratio:
      odds_ratio(count, tally.count(Side::reference), statistic);
      break;
    case Kind::hazard_ratio:
      hazard_ratio(tally, statistic);
      break;
    case Kind::distribution:
      if (const auto middle = cohort::middle_of(tally.values())) statistic.value = *middle / value_steps;
      break;
    case Kind::rate:
    case Kind::qualitative:
      break;
  }
  const double factor = unit_factor(endpoint);
  if (statistic.value) *statistic.value *= factor;
  if (statistic.mc_error) *statistic.mc_error *= factor;
  return statistic;
}

EndpointTally tally_of(const Study& study, std::size_t endpoint, std::span<const StudyRow> rows) {
  EndpointTally tally(study.endpoints.at(endpoint).kind);
  for (const StudyRow& row : rows) tally.add(row.readings.at(endpoint));
  return tally;
}

EndpointStatistic endpoint_statistic(const Study& study, const PublishedEndpoint& endpoint,
                                     std::span<const StudyRow> rows) {
  for (std::size_t i = 0; i < study.endpoints.size(); ++i)
    if (study.endpoints[i].name == endpoint.name)
      return endpoint_statistic(endpoint, tally_of(study, i, rows));
  throw std::invalid_argument("endpoint " + endpoint.name + " is not of study " + study.id);
}

}  // namespace trimer::evidence
