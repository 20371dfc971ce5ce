#include <trimer/evidence/study_comparison.h>

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include <trimer/cohort/series_prediction.h>
#include <trimer/core/days.h>

namespace trimer::evidence {

namespace {

using cohort::Count;
using cohort::SeriesOptions;
using cohort::SeriesPrediction;
using cohort::SurvivalTally;

bool is_ratio(Kind kind) {
  return kind == Kind::odds_ratio || kind == Kind::hazard_ratio;
}

/// Readings of one endpoint, one tally per member.
using Members = std::vector<const EndpointTally*>;

template <class Part>
auto each(const Members& members, Part part) {
  std::vector<decltype(part(*members.front()))> parts;
  for (const EndpointTally* member : members) parts.push_back(part(*member));
  return parts;
}

struct Ends {
  bool predicted = false;
  std::optional<double> low, high;
};

Ends ends_of(const SeriesPrediction& prediction, double factor) {
  const auto scaled = [&](std::optional<double> value) {
    return value ? std::optional(*value * factor) : std::nullopt;
  };
  // Where most series have no value at all there is no interval; where they do not reach one it is open.
  return {prediction.low.has_value() || prediction.not_reached > 0, scaled(prediction.low),
          scaled(prediction.high)};
}

Ends predict(const PublishedEndpoint& endpoint, const Members& members, std::int64_t size,
             const VerdictOptions& options) {
  const SeriesOptions series{options.level, options.trials, options.seed};
  const double factor = unit_factor(endpoint);
  const auto times = [](Side side) {
    return [side](const EndpointTally& tally) { return tally.times(side); };
  };
  switch (endpoint.kind) {
    case Kind::proportion: {
      const auto counts = each(members, [](const EndpointTally& tally) { return tally.count(Side::none); });
      const cohort::Interval interval = cohort::predict_proportion(counts, size, options.level);
      return {true, interval.low * factor, interval.high * factor};
    }
    case Kind::median_time:
      return ends_of(cohort::predict_median(each(members, times(Side::none)), size, series), factor);
    case Kind::landmark:
      return ends_of(
          cohort::predict_landmark(each(members, times(Side::none)),
                                   endpoint.threshold->numbers.front() * days_per_month, size, series),
          factor);
    case Kind::odds_ratio:
      return ends_of(cohort::predict_odds_ratio(each(members,
                                                     [](const EndpointTally& tally) {
                                                       return cohort::TwoGroups{
                                                           tally.count(Side::test),
                                                           tally.count(Side::reference),
                                                           tally.patients() - tally.inside()};
                                                     }),
                                                size, series),
                     factor);
    case Kind::hazard_ratio:
      return ends_of(cohort::predict_hazard_ratio(each(members,
                                                       [](const EndpointTally& tally) {
                                                         return cohort::TwoGroupTimes{
                                                             tally.times(Side::test),
                                                             tally.times(Side::reference),
                                                             tally.patients() - tally.inside()};
                                                       }),
                                                  size, series),
                     factor);
    case Kind::distribution:
      return ends_of(
          cohort::predict_middle(each(members, [](const EndpointTally& tally) { return tally.values(); }),
                                 size, series),
          factor / value_steps);
    case Kind::rate:
    case Kind::qualitative:
      break;
  }
  return {};
}

/// Whether there is anything to draw trials from.
bool can_predict(const PublishedEndpoint& endpoint, const EndpointTally& all) {
  if (is_ratio(endpoint.kind)) return all.count(Side::test).n > 0 && all.count(Side::reference).n > 0;
  const Count& count = all.count(Side::none);
  return count.n > count.not_evaluable;
}

/// A median printed as not reached: no estimate, and a lower limit without an upper one or the words in the
/// notes.
bool published_not_reached(const PublishedEndpoint& endpoint) {
  return endpoint.kind == Kind::median_time && !endpoint.estimate &&
         ((endpoint.low && !endpoint.high) || endpoint.notes.find("not reached") != std::string::npos);
}

std::optional<double> published_value(const PublishedEndpoint& endpoint) {
  if (published_not_reached(endpoint)) return INFINITY;
  if (endpoint.kind == Kind::proportion && endpoint.k && endpoint.n)
    return unit_factor(endpoint) * static_cast<double>(*endpoint.k) / static_cast<double>(*endpoint.n);
  return endpoint.estimate;
}

bool lies_inside(const EndpointVerdict& verdict, double value) {
  constexpr double rounding = 1e-9;
  // A lower end that is not reached is infinite as well.
  const double low = verdict.low.value_or(INFINITY), high = verdict.high.value_or(INFINITY);
  return value >= low * (1 - rounding) && value <= high * (1 + rounding);
}

void judge(EndpointVerdict& verdict) {
  const Study& study = *verdict.study;
  const PublishedEndpoint& published = *verdict.published;
  if (study.simulate && study.simulate->illustration) {
    verdict.reason =
        "the treatment of these patients is not stated: the run illustrates and is no comparison";
  } else if (published.use == Use::show) {
    verdict.reason = published.use_reason;
  } else if (published.threshold && published.threshold->quantity == "transplant" &&
             verdict.simulated.k == 0) {
    verdict.reason = "nobody of this cohort was transplanted: transplantation was not simulated";
  } else if (!verdict.published_value) {
    verdict.reason = "the study prints no value";
  } else if (!verdict.series_size) {
    verdict.reason = "the study prints no number of patients";
  } else if (!verdict.predicted) {
    verdict.reason = "nobody of the simulated cohort can be read for it";
  } else {
    verdict.inside = lies_inside(verdict, *verdict.published_value);
    if (!published.n)
      verdict.reason = "trials of the study's " + std::to_string(*verdict.series_size) + " patients";
  }
}

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json entry_of(const EndpointVerdict& verdict) {
  const PublishedEndpoint& published = *verdict.published;
  Json entry;
  entry["study"] = verdict.study->id;
  entry["endpoint"] = published.name;
  entry["published"] = {{"k", or_null(published.k)},
                        {"n", or_null(published.n ? published.n : verdict.series_size)},
                        {"estimate", or_null(published.estimate)},
                        {"low", or_null(published.low)},
                        {"high", or_null(published.high)}};
  entry["simulated"] = or_null(verdict.simulated.value);
  entry["interval"] = Json::array({or_null(verdict.low), or_null(verdict.high)});
  entry["interval_of_sampling"] =
      Json::array({or_null(verdict.low_sampling), or_null(verdict.high_sampling)});
  entry["inside"] = or_null(verdict.inside);
  entry["reason"] = verdict.reason.empty() ? Json(nullptr) : Json(verdict.reason);
  entry["role"] = std::string(to_text(published.use));
  return entry;
}

}  // namespace

StudyTally::StudyTally(const Study& study) {
  for (const PublishedEndpoint& endpoint : study.endpoints) endpoints_.emplace_back(endpoint.kind);
}

void StudyTally::add(const StudyRow& row) {
  ++patients_;
  if (row.patient.failed()) ++failed_;
  for (std::size_t i = 0; i < endpoints_.size(); ++i) endpoints_[i].add(row.readings.at(i));
}

void StudyTally::merge(const StudyTally& other) {
  patients_ += other.patients_;
  failed_ += other.failed_;
  for (std::size_t i = 0; i < endpoints_.size(); ++i) endpoints_[i].merge(other.endpoints_.at(i));
}

std::vector<EndpointVerdict> judge_study(const Study& study, std::span<const StudyTally> members,
                                         const VerdictOptions& options) {
  const StudyReader reader(study);
  std::vector<EndpointVerdict> verdicts;
  for (std::size_t i = 0; i < study.endpoints.size(); ++i) {
    const PublishedEndpoint& published = study.endpoints[i];
    EndpointVerdict verdict;
    verdict.study = &study;
    verdict.published = &published;
    verdict.published_value = published_value(published);
    verdict.ascertainment = reader.ascertainment(i);
    verdict.note = reader.note(i);
    verdict.reason = members.empty() && !study.why_not.empty() ? study.why_not : reader.reason(i);
    if (!members.empty() && verdict.reason.empty()) {
      EndpointTally all(published.kind);
      Members tallies;
      for (const StudyTally& member : members) {
        all.merge(member.endpoint(i));
        tallies.push_back(&member.endpoint(i));
      }
      verdict.simulated = endpoint_statistic(published, all);
      verdict.series_size = published.n;
      if (!verdict.series_size && is_ratio(published.kind)) verdict.series_size = study.n;
      if (verdict.series_size && *verdict.series_size > 0 && can_predict(published, all)) {
        const Ends ends = predict(published, tallies, *verdict.series_size, options);
        const Ends sampling =
            members.size() == 1 ? ends : predict(published, {&all}, *verdict.series_size, options);
        verdict.predicted = ends.predicted;
        verdict.low = ends.low;
        verdict.high = ends.high;
        verdict.low_sampling = sampling.low;
        verdict.high_sampling = sampling.high;
      }
      judge(verdict);
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

void Score::add(const EndpointVerdict& verdict) {
  if (!verdict.inside) return;
  ++judged;
  if (*verdict.inside) ++inside;
}

std::string to_text(const Score& score) {
  return "inside: " + std::to_string(score.inside) + " of " + std::to_string(score.judged);
}

std::optional<double> width_beside_sampling(std::span<const EndpointVerdict> verdicts,
                                            std::span<const Use> roles) {
  std::vector<double> ratios;
  for (const EndpointVerdict& v : verdicts) {
    if (!v.inside || !v.low || !v.high || !v.low_sampling || !v.high_sampling) continue;
    if (std::find(roles.begin(), roles.end(), v.published->use) == roles.end()) continue;
    const double sampling = *v.high_sampling - *v.low_sampling;
    if (sampling > 0) ratios.push_back((*v.high - *v.low) / sampling);
  }
  if (ratios.empty()) return std::nullopt;
  std::sort(ratios.begin(), ratios.end());
  return (ratios[(ratios.size() - 1) / 2] + ratios[ratios.size() / 2]) / 2;
}

std::string comparison_json(std::span<const EndpointVerdict> verdicts, double level) {
  Json document;
  document["format"] = "trimer-comparison/1";
  document["level"] = level;
  document["endpoints"] = Json::array();
  for (const EndpointVerdict& verdict : verdicts) document["endpoints"].push_back(entry_of(verdict));
  return document.dump(1) + "\n";
}

}  // namespace trimer::evidence
