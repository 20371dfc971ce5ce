#include <trimer/cohort/cox.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include <Eigen/Dense>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>

namespace trimer::cohort {

namespace {

/// Log partial likelihood with its derivatives. Every event adds the cumulants of the covariates under the
/// weights of its risk set: the mean to the score, the covariance to the information, the third cumulant to
/// its derivative.
struct Likelihood {
  double value = 0;
  Eigen::VectorXd score;
  Eigen::MatrixXd information;
  std::vector<Eigen::MatrixXd> information_slope;  ///< d information / d coefficient r; only for Firth
};

/// Weighted sums of one set of patients.
struct Moments {
  double weight = 0;
  Eigen::VectorXd first;
  Eigen::MatrixXd second;
  std::vector<Eigen::MatrixXd> third;

  Moments(Eigen::Index size, bool with_third)
      : first(Eigen::VectorXd::Zero(size)), second(Eigen::MatrixXd::Zero(size, size)) {
    if (with_third) third.assign(static_cast<std::size_t>(size), Eigen::MatrixXd::Zero(size, size));
  }
  void add(const Eigen::VectorXd& x, double w) {
    weight += w;
    first += w * x;
    const Eigen::MatrixXd square = x * x.transpose();
    second += w * square;
    for (std::size_t r = 0; r < third.size(); ++r) third[r] += w * x[static_cast<Eigen::Index>(r)] * square;
  }
  void subtract(const Moments& other, double share) {
    weight -= share * other.weight;
    first -= share * other.first;
    second -= share * other.second;
    for (std::size_t r = 0; r < third.size(); ++r) third[r] -= share * other.third[r];
  }
};

class PartialLikelihood {
 public:
  PartialLikelihood(std::span<const EventTime> times, const std::vector<std::vector<double>>& covariates,
                    Ties ties, bool firth)
      : ties_(ties), firth_(firth) {
    const std::size_t n = times.size();
    size_ = n == 0 ? 0 : static_cast<Eigen::Index>(covariates.front().size());
    std::vector<double> days;
    for (const EventTime& time : times) days.push_back(time.days);
    const TimeRanks ranks = rank_times(days);
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    // Latest first: the risk set grows.
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return ranks.rank[a] > ranks.rank[b]; });
    mean_ = Eigen::VectorXd::Zero(size_);
    for (const std::size_t i : order) {
      rank_.push_back(ranks.rank[i]);
      event_.push_back(times[i].event);
      x_.push_back(Eigen::Map<const Eigen::VectorXd>(covariates[i].data(), size_));
      mean_ += x_.back();
    }
    if (n > 0) mean_ /= static_cast<double>(n);
    // Centring changes no derivative and keeps exp() in range.
    for (auto& x : x_) x -= mean_;
  }

  [[nodiscard]] Eigen::Index size() const { return size_; }

  [[nodiscard]] Likelihood at(const Eigen::VectorXd& beta) const {
    Likelihood result{0, Eigen::VectorXd::Zero(size_), Eigen::MatrixXd::Zero(size_, size_), {}};
    if (firth_) {
      result.information_slope.assign(static_cast<std::size_t>(size_), Eigen::MatrixXd::Zero(size_, size_));
    }
    Moments risk(size_, firth_);
    for (std::size_t i = 0; i < x_.size();) {
      Moments tied(size_, firth_);
      int deaths = 0;
      const std::size_t first = i;
      for (; i < x_.size() && rank_[i] == rank_[first]; ++i) {
        const double linear = beta.dot(x_[i]);
        const double w = std::exp(linear);
        risk.add(x_[i], w);
        if (event_[i]) {
          ++deaths;
          tied.add(x_[i], w);
          result.value += linear;
          result.score += x_[i];
        }
      }
      for (int death = 0; death < deaths; ++death) {
        Moments set = risk;
        if (ties_ == Ties::efron) set.subtract(tied, static_cast<double>(death) / deaths);
        add_event(set, result);
      }
    }
    return result;
  }

