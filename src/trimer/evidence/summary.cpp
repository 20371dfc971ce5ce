#include <trimer/evidence/summary.h>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/cohort/series_prediction.h>
#include <trimer/core/days.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace trimer::evidence {

namespace {

using Json = nlohmann::ordered_json;

constexpr double parameter_level = 0.9;  ///< of the range over the members of an ensemble

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json published_entry(const Comparison& row) {
  Json entry;
  entry["study"] = row.study;
  entry["name"] = row.published_name;
  entry["k"] = or_null(row.published_k);
  entry["n"] = or_null(row.published_n);
  entry["estimate"] = or_null(row.published.value);
  entry["low"] = or_null(row.published.low);
  entry["high"] = or_null(row.published.high);
  entry["interval"] = row.published_interval_exact              ? Json("exact 95 %")
                      : row.published.low || row.published.high ? Json("as printed")
                                                                : Json(nullptr);
  entry["prediction_low"] = or_null(row.simulated.low);
  entry["prediction_high"] = or_null(row.simulated.high);
  entry["use"] = std::string(to_text(row.use));
  entry["inside"] = or_null(row.inside);
  entry["reason"] = text_or_null(row.inside_reason);
  entry["ascertainment"] = text_or_null(row.published_ascertainment);
  entry["note"] = text_or_null(row.note);
  entry["evidence_code"] = text_or_null(row.provenance.code);
  return entry;
}

/// A published number stands beside an endpoint if it is the same kind of number.
bool belongs(const Comparison& row, std::string_view endpoint, bool median) {
  if (row.endpoint != endpoint) return false;
  return median == (row.kind == Kind::median_time) && row.kind != Kind::landmark;
}

class SummaryWriter {
 public:
  SummaryWriter(const cohort::CohortTally& tally, const cohort::MemberCounts& members,
                const std::vector<StudyReadings>& studies,
                const VerdictOptions& options)
      : tally_(tally), members_(members), options_(options) {
    for (const StudyReadings& readings : studies) {
      if (!first_size_ && readings.study->n) first_size_ = readings.study->n;
      for (Comparison& row : compare(readings, options)) rows_.push_back(std::move(row));
    }
  }

  [[nodiscard]] Json endpoints() const {
    Json list = Json::array();
    for (const auto& endpoint : cohort::proportion_endpoints()) list.push_back(proportion(endpoint));
    for (const auto& endpoint : cohort::time_endpoints()) list.push_back(median(endpoint));
    return list;
  }

  /// Ratios and landmarks: they belong to no single endpoint.
  [[nodiscard]] Json other() const {
    Json list = Json::array();
    for (const Comparison& row : rows_) {
      const bool ratio = row.kind == Kind::odds_ratio || row.kind == Kind::hazard_ratio;
      if (!row.read || (!ratio && row.kind != Kind::landmark)) continue;
      Json entry;
      entry["endpoint"] = text_or_null(row.endpoint);
      entry["kind"] = std::string(to_text(row.kind));
      entry["unit"] = row.unit;
      entry["k"] = or_null(row.simulated_k);
      entry["n"] = or_null(row.simulated_n);
      entry["estimate"] = or_null(row.simulated.value);
      entry["series_size"] = or_null(row.series_size);
      entry["low"] = or_null(row.simulated.low);
      entry["high"] = or_null(row.simulated.high);
      entry["mc_error"] = or_null(row.mc_error);
      entry["published"] = Json::array({published_entry(row)});
      list.push_back(std::move(entry));
    }
    return list;
  }

 private:
  template <class Endpoint>
  [[nodiscard]] Json opening(const Endpoint& endpoint, const std::string& id, const std::string& name) const {
    Json entry;
    entry["id"] = id;
    entry["name"] = name;
    entry["definition"] = std::string(endpoint.definition);
    entry["ascertainment"] = std::string(endpoint.ascertainment);
    return entry;
  }

  /// Size of the series to predict, with the published entries.
  std::optional<std::int64_t> published(std::string_view endpoint, bool is_median, std::int64_t n,
                                        Json& list) const {
    std::optional<std::int64_t> size;
    list = Json::array();
    for (const Comparison& row : rows_) {
      if (!belongs(row, endpoint, is_median)) continue;
      if (!size) size = row.series_size;
      list.push_back(published_entry(row));
    }
    if (size || !first_size_ || tally_.patients() == 0) return size;
    const double share = static_cast<double>(n) / static_cast<double>(tally_.patients());
    return std::max<std::int64_t>(1, std::llround(share * static_cast<double>(*first_size_)));
  }

  [[nodiscard]] Json proportion(const cohort::ProportionEndpoint& endpoint) const {
    const cohort::Count& count = tally_.proportion(endpoint.id);
    Json entry = opening(endpoint, std::string(endpoint.id), std::string(endpoint.name));
    Json list;
    const auto size = published(endpoint.id, false, count.n, list);
    entry["unit"] = "1";
    entry["k"] = count.k;
    entry["n"] = count.n;
    entry["not_evaluable"] = count.not_evaluable;
    entry["estimate"] =
        count.n > 0 ? Json(static_cast<double>(count.k) / static_cast<double>(count.n)) : Json(nullptr);
    entry["series_size"] = or_null(size);
    entry["low"] = nullptr;
    entry["high"] = nullptr;
    entry["mc_error"] = count.n > 0 ? Json(cohort::monte_carlo_error(count.k, count.n)) : Json(nullptr);
    const auto open = members_.of_parameters(endpoint.id, parameter_level);
    entry["parameters_low"] = open ? Json(open->low) : Json(nullptr);
    entry["parameters_high"] = open ? Json(open->high) : Json(nullptr);
    if (count.n > 0 && size) {
      const auto interval = cohort::prediction_interval(count.k, count.n, *size, options_.level);
      entry["low"] = interval.low;
      entry["high"] = interval.high;
    }
    entry["published"] = std::move(list);
    return entry;
  }

