/// @file
/// Targets: published numbers as observations of simulated statistics, with the likelihoods of each.
///
/// Every target is a scalar. What is published jointly is taken apart into factors that are independent given
/// the population, which is exact for a multinomial: nested categories, event counts in intervals and
/// quantiles each become a chain of conditional proportions.
///
/// | published | becomes | the simulator counts |
/// |---|---|---|
/// | k of n | Binomial{k, n} | events of patients |
/// | a rounded percentage of n | BinomialRange | events of patients |
/// | nested categories | nested_chain() | inner events of outer events |
/// | events in intervals, some censored | interval_chain() | events of those at risk at the start |
/// | a median survival of n | survival_median() | patients who live past the published median |
/// | odds ratio with interval | log_odds_ratio() | ln odds ratio and its variance |
/// | quantiles of n values, some below a limit | quantile_chain() | values above a quantile of those above
/// the one before |
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace trimer::inference {

/// k events among n patients. Both may be fractions: an effective number.
struct Binomial {
  double k = 0, n = 0;
  friend bool operator==(const Binomial&, const Binomial&) = default;
};
/// Between k_low and k_high events among n patients, both included: what a rounded percentage leaves open, or
/// a median that was not reached.
struct BinomialRange {
  int k_low = 0, k_high = 0, n = 0;
  friend bool operator==(const BinomialRange&, const BinomialRange&) = default;
};
/// A value on the link scale with its standard error.
struct NormalValue {
  double value = 0, sd = 1;
  friend bool operator==(const NormalValue&, const NormalValue&) = default;
};
/// Simulated and reported, without weight.
struct Watched {
  friend bool operator==(const Watched&, const Watched&) = default;
};
using Observed = std::variant<Watched, Binomial, BinomialRange, NormalValue>;

struct Target {
  std::string name;   ///< unique, e.g. `tower_kantarjian_2017/CR_within_12_weeks`
  std::string group;  ///< the study: left out together
  Observed observed;
  friend bool operator==(const Target&, const Target&) = default;
};

/// Correlation of the errors of two NormalValue targets, e.g. of odds ratios that share a reference group.
struct Correlation {
  std::size_t first = 0, second = 0;  ///< positions of the targets
  double value = 0;                   ///< inside (-1, 1)
};

/// counts = {n, k1, k2, …}, each contained in the one before: k1 of n, k2 of k1, …
/// @throws InputError unless they fall and are not negative
[[nodiscard]] std::vector<Binomial> nested_chain(std::span<const double> counts);

/// Events e and censorings c of n patients in successive intervals, censored at the end of theirs: e of those
/// at risk at its start, interval by interval.
/// @throws InputError if there are more than patients
[[nodiscard]] std::vector<Binomial> interval_chain(double n, std::span<const double> events,
                                                   std::span<const double> censored);

/// A printed interval of an estimate.
struct PrintedInterval {
  double low = 0, high = 0;
  double level = 0.95;
};

/// The sample median of a survival time is m when half of the sample lives past m, so it observes S(m) = 1/2
/// as an effective number of patients does:  n_eff/2 of n_eff.  Censoring makes n_eff less than n; with an
/// interval [l, h] of the median,
///     n_eff = (q / (S(l) - S(h)))²,   S(t) = 2^(-t/m),   q the normal quantile of the level,
/// which inverts the interval S(m) ± q / (2 sqrt(n_eff)) along an exponential survival curve (Brookmeyer &
/// Crowley 1982, doi:10.2307/2530286, in reverse). Never more than n. Without an interval n_eff = n.
/// @throws InputError unless n >= 1, median > 0 and the interval holds it
[[nodiscard]] Binomial survival_median(double n, double median,
                                       const std::optional<PrintedInterval>& interval = std::nullopt);

/// ln of an odds ratio; its standard error from the printed interval, which is symmetric on that scale.
/// @throws InputError unless 0 < low < estimate < high
[[nodiscard]] NormalValue log_odds_ratio(double estimate, const PrintedInterval& interval);

/// Sample quantiles of n values at probabilities `p`, rising; the first `below_limit` of them lie below the
/// limit of quantification, so that only the share above that limit is known to be at most 1 - p of the last
/// of them: it is left out, and the first conditional proportion is that above the next quantile of all n.
/// @throws InputError unless 0 < p[0] < … < 1 and below_limit is less than their number
[[nodiscard]] std::vector<Binomial> quantile_chain(double n, std::span<const double> p,
                                                   std::size_t below_limit = 0);

/// ln likelihood of a statistic with link value eta, up to a constant that does not depend on it.
[[nodiscard]] double log_likelihood(const Observed& observed, double eta);

/// The same, averaged over eta normal with this mean and variance (an emulator's). Gauss–Hermite with nine
/// nodes, exact for NormalValue.
[[nodiscard]] double log_likelihood(const Observed& observed, double mean, double variance);

/// A normal approximation of the likelihood on the link scale, for Kalman inversion.
/// @pre not Watched
[[nodiscard]] NormalValue normal_form(const Observed& observed);

/// The published estimate on the scale of the statistic: a proportion, or the value; NaN for Watched.
[[nodiscard]] double published_value(const Observed& observed);

/// The joint likelihood of all targets.
class Likelihood {
 public:
  /// @throws InputError for a repeated name, a correlation of targets that are not NormalValue, of a target
  ///         twice, or outside (-1, 1)
  Likelihood(std::vector<Target> targets, std::vector<Correlation> correlations);

  [[nodiscard]] const std::vector<Target>& targets() const { return targets_; }
  [[nodiscard]] const std::vector<Correlation>& correlations() const { return correlations_; }
  /// @param mean, variance  of each target's link value, in their order
  [[nodiscard]] double log(std::span<const double> mean, std::span<const double> variance) const;
  /// The likelihood without one group; its targets are watched.
  [[nodiscard]] Likelihood without(std::string_view group) const;

 private:
  std::vector<Target> targets_;
  std::vector<Correlation> correlations_;
  std::vector<bool> in_pair_;
};

}  // namespace trimer::inference
