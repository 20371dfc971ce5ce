#include <trimer/report/comparison_figures.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/days.h>
#include <trimer/report/from_cohort.h>

namespace trimer::report {

namespace {

using evidence::EndpointVerdict;
using evidence::Kind;
using evidence::PublishedEndpoint;
using evidence::Side;
using evidence::Study;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Family of units that share an axis.
std::string axis_unit(const PublishedEndpoint& endpoint) {
  if (endpoint.kind == Kind::odds_ratio || endpoint.kind == Kind::hazard_ratio) return "ratio";
  if (endpoint.unit == "percent") return "%";
  return endpoint.unit;
}

bool is_shown(const EndpointVerdict& verdict) {
  return verdict.published_value && verdict.simulated.value && !verdict.inside;
}

VerdictRow row_of(const Study& study, const EndpointVerdict& verdict) {
  VerdictRow row;
  const PublishedEndpoint& published = *verdict.published;
  row.group = study_name(study);
  row.endpoint = published.name;
  row.published = published.k && published.n ? fmt::format("{}/{} = {}", *published.k, *published.n,
                                                           with_unit(published, verdict.published_value))
                                             : with_unit(published, verdict.published_value);
  row.predicted = verdict.predicted;
  row.simulated = {verdict.simulated.value.value_or(unknown), verdict.low.value_or(unknown),
                   verdict.high.value_or(unknown)};
  row.published_value = verdict.published_value.value_or(unknown);
  row.published_low = published.low.value_or(unknown);
  row.published_high = published.high.value_or(unknown);
  row.inside = verdict.inside;
  return row;
}

std::string title_of(std::string_view quantity) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> titles = {
      {{"os_months", "Overall survival"},
       {"rfs_months", "Relapse-free survival"},
       {"efs_months", "Event-free survival"},
       {"dor_months", "Duration of response"}}};
  for (const auto& [name, title] : titles)
    if (name == quantity) return std::string(title);
  return "";
}

/// Who is counted, as a label of a curve.
std::string group_label(const PublishedEndpoint& endpoint) {
  constexpr std::string_view prefix = "subgroup:";
  std::string label = endpoint.denominator;
  if (label.starts_with(prefix)) label = label.substr(prefix.size());
  return label == "all" ? "all patients" : label;
}

void add_point(const EndpointVerdict& verdict, SurvivalInput& input) {
  const PublishedEndpoint& published = *verdict.published;
  if (!verdict.published_value || std::isinf(*verdict.published_value)) return;
  PublishedPoint point;
  const std::string verdict_word = !verdict.inside ? "" : *verdict.inside ? ", inside" : ", outside";
  point.label = fmt::format("published, {}: {}{}", group_label(published),
                            with_unit(published, verdict.published_value), verdict_word);
  const double factor = published.kind == Kind::landmark ? 0.01 : 1;
  point.low = published.low ? *published.low * factor : unknown;
  point.high = published.high ? *published.high * factor : unknown;
  if (published.kind == Kind::landmark) {
    point.time = published.threshold->numbers.front();
    point.estimate = *verdict.published_value / 100;
  } else {
    point.time = *verdict.published_value;
    point.estimate = 0.5;
    point.horizontal = true;
  }
  input.published.push_back(std::move(point));
}

}  // namespace

std::string study_name(const Study& study) {
  return study.short_name();
}

std::string with_unit(const PublishedEndpoint& endpoint, std::optional<double> value) {
  if (!value) return "–";
  if (std::isinf(*value)) return "not reached";
  if (endpoint.unit == "percent") return percent_text(*value / 100);
  if (axis_unit(endpoint) == "ratio") return value_text(*value);
  return time_text(*value) + (endpoint.unit.empty() ? "" : " " + endpoint.unit);
}

std::string published_text(const PublishedEndpoint& endpoint) {
  std::string text = endpoint.k && endpoint.n ? fmt::format("{}/{}", *endpoint.k, *endpoint.n) : "";
  if (endpoint.estimate) text += (text.empty() ? "" : " = ") + with_unit(endpoint, endpoint.estimate);
  if (endpoint.low || endpoint.high) {
    const auto limit = [](std::optional<double> value) { return value ? value_text(*value) : "NE"; };
    text += " (" + limit(endpoint.low) + "–" + limit(endpoint.high) + ")";
  }
  if (text.empty()) return "–";
  if (!endpoint.k && endpoint.n) text += fmt::format(", n = {}", *endpoint.n);
  return text;
}

