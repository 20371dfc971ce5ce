/// @file
/// Competing risks: cumulative incidence of each cause (Aalen & Johansen 1978) and Gray's test of k groups.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trimer::cohort {

/// A time that ended by one of several causes.
struct CauseTime {
  double days = 0;
  int cause = 0;  ///< 0 = censored; 1, 2, … causes

  bool operator==(const CauseTime&) const = default;
};

struct IncidencePoint {
  double time = 0;
  std::int64_t at_risk = 0;  ///< just before `time`
  std::int64_t events = 0;   ///< of this cause
  double incidence = 0;      ///< right after `time`
  double variance = 0;       ///< delta method after Aalen 1978, doi:10.1214/aos/1176344198
};

/// Cumulative incidence of one cause. Not 1 - Kaplan-Meier, which takes the other causes for censorings.
struct CumulativeIncidence {
  int cause = 1;
  std::int64_t patients = 0;
  double last_follow_up = 0;
  std::vector<IncidencePoint> points;  ///< times at which this cause occurs

  /// Value at a landmark; nullopt beyond the last follow-up.
  [[nodiscard]] std::optional<IncidencePoint> at(double time) const;
};

/// Limits by log(-log) of the incidence: F^exp(± z se / (F ln F)); undefined at 0 and 1.
struct IncidenceLimits {
  std::optional<double> low, high;
};
[[nodiscard]] IncidenceLimits incidence_limits(const IncidencePoint& point, double level = 0.95);

/// @throws InputError if the cause is < 1 or a time is negative
[[nodiscard]] CumulativeIncidence cumulative_incidence(std::span<const CauseTime> times, int cause);

struct GrayTest {
  double chi_square = 0;
  int degrees_of_freedom = 0;
  std::optional<double> p;  ///< nullopt if there is nothing to compare
};

/// Gray's test that the subdistributions of `cause` agree (Gray 1988, doi:10.1214/aos/1176350951), rho = 0.
/// @param group  0 .. k-1 for each time
[[nodiscard]] GrayTest gray_test(std::span<const CauseTime> times, std::span<const int> group, int cause);

}  // namespace trimer::cohort
