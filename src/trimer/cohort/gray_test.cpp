/// Gray's test. With Y_i at risk, S_i the Kaplan-Meier of all causes and F_i the incidence of the cause in
/// group i, the adjusted risk set is R_i = Y_i (1 - F_i(t-)) / S_i(t-). The score of group i is the integral
/// of R_i times the difference between its subdistribution hazard and the pooled one. Its variance follows
/// from the martingales of both kinds of events in each group (Gray 1988, section 3), with F and the hazards
/// estimated under the hypothesis.

#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/event_time.h>
#include <trimer/core/fault.h>

#include <Eigen/Dense>
#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace trimer::cohort {

namespace {

double tie_factor(double events, double at_risk) {
  return events > 1 ? 1 - (events - 1) / (at_risk - 1) : 1;
}

/// Accumulates the score and its variance over the event times.
class GraySums {
 public:
  explicit GraySums(std::vector<double> at_risk)
      : groups_(static_cast<Eigen::Index>(at_risk.size())),
        at_risk_(Eigen::Map<const Eigen::VectorXd>(at_risk.data(), groups_)),
        survival_(Eigen::VectorXd::Ones(groups_)),
        incidence_(Eigen::VectorXd::Zero(groups_)),
        score_(Eigen::VectorXd::Zero(groups_)),
        drift_(Eigen::MatrixXd::Zero(groups_, groups_)),
        fixed_(Eigen::MatrixXd::Zero(groups_, groups_)),
        mixed_(Eigen::MatrixXd::Zero(groups_, groups_)),
        square_(Eigen::VectorXd::Zero(groups_)) {}

  /// Everyone leaving at one time: events of the cause, of other causes, and all, by group.
  void step(const Eigen::VectorXd& events, const Eigen::VectorXd& others, const Eigen::VectorXd& leaving) {
    if (events.sum() + others.sum() > 0) advance(events, others);
    at_risk_ -= leaving;
  }

  [[nodiscard]] const Eigen::VectorXd& score() const { return score_; }

  /// Variance of the score once all times are in.
  [[nodiscard]] Eigen::MatrixXd variance() const {
    Eigen::MatrixXd total = fixed_;
    for (Eigen::Index k = 0; k < groups_; ++k) {
      total += square_[k] * drift_.col(k) * drift_.col(k).transpose();
      total += drift_.col(k) * mixed_.col(k).transpose() + mixed_.col(k) * drift_.col(k).transpose();
    }
    return total;
  }

 private:
  void advance(const Eigen::VectorXd& events, const Eigen::VectorXd& others) {
    const Eigen::VectorXd before = survival_;
    Eigen::VectorXd scaled = Eigen::VectorXd::Zero(groups_);    // Y / S(t-)
    Eigen::VectorXd adjusted = Eigen::VectorXd::Zero(groups_);  // Y (1 - F(t-)) / S(t-)
    for (Eigen::Index i = 0; i < groups_; ++i) {
      if (at_risk_[i] <= 0) continue;
      scaled[i] = at_risk_[i] / before[i];
      adjusted[i] = scaled[i] * (1 - incidence_[i]);
    }
    for (Eigen::Index i = 0; i < groups_; ++i) {
      if (at_risk_[i] <= 0) continue;
      incidence_[i] += before[i] * events[i] / at_risk_[i];
      survival_[i] = before[i] * (at_risk_[i] - events[i] - others[i]) / at_risk_[i];
    }
    const double count = events.sum(), total_scaled = scaled.sum(), total_adjusted = adjusted.sum();
    const double pooled_before = pooled_;
    pooled_ += count / total_scaled;
    score_ += events - adjusted * (count / total_adjusted);

    // Weight of group k's martingale in the score of group i at this time, and its sum over time.
    Eigen::MatrixXd weight = Eigen::MatrixXd::Zero(groups_, groups_);
    for (Eigen::Index i = 0; i < groups_; ++i) {
      for (Eigen::Index k = 0; k < groups_; ++k) {
        weight(i, k) = (i == k ? scaled[i] : 0) - scaled[i] * scaled[k] / total_scaled;
      }
    }
    drift_ += weight * (count / (total_scaled * (1 - pooled_before)));

    for (Eigen::Index k = 0; k < groups_; ++k) {
      if (at_risk_[k] <= 0) continue;
      if (count > 0) {
        const double remaining = survival_[k] > 0 ? 1 - (1 - pooled_) / survival_[k] : 1;
        // Events expected in group k under the hypothesis: count scaled_k / total_scaled; so the tie factor
        // is that of the pooled set.
        const double rate =
            tie_factor(count, total_scaled * before[k]) * before[k] * count / (total_scaled * at_risk_[k]);
        accumulate(k, weight.col(k) - remaining * drift_.col(k), remaining, rate);
      }
      if (others[k] > 0 && survival_[k] > 0) {
        const double remaining = (1 - pooled_) / survival_[k];
        const double rate = tie_factor(others[k], at_risk_[k]) * before[k] * before[k] * others[k] /
                            (at_risk_[k] * at_risk_[k]);
        accumulate(k, remaining * drift_.col(k), -remaining, rate);
      }
    }
  }

