#include <trimer/cohort/signed_rank.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace trimer::cohort {

namespace {

constexpr std::size_t most_pairs = 1000;

/// Ranks of the absolute differences, doubled so that midranks are whole numbers.
std::vector<std::size_t> doubled_ranks(const std::vector<double>& sorted_by_size) {
  std::vector<std::size_t> ranks(sorted_by_size.size());
  for (std::size_t i = 0; i < ranks.size();) {
    std::size_t j = i;
    while (j < ranks.size() && std::abs(sorted_by_size[j]) <= std::abs(sorted_by_size[i]) * (1 + 1e-12)) ++j;
    for (std::size_t k = i; k < j; ++k) ranks[k] = i + j + 1;  // twice the mean of ranks i+1 .. j
    i = j;
  }
  return ranks;
}

/// Distribution of twice the rank sum when every sign is a fair coin.
std::vector<double> sign_distribution(const std::vector<std::size_t>& ranks) {
  std::vector<double> mass{1};
  for (const std::size_t rank : ranks) {
    std::vector<double> next(mass.size() + rank, 0);
    for (std::size_t i = 0; i < mass.size(); ++i) {
      next[i] += mass[i] / 2;
      next[i + rank] += mass[i] / 2;
    }
    mass = std::move(next);
  }
  return mass;
}

}  // namespace

SignedRank signed_rank(std::span<const double> differences, double level) {
  if (!(level > 0 && level < 1)) throw InputError("level", number_text(level), "expected inside (0, 1)");
  if (differences.size() > most_pairs) {
    throw InputError("differences", std::to_string(differences.size()), "expected at most 1000 pairs");
  }
  SignedRank result;
  std::vector<double> nonzero;
  for (const double difference : differences) {
    if (!std::isfinite(difference))
      throw InputError("differences", number_text(difference), "expected finite");
    if (difference == 0) {
      ++result.zeros;
    } else {
      nonzero.push_back(difference);
    }
  }
  result.pairs = static_cast<std::int64_t>(nonzero.size());
  if (nonzero.empty()) return result;
  std::sort(nonzero.begin(), nonzero.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  const std::vector<std::size_t> ranks = doubled_ranks(nonzero);
  std::size_t positive = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (nonzero[i] > 0) positive += ranks[i];
  }
  result.statistic = static_cast<double>(positive) / 2;

  const std::vector<double> mass = sign_distribution(ranks);
  double lower = 0, upper = 0;
  for (std::size_t i = 0; i < mass.size(); ++i) {
    if (i <= positive) lower += mass[i];
    if (i >= positive) upper += mass[i];
  }
  result.p = std::min(1.0, 2 * std::min(lower, upper));
  result.smallest_p = std::min(1.0, 2 * mass.front());

  std::vector<double> walsh;
  for (std::size_t i = 0; i < nonzero.size(); ++i) {
    for (std::size_t j = i; j < nonzero.size(); ++j) walsh.push_back((nonzero[i] + nonzero[j]) / 2);
  }
  std::sort(walsh.begin(), walsh.end());
  const std::size_t count = walsh.size();
  result.estimate = (walsh[(count - 1) / 2] + walsh[count / 2]) / 2;

  // Limits by counting Walsh averages: the largest number cut off each end with P(V < cut) <= a/2, from the
  // distribution without ties.
  std::vector<std::size_t> plain(nonzero.size());
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = i + 1;
  const std::vector<double> untied = sign_distribution(plain);
  const double tail = (1 - level) / 2;
  double cumulative = 0;
  std::size_t cut = 0;
  while (cut < untied.size() && cumulative + untied[cut] <= tail) cumulative += untied[cut++];
  if (cut > 0) {
    result.low = walsh[cut - 1];
    result.high = walsh[count - cut];
  }
  return result;
}

}  // namespace trimer::cohort
