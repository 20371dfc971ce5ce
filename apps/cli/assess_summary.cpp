#include "assess_summary.h"

#include <nlohmann/json.hpp>

#include <trimer/cohort/agreement.h>
#include <trimer/cohort/assessed_row.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/csv.h>
#include <trimer/core/days.h>
#include <trimer/core/version.h>

#include <fmt/core.h>

namespace trimer::cli {
namespace {

using Json = nlohmann::ordered_json;
using assessment::Grading;
using assessment::Mark;
using assessment::Rule;

Json number_or_null(std::optional<double> value) {
  return value ? Json(*value) : Json();
}

/// A proportion always stands with its exact interval; below 20 subjects it is not given without one.
Json proportion_json(long k, long n) {
  Json json;
  json["k"] = k;
  json["n"] = n;
  if (n == 0) {
    json["estimate"] = json["low"] = json["high"] = nullptr;
    return json;
  }
  const cohort::Interval interval = cohort::clopper_pearson(k, n);
  json["estimate"] = static_cast<double>(k) / static_cast<double>(n);
  json["low"] = interval.low;
  json["high"] = interval.high;
  json["interval"] = "Clopper-Pearson, 95 %";
  return json;
}

Json options_json(const observation::StudySettings& settings) {
  Json json;
  for (const observation::OptionInForce& option : observation::options_in_force(settings)) {
    json[option.name] = option.value;
  }
  return json;
}

cohort::ConfidenceType confidence(observation::ConfType type) {
  switch (type) {
    case observation::ConfType::log_log:
      return cohort::ConfidenceType::log_log;
    case observation::ConfType::log:
      return cohort::ConfidenceType::log;
    case observation::ConfType::plain:
      return cohort::ConfidenceType::plain;
    case observation::ConfType::logit:
      return cohort::ConfidenceType::logit;
    case observation::ConfType::arcsine:
      return cohort::ConfidenceType::arcsine;
  }
  return cohort::ConfidenceType::log_log;
}

}  // namespace

void AssessSummary::add(const observation::SubjectRecord& record,
                        const assessment::SubjectAssessment& result) {
  ++subjects_;
  const assessment::SubjectSummary summary = assessment::summarize(record, result, settings_);
  cohort::PatientRow row;
  row.subject_id = record.subject.subject_id;
  cohort::take_assessment(record, result, summary, row);
  tally_.add(row);
  const auto count_rule = [this](const Rule* rule) {
    if (rule && rule->mark == Mark::M) ++unverified_[rule->id];
  };
  for (int i = 0; i < assessment::grading_count; ++i) {
    const auto grading = static_cast<Grading>(i);
    const assessment::WorstGrade& worst = summary.worst_of(grading);
    ScaleCounts& counts = worst_[grading];
    if (worst.status == assessment::Status::not_applicable) {
      ++counts.not_applicable;
    } else if (!worst.grade) {
      ++counts.not_evaluable;
    } else {
      ++counts.grade[*worst.grade];
      if (worst.status == assessment::Status::lower_bound) ++counts.lower_bound;
    }
    count_rule(worst.rule);
  }
  for (const assessment::ProfileAssessment& profile : result.profiles) {
    const std::string name(assessment::to_text(profile.profile));
    ++responses_[name][std::string(assessment::to_text(profile.best))];
    ++mrd_[name][std::string(assessment::to_text(profile.best_mrd))];
    count_rule(profile.best_rule);
    count_rule(profile.relapse.rule);
  }
  for (const assessment::TimeToEvent& time : result.endpoints) count_rule(time.rule);
  for (const assessment::Disagreement& disagreement : result.disagreements) {
    ++disagreements_[std::string(assessment::to_text(disagreement.kind))];
  }
  for (const assessment::Comparison& comparison : result.comparisons) {
    pairs_.push_back({record.subject.subject_id, comparison});
  }
}

std::string AssessSummary::json(const std::string& study, const observation::ReadReport& report) const {
  Json json;
  json["format"] = "trimer-assessment/1";
  json["trimer"] = version;
  json["study"] = study;
  json["subjects"] = subjects_;
  json["ctcae"] = settings_.ctcae == observation::CtcaeVersion::v5 ? "5.0" : "6.0";
  json["options"] = options_json(settings_);
  Json& input = json["input"];
  for (const auto& [table, rows] : report.rows) input["rows"][table] = rows;
  input["rejected"] = report.total(observation::Severity::rejected);
  input["warnings"] = report.total(observation::Severity::warning);
  for (const auto& [rule, count] : report.counts) input["messages"][rule] = count.count;

  json["responses"] = Json::array();
  for (const auto& [profile, counts] : responses_) {
    Json entry;
    entry["profile"] = profile;
    long remissions = 0;
    for (const auto& [category, n] : counts) {
      entry["counts"][category] = n;
      if (category == "CR" || category == "CRh" || category == "CRi") remissions += n;
    }
    entry["cr_crh_cri"] = proportion_json(remissions, subjects_);
    for (const auto& [result, n] : mrd_.at(profile)) entry["mrd"][result] = n;
    json["responses"].push_back(entry);
  }
  json["toxicity"] = Json::array();
  for (const auto& [grading, counts] : worst_) {
    Json entry;
    entry["paramcd"] = assessment::paramcd(grading);
    entry["title"] = assessment::title(grading);
    long evaluable = 0;
    long severe = 0;
    for (int grade = 0; grade <= 5; ++grade) {
      entry["worst"][std::to_string(grade)] = counts.grade[grade];
      evaluable += counts.grade[grade];
      if (grade >= 3) severe += counts.grade[grade];
    }
    entry["of_these_lower_bounds"] = counts.lower_bound;
    entry["not_evaluable"] = counts.not_evaluable;
    entry["not_applicable"] = counts.not_applicable;
    entry["ge3_of_evaluable"] = proportion_json(severe, evaluable);
    json["toxicity"].push_back(entry);
  }
  json["endpoints"] = Json::array();
  for (const cohort::ProportionEndpoint& endpoint : cohort::proportion_endpoints()) {
    const cohort::Count& count = tally_.proportion(endpoint.id);
    Json entry;
    entry["id"] = endpoint.id;
    entry["name"] = endpoint.name;
    entry["definition"] = endpoint.definition;
    entry.update(proportion_json(count.k, count.n));
    entry["not_evaluable"] = count.not_evaluable;
    json["endpoints"].push_back(entry);
  }
  for (const cohort::TimeEndpoint& endpoint : cohort::time_endpoints()) {
    const cohort::SurvivalTally& tally = tally_.time(endpoint.id);
    const cohort::SurvivalCurve curve =
        cohort::kaplan_meier(cohort::risk_steps(tally), confidence(settings_.options.conf_type));
    const auto months = [](std::optional<double> days) {
      return days ? std::optional<double>(*days / days_per_month) : std::nullopt;
    };
    Json entry;
    entry["id"] = std::string(endpoint.id) + "_median_months";
    entry["name"] = endpoint.name;
    entry["definition"] = endpoint.definition;
    entry["n"] = tally.patients();
    entry["events"] = tally.events();
    entry["estimate"] = number_or_null(months(curve.median));
    entry["low"] = number_or_null(months(curve.median_low));
    entry["high"] = number_or_null(months(curve.median_high));
    entry["interval"] =
        "Kaplan-Meier, " + std::string(cohort::to_text(curve.type)) + ", months of 30.4375 days";
    json["endpoints"].push_back(entry);
  }
  json["disagreements"] = disagreements_;
  json["unverified_rules"] = unverified_;
  return json.dump(2) + "\n";
}

std::string AssessSummary::agreement_csv() const {
  std::string csv =
      "SCALE,N,AGREEING,KAPPA,KAPPA_LOW,KAPPA_HIGH,USUBJID,ELAPSED,REPORTED,DERIVED,AGREES,SRCROW\n";
  std::map<std::string, std::vector<const Pair*>> by_scale;
  for (const Pair& pair : pairs_) by_scale[pair.comparison.scale].push_back(&pair);
  const auto number = [](std::optional<double> value) { return value ? number_text(*value) : std::string(); };
  for (const auto& [scale, pairs] : by_scale) {
    std::vector<std::optional<int>> reported;
    std::vector<std::optional<int>> derived;
    long agreeing = 0;
    for (const Pair* pair : pairs) {
      reported.push_back(pair->comparison.reported_grade);
      derived.push_back(pair->comparison.derived_grade);
      agreeing += pair->comparison.agrees;
    }
    // Grades are ordered, so a difference of two weighs four times one of one.
    const cohort::Agreement kappa = cohort::agreement(reported, derived, cohort::KappaWeights::quadratic);
    csv += fmt::format("{},{},{},{},{},{},,,,,,\n", csv_field(scale), pairs.size(), agreeing,
                       number(kappa.kappa), number(kappa.low), number(kappa.high));
    for (const Pair* pair : pairs) {
      const assessment::Comparison& c = pair->comparison;
      csv += fmt::format("{},,,,,,{},{},{},{},{},{}\n", csv_field(scale), csv_field(pair->subject),
                         number(c.day), csv_field(c.reported), csv_field(c.derived), c.agrees ? "Y" : "N",
                         c.source.line);
    }
  }
  return csv;
}

std::string AssessSummary::text(const observation::ReadReport& report) const {
  std::string text = fmt::format("{} subjects; {} rows set aside, {} warnings", subjects_,
                                 report.total(observation::Severity::rejected),
                                 report.total(observation::Severity::warning));
  for (const auto& [profile, counts] : responses_) {
    text += fmt::format("\nbest response, {}:", profile);
    for (const auto& [category, n] : counts) text += fmt::format(" {} {}", category, n);
  }
  for (const Grading grading : {Grading::CRSASTCT, Grading::ICANSICE, Grading::ICANSCAP, Grading::HAEMCOMP}) {
    const auto found = worst_.find(grading);
    if (found == worst_.end() || found->second.not_applicable == subjects_) continue;
    text += fmt::format("\nworst {}:", assessment::paramcd(grading));
    for (int grade = 0; grade <= 5; ++grade) {
      if (found->second.grade[grade] > 0)
        text += fmt::format(" grade {}: {}", grade, found->second.grade[grade]);
    }
    if (found->second.not_evaluable > 0)
      text += fmt::format(" not evaluable: {}", found->second.not_evaluable);
  }
  long disagreements = 0;
  for (const auto& [kind, n] : disagreements_) disagreements += n;
  if (disagreements > 0) text += fmt::format("\n{} disagreements, listed in DISAGREE.csv", disagreements);
  if (!unverified_.empty()) {
    text += fmt::format("\n{} rules of unverified wording decided a result; summary.json names them",
                        unverified_.size());
  }
  return text;
}

}  // namespace trimer::cli
