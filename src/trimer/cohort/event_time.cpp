#include <trimer/cohort/event_time.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <trimer/cohort/survival_tally.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {

namespace {
constexpr double tie_tolerance = 1e-9;  ///< of the longest time
}

TimeRanks rank_times(std::span<const double> times) {
  FaultList faults;
  double longest = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!std::isfinite(times[i]) || times[i] < 0) {
      faults.add(
          {"", 0, 0, "time[" + std::to_string(i) + "]", number_text(times[i]), "expected finite and >= 0"});
    }
    longest = std::max(longest, times[i]);
  }
  faults.throw_if_any();
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  TimeRanks ranks;
  ranks.rank.resize(times.size());
  double previous = 0;
  for (const std::size_t i : order) {
    if (ranks.distinct.empty() || times[i] - previous > tie_tolerance * longest)
      ranks.distinct.push_back(times[i]);
    previous = times[i];
    ranks.rank[i] = ranks.distinct.size() - 1;
  }
  return ranks;
}

std::vector<RiskStep> risk_steps(std::span<const EventTime> times) {
  std::vector<double> days(times.size());
  std::transform(times.begin(), times.end(), days.begin(), [](const EventTime& time) { return time.days; });
  const TimeRanks ranks = rank_times(days);
  std::vector<RiskStep> steps(ranks.distinct.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    RiskStep& step = steps[ranks.rank[i]];
    ++(times[i].event ? step.events : step.censored);
  }
  auto at_risk = static_cast<std::int64_t>(times.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].time = ranks.distinct[i];
    steps[i].at_risk = at_risk;
    at_risk -= steps[i].events + steps[i].censored;
  }
  return steps;
}

std::vector<RiskStep> risk_steps(const SurvivalTally& tally) {
  std::vector<RiskStep> steps;
  std::int64_t at_risk = tally.patients();
  for (std::size_t i = 0; i < tally.size(); ++i) {
    if (tally.events_at(i) + tally.censored_at(i) == 0) continue;
    steps.push_back(
        {static_cast<double>(i) * survival_grid_step, at_risk, tally.events_at(i), tally.censored_at(i)});
    at_risk -= tally.events_at(i) + tally.censored_at(i);
  }
  return steps;
}

}  // namespace trimer::cohort
