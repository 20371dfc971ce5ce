#include <trimer/cohort/agreement.h>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace trimer::cohort {

namespace {

constexpr int highest_grade = 20;

/// Share of agreement between categories i and j, 1 on the diagonal.
double credit(KappaWeights weights, int i, int j, int categories) {
  const double distance = std::abs(i - j), span = categories - 1;
  switch (weights) {
    case KappaWeights::none:
      return i == j ? 1 : 0;
    case KappaWeights::linear:
      return 1 - distance / span;
    case KappaWeights::quadratic:
      return 1 - distance * distance / (span * span);
  }
  return 0;
}

}  // namespace

Agreement agreement(std::span<const std::optional<int>> first, std::span<const std::optional<int>> second,
                    KappaWeights weights, double level) {
  if (first.size() != second.size()) {
    throw InputError("second", std::to_string(second.size()),
                     "expected as many as first, " + std::to_string(first.size()));
  }
  Agreement result;
  int lowest = highest_grade, highest = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!first[i] || !second[i]) {
      ++result.missing;
      continue;
    }
    for (const int grade : {*first[i], *second[i]}) {
      if (grade < 0 || grade > highest_grade)
        throw InputError("grade", std::to_string(grade), "expected 0 to 20");
      lowest = std::min(lowest, grade);
      highest = std::max(highest, grade);
    }
    ++result.n;
    if (*first[i] == *second[i]) {
      ++result.agreeing;
    } else {
      result.discordant.push_back(i);
    }
  }
  if (result.n == 0 || lowest == highest) return result;

  const int categories = highest - lowest + 1;
  const auto size = static_cast<std::size_t>(categories);
  std::vector<std::vector<double>> share(size, std::vector<double>(size, 0));
  std::vector<double> rows(size, 0), columns(size, 0);
  const double unit = 1 / static_cast<double>(result.n);
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!first[i] || !second[i]) continue;
    const auto row = static_cast<std::size_t>(*first[i] - lowest),
               column = static_cast<std::size_t>(*second[i] - lowest);
    share[row][column] += unit;
    rows[row] += unit;
    columns[column] += unit;
  }
  auto weight = [&](std::size_t i, std::size_t j) {
    return credit(weights, static_cast<int>(i), static_cast<int>(j), categories);
  };
  double observed = 0, expected = 0;
  std::vector<double> row_credit(size, 0), column_credit(size, 0);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      observed += weight(i, j) * share[i][j];
      expected += weight(i, j) * rows[i] * columns[j];
      row_credit[i] += weight(i, j) * columns[j];
      column_credit[j] += weight(i, j) * rows[i];
    }
  }
  if (expected >= 1) return result;
  const double kappa = (observed - expected) / (1 - expected);
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      const double term = weight(i, j) - (row_credit[i] + column_credit[j]) * (1 - kappa);
      sum += share[i][j] * term * term;
    }
  }
  const double centre = kappa - expected * (1 - kappa);
  const double variance = std::max(0.0, sum - centre * centre) / (static_cast<double>(result.n)) /
                          ((1 - expected) * (1 - expected));
  result.kappa = kappa;
  result.standard_error = std::sqrt(variance);
  const double half = -normal_quantile((1 - level) / 2) * *result.standard_error;
  result.low = std::max(-1.0, kappa - half);
  result.high = std::min(1.0, kappa + half);
  return result;
}

}  // namespace trimer::cohort
