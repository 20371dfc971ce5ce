/// @file
/// Proportions of small series: exact and Wilson intervals, and the interval in which a published series of a
/// given size should lie if its patients were like the simulated ones.
#pragma once

#include <cstdint>
#include <vector>

namespace trimer::cohort {

/// A closed interval on the scale of the estimate.
struct Interval {
  double low = 0;
  double high = 0;
};

/// Exact (Clopper–Pearson) interval: lower Beta(a/2; k, n-k+1), upper Beta(1-a/2; k+1, n-k); 0 at k = 0, 1 at
/// k = n. Source: Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.
/// @param level  e.g. 0.95, inside (0, 1)
/// @throws InputError unless 0 <= k <= n and n >= 1
[[nodiscard]] Interval clopper_pearson(std::int64_t k, std::int64_t n, double level = 0.95);

/// Wilson score interval, no continuity correction. Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.
[[nodiscard]] Interval wilson(std::int64_t k, std::int64_t n, double level = 0.95);

/// Monte Carlo standard error of a simulated proportion: sqrt(p (1 - p) / N) at p = (k + 1/2) / (N + 1), so
/// that it does not vanish at k = 0 or k = N.
[[nodiscard]] double monte_carlo_error(std::int64_t k, std::int64_t n);

/// Central prediction interval for the proportion in a series of `series_size` patients, given that k of N
/// simulated patients had the event. Beta-binomial with the Jeffreys posterior Beta(k + 1/2, N - k + 1/2), so
/// the Monte Carlo error of the simulation is inside; for large N it is the binomial interval. low = x1 / n
/// with x1 the smallest count of P(X <= x1) >= a/2, high = x2 / n with x2 the smallest count of P(X <= x2) >=
/// 1 - a/2: at least `level` of all series lie inside, both ends included.
[[nodiscard]] Interval prediction_interval(std::int64_t k, std::int64_t n, std::int64_t series_size,
                                           double level = 0.95);

/// The same where the probability of the event is one of several, each as likely: the mixture of beta-binomials
/// Beta(n p + 1/2, n (1 - p) + 1/2).
/// @param members  probabilities (member_draw.h)
/// @param n        simulated patients of all members
[[nodiscard]] Interval prediction_interval(const std::vector<double>& members, std::int64_t n,
                                           std::int64_t series_size, double level = 0.95);

}  // namespace trimer::cohort