  /// Adds rate (part + coefficient drift(end))^2, the drift at the end being known only later.
  void accumulate(Eigen::Index k, const Eigen::VectorXd& part, double coefficient, double rate) {
    fixed_ += rate * part * part.transpose();
    mixed_.col(k) += rate * coefficient * part;
    square_[k] += rate * coefficient * coefficient;
  }

  Eigen::Index groups_;
  Eigen::VectorXd at_risk_, survival_, incidence_, score_;
  Eigen::MatrixXd drift_, fixed_, mixed_;
  Eigen::VectorXd square_;
  double pooled_ = 0;
};

}  // namespace

GrayTest gray_test(std::span<const CauseTime> times, std::span<const int> group, int cause) {
  if (cause < 1) throw InputError("cause", std::to_string(cause), "expected 1 or more");
  if (times.size() != group.size()) {
    throw InputError("group", std::to_string(group.size()),
                     "expected one per time, " + std::to_string(times.size()));
  }
  std::vector<double> days, sizes;
  for (std::size_t i = 0; i < times.size(); ++i) {
    days.push_back(times[i].days);
    if (group[i] < 0) throw InputError("group", std::to_string(group[i]), "expected 0 or more");
    if (group[i] >= static_cast<int>(sizes.size())) sizes.resize(static_cast<std::size_t>(group[i]) + 1, 0);
    sizes[static_cast<std::size_t>(group[i])] += 1;
  }
  const TimeRanks ranks = rank_times(days);
  const auto groups = static_cast<Eigen::Index>(sizes.size());
  const auto steps = static_cast<Eigen::Index>(ranks.distinct.size());
  Eigen::MatrixXd events = Eigen::MatrixXd::Zero(groups, steps), others = events, leaving = events;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto step = static_cast<Eigen::Index>(ranks.rank[i]);
    leaving(group[i], step) += 1;
    if (times[i].cause == cause) events(group[i], step) += 1;
    if (times[i].cause != cause && times[i].cause != 0) others(group[i], step) += 1;
  }
  GraySums sums(sizes);
  for (Eigen::Index step = 0; step < steps; ++step)
    sums.step(events.col(step), others.col(step), leaving.col(step));

  GrayTest test;
  std::vector<Eigen::Index> used;
  for (Eigen::Index i = 0; i < groups; ++i) {
    if (sizes[static_cast<std::size_t>(i)] > 0) used.push_back(i);
  }
  if (used.size() < 2) return test;
  used.pop_back();
  const Eigen::MatrixXd variance = sums.variance()(used, used);
  const Eigen::VectorXd score = sums.score()(used);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> solver(variance);
  test.degrees_of_freedom = static_cast<int>(used.size());
  if (solver.rank() < variance.rows()) return test;
  test.chi_square = score.dot(solver.solve(score));
  test.p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(test.degrees_of_freedom),
                                                    std::max(test.chi_square, 0.0)));
  return test;
}

}  // namespace trimer::cohort
