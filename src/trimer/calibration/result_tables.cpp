#include <trimer/calibration/result_tables.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/core/random.h>

namespace trimer::calibration {
namespace {

using inference::Matrix;
using inference::Vector;

/// Quantile by linear interpolation of the sorted values.
double quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::string shown(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : ""; }

std::string row_of(const std::vector<std::string>& fields) {
  std::string text;
  for (std::size_t i = 0; i < fields.size(); ++i) text += (i > 0 ? "," : "") + csv_field(fields[i]);
  return text + "\n";
}

}  // namespace

std::vector<ParameterSummary> parameter_summaries(const std::vector<population::HyperParameter>& parameters,
                                                  const inference::Sample& sample) {
  std::vector<ParameterSummary> summaries;
  const double tail = normal_quantile(0.95);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto column = sample.points.col(static_cast<Eigen::Index>(i));
    std::vector<double> z(column.begin(), column.end());
    std::sort(z.begin(), z.end());
    const double mean = column.mean();
    const population::HyperParameter& p = parameters[i];
    ParameterSummary s;
    s.prior_low = p.value_at(-tail), s.prior_median = p.value_at(0), s.prior_high = p.value_at(tail);
    s.posterior_low = p.value_at(quantile(z, 0.05));
    s.posterior_median = p.value_at(quantile(z, 0.5));
    s.posterior_high = p.value_at(quantile(z, 0.95));
    s.contraction = 1 - (column.array() - mean).square().sum() / static_cast<double>(z.size() - 1);
    s.shift = mean;
    s.split_r_hat = sample.split_r_hat[static_cast<Eigen::Index>(i)];
    s.effective_sample_size = sample.effective_sample_size[static_cast<Eigen::Index>(i)];
    summaries.push_back(s);
  }
  return summaries;
}

std::vector<TargetSummary> target_summaries(const StudyTargets& targets, const inference::Posterior& posterior) {
  constexpr int points = 400;
  const Matrix z = inference::thinned(posterior.sample, std::min<int>(points, static_cast<int>(posterior.sample.points.rows())));
  const std::size_t count = targets.targets.size();
  std::vector<std::vector<double>> eta(count);
  std::vector<double> mean(count);
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    const Vector point = z.row(i).transpose();
    posterior.emulator->predict_means({point.data(), static_cast<std::size_t>(point.size())}, mean);
    for (std::size_t t = 0; t < count; ++t) eta[t].push_back(mean[t]);
  }
  std::vector<TargetSummary> summaries;
  for (std::size_t t = 0; t < count; ++t) {
    const evidence::PublishedEndpoint& endpoint =
        targets.studies[targets.targets[t].study]->endpoints[targets.targets[t].endpoint];
    const bool ratio = endpoint.kind == evidence::Kind::odds_ratio;
    const auto natural = [&](double x) { return ratio ? maths::exp(x) : inference::probability(x); };
    std::sort(eta[t].begin(), eta[t].end());
    TargetSummary s;
    s.published = inference::published_value(targets.targets[t].target.observed);
    if (ratio) s.published = maths::exp(s.published);
    s.median = natural(quantile(eta[t], 0.5));
    s.low = natural(quantile(eta[t], 0.05));
    s.high = natural(quantile(eta[t], 0.95));
    summaries.push_back(s);
  }
  return summaries;
}

std::string parameters_csv(const std::vector<population::HyperParameter>& parameters, const inference::Sample& sample) {
  std::string text = row_of({"hyper_parameter", "unit", "prior_5", "prior_median", "prior_95", "posterior_5",
                             "posterior_median", "posterior_95", "contraction", "shift_in_prior_sd", "split_r_hat",
                             "effective_sample_size", "prior_source"});
  const auto summaries = parameter_summaries(parameters, sample);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const ParameterSummary& s = summaries[i];
    text += row_of({parameters[i].name, parameters[i].unit, shown(s.prior_low), shown(s.prior_median), shown(s.prior_high),
                    shown(s.posterior_low), shown(s.posterior_median), shown(s.posterior_high),
                    fmt::format("{:.3f}", s.contraction), fmt::format("{:.3f}", s.shift),
                    fmt::format("{:.3f}", s.split_r_hat), fmt::format("{:.0f}", s.effective_sample_size),
                    parameters[i].source});
  }
  return text;
}

std::string correlations_csv(const std::vector<population::HyperParameter>& parameters, const inference::Sample& sample) {
  const inference::Moments moments = inference::moments_of(sample.points);
  std::vector<std::string> header{"hyper_parameter"};
  for (const auto& parameter : parameters) header.push_back(parameter.name);
  std::string text = row_of(header);
  for (Eigen::Index i = 0; i < moments.covariance.rows(); ++i) {
    std::vector<std::string> fields{parameters[static_cast<std::size_t>(i)].name};
    for (Eigen::Index j = 0; j < moments.covariance.cols(); ++j)
      fields.push_back(fmt::format(
          "{:.3f}", moments.covariance(i, j) / std::sqrt(moments.covariance(i, i) * moments.covariance(j, j))));
    text += row_of(fields);
  }
  return text;
}

std::string targets_csv(const StudyTargets& targets, const inference::Posterior& posterior) {
  std::string text = row_of({"target", "likelihood", "published", "posterior_median", "posterior_5", "posterior_95",
                             "emulator_error", "emulator_standardised_variance", "ascertainment", "note"});
  const auto summaries = target_summaries(targets, posterior);
  for (std::size_t t = 0; t < targets.targets.size(); ++t) {
    const StudyTarget& target = targets.targets[t];
    const TargetSummary& s = summaries[t];
    const bool checked = t < posterior.checks.size();
    text += row_of({target.target.name, target.likelihood, shown(s.published), shown(s.median), shown(s.low),
                    shown(s.high), checked ? shown(posterior.checks[t].root_mean_square_error) : "",
                    checked ? shown(posterior.checks[t].standardised_variance) : "", target.ascertainment, target.note});
  }
  return text;
}

}  // namespace trimer::calibration
