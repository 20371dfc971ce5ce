/// @file
/// Proportional hazards (Cox 1972): Efron or Breslow ties, Wald limits, and Firth's penalty where the
/// likelihood is monotone (Firth 1993, doi:10.1093/biomet/80.1.27; Heinze & Schemper 2001,
/// doi:10.1111/j.0006-341X.2001.00114.x).
#pragma once

#include <trimer/cohort/event_time.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trimer::cohort {

enum class Ties { efron, breslow };

struct CoxOptions {
  Ties ties = Ties::efron;
  bool firth = false;
  double level = 0.95;
};

/// One covariate. Everything is nullopt where the estimate is infinite (monotone likelihood) or the covariate
/// is constant among those at risk.
struct CoxCoefficient {
  std::string name;
  std::optional<double> coefficient;  ///< log hazard ratio
  std::optional<double> standard_error;
  std::optional<double> hazard_ratio, low, high;  ///< Wald limits
  std::optional<double> z, p;
};

struct CoxFit {
  std::vector<CoxCoefficient> coefficients;
  std::vector<std::vector<double>> covariance;  ///< inverse information, shape (covariates, covariates)
  double log_likelihood_null = 0;               ///< penalised if Firth
  double log_likelihood = 0;
  double likelihood_ratio = 0;  ///< 2 (log_likelihood - log_likelihood_null)
  std::optional<double> likelihood_ratio_p;
  double score_test =
      0;  ///< at 0, unpenalised; without ties and with one binary covariate it is the log-rank
  double wald_test = 0;
  std::int64_t patients = 0, events = 0;
  int iterations = 0;
  bool converged = false;
  bool monotone = false;  ///< at least one estimate is infinite: consider Firth
};

/// @param covariates  one row per time, shape (times, covariates)
/// @param names       one per covariate
/// @throws InputError if shapes differ, a covariate is not finite, or there is no event
[[nodiscard]] CoxFit cox(std::span<const EventTime> times, const std::vector<std::vector<double>>& covariates,
                         const std::vector<std::string>& names, const CoxOptions& options = {});

}  // namespace trimer::cohort
