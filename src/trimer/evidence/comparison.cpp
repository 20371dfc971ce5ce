#include <trimer/evidence/comparison.h>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/cohort/series_prediction.h>
#include <trimer/core/days.h>
#include <trimer/evidence/counterpart.h>

#include <cmath>

namespace trimer::evidence {

namespace {

using cohort::CohortTally;
using cohort::Count;

constexpr double normal_95 = 1.959963984540054;

bool is_percent(const PublishedEndpoint& published) {
  return published.unit == "percent";
}

/// Days of the tally in the unit of the published number.
double days_per_unit(const PublishedEndpoint& published) {
  return published.unit == "days" ? 1 : days_per_month;
}

std::optional<double> scaled(std::optional<double> value, double factor) {
  return value ? std::optional<double>(*value * factor) : std::nullopt;
}

/// Size of the series to predict: the published n, else that of the group the study reports on.
std::optional<std::int64_t> series_size(const Study& study, const PublishedEndpoint& published) {
  if (published.n) return published.n;
  if (published.denominator == "all") return study.n;
  if (published.denominator == "safety") return study.n_safety ? study.n_safety : study.n;
  return std::nullopt;
}

void fill_published(const PublishedEndpoint& published, Comparison& row) {
  row.published_k = published.k;
  row.published_n = published.n;
  row.published.value = published.value();
  if (published.kind == Kind::proportion && published.k && published.n) {
    const cohort::Interval exact = cohort::clopper_pearson(*published.k, *published.n);
    row.published.low = exact.low;
    row.published.high = exact.high;
    row.published_interval_exact = true;
  } else {
    const double factor = is_percent(published) ? 0.01 : 1;
    row.published.low = scaled(published.low, factor);
    row.published.high = scaled(published.high, factor);
  }
}

void fill_proportion(const Count& count, const CompareOptions& options, Comparison& row) {
  row.simulated_k = count.k;
  row.simulated_n = count.n;
  if (count.n == 0) return;
  row.simulated.value = static_cast<double>(count.k) / static_cast<double>(count.n);
  row.mc_error = cohort::monte_carlo_error(count.k, count.n);
  if (!row.series_size) return;
  const cohort::Interval interval =
      cohort::prediction_interval(count.k, count.n, *row.series_size, options.level);
  row.simulated.low = interval.low;
  row.simulated.high = interval.high;
}

void fill_median(const cohort::SurvivalTally& tally, const PublishedEndpoint& published,
                 const CompareOptions& options, Comparison& row) {
  row.simulated_k = tally.events();
  row.simulated_n = tally.patients();
  if (tally.patients() == 0) return;
  const double unit = 1 / days_per_unit(published);
  const auto curve = cohort::kaplan_meier(cohort::risk_steps(tally));
  row.simulated.value = scaled(curve.median, unit);
  if (curve.median_low && curve.median_high) {
    row.mc_error = unit * (*curve.median_high - *curve.median_low) / (2 * normal_95);
  }
  if (!row.series_size) return;
  const auto prediction =
      cohort::predict_median(tally, *row.series_size, {options.level, options.trials, options.seed});
  row.simulated.low = scaled(prediction.low, unit);
  row.simulated.high = scaled(prediction.high, unit);
}

void fill_landmark(const cohort::SurvivalTally& tally, const PublishedEndpoint& published,
                   const CompareOptions& options, Comparison& row) {
  row.simulated_k = tally.events();
  row.simulated_n = tally.patients();
  if (tally.patients() == 0 || !published.threshold || published.threshold->numbers.empty()) return;
  const double day = published.threshold->numbers.front() * days_per_month;
  const auto curve = cohort::kaplan_meier(cohort::risk_steps(tally));
  const auto point = curve.at(day);
  if (!point) return;
  row.simulated.value = point->survival;
  row.mc_error = point->standard_error;
  if (!row.series_size) return;
  const auto prediction =
      cohort::predict_landmark(tally, day, *row.series_size, {options.level, options.trials, options.seed});
  row.simulated.low = prediction.low;
  row.simulated.high = prediction.high;
}

void fill_odds_ratio(const Count& test, const Count& reference, Comparison& row) {
  row.simulated_k = test.k + reference.k;
  row.simulated_n = test.n + reference.n;
  const std::int64_t cells[] = {test.k, test.n - test.k, reference.k, reference.n - reference.k};
  double variance = 0;
  for (const std::int64_t cell : cells) {
    if (cell == 0) return;  // infinite or zero: no estimate
    variance += 1 / static_cast<double>(cell);
  }
  const double odds_ratio = static_cast<double>(cells[0]) * static_cast<double>(cells[3]) /
                            (static_cast<double>(cells[1]) * static_cast<double>(cells[2]));
  row.simulated.value = odds_ratio;
  row.mc_error = odds_ratio * std::sqrt(variance);
}

std::string unit_of(const PublishedEndpoint& published) {
  return is_percent(published) ? "1" : published.unit;
}

void judge(const Study& study, const PublishedEndpoint& published, Comparison& row) {
  if (row.endpoint.empty()) {
    row.inside_reason = row.note;
  } else if (study.simulate && study.simulate->illustration) {
    row.inside_reason =
        "the treatment of these patients is not stated: the run illustrates and is no comparison";
  } else if (published.use == Use::show) {
    row.inside_reason = published.use_reason;
  } else if (published.threshold && published.threshold->quantity == "transplant" && row.simulated_k == 0) {
    row.inside_reason = "nobody of this cohort was transplanted: transplantation was not simulated";
  } else if (!row.published.value) {
    row.inside_reason = "the study prints no value";
  } else if (!row.simulated.value) {
    row.inside_reason = "the simulated value does not exist";
  } else if (published.kind == Kind::odds_ratio) {
    // No number of patients is published for the groups: the simulated ratio is held against the printed
    // interval.
    if (row.published.low && row.published.high) {
      row.inside = *row.simulated.value >= *row.published.low && *row.simulated.value <= *row.published.high;
    } else {
      row.inside_reason = "the study prints no interval";
    }
  } else if (!row.simulated.low && !row.simulated.high) {
    row.inside_reason =
        row.series_size ? "the prediction interval does not exist" : "the study prints no number of patients";
  } else {
    // An end that the series do not reach is open. Rounded percentages are compared at their printed
    // precision.
    const double slack = !published.k && is_percent(published) ? 0.005 : 1e-12;
    row.inside = (!row.simulated.low || *row.published.value >= *row.simulated.low - slack) &&
                 (!row.simulated.high || *row.published.value <= *row.simulated.high + slack);
  }
}

Comparison compare_one(const Study& study, const PublishedEndpoint& published, const CohortTally& tally,
                       const CompareOptions& options) {
  const Counterpart counterpart = simulated_counterpart(published);
  Comparison row;
  row.study = study.id;
  row.published_name = published.name;
  row.endpoint = counterpart.endpoint;
  row.unit = unit_of(published);
  row.kind = published.kind;
  row.use = published.use;
  row.published_ascertainment = published.ascertainment;
  row.note = published.use == Use::not_simulated && !published.use_reason.empty()
                 ? published.use_reason
                 : std::string(counterpart.note);
  row.provenance = published.provenance;
  row.series_size = series_size(study, published);
  fill_published(published, row);
  if (const int position = cohort::find_proportion(row.endpoint); position >= 0) {
    row.simulated_ascertainment =
        cohort::proportion_endpoints()[static_cast<std::size_t>(position)].ascertainment;
    if (published.kind == Kind::odds_ratio) {
      fill_odds_ratio(tally.proportion(row.endpoint), tally.proportion(counterpart.reference), row);
    } else {
      fill_proportion(tally.proportion(row.endpoint), options, row);
    }
  } else if (const int time = cohort::find_time(row.endpoint); time >= 0) {
    row.simulated_ascertainment = cohort::time_endpoints()[static_cast<std::size_t>(time)].ascertainment;
    if (published.kind == Kind::landmark) {
      fill_landmark(tally.time(row.endpoint), published, options, row);
    } else {
      fill_median(tally.time(row.endpoint), published, options, row);
    }
  }
  judge(study, published, row);
  return row;
}

}  // namespace

std::vector<Comparison> compare(const Study& study, const CohortTally& tally, const CompareOptions& options) {
  std::vector<Comparison> rows;
  for (const PublishedEndpoint& published : study.endpoints) {
    rows.push_back(compare_one(study, published, tally, options));
  }
  return rows;
}

}  // namespace trimer::evidence
