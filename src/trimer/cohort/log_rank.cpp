#include <trimer/cohort/log_rank.h>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include <Eigen/Dense>
#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace trimer::cohort {

namespace {

constexpr std::int64_t small_arm = 10;  ///< patients
constexpr std::uint32_t permutation_draw = 0x4c52;

/// The pooled data, sorted once; only the labels change between arrangements.
class PooledData {
 public:
  PooledData(std::span<const EventTime> times, std::span<const int> group) {
    if (times.size() != group.size()) {
      throw InputError("group", std::to_string(group.size()),
                       "expected one per time, " + std::to_string(times.size()));
    }
    std::vector<double> days;
    for (const EventTime& time : times) days.push_back(time.days);
    const TimeRanks ranks = rank_times(days);
    order_.resize(times.size());
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return ranks.rank[a] < ranks.rank[b]; });
    for (const std::size_t i : order_) {
      rank_.push_back(ranks.rank[i]);
      event_.push_back(times[i].event);
      if (group[i] < 0) throw InputError("group", std::to_string(group[i]), "expected 0 or more");
      label_.push_back(group[i]);
      groups_ = std::max(groups_, group[i] + 1);
    }
  }

  [[nodiscard]] int groups() const { return groups_; }
  [[nodiscard]] const std::vector<int>& labels() const { return label_; }

  /// Chi-square of the labels (in sorted order); fills observed, expected and degrees of freedom when asked.
  double statistic(const std::vector<int>& labels, LogRank* result) const {
    if (groups_ == 2 && result == nullptr) return two_groups(labels);
    const auto k = static_cast<Eigen::Index>(groups_);
    Eigen::VectorXd at_risk = Eigen::VectorXd::Zero(k), observed = Eigen::VectorXd::Zero(k);
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(k);
    Eigen::MatrixXd variance = Eigen::MatrixXd::Zero(k, k);
    for (const int label : labels) at_risk[label] += 1;
    Eigen::VectorXd events = Eigen::VectorXd::Zero(k);
    for (std::size_t i = 0; i < labels.size();) {
      const std::size_t first = i;
      events.setZero();
      for (; i < labels.size() && rank_[i] == rank_[first]; ++i) {
        if (event_[i]) events[labels[i]] += 1;
      }
      const double d = events.sum();
      if (d > 0) {
        const double n = at_risk.sum();
        observed += events;
        expected += at_risk * (d / n);
        if (n > 1) {
          const double factor = d * (n - d) / (n - 1) / (n * n);
          for (Eigen::Index a = 0; a < k; ++a) {
            variance(a, a) += factor * at_risk[a] * n;
            for (Eigen::Index b = 0; b < k; ++b) variance(a, b) -= factor * at_risk[a] * at_risk[b];
          }
        }
      }
      for (std::size_t j = first; j < i; ++j) at_risk[labels[j]] -= 1;
    }
    // Groups that are never at risk at an event say nothing; of the others one is redundant.
    std::vector<Eigen::Index> used;
    for (Eigen::Index a = 0; a < k; ++a) {
      if (expected[a] > 0) used.push_back(a);
    }
    double chi_square = 0;
    if (used.size() == 2) {
      const Eigen::Index a = used[1];
      const double difference = observed[a] - expected[a];
      chi_square = variance(a, a) > 0 ? difference * difference / variance(a, a) : 0;
    } else if (used.size() > 2) {
      used.erase(used.begin());
      const auto size = static_cast<Eigen::Index>(used.size());
      Eigen::MatrixXd part(size, size);
      Eigen::VectorXd difference(size);
      for (Eigen::Index a = 0; a < size; ++a) {
        difference[a] =
            observed[used[static_cast<std::size_t>(a)]] - expected[used[static_cast<std::size_t>(a)]];
        for (Eigen::Index b = 0; b < size; ++b) {
          part(a, b) = variance(used[static_cast<std::size_t>(a)], used[static_cast<std::size_t>(b)]);
        }
      }
      chi_square = difference.dot(part.completeOrthogonalDecomposition().solve(difference));
    }
    if (result != nullptr) {
      result->groups.resize(static_cast<std::size_t>(k));
      int compared = 0;
      for (Eigen::Index a = 0; a < k; ++a) {
        auto& entry = result->groups[static_cast<std::size_t>(a)];
        entry.observed = observed[a];
        entry.expected = expected[a];
        entry.patients = std::count(labels.begin(), labels.end(), static_cast<int>(a));
        if (expected[a] > 0) ++compared;
      }
      result->degrees_of_freedom = std::max(compared - 1, 0);
      result->chi_square = chi_square;
    }
    return chi_square;
  }

 private:
  /// The same for two groups without matrices: it is what a permutation test repeats a million times.
  [[nodiscard]] double two_groups(const std::vector<int>& labels) const {
    double at_risk = 0, difference = 0, variance = 0;
    auto n = static_cast<double>(labels.size());
    for (const int label : labels) at_risk += label;
    for (std::size_t i = 0; i < labels.size();) {
      const std::size_t first = i;
      double events = 0, of_group = 0, leaving = 0;
      for (; i < labels.size() && rank_[i] == rank_[first]; ++i) {
        leaving += labels[i];
        if (!event_[i]) continue;
        events += 1;
        of_group += labels[i];
      }
      if (events > 0) {
        difference += of_group - events * at_risk / n;
        if (n > 1) variance += events * (n - events) / (n - 1) * at_risk * (n - at_risk) / (n * n);
      }
      at_risk -= leaving;
      n -= static_cast<double>(i - first);
    }
    return variance > 0 ? difference * difference / variance : 0;
  }

  int groups_ = 0;
  std::vector<std::size_t> order_, rank_;
  std::vector<bool> event_;
  std::vector<int> label_;
};

