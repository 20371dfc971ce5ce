#include <trimer/inference/target.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>
#include <trimer/inference/statistic.h>

namespace trimer::inference {
namespace {

InputError wrong(std::string_view what, double value, std::string_view expectation) {
  return InputError(what, number_text(value), expectation);
}

double interval_deviate(const PrintedInterval& interval) {
  if (!(interval.level > 0 && interval.level < 1))
    throw wrong("level", interval.level, "expected from 0 to 1");
  return normal_quantile(0.5 + interval.level / 2);
}

/// ln of the binomial coefficient, by summing logarithms.
double log_choose(int n, int k) {
  double sum = 0;
  for (int i = 1; i <= k; ++i) sum += maths::log(static_cast<double>(n - k + i) / i);
  return sum;
}

struct LogLikelihood {
  double eta;
  double operator()(const Watched&) const { return 0; }
  double operator()(const Binomial& o) const { return -o.k * softplus(-eta) - (o.n - o.k) * softplus(eta); }
  double operator()(const BinomialRange& o) const {
    // Relative to the largest term, so that nothing underflows.
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    double coefficient = log_choose(o.n, o.k_low);
    for (int k = o.k_low; k <= o.k_high; ++k) {
      if (k > o.k_low) coefficient += maths::log(static_cast<double>(o.n - k + 1) / k);
      const double term = coefficient - k * softplus(-eta) - (o.n - k) * softplus(eta);
      if (term > largest) {
        sum = sum * maths::exp(largest - term) + 1;
        largest = term;
      } else {
        sum += maths::exp(term - largest);
      }
    }
    return largest + maths::log(sum);
  }
  double operator()(const NormalValue& o) const {
    return -0.5 * (eta - o.value) * (eta - o.value) / (o.sd * o.sd);
  }
};

/// Nodes x and weights w with ∫ f(x) N(x; 0, 1) dx ≈ Σ w f(x): the zeros of the Hermite polynomial He9.
struct Quadrature {
  static constexpr int nodes = 9;
  std::array<double, nodes> x{}, weight{};
  Quadrature() {
    // He0 = 1, He1 = x, He(k+1) = x He(k) - k He(k-1); weight = 9! / (9 He8(x))².
    const auto hermite = [](double at, double& previous) {
      double before = 1, value = at;
      for (int k = 1; k < nodes; ++k) {
        const double next = at * value - k * before;
        before = value;
        value = next;
      }
      previous = before;
      return value;
    };
    constexpr std::array<double, 5> starts = {0, 1.0232556637891326, 2.0768479786778302, 3.2054290028564703,
                                              4.5127458633997826};
    for (int i = 0; i < 5; ++i) {
      double at = starts[static_cast<std::size_t>(i)], previous = 0;
      for (int step = 0; step < 3; ++step) {
        const double value = hermite(at, previous);
        at -= value / (nodes * previous);
      }
      (void)hermite(at, previous);
      const double w = 362880.0 / (81 * previous * previous);
      x[static_cast<std::size_t>(4 + i)] = at;
      x[static_cast<std::size_t>(4 - i)] = -at;
      weight[static_cast<std::size_t>(4 + i)] = weight[static_cast<std::size_t>(4 - i)] = w;
    }
  }
};

}  // namespace

std::vector<Binomial> nested_chain(std::span<const double> counts) {
  std::vector<Binomial> chain;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    if (!(counts[i] >= 0 && counts[i] <= counts[i - 1]))
      throw wrong("nested count", counts[i],
                  "expected from 0 to the count that contains it, " + number_text(counts[i - 1]));
    chain.push_back({counts[i], counts[i - 1]});
  }
  return chain;
}

std::vector<Binomial> interval_chain(double n, std::span<const double> events,
                                     std::span<const double> censored) {
  if (events.size() != censored.size())
    throw wrong("censored", static_cast<double>(censored.size()), "expected as many intervals as of events");
  std::vector<Binomial> chain;
  double at_risk = n;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!(events[i] >= 0 && censored[i] >= 0 && events[i] + censored[i] <= at_risk))
      throw wrong("events", events[i],
                  "expected with the censored at most the patients at risk, " + number_text(at_risk));
    chain.push_back({events[i], at_risk});
    at_risk -= events[i] + censored[i];
  }
  return chain;
}

Binomial survival_median(double n, double median, const std::optional<PrintedInterval>& interval) {
  if (!(n >= 1)) throw wrong("n", n, "expected >= 1");
  if (!(median > 0)) throw wrong("median", median, "expected > 0");
  double effective = n;
  if (interval) {
    if (!(interval->low >= 0 && interval->low < median && median < interval->high))
      throw wrong("median", median, "expected inside its interval");
    const auto survival = [&](double t) { return maths::pow(2, -t / median); };
    const double ratio = interval_deviate(*interval) / (survival(interval->low) - survival(interval->high));
    effective = std::min(n, ratio * ratio);
  }
  return {effective / 2, effective};
}

NormalValue log_odds_ratio(double estimate, const PrintedInterval& interval) {
  if (!(0 < interval.low && interval.low < estimate && estimate < interval.high))
    throw wrong("odds ratio", estimate, "expected > 0 and inside its interval");
  return {maths::log(estimate), maths::log(interval.high / interval.low) / (2 * interval_deviate(interval))};
}

