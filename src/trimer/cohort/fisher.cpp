#include <trimer/cohort/fisher.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace trimer::cohort {

namespace {

double log_choose(double n, double k) {
  return boost::math::lgamma(n + 1) - boost::math::lgamma(k + 1) - boost::math::lgamma(n - k + 1);
}

/// Fisher's noncentral hypergeometric distribution of a, given the margins.
class Conditional {
 public:
  explicit Conditional(const TwoByTwo& table)
      : lowest_(std::max<std::int64_t>(0, table.a - table.d)),
        highest_(std::min(table.a + table.b, table.a + table.c)) {
    const auto row = static_cast<double>(table.a + table.b), other = static_cast<double>(table.c + table.d);
    const auto column = static_cast<double>(table.a + table.c);
    for (std::int64_t x = lowest_; x <= highest_; ++x) {
      const auto count = static_cast<double>(x);
      log_weight_.push_back(log_choose(row, count) + log_choose(other, column - count));
    }
  }

  [[nodiscard]] std::int64_t lowest() const { return lowest_; }
  [[nodiscard]] std::int64_t highest() const { return highest_; }

  /// Probabilities at a log odds ratio, in the order lowest .. highest.
  [[nodiscard]] std::vector<double> probabilities(double log_odds) const {
    std::vector<double> mass(log_weight_.size());
    double largest = -HUGE_VAL, sum = 0;
    for (std::size_t i = 0; i < mass.size(); ++i) {
      mass[i] = log_weight_[i] + static_cast<double>(i) * log_odds;
      largest = std::max(largest, mass[i]);
    }
    for (double& m : mass) sum += m = std::exp(m - largest);
    for (double& m : mass) m /= sum;
    return mass;
  }

  [[nodiscard]] double mean(double log_odds) const {
    const std::vector<double> mass = probabilities(log_odds);
    double sum = 0;
    for (std::size_t i = 0; i < mass.size(); ++i) sum += mass[i] * static_cast<double>(i);
    return static_cast<double>(lowest_) + sum;
  }
  /// P(X >= x)
  [[nodiscard]] double at_least(double log_odds, std::int64_t x) const {
    const std::vector<double> mass = probabilities(log_odds);
    double sum = 0;
    for (std::int64_t i = highest_; i >= x; --i) sum += mass[static_cast<std::size_t>(i - lowest_)];
    return sum;
  }
  /// P(X <= x)
  [[nodiscard]] double at_most(double log_odds, std::int64_t x) const {
    const std::vector<double> mass = probabilities(log_odds);
    double sum = 0;
    for (std::int64_t i = lowest_; i <= x; ++i) sum += mass[static_cast<std::size_t>(i - lowest_)];
    return sum;
  }

 private:
  std::int64_t lowest_, highest_;
  std::vector<double> log_weight_;
};

/// Odds ratio at which an increasing function of the log odds ratio crosses zero.
template <class Function>
double odds_at_zero(Function increasing) {
  double low = -1, high = 1;
  while (increasing(low) > 0) low *= 2;
  while (increasing(high) < 0) high *= 2;
  std::uintmax_t iterations = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      increasing, low, high, boost::math::tools::eps_tolerance<double>(52), iterations);
  return std::exp((bracket.first + bracket.second) / 2);
}

}  // namespace

FisherTest fisher_test(const TwoByTwo& table, double level) {
  FaultList faults;
  for (const std::int64_t count : {table.a, table.b, table.c, table.d}) {
    if (count < 0) faults.add({"", 0, 0, "table", std::to_string(count), "expected counts >= 0"});
  }
  if (table.a + table.b + table.c + table.d == 0)
    faults.add({"", 0, 0, "table", "", "expected at least one count"});
  if (!(level > 0 && level < 1))
    faults.add({"", 0, 0, "level", number_text(level), "expected inside (0, 1)"});
  faults.throw_if_any();

  const Conditional conditional(table);
  FisherTest test;
  const std::vector<double> mass = conditional.probabilities(0);
  const double observed = mass[static_cast<std::size_t>(table.a - conditional.lowest())];
  test.p = 0;
  for (const double m : mass) {
    // Tables as probable as the observed one must count in spite of rounding.
    if (m <= observed * (1 + 1e-7)) test.p += m;
  }
  test.p = std::min(test.p, 1.0);
  const double rarest = *std::min_element(mass.begin(), mass.end());
  test.smallest_p = 0;
  for (const double m : mass) {
    if (m <= rarest * (1 + 1e-7)) test.smallest_p += m;
  }
  test.smallest_p = std::min(test.smallest_p, 1.0);
  // With an empty margin every odds ratio fits.
  if (conditional.lowest() == conditional.highest()) return test;

  const double tail = (1 - level) / 2;
  const bool at_lowest = table.a == conditional.lowest(), at_highest = table.a == conditional.highest();
  const auto count = static_cast<double>(table.a);
  if (at_lowest) {
    test.odds_ratio = 0;
    test.low = 0;
  } else {
    test.low = odds_at_zero([&](double x) { return conditional.at_least(x, table.a) - tail; });
  }
  if (!at_highest) {
    test.high = odds_at_zero([&](double x) { return tail - conditional.at_most(x, table.a); });
    if (!at_lowest) test.odds_ratio = odds_at_zero([&](double x) { return conditional.mean(x) - count; });
  }
  return test;
}

}  // namespace trimer::cohort