std::vector<std::int64_t> sizes_of(std::span<const int> group) {
  std::vector<std::int64_t> sizes;
  for (const int label : group) {
    if (label >= static_cast<int>(sizes.size())) sizes.resize(static_cast<std::size_t>(label) + 1);
    ++sizes[static_cast<std::size_t>(label)];
  }
  return sizes;
}

}  // namespace

LogRank log_rank(std::span<const EventTime> times, std::span<const int> group) {
  const PooledData data(times, group);
  LogRank result;
  data.statistic(data.labels(), &result);
  if (result.degrees_of_freedom > 0) {
    const boost::math::chi_squared distribution(result.degrees_of_freedom);
    result.p = boost::math::cdf(boost::math::complement(distribution, result.chi_square));
  }
  return result;
}

double arrangements(std::span<const std::int64_t> sizes) {
  // Product of binomial coefficients, kept exact as long as doubles are.
  double product = 1;
  std::int64_t total = 0;
  for (const std::int64_t size : sizes) {
    for (std::int64_t i = 1; i <= size; ++i) {
      product = product * static_cast<double>(total + i) / static_cast<double>(i);
    }
    total += size;
  }
  return std::round(product);
}

bool has_small_arm(std::span<const int> group) {
  const auto sizes = sizes_of(group);
  return std::any_of(sizes.begin(), sizes.end(),
                     [](std::int64_t size) { return size > 0 && size < small_arm; });
}

PermutationTest log_rank_permutation(std::span<const EventTime> times, std::span<const int> group,
                                     const PermutationOptions& options) {
  const PooledData data(times, group);
  const double observed = data.statistic(data.labels(), nullptr);
  // Arrangements that tie with the observed one must count in spite of rounding.
  const double threshold = observed - 1e-9 * std::max(1.0, observed);
  const double count = arrangements(sizes_of(group));
  PermutationTest test;
  test.smallest_p = 1 / count;
  std::vector<int> labels = data.labels();
  std::int64_t hits = 0;
  if (count <= static_cast<double>(options.enumerate_up_to)) {
    std::sort(labels.begin(), labels.end());
    do {
      ++test.arrangements;
      if (data.statistic(labels, nullptr) >= threshold) ++hits;
    } while (std::next_permutation(labels.begin(), labels.end()));
    test.p = static_cast<double>(hits) / static_cast<double>(test.arrangements);
    return test;
  }
  test.exact = false;
  test.arrangements = options.draws;
  RandomStream random(options.seed, 0, permutation_draw);
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    for (std::size_t i = labels.size() - 1; i > 0; --i) {
      const auto j = static_cast<std::size_t>(random.uniform() * static_cast<double>(i + 1));
      std::swap(labels[i], labels[j]);
    }
    if (data.statistic(labels, nullptr) >= threshold) ++hits;
  }
  test.p = static_cast<double>(1 + hits) / static_cast<double>(1 + options.draws);
  test.monte_carlo_error = std::sqrt(test.p * (1 - test.p) / static_cast<double>(options.draws));
  return test;
}

}  // namespace trimer::cohort
