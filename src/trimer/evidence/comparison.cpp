#include <trimer/evidence/comparison.h>

#include <trimer/cohort/proportion.h>
#include <trimer/evidence/counterpart.h>

namespace trimer::evidence {

namespace {

std::optional<double> scaled(std::optional<double> value, double factor) {
  return value ? std::optional<double>(*value * factor) : std::nullopt;
}

void fill_published(const PublishedEndpoint& published, double factor, Comparison& row) {
  row.published_k = published.k;
  row.published_n = published.n;
  row.published.value = published.value();
  if (published.kind == Kind::proportion && published.k && published.n) {
    const cohort::Interval exact = cohort::clopper_pearson(*published.k, *published.n);
    row.published.low = exact.low;
    row.published.high = exact.high;
    row.published_interval_exact = true;
  } else {
    row.published.low = scaled(published.low, factor);
    row.published.high = scaled(published.high, factor);
  }
}

Comparison row_of(const EndpointVerdict& verdict) {
  const PublishedEndpoint& published = *verdict.published;
  const bool percent = published.unit == "percent";
  const double factor = percent ? 0.01 : 1;
  Comparison row;
  row.study = verdict.study->id;
  row.published_name = published.name;
  row.unit = percent ? "1" : published.unit;
  row.kind = published.kind;
  row.use = published.use;
  row.published_ascertainment = published.ascertainment;
  row.simulated_ascertainment = verdict.ascertainment;
  row.note = verdict.note;
  row.provenance = published.provenance;
  row.series_size = verdict.series_size ? verdict.series_size : published.n;
  row.inside = verdict.inside;
  row.inside_reason = verdict.inside ? "" : verdict.reason;
  fill_published(published, factor, row);
  const EndpointStatistic& simulated = verdict.simulated;
  row.endpoint = endpoint_beside(published);
  row.read = simulated.n > 0;
  if (!row.read) return row;
  row.simulated_k = simulated.k + simulated.reference_k;
  row.simulated_n = simulated.n + simulated.reference_n;
  row.simulated = {scaled(simulated.value, factor), scaled(verdict.low, factor),
                   scaled(verdict.high, factor)};
  row.mc_error = scaled(simulated.mc_error, factor);
  return row;
}

}  // namespace

std::vector<Comparison> compare(const StudyReadings& readings, const VerdictOptions& options) {
  std::vector<Comparison> rows;
  for (const EndpointVerdict& verdict : judge_study(*readings.study, {&readings.tally, 1}, options))
    rows.push_back(row_of(verdict));
  return rows;
}

}  // namespace trimer::evidence