  [[nodiscard]] Json median(const cohort::TimeEndpoint& endpoint) const {
    const cohort::SurvivalTally& times = tally_.time(endpoint.id);
    const bool in_days = endpoint.id == "icans_onset";
    const double unit = in_days ? 1 : 1 / days_per_month;
    Json entry = opening(endpoint, std::string(endpoint.id) + (in_days ? "_median_days" : "_median_months"),
                         std::string(endpoint.name) + ", median");
    Json list;
    const auto size = published(endpoint.id, true, times.patients(), list);
    entry["unit"] = in_days ? "days" : "months of 30.4375 d";
    entry["k"] = times.events();
    entry["n"] = times.patients();
    for (const char* key : {"estimate", "series_size", "low", "high", "mc_error"}) entry[key] = nullptr;
    entry["series_size"] = or_null(size);
    if (times.patients() > 0) {
      const auto curve = cohort::kaplan_meier(cohort::risk_steps(times));
      if (curve.median) entry["estimate"] = *curve.median * unit;
      if (curve.median_low && curve.median_high) {
        constexpr double normal_95 = 1.959963984540054;
        entry["mc_error"] = unit * (*curve.median_high - *curve.median_low) / (2 * normal_95);
      }
      if (size) {
        const auto prediction =
            cohort::predict_median(times, *size, {options_.level, options_.trials, options_.seed});
        if (prediction.low) entry["low"] = *prediction.low * unit;
        if (prediction.high) entry["high"] = *prediction.high * unit;
      }
    }
    entry["published"] = std::move(list);
    return entry;
  }

  const cohort::CohortTally& tally_;
  const cohort::MemberCounts& members_;
  VerdictOptions options_;
  std::vector<Comparison> rows_;
  std::optional<std::int64_t> first_size_;
};

/// Counts by name, those without patients left out.
template <class Kind, class Counts>
Json named(std::size_t kinds, const Counts& count) {
  Json json = Json::object();
  for (std::size_t i = 0; i < kinds; ++i)
    if (const std::int64_t n = count(i)) json[std::string(cohort::in_words(static_cast<Kind>(i)))] = n;
  return json;
}

Json flow_json(const cohort::PatientFlow& flow) {
  Json json;
  json["screened"] = flow.screened();
  json["not_treated"] = Json::object();
  for (const auto& [reason, n] : flow.not_treated()) json["not_treated"][reason] = n;
  json["treated"] = flow.treated();
  json["cycles"] = Json::array();
  for (const auto& cycle : flow.cycles())
    json["cycles"].push_back({{"started", cycle.started},
                              {"held", cycle.held},
                              {"assessed", cycle.assessed},
                              {"in_remission", cycle.in_remission},
                              {"ended", named<cohort::TreatmentExit>(cohort::treatment_exits,
                                                                     [&](std::size_t i) { return cycle.left[i]; })}});
  json["fates"] = named<cohort::Fate>(
      cohort::fates, [&](std::size_t i) { return flow.fate(static_cast<cohort::Fate>(i)); });
  json["after_remission"] = named<cohort::AfterRemission>(
      cohort::after_remissions,
      [&](std::size_t i) { return flow.after_remission(static_cast<cohort::AfterRemission>(i)); });
  json["transplanted"] = flow.transplanted();
  json["next_therapy"] = flow.next_therapy();
  return json;
}

}  // namespace

std::string summary_json(const cohort::CohortTally& tally, const cohort::MemberCounts& members,
                         const std::vector<StudyReadings>& studies,
                         const VerdictOptions& options) {
  const SummaryWriter writer(tally, members, studies, options);
  Json summary;
  summary["patients"] = tally.patients();
  summary["completed"] = tally.patients() - tally.failed();
  summary["failed"] = tally.failed();
  summary["prediction_level"] = options.level;
  summary["endpoints"] = writer.endpoints();
  summary["comparisons"] = writer.other();
  Json statements = Json::array();
  for (const StudyReadings& readings : studies) {
    const Study& study = *readings.study;
    statements.push_back(
        {{"study", study.id}, {"citation", study.citation}, {"statements", study.statements()}});
  }
  summary["studies"] = std::move(statements);
  Json outcomes = Json::object();
  for (const auto& [outcome, count] : tally.outcomes()) outcomes[outcome] = count;
  summary["outcomes"] = std::move(outcomes);
  summary["flow"] = flow_json(tally.flow());
  Json failures = Json::array();
  for (const cohort::Failure& failure : tally.failures()) {
    failures.push_back({{"patient", failure.patient}, {"day", failure.day}, {"outcome", failure.outcome}});
  }
  summary["failures"] = std::move(failures);
  return summary.dump(1) + "\n";
}

}  // namespace trimer::evidence
