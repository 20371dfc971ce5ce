#include <trimer/cohort/paired.h>

#include <cmath>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cohort {
namespace {

double two_sided_quantile(double level) {
  return normal_quantile(0.5 + level / 2);
}

/// Tango's score of a difference: standard normal if it is the true one.
double score(double only_first, double only_second, double n, double difference) {
  const double a = 2 * n;
  const double b = -only_first - only_second + (2 * n - only_second + only_first) * difference;
  const double c = -only_first * difference * (1 - difference);
  const double share = (std::sqrt(std::max(0.0, b * b - 4 * a * c)) - b) / (2 * a);
  const double variance = n * (2 * share + difference * (1 - difference));
  const double excess = only_second - only_first - n * difference;
  return variance > 0 ? excess / std::sqrt(variance) : excess > 0 ? 1e300 : excess < 0 ? -1e300 : 0;
}

/// The product-limit table of the times with, at each distinct time, what its events add to the influence.
struct Table {
  std::vector<RiskStep> steps;
  std::vector<double> survival;  ///< after the events of the step
  TimeRanks ranks;
};

Table table_of(std::span<const EventTime> times) {
  Table table;
  table.steps = risk_steps(times);
  double survival = 1;
  for (const RiskStep& step : table.steps) {
    survival *= 1 - static_cast<double>(step.events) / static_cast<double>(step.at_risk);
    table.survival.push_back(survival);
  }
  std::vector<double> days;
  for (const EventTime& time : times) days.push_back(time.days);
  table.ranks = rank_times(days);
  return table;
}

/// Sums over the steps what the event of a patient, and his having been at risk, add. With weights w the
/// estimate changes by -w_j at an event of step j; Greenwood's denominators make it exact where nobody is
/// censored.
std::vector<double> influence(std::span<const EventTime> times, const Table& table,
                              const std::vector<double>& weight) {
  const auto n = static_cast<double>(times.size());
  std::vector<double> event(weight.size()), at_risk(weight.size() + 1);
  for (std::size_t j = 0; j < weight.size(); ++j) {
    const RiskStep& step = table.steps[j];
    const auto risk = static_cast<double>(step.at_risk), events = static_cast<double>(step.events);
    const bool counts = weight[j] > 0 && step.events > 0;  // with weight there are survivors: risk > events
    event[j] = counts ? n * weight[j] / (risk - events) : 0;
    at_risk[j + 1] = at_risk[j] + (counts ? n * weight[j] * events / (risk * (risk - events)) : 0);
  }
  std::vector<double> result;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const std::size_t j = table.ranks.rank[i];
    if (j >= weight.size())
      result.push_back(at_risk.back());
    else
      result.push_back(at_risk[j + 1] - (times[i].event ? event[j] : 0));
  }
  return result;
}

}  // namespace

Interval paired_difference_interval(std::int64_t only_first, std::int64_t only_second, std::int64_t n,
                                    double level) {
  if (only_first < 0 || only_second < 0 || n < 1 || only_first + only_second > n)
    throw InputError(
        "pairs",
        std::to_string(only_first) + " and " + std::to_string(only_second) + " of " + std::to_string(n),
        "expected discordant pairs that are not more than all");
  const double z = two_sided_quantile(level);
  const auto b = static_cast<double>(only_first), c = static_cast<double>(only_second),
             all = static_cast<double>(n);
  const double estimate = (c - b) / all;
  // The score falls as the difference rises, so each limit lies between the estimate and the end of the
  // scale.
  const auto limit = [&](double outside, double sign) {
    double inner = estimate;
    for (int i = 0; i < 100; ++i) {
      const double middle = (inner + outside) / 2;
      (sign * score(b, c, all, middle) < z ? inner : outside) = middle;
    }
    return inner;
  };
  return {limit(-1, 1), limit(1, -1)};
}

std::optional<Influence> survival_influence(std::span<const EventTime> times, double time) {
  const Table table = table_of(times);
  std::size_t steps = 0;
  while (steps < table.steps.size() && table.steps[steps].time <= time) ++steps;
  Influence result;
  result.estimate = steps == 0 ? 1 : table.survival[steps - 1];
  if (times.empty() || (steps == table.steps.size() && table.steps.back().time < time && result.estimate > 0))
    return std::nullopt;
  result.influence = influence(times, table, std::vector<double>(steps, result.estimate));
  return result;
}

std::optional<Influence> restricted_mean_influence(std::span<const EventTime> times, double horizon) {
  const Table table = table_of(times);
  std::size_t steps = 0;
  while (steps < table.steps.size() && table.steps[steps].time <= horizon) ++steps;
  if (times.empty() ||
      (steps == table.steps.size() && table.steps.back().time < horizon && table.survival.back() > 0))
    return std::nullopt;
  Influence result;
  // Areas under the curve from each step to the horizon, from the end.
  std::vector<double> area(steps);
  double rest = 0;
  for (std::size_t j = steps; j-- > 0;) {
    const double end = j + 1 < steps ? table.steps[j + 1].time : horizon;
    rest += table.survival[j] * (end - table.steps[j].time);
    area[j] = rest;
  }
  result.estimate = (steps == 0 ? horizon : table.steps[0].time) + rest;
  result.influence = influence(times, table, area);
  return result;
}

std::optional<Influence> share_influence(const std::vector<bool>& inside, const std::vector<bool>& event) {
  double n = 0, k = 0;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    n += inside[i];
    k += inside[i] && event[i];
  }
  if (n == 0) return std::nullopt;
  Influence result{k / n, {}};
  const double weight = static_cast<double>(inside.size()) / n;
  for (std::size_t i = 0; i < inside.size(); ++i)
    result.influence.push_back(inside[i] ? weight * ((event[i] ? 1 : 0) - result.estimate) : 0);
  return result;
}

DifferenceEstimate paired_difference(const Influence& first, const Influence& second, double level) {
  const auto n = static_cast<double>(first.influence.size());
  double squares = 0;
  for (std::size_t i = 0; i < first.influence.size(); ++i) {
    const double difference = second.influence[i] - first.influence[i];
    squares += difference * difference;
  }
  const double half = two_sided_quantile(level) * std::sqrt(squares / (n * (n - 1)));
  const double difference = second.estimate - first.estimate;
  return {difference, difference - half, difference + half};
}

}  // namespace trimer::cohort