 private:
  void add_event(const Moments& set, Likelihood& result) const {
    const Eigen::VectorXd mean = set.first / set.weight;
    const Eigen::MatrixXd second = set.second / set.weight;
    const Eigen::MatrixXd covariance = second - mean * mean.transpose();
    result.value -= std::log(set.weight);
    result.score -= mean;
    result.information += covariance;
    for (std::size_t r = 0; r < result.information_slope.size(); ++r) {
      const auto k = static_cast<Eigen::Index>(r);
      // Third cumulant: E[xyz] - E[x]E[yz] - E[y]E[xz] - E[z]E[xy] + 2 E[x]E[y]E[z].
      result.information_slope[r] += set.third[r] / set.weight - mean[k] * second - mean * second.row(k) -
                                     second.col(k) * mean.transpose() + 2 * mean[k] * mean * mean.transpose();
    }
  }

  Ties ties_;
  bool firth_;
  Eigen::Index size_ = 0;
  std::vector<std::size_t> rank_;
  std::vector<bool> event_;
  std::vector<Eigen::VectorXd> x_;
  Eigen::VectorXd mean_;
};

/// Objective of Firth: log likelihood + log det information / 2.
double penalised(const Likelihood& likelihood, bool firth) {
  if (!firth) return likelihood.value;
  const double determinant = likelihood.information.determinant();
  return determinant > 0 ? likelihood.value + 0.5 * std::log(determinant) : -HUGE_VAL;
}

Eigen::VectorXd penalised_score(const Likelihood& likelihood, const Eigen::MatrixXd& inverse) {
  Eigen::VectorXd score = likelihood.score;
  for (std::size_t r = 0; r < likelihood.information_slope.size(); ++r) {
    score[static_cast<Eigen::Index>(r)] += 0.5 * (inverse * likelihood.information_slope[r]).trace();
  }
  return score;
}

Eigen::MatrixXd inverse_of(const Eigen::MatrixXd& information) {
  return information.completeOrthogonalDecomposition().pseudoInverse();
}

/// Newton step of the penalised score. Its slope is taken by central differences: the root does not depend on
/// it, only the speed of getting there. Where that slope is no descent direction, the information stands in.
Eigen::VectorXd firth_step(const PartialLikelihood& likelihood, const Eigen::VectorXd& beta,
                           const Likelihood& current, const Eigen::MatrixXd& inverse) {
  const Eigen::Index size = likelihood.size();
  const Eigen::VectorXd score = penalised_score(current, inverse);
  Eigen::MatrixXd slope(size, size);
  for (Eigen::Index r = 0; r < size; ++r) {
    const double information = current.information(r, r);
    const double h = information > 0 ? 1e-4 / std::sqrt(information) : 1e-4;
    Eigen::VectorXd shifted = beta;
    shifted[r] = beta[r] + h;
    const Likelihood above = likelihood.at(shifted);
    shifted[r] = beta[r] - h;
    const Likelihood below = likelihood.at(shifted);
    slope.col(r) = (penalised_score(above, inverse_of(above.information)) -
                    penalised_score(below, inverse_of(below.information))) /
                   (2 * h);
  }
  const Eigen::VectorXd step = -inverse_of(slope) * score;
  return score.dot(step) > 0 ? step : Eigen::VectorXd(inverse * score);
}

void check(std::span<const EventTime> times, const std::vector<std::vector<double>>& covariates,
           const std::vector<std::string>& names) {
  FaultList faults;
  if (covariates.size() != times.size()) {
    faults.add({"", 0, 0, "covariates", std::to_string(covariates.size()),
                "expected one row per time, " + std::to_string(times.size())});
  }
  if (names.empty()) faults.add({"", 0, 0, "names", "", "expected at least one covariate"});
  for (std::size_t i = 0; i < covariates.size(); ++i) {
    const std::string row = "covariates[" + std::to_string(i) + "]";
    if (covariates[i].size() != names.size()) {
      faults.add({"", 0, 0, row, std::to_string(covariates[i].size()),
                  "expected " + std::to_string(names.size()) + " values"});
    }
    for (const double value : covariates[i]) {
      if (!std::isfinite(value)) faults.add({"", 0, 0, row, number_text(value), "expected a finite value"});
    }
  }
  if (std::none_of(times.begin(), times.end(), [](const EventTime& time) { return time.event; })) {
    faults.add({"", 0, 0, "times", "", "expected at least one event"});
  }
  faults.throw_if_any();
}

}  // namespace

