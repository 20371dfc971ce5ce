#include <trimer/calibration/study_targets.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/core/days.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/core/fault.h>
#include <trimer/evidence/endpoint_statistic.h>
#include <trimer/evidence/library.h>
#include <trimer/evidence/study_reader.h>

namespace trimer::calibration {
namespace {

using evidence::Kind;
using evidence::PublishedEndpoint;
using evidence::Study;
using evidence::StudyRow;
using evidence::Use;
using inference::Statistic;
using Counts = cohort::Reading;

bool is_contrast(const PublishedEndpoint& endpoint) {
  return endpoint.kind == Kind::odds_ratio || endpoint.kind == Kind::hazard_ratio;
}

std::string name_of(const Study& study, const PublishedEndpoint& endpoint) { return study.id + "/" + endpoint.name; }

std::optional<std::size_t> position_of(const Study& study, std::string_view name) {
  for (std::size_t i = 0; i < study.endpoints.size(); ++i)
    if (study.endpoints[i].name == name) return i;
  return std::nullopt;
}

Fault fault_at(const std::string& where, std::string value, std::string expectation) {
  Fault fault;
  fault.path = where;
  fault.value = std::move(value);
  fault.expectation = std::move(expectation);
  return fault;
}

/// The published median in the unit of readings: days.
double published_median(const PublishedEndpoint& endpoint) { return *endpoint.estimate / evidence::unit_factor(endpoint); }

std::optional<inference::PrintedInterval> printed_interval(const PublishedEndpoint& endpoint) {
  if (!endpoint.low || !endpoint.high) return std::nullopt;
  const double factor = evidence::unit_factor(endpoint);
  return inference::PrintedInterval{*endpoint.low / factor, *endpoint.high / factor, endpoint.level.value_or(95) / 100};
}

/// Writes likelihood and observation into the target. @throws InputError if there is none
void observe_proportion(const Study& study, const PublishedEndpoint& endpoint, StudyTarget& target) {
  if (!endpoint.k || !endpoint.n) throw InputError("k", "", "expected k and n of a proportion to calibrate");
  double n = static_cast<double>(*endpoint.n);
  std::string of = fmt::format("{}", *endpoint.n);
  if (const auto outer = position_of(study, endpoint.nested_in);
      outer && study.endpoints[*outer].use == Use::calibrate) {
    if (!study.endpoints[*outer].k) throw InputError("nested_in", endpoint.nested_in, "expected an endpoint with k");
    target.within = *outer;
    n = static_cast<double>(*study.endpoints[*outer].k);
    of = fmt::format("the {} with {}", *study.endpoints[*outer].k, endpoint.nested_in);
  }
  const bool rounded = endpoint.k_source.find("back-calculated") != std::string::npos && endpoint.estimate;
  if (!rounded) {
    target.target.observed = inference::Binomial{static_cast<double>(*endpoint.k), n};
    target.likelihood = fmt::format("binomial, {} of {}", *endpoint.k, of);
    return;
  }
  // Every k whose percentage of all n rounds to the printed one.
  const double all = static_cast<double>(*endpoint.n);
  int low = static_cast<int>(std::ceil((*endpoint.estimate - 0.5) / 100 * all));
  int high = static_cast<int>(std::ceil((*endpoint.estimate + 0.5) / 100 * all)) - 1;
  low = std::clamp(low, 0, static_cast<int>(*endpoint.k));
  high = std::clamp(high, static_cast<int>(*endpoint.k), static_cast<int>(n));
  target.target.observed = inference::BinomialRange{low, high, static_cast<int>(n)};
  target.likelihood = fmt::format("binomial, {} to {} of {} (rounded percentage)", low, high, of);
}

void observe(const Study& study, const PublishedEndpoint& endpoint, StudyTarget& target) {
  switch (endpoint.kind) {
    case Kind::proportion:
      observe_proportion(study, endpoint, target);
      return;
    case Kind::median_time: {
      if (!endpoint.n || !endpoint.estimate) throw InputError("n", "", "expected n and estimate of a median to calibrate");
      const inference::Binomial half = inference::survival_median(static_cast<double>(*endpoint.n),
                                                                  published_median(endpoint), printed_interval(endpoint));
      target.target.observed = half;
      target.likelihood = fmt::format("half of {:.0f} (effective number) past the median of {:g} {}", half.n,
                                      *endpoint.estimate, endpoint.unit);
      return;
    }
    case Kind::odds_ratio: {
      const auto interval = printed_interval(endpoint);
      if (!endpoint.estimate || !interval) throw InputError("ci_low", "", "expected an odds ratio with its interval");
      const inference::NormalValue value = inference::log_odds_ratio(*endpoint.estimate, *interval);
      target.target.observed = value;
      target.likelihood = fmt::format("normal, ln {:g} with standard error {:.3g}", *endpoint.estimate, value.sd);
      return;
    }
    default:
      throw InputError("kind", evidence::to_text(endpoint.kind), "expected a proportion, a median time or an odds ratio");
  }
}

void check_overlaps(const std::vector<const Study*>& studies, FaultList& faults) {
  const auto used = [](const Study& study, bool contrasts) {
    return std::any_of(study.endpoints.begin(), study.endpoints.end(), [&](const PublishedEndpoint& endpoint) {
      return endpoint.use == Use::calibrate && is_contrast(endpoint) == contrasts;
    });
  };
  for (const Study* study : studies)
    for (const PublishedEndpoint& endpoint : study->endpoints) {
      if (endpoint.use != Use::calibrate || is_contrast(endpoint)) continue;
      for (const Study* other : studies) {
        const auto& ids = endpoint.patients_overlap_with;
        if (other == study || std::find(ids.begin(), ids.end(), other->id) == ids.end() || !used(*other, false)) continue;
        faults.add(fault_at(name_of(*study, endpoint), other->id,
                            "shares patients with this study: expected only one of the two, or a contrast"));
      }
    }
}

/// Odds ratios of one study with the same reference group share its sampling error.
void correlate(const StudyTargets& all, double value, std::vector<inference::Correlation>& correlations) {
  std::vector<bool> taken(all.targets.size(), false);
  for (std::size_t i = 0; i < all.targets.size(); ++i)
    for (std::size_t j = i + 1; j < all.targets.size(); ++j) {
      const StudyTarget &a = all.targets[i], &b = all.targets[j];
      const auto& x = all.studies[a.study]->endpoints[a.endpoint].contrast;
      const auto& y = all.studies[b.study]->endpoints[b.endpoint].contrast;
      const bool both = std::holds_alternative<inference::NormalValue>(a.target.observed) &&
                        std::holds_alternative<inference::NormalValue>(b.target.observed);
      if (a.study != b.study || !both || !x || !y || x->variable != y->variable ||
          x->reference_low != y->reference_low || x->reference_high != y->reference_high || taken[i] || taken[j])
        continue;
      taken[i] = taken[j] = true;
      correlations.push_back({i, j, value});
    }
}

Statistic counted(const StudyTarget& target, std::span<const StudyRow> rows) {
  double k = 0, n = 0;
  for (const StudyRow& row : rows) {
    const Counts reading = row.readings.at(target.endpoint).counts;
    if (reading == Counts::outside) continue;
    if (target.within && row.readings.at(*target.within).counts != Counts::yes) continue;
    ++n;
    k += reading == Counts::yes ? 1 : 0;
  }
  return Statistic::of_counts(k, n);
}

/// Survival at the published median by Kaplan and Meier, midway down a step that falls on it, with the number
/// of patients that would give its standard error without censoring.
Statistic past_median(double median, const cohort::SurvivalTally& times) {
  const auto nothing = Statistic::of_counts(0, 0);
  if (times.patients() == 0) return nothing;
  const cohort::SurvivalCurve curve = cohort::kaplan_meier(cohort::risk_steps(times));
  const bool all_dead = curve.points.back().survival <= 0;
  const auto at = [&](double time) -> std::optional<cohort::SurvivalPoint> {
    if (auto point = curve.at(time)) return point;
    return all_dead ? std::optional(curve.points.back()) : std::nullopt;
  };
  const auto before = at(median - cohort::survival_grid_step / 2), after = at(median + cohort::survival_grid_step / 2);
  if (!before) return nothing;
  const double survival = 0.5 * (before->survival + (after ? after->survival : before->survival));
  double n = static_cast<double>(times.patients());
  if (const auto error = before->standard_error; error && *error > 0 && before->survival < 1)
    n = std::min(n, before->survival * (1 - before->survival) / (*error * *error));
  return Statistic::of_counts(survival * n, n);
}

Statistic log_odds(const evidence::EndpointTally& tally) {
  const cohort::Count &test = tally.count(evidence::Side::test), &reference = tally.count(evidence::Side::reference);
  const Statistic a = Statistic::of_counts(static_cast<double>(test.k), static_cast<double>(test.n));
  const Statistic b = Statistic::of_counts(static_cast<double>(reference.k), static_cast<double>(reference.n));
  if (a.missing() || b.missing()) return Statistic::of_value(std::nan(""), 0);
  return Statistic::of_value(a.link() - b.link(), a.link_variance() + b.link_variance());
}

}  // namespace

inference::Likelihood StudyTargets::likelihood() const {
  std::vector<inference::Target> plain;
  for (const StudyTarget& target : targets) plain.push_back(target.target);
  return {std::move(plain), correlations};
}

std::vector<const Study*> calibrated_studies(const std::vector<std::string>& ids) {
  const auto& shipped = evidence::shipped_studies();
  std::vector<const Study*> studies;
  if (ids.empty()) {
    for (const Study& study : shipped)
      if (study.simulate && std::any_of(study.endpoints.begin(), study.endpoints.end(),
                                        [](const auto& endpoint) { return endpoint.use == Use::calibrate; }))
        studies.push_back(&study);
    return studies;
  }
  FaultList faults;
  std::vector<std::string> known;
  for (const Study& study : shipped) known.push_back(study.id);
  for (const std::string& id : ids) {
    const auto found = std::find(known.begin(), known.end(), id);
    if (found == known.end())
      faults.add(fault_at("targets.studies", id, "unknown study" + suggestion(id, known)));
    else
      studies.push_back(&shipped[static_cast<std::size_t>(found - known.begin())]);
  }
  faults.throw_if_any();
  return studies;
}

StudyTargets study_targets(const std::vector<const Study*>& studies, const TargetOptions& options) {
  StudyTargets result{studies, {}, {}};
  FaultList faults;
  for (std::size_t s = 0; s < studies.size(); ++s) {
    const Study& study = *studies[s];
    if (!study.simulate) {
      faults.add(fault_at(study.id, "", "cannot be run: " + study.why_not));
      continue;
    }
    const std::size_t before = result.targets.size();
    const evidence::StudyReader reader(study);
    for (std::size_t e = 0; e < study.endpoints.size(); ++e) {
      const PublishedEndpoint& endpoint = study.endpoints[e];
      if (endpoint.use != Use::calibrate) continue;
      StudyTarget target{{name_of(study, endpoint), study.id, {}}, s, e, {}, {}, reader.ascertainment(e), reader.note(e)};
      try {
        if (!reader.reason(e).empty()) throw InputError("endpoint", "", "cannot be read: " + reader.reason(e));
        observe(study, endpoint, target);
        result.targets.push_back(std::move(target));
      } catch (const InputError& error) {
        faults.add(fault_at(name_of(study, endpoint), error.faults().front().value, error.faults().front().expectation));
      }
    }
    if (result.targets.size() == before && faults.empty())
      faults.add(fault_at(study.id, "", "expected a record with use: calibrate"));
  }
  check_overlaps(studies, faults);
  std::vector<std::string> names;
  for (const StudyTarget& target : result.targets) names.push_back(target.target.name);
  for (const std::string& name : options.watched) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      faults.add(fault_at("targets.watched", name, "unknown" + suggestion(name, names)));
      continue;
    }
    StudyTarget& target = result.targets[static_cast<std::size_t>(found - names.begin())];
    target.target.observed = inference::Watched{};
    target.likelihood = "none: only watched";
  }
  faults.throw_if_any();
  correlate(result, options.contrast_correlation, result.correlations);
  return result;
}

Statistic statistic_of(const StudyTarget& target, const Study& study, std::span<const StudyRow> rows) {
  const PublishedEndpoint& endpoint = study.endpoints.at(target.endpoint);
  if (endpoint.kind == Kind::proportion) return counted(target, rows);
  const evidence::EndpointTally tally = evidence::tally_of(study, target.endpoint, rows);
  return endpoint.kind == Kind::odds_ratio ? log_odds(tally)
                                           : past_median(published_median(endpoint), tally.times(evidence::Side::none));
}

}  // namespace trimer::calibration