std::vector<Binomial> quantile_chain(double n, std::span<const double> p, std::size_t below_limit) {
  if (below_limit >= p.size())
    throw wrong("below_limit", static_cast<double>(below_limit),
                "expected less than the number of quantiles");
  std::vector<Binomial> chain;
  double above = n, last = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(p[i] > last && p[i] < 1))
      throw wrong("quantile", p[i], "expected probabilities that rise inside (0, 1)");
    last = p[i];
    if (i < below_limit) continue;
    const double rest = n * (1 - p[i]);
    chain.push_back({rest, above});
    above = rest;
  }
  return chain;
}

double log_likelihood(const Observed& observed, double eta) {
  return std::visit(LogLikelihood{eta}, observed);
}

double log_likelihood(const Observed& observed, double mean, double variance) {
  if (std::holds_alternative<Watched>(observed)) return 0;
  if (const auto* normal = std::get_if<NormalValue>(&observed)) {
    const double total = normal->sd * normal->sd + variance;
    return -0.5 * (mean - normal->value) * (mean - normal->value) / total -
           0.5 * maths::log(total / (normal->sd * normal->sd));
  }
  if (variance < 1e-10) return log_likelihood(observed, mean);
  static const Quadrature quadrature;
  const double sd = std::sqrt(variance);
  std::array<double, Quadrature::nodes> term;
  for (std::size_t i = 0; i < term.size(); ++i)
    term[i] = log_likelihood(observed, mean + sd * quadrature.x[i]);
  const double largest = *std::max_element(term.begin(), term.end());
  double sum = 0;
  for (std::size_t i = 0; i < term.size(); ++i) sum += quadrature.weight[i] * maths::exp(term[i] - largest);
  return largest + maths::log(sum);
}

NormalValue normal_form(const Observed& observed) {
  struct Visitor {
    static NormalValue of(double k, double n, double extra) {
      const Statistic s = Statistic::of_counts(k, n);
      return {s.link(), std::sqrt(s.link_variance() + extra)};
    }
    NormalValue operator()(const Watched&) const { return {0, 1e6}; }
    NormalValue operator()(const Binomial& o) const { return of(o.k, o.n, 0); }
    NormalValue operator()(const BinomialRange& o) const {
      // Uniform over the range on the link scale.
      const double low = of(o.k_low, o.n, 0).value, high = of(o.k_high, o.n, 0).value;
      NormalValue form = of(0.5 * (o.k_low + o.k_high), o.n, (high - low) * (high - low) / 12);
      form.value = 0.5 * (low + high);
      return form;
    }
    NormalValue operator()(const NormalValue& o) const { return o; }
  };
  return std::visit(Visitor(), observed);
}

double published_value(const Observed& observed) {
  struct Visitor {
    double operator()(const Watched&) const { return std::nan(""); }
    double operator()(const Binomial& o) const { return o.k / o.n; }
    double operator()(const BinomialRange& o) const { return 0.5 * (o.k_low + o.k_high) / o.n; }
    double operator()(const NormalValue& o) const { return o.value; }
  };
  return std::visit(Visitor(), observed);
}

Likelihood::Likelihood(std::vector<Target> targets, std::vector<Correlation> correlations)
    : targets_(std::move(targets)), correlations_(std::move(correlations)), in_pair_(targets_.size(), false) {
  for (std::size_t i = 0; i < targets_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (targets_[i].name == targets_[j].name)
        throw InputError("target", targets_[i].name, "expected each target once");
  for (const Correlation& pair : correlations_) {
    if (!(pair.value > -1 && pair.value < 1))
      throw wrong("correlation", pair.value, "expected inside (-1, 1)");
    for (const std::size_t i : {pair.first, pair.second}) {
      if (i >= targets_.size() || !std::holds_alternative<NormalValue>(targets_[i].observed) || in_pair_[i])
        throw InputError("correlation", i < targets_.size() ? targets_[i].name : "",
                         "expected two targets with a value and a standard error, each in one pair only");
      in_pair_[i] = true;
    }
  }
}

double Likelihood::log(std::span<const double> mean, std::span<const double> variance) const {
  double sum = 0;
  for (std::size_t i = 0; i < targets_.size(); ++i)
    if (!in_pair_[i]) sum += log_likelihood(targets_[i].observed, mean[i], variance[i]);
  for (const Correlation& pair : correlations_) {
    const auto& a = std::get<NormalValue>(targets_[pair.first].observed);
    const auto& b = std::get<NormalValue>(targets_[pair.second].observed);
    const double aa = a.sd * a.sd + variance[pair.first], bb = b.sd * b.sd + variance[pair.second];
    const double ab = pair.value * a.sd * b.sd;
    const double x = mean[pair.first] - a.value, y = mean[pair.second] - b.value;
    const double determinant = aa * bb - ab * ab;
    const double without = a.sd * a.sd * b.sd * b.sd * (1 - pair.value * pair.value);
    sum += -0.5 * (bb * x * x - 2 * ab * x * y + aa * y * y) / determinant -
           0.5 * maths::log(determinant / without);
  }
  return sum;
}

Likelihood Likelihood::without(std::string_view group) const {
  std::vector<Target> targets = targets_;
  for (Target& target : targets)
    if (target.group == group) target.observed = Watched{};
  std::vector<Correlation> correlations;
  for (const Correlation& pair : correlations_)
    if (targets_[pair.first].group != group && targets_[pair.second].group != group)
      correlations.push_back(pair);
  return Likelihood(std::move(targets), std::move(correlations));
}

}  // namespace trimer::inference