CoxFit cox(std::span<const EventTime> times, const std::vector<std::vector<double>>& covariates,
           const std::vector<std::string>& names, const CoxOptions& options) {
  check(times, covariates, names);
  const PartialLikelihood likelihood(times, covariates, options.ties, options.firth);
  const Eigen::Index size = likelihood.size();
  constexpr int most_iterations = 60;
  constexpr int most_halvings = 30;
  constexpr double largest_step = 5;  ///< per coefficient, keeps exp() in range
  constexpr double precision = 1e-10;

  CoxFit fit;
  fit.patients = static_cast<std::int64_t>(times.size());
  fit.events = std::count_if(times.begin(), times.end(), [](const EventTime& time) { return time.event; });
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(size);
  Likelihood current = likelihood.at(beta);
  double objective = penalised(current, options.firth);
  fit.log_likelihood_null = objective;
  const Eigen::MatrixXd null_inverse = inverse_of(current.information);
  fit.score_test = current.score.dot(null_inverse * current.score);

  Eigen::VectorXd step = Eigen::VectorXd::Zero(size);
  Eigen::MatrixXd inverse = null_inverse;
  int stalled = 0;
  for (fit.iterations = 1; fit.iterations <= most_iterations; ++fit.iterations) {
    step = options.firth ? firth_step(likelihood, beta, current, inverse)
                         : Eigen::VectorXd(inverse * current.score);
    const double longest = step.cwiseAbs().maxCoeff();
    if (longest > largest_step) step *= largest_step / longest;
    double next_objective = -HUGE_VAL;
    Likelihood next;
    for (int halving = 0; halving <= most_halvings; ++halving) {
      next = likelihood.at(beta + step);
      next_objective = penalised(next, options.firth);
      if (next_objective >= objective - 1e-12 * (1 + std::abs(objective))) break;
      step /= 2;
    }
    const double gain = next_objective - objective;
    beta += step;
    current = std::move(next);
    objective = next_objective;
    inverse = inverse_of(current.information);
    if (gain > precision * (1 + std::abs(objective))) continue;
    if (step.cwiseAbs().maxCoeff() < 1e-9 * (1 + beta.cwiseAbs().maxCoeff())) {
      fit.converged = true;
      break;
    }
    // Newton's steps shrink quadratically at a maximum. Where the likelihood no longer rises but the step
    // stays long, the maximum lies at infinity.
    if (!options.firth && ++stalled == 4) {
      fit.monotone = true;
      break;
    }
  }
  fit.log_likelihood = objective;
  fit.likelihood_ratio = 2 * (fit.log_likelihood - fit.log_likelihood_null);
  fit.wald_test = beta.dot(current.information * beta);
  if (fit.likelihood_ratio >= 0) {
    const boost::math::chi_squared distribution(static_cast<double>(size));
    fit.likelihood_ratio_p = boost::math::cdf(boost::math::complement(distribution, fit.likelihood_ratio));
  }

  const double z_level = -normal_quantile((1 - options.level) / 2);
  const Eigen::VectorXd null_information = likelihood.at(Eigen::VectorXd::Zero(size)).information.diagonal();
  for (Eigen::Index r = 0; r < size; ++r) {
    CoxCoefficient coefficient;
    coefficient.name = names[static_cast<std::size_t>(r)];
    const bool infinite = fit.monotone && std::abs(step[r]) > 1e-3;
    if (null_information[r] > 0 && !infinite) {
      const double error = std::sqrt(inverse(r, r));
      coefficient.coefficient = beta[r];
      coefficient.standard_error = error;
      coefficient.hazard_ratio = std::exp(beta[r]);
      coefficient.low = std::exp(beta[r] - z_level * error);
      coefficient.high = std::exp(beta[r] + z_level * error);
      coefficient.z = beta[r] / error;
      coefficient.p = 2 * boost::math::cdf(boost::math::normal(), -std::abs(*coefficient.z));
    }
    fit.coefficients.push_back(std::move(coefficient));
  }
  for (Eigen::Index a = 0; a < size; ++a) {
    auto& row = fit.covariance.emplace_back();
    for (Eigen::Index b = 0; b < size; ++b) row.push_back(inverse(a, b));
  }
  return fit;
}

}  // namespace trimer::cohort