std::string interval_text(const EndpointVerdict& verdict) {
  if (!verdict.predicted) return "–";
  if (!verdict.low) return "not reached";
  const PublishedEndpoint& endpoint = *verdict.published;
  const std::string unit = endpoint.unit == "percent"       ? "%"
                           : axis_unit(endpoint) == "ratio" ? ""
                                                            : " " + endpoint.unit;
  const std::string low = value_text(*verdict.low);
  return verdict.high ? low + " – " + value_text(*verdict.high) + unit : low + unit + " – not reached";
}

std::vector<VerdictForestInput> verdict_forests(const ComparisonReportInput& input, bool judged) {
  std::vector<VerdictForestInput> forests;
  for (const char* unit : {"%", "months", "days", "ratio"}) {
    VerdictForestInput forest;
    forest.unit = unit;
    forest.interval = fmt::format("{:g}%", input.level * 100);
    forest.logarithmic = forest.unit == "ratio";
    for (const ComparedStudy& compared : input.studies)
      for (const EndpointVerdict& verdict : *compared.verdicts)
        if (axis_unit(*verdict.published) == unit &&
            (judged ? verdict.inside.has_value() : is_shown(verdict)))
          forest.rows.push_back(row_of(*compared.study, verdict));
    if (forest.rows.empty()) continue;
    const std::string name = forest.unit == "%"       ? "proportions"
                             : forest.unit == "ratio" ? "ratios"
                                                      : forest.unit;
    forest.text = {
        (judged ? "forest_" : "shown_") + name,
        (judged ? "Judged " : "Shown beside, not judged: ") + std::string(forest.unit == "%" ? "proportions"
                                                                          : forest.unit == "ratio"
                                                                              ? "ratios"
                                                                              : "times in " + forest.unit),
        fmt::format("Band: where {} of trials of the published size would fall if their patients were like "
                    "the simulated ones; the stroke in it is the simulated estimate. Square: published, "
                    "with its own interval as a thin line; a cross is a published number outside the band.",
                    forest.interval)};
    forests.push_back(std::move(forest));
  }
  return forests;
}

std::vector<SurvivalInput> survival_beside(const ComparedStudy& compared) {
  std::vector<SurvivalInput> figures;
  if (compared.tally == nullptr) return figures;
  for (const char* quantity : {"os_months", "efs_months", "rfs_months", "dor_months"}) {
    SurvivalInput input;
    std::vector<std::string> drawn;
    for (std::size_t i = 0; i < compared.verdicts->size(); ++i) {
      const EndpointVerdict& verdict = (*compared.verdicts)[i];
      const PublishedEndpoint& published = *verdict.published;
      const bool of_time = published.kind == Kind::median_time || published.kind == Kind::landmark;
      if (!of_time || !published.threshold || published.threshold->quantity != quantity ||
          verdict.simulated.n == 0 || published.name.find("landmark") != std::string::npos)  // another clock
        continue;
      const std::string label = group_label(published);
      if (std::find(drawn.begin(), drawn.end(), label) == drawn.end()) {
        if (drawn.size() == 3) continue;  // more curves could not be told apart
        drawn.push_back(label);
        const auto curve =
            cohort::kaplan_meier(cohort::risk_steps(compared.tally->endpoint(i).times(Side::none)));
        input.curves.push_back(survival_curve(curve, "simulated, " + label));
        input.limits_name = limits_name(curve);
      }
      add_point(verdict, input);
    }
    if (input.curves.empty()) continue;
    for (const SurvivalCurve& curve : input.curves)
      if (!curve.steps.empty()) input.last_time = std::max(input.last_time, curve.steps.back().time);
    for (const PublishedPoint& point : input.published)
      input.last_time = std::max(input.last_time, point.time);
    const std::string name = study_name(*compared.study);
    const std::string_view short_quantity =
        std::string_view(quantity).substr(0, std::string_view(quantity).find('_'));
    input.text = {
        compared.study->id + "_" + std::string(short_quantity), title_of(quantity) + ", " + name,
        "Simulated as the study was done. Squares: published medians and landmarks, with their intervals "
        "where printed."};
    input.outcome_axis = std::string(quantity) == "os_months" ? "Alive" : "Without event";
    input.time_axis = std::string(quantity) == "dor_months" || (std::string(quantity) == "rfs_months" &&
                                                                compared.study->simulate->population != "mrd")
                          ? "Months since remission"
                          : "Months since first dose";
    figures.push_back(std::move(input));
  }
  return figures;
}

}  // namespace trimer::report
