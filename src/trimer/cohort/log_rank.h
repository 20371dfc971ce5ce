/// @file
/// Log-rank test of k groups: observed minus expected events with the hypergeometric variance (Mantel 1966;
/// Peto & Peto 1972, doi:10.2307/2344317), and its permutation form for small arms.
///
/// Meant for real cohorts. Between simulated groups a p-value only measures how many patients were simulated.
#pragma once

#include <trimer/cohort/event_time.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trimer::cohort {

struct LogRankGroup {
  std::int64_t patients = 0;
  double observed = 0;
  double expected = 0;
};

struct LogRank {
  std::vector<LogRankGroup> groups;  ///< in the order of the group numbers
  double chi_square = 0;             ///< 0 if there is nothing to compare
  int degrees_of_freedom = 0;
  std::optional<double> p;  ///< from the chi-square distribution; nullopt with 0 degrees of freedom
};

/// @param group  0 .. k-1 for each time
/// @throws InputError if the lengths differ or a group number is negative
[[nodiscard]] LogRank log_rank(std::span<const EventTime> times, std::span<const int> group);

/// A p-value by permutation of the group labels.
struct PermutationTest {
  double p = 1;
  bool exact = true;                        ///< every arrangement was enumerated
  std::int64_t arrangements = 0;            ///< enumerated, or drawn
  std::optional<double> monte_carlo_error;  ///< sqrt(p (1 - p) / draws); nullopt if exact
  double smallest_p = 1;  ///< no result of this test can be smaller, whatever the data: 1 / arrangements
};

struct PermutationOptions {
  std::int64_t enumerate_up_to = 1'000'000;  ///< arrangements
  std::int64_t draws = 100'000;              ///< where enumeration is too large
  std::uint64_t seed = 1;
};

/// Share of arrangements whose chi-square is at least the observed one. Enumerated in full up to
/// `enumerate_up_to` arrangements n! / (n1! ... nk!); beyond that p = (1 + hits) / (1 + draws) from seeded
/// draws.
[[nodiscard]] PermutationTest log_rank_permutation(std::span<const EventTime> times,
                                                   std::span<const int> group,
                                                   const PermutationOptions& options = {});

/// Number of arrangements of groups of these sizes; +inf where it exceeds the range of double.
[[nodiscard]] double arrangements(std::span<const std::int64_t> sizes);

/// Policy `small_arms`: permutation when any arm has fewer than 10 patients.
[[nodiscard]] bool has_small_arm(std::span<const int> group);

}  // namespace trimer::cohort
