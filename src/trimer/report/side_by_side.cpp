#include <trimer/report/side_by_side.h>

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/days.h>
#include <trimer/report/from_cohort.h>

namespace trimer::report {

namespace {

constexpr std::array<std::string_view, 21> shown = {"cr",
                                                    "cr_crh_cri",
                                                    "mrd_response_all",
                                                    "csf_clear",
                                                    "crs_any",
                                                    "crs_ge2",
                                                    "crs_ge3",
                                                    "icans_any",
                                                    "icans_ge3",
                                                    "neutropenia_ge3",
                                                    "infection_ge3",
                                                    "interrupted",
                                                    "stopped_for_toxicity",
                                                    "os_6_months",
                                                    "os_12_months",
                                                    "os_24_months",
                                                    "efs_6_months",
                                                    "efs_12_months",
                                                    "efs_24_months",
                                                    "os_restricted_mean",
                                                    "efs_restricted_mean"};

std::string capital(std::string word) {
  if (!word.empty() && word.front() >= 'a' && word.front() <= 'z')
    word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

std::string median_text(const cohort::CohortTally& tally, std::string_view id) {
  const cohort::SurvivalTally& times = tally.time(id);
  if (times.patients() == 0) return "–";
  const cohort::SurvivalCurve curve = cohort::kaplan_meier(cohort::risk_steps(times));
  if (!curve.median) return "not reached";
  const auto limit = [](const std::optional<double>& days) {
    return days ? time_text(*days / days_per_month) : std::string("not reached");
  };
  return fmt::format("{} ({}–{})", time_text(*curve.median / days_per_month), limit(curve.median_low),
                     limit(curve.median_high));
}

std::string value_of(double value, const std::string& unit) {
  return unit == "1" ? percent_text(value) : time_text(value) + " d";
}

}  // namespace

std::string with_signs(std::string text) {
  for (const auto& [from, to] : {std::pair(">= ", "≥"), std::pair(">=", "≥"), std::pair("<=", "≤")})
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;)
      text.replace(at, std::string(from).size(), to);
  return text;
}

std::string endpoint_name(const cohort::ProportionEndpoint& endpoint) {
  // Its name speaks of the comparison with old trials; between arms it is a grade like the others.
  return endpoint.id == "crs_ge2" ? "CRS grade ≥2" : with_signs(std::string(endpoint.name));
}

std::string name_of(const cohort::ArmDifference& difference) {
  return difference.id == "crs_ge2" ? "CRS grade ≥2" : with_signs(difference.name);
}

bool shown_between_arms(std::string_view id) {
  return std::find(shown.begin(), shown.end(), id) != shown.end();
}

std::string difference_with_interval(const cohort::ArmDifference& d) {
  const bool percent = d.unit == "1";
  return fmt::format("{} ({} to {})", difference_text(d.difference, percent), difference_text(d.low, percent),
                     difference_text(d.high, percent));
}

Table side_by_side(const SideBySide& input) {
  Table table{"side_by_side", "Endpoints by " + input.noun, {{"Endpoint", "", false}}, {}, {}, false};
  for (const ArmInput& arm : input.arms) table.columns.push_back({arm.name, "", true});
  std::string group;
  std::vector<const cohort::ProportionEndpoint*> endpoints;
  for (const cohort::ProportionEndpoint& endpoint : cohort::proportion_endpoints())
    if (shown_between_arms(endpoint.id)) endpoints.push_back(&endpoint);
  std::stable_sort(endpoints.begin(), endpoints.end(),
                   [](const auto* a, const auto* b) { return a->group < b->group; });
  for (const cohort::ProportionEndpoint* each : endpoints) {
    const cohort::ProportionEndpoint& endpoint = *each;
    if (const std::string heading(to_text(endpoint.group)); heading != group)
      table.rows.push_back({group = heading});
    std::vector<std::string> row{endpoint_name(endpoint)};
    for (const ArmInput& arm : input.arms) {
      const cohort::Count& count = arm.tally->proportion(endpoint.id);
      if (count.n == count.not_evaluable) {
        row.emplace_back("not evaluable");
        continue;
      }
      const cohort::Interval exact = cohort::clopper_pearson(count.k, count.n);
      row.push_back(proportion_text(count.k, count.n, exact.low, exact.high));
    }
    table.rows.push_back(std::move(row));
  }
  table.rows.push_back({"Survival, median in months"});
  for (const auto& [id, name] :
       {std::pair("os", "Overall survival"), std::pair("efs", "Event-free survival")}) {
    std::vector<std::string> row{name};
    for (const ArmInput& arm : input.arms) row.push_back(median_text(*arm.tally, id));
    table.rows.push_back(std::move(row));
  }
  table.footnotes = {
      "Intervals of 95 %: exact for shares, log-log for medians. Who could not be evaluated stays in the "
      "denominator."};
  return table;
}

Table differences_table(const SideBySide& input) {
  Table table{"differences",
              "Differences from " + input.arms.front().name,
              {{"Endpoint", "", false},
               {capital(input.noun), "", false},
               {input.arms.front().name, "", true},
               {capital(input.noun), "value", true},
               {"Difference", "95% interval, paired", true},
               {"Only here",
                input.counted + " with the event in this " + input.noun + " only, in the first only", true}},
              {},
              {"Percentage points for shares, days for means. A restricted mean is the mean time until the "
               "event or the end "
               "of follow-up.",
               "Whose simulation failed in one of two is in neither."},
              true};
  for (std::size_t row = 0; row < input.arms[1].differences.size(); ++row) {
    if (!shown_between_arms(input.arms[1].differences[row].id)) continue;
    const std::string id = input.arms[1].differences[row].id;
    bool first = true;
    for (const ArmInput& arm : input.arms)
      for (const cohort::ArmDifference& d : arm.differences) {
        if (d.id != id) continue;
        table.rows.push_back({first ? name_of(d) : "", arm.name, value_of(d.reference, d.unit),
                              value_of(d.arm, d.unit), difference_with_interval(d),
                              d.only_arm ? fmt::format("{}, {}", *d.only_arm, *d.only_reference) : "–"});
        first = false;
      }
  }
  return table;
}

DifferencesInput differences_input(const SideBySide& input, bool times) {
  DifferencesInput figure;
  figure.reference = input.arms.front().name;
  figure.unit = times ? "days" : "%";
  if (times)
    figure.text = {"differences_times", "Differences of mean survival from " + figure.reference,
                   "Mean time until the event or the end of follow-up, minus that of " + figure.reference +
                       ", with its paired 95% interval."};
  else
    figure.text = {"differences", "Differences from " + figure.reference, input.difference_caption};
  for (std::size_t i = 1; i < input.arms.size(); ++i) figure.arms.push_back(input.arms[i].name);
  for (const cohort::ArmDifference& of : input.arms[1].differences) {
    if (!shown_between_arms(of.id) || (of.unit != "1") != times) continue;
    DifferenceRow row{times ? "" : std::string(to_text(of.group)), name_of(of), {}};
    for (std::size_t i = 1; i < input.arms.size(); ++i) {
      Estimate estimate;
      for (const cohort::ArmDifference& d : input.arms[i].differences)
        if (d.id == of.id) estimate = {d.difference, d.low, d.high};
      row.differences.push_back(estimate);
    }
    figure.rows.push_back(std::move(row));
  }
  // Groups together, in the order in which they first come.
  std::vector<std::string> groups;
  for (const DifferenceRow& row : figure.rows)
    if (std::find(groups.begin(), groups.end(), row.group) == groups.end()) groups.push_back(row.group);
  std::stable_sort(figure.rows.begin(), figure.rows.end(),
                   [&](const DifferenceRow& a, const DifferenceRow& b) {
                     return std::find(groups.begin(), groups.end(), a.group) <
                            std::find(groups.begin(), groups.end(), b.group);
                   });
  return figure;
}

BarsInput response_bars(const SideBySide& input) {
  BarsInput bars;
  bars.text = {"response_bars", "Best response by " + input.noun,
               "Bars add to all " + input.counted + "; who could not be evaluated is hatched."};
  for (const ArmInput& arm : input.arms) {
    BarRow row;
    row.simulated = true;
    row.bar = cohort::response_bar(*arm.tally, arm.name);
    bars.rows.push_back(std::move(row));
  }
  return bars;
}

BarsInput grade_bars(const SideBySide& input) {
  BarsInput bars;
  bars.palette = BarPalette::grades;
  bars.text = {"grade_bars", "Worst grade by " + input.noun,
               "Bars add to all " + input.counted + "; who could not be graded is hatched, never grade 0."};
  for (const auto& [scale, name] : {std::pair("crs", "Cytokine release syndrome, ASTCT 2019"),
                                    std::pair("icans", "Neurotoxicity (ICANS), ASTCT 2019"),
                                    std::pair("neutropenia", "Neutrophils, CTCAE 5.0")})
    for (const ArmInput& arm : input.arms) {
      BarRow row;
      row.group = name;
      row.simulated = true;
      row.bar = cohort::grade_bar(*arm.tally, scale, arm.name);
      bars.rows.push_back(std::move(row));
    }
  return bars;
}

std::optional<SurvivalInput> survival_input(const SideBySide& input, std::string_view id, std::string title,
                                            std::string outcome) {
  const auto& endpoint = cohort::time_endpoints()[static_cast<std::size_t>(cohort::find_time(id))];
  SurvivalInput figure;
  figure.text = {std::string(id) + "_curve", std::move(title),
                 with_signs(std::string(endpoint.definition)) + "."};
  figure.outcome_axis = std::move(outcome);
  for (const ArmInput& arm : input.arms) {
    if (arm.tally->time(id).patients() == 0) return std::nullopt;
    const cohort::SurvivalCurve curve = cohort::kaplan_meier(cohort::risk_steps(arm.tally->time(id)));
    figure.limits_name = limits_name(curve);
    figure.curves.push_back(survival_curve(curve, arm.name));
  }
  return figure;
}

Table failures_table(const SideBySide& input) {
  Table table{"failures",
              capital(input.counted) + " by " + input.noun,
              {{capital(input.noun), "", false},
               {capital(input.counted), "", true},
               {"Failed", "", true},
               {"Reasons", "", false}},
              {},
              {},
              true};
  for (const ArmInput& arm : input.arms) {
    std::string reasons;
    for (const FailureRow& row : failure_rows(*arm.tally))
      reasons +=
          (reasons.empty() ? "" : "; ") + fmt::format("{}: {} ({})", row.reason, row.patients, row.examples);
    table.rows.push_back({arm.name, std::to_string(arm.tally->patients()),
                          std::to_string(arm.tally->failed()), reasons.empty() ? "–" : reasons});
  }
  return table;
}

}  // namespace trimer::report
