/// @file
/// Right-censored times, and the same reduced to counts at each distinct time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trimer::cohort {

class SurvivalTally;

/// A right-censored time, elapsed from the start of its endpoint. The unit is the caller's (days unless
/// said).
struct EventTime {
  double days = 0;
  bool event = false;  ///< false: censored

  bool operator==(const EventTime&) const = default;
};

/// Everything that happens at one distinct time. Events come before censorings of the same time.
struct RiskStep {
  double time = 0;
  std::int64_t at_risk = 0;  ///< just before `time`
  std::int64_t events = 0;
  std::int64_t censored = 0;
};

/// Distinct times in increasing order. Times that differ by less than 1e-9 of the longest are one time, so
/// that the rounding of a difference of dates splits no tie.
/// @throws InputError if a time is negative or not finite
[[nodiscard]] std::vector<RiskStep> risk_steps(std::span<const EventTime> times);
[[nodiscard]] std::vector<RiskStep> risk_steps(const SurvivalTally& tally);

/// Position of each time among the distinct ones, by the same rule of ties; shape (times).
struct TimeRanks {
  std::vector<double> distinct;   ///< increasing
  std::vector<std::size_t> rank;  ///< of each input time
};
[[nodiscard]] TimeRanks rank_times(std::span<const double> times);

}  // namespace trimer::cohort
