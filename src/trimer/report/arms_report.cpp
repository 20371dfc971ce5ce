#include <trimer/report/arms_report.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/days.h>
#include <trimer/report/bars.h>
#include <trimer/report/differences.h>
#include <trimer/report/from_cohort.h>
#include <trimer/report/survival_curves.h>

namespace trimer::report {

namespace {

constexpr std::array<std::string_view, 20> shown = {"cr",
                                                    "cr_crh_cri",
                                                    "mrd_response_all",
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

/// Few enough for one figure.
constexpr std::size_t most_arms_in_figure = 7;

std::string with_signs(std::string text) {
  for (const auto& [from, to] : {std::pair(">= ", "≥"), std::pair(">=", "≥"), std::pair("<=", "≤")})
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;) text.replace(at, 2, to);
  return text;
}

std::string endpoint_name(const cohort::ProportionEndpoint& endpoint) {
  // Its name speaks of the comparison with old trials; between arms it is a grade like the others.
  return endpoint.id == "crs_ge2" ? "CRS grade ≥2" : with_signs(std::string(endpoint.name));
}

Table plans_table(const ArmsReportInput& input) {
  Table table{
      "arms", "The arms", {{"Arm", "", false}, {"Plan", "", false}, {"Its own report", "folder", false}},
      {},     {},         true};
  for (const ArmInput& arm : input.arms) {
    std::string plan;
    for (const std::string& line : arm.plan) plan += (plan.empty() ? "" : ". ") + line;
    table.rows.push_back({arm.name, plan, arm.folder});
  }
  return table;
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

Table side_by_side(const ArmsReportInput& input) {
  Table table{"side_by_side", "Endpoints by arm", {{"Endpoint", "", false}}, {}, {}, false};
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

std::string value_of(double value, const std::string& unit) {
  return unit == "1" ? percent_text(value) : time_text(value) + " d";
}

Table differences_table(const ArmsReportInput& input) {
  Table table{"differences",
              "Differences from " + input.arms.front().name,
              {{"Endpoint", "", false},
               {"Arm", "", false},
               {input.arms.front().name, "", true},
               {"Arm", "value", true},
               {"Difference", "95% interval, paired", true},
               {"Only here", "patients with the event in this arm only, in the first only", true}},
              {},
              {"Percentage points for shares, days for means. A restricted mean is the mean time until the "
               "event or the end "
               "of follow-up.",
               "Patients whose simulation failed in one of two arms are in neither."},
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

DifferencesInput differences_input(const ArmsReportInput& input, bool times) {
  DifferencesInput figure;
  figure.reference = input.arms.front().name;
  figure.unit = times ? "days" : "%";
  if (times)
    figure.text = {"differences_times", "Differences of mean survival from " + figure.reference,
                   "Mean time until the event or the end of follow-up, arm minus first arm, with its paired "
                   "95% interval."};
  else
    figure.text = {"differences", "Differences from " + figure.reference,
                   "Each arm minus the first on the same virtual patients, with its paired 95% interval. The "
                   "interval tells "
                   "how well this cohort knows the difference, not how sure the model is."};
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

BarsInput response_bars(const ArmsReportInput& input) {
  BarsInput bars;
  bars.text = {"response_bars", "Best response by arm",
               "Bars add to all patients; who could not be evaluated is hatched."};
  for (const ArmInput& arm : input.arms) {
    BarRow row;
    row.simulated = true;
    row.bar = cohort::response_bar(*arm.tally, arm.name);
    bars.rows.push_back(std::move(row));
  }
  return bars;
}

BarsInput grade_bars(const ArmsReportInput& input) {
  BarsInput bars;
  bars.palette = BarPalette::grades;
  bars.text = {"grade_bars", "Worst grade of each patient by arm",
               "Bars add to all patients; who could not be graded is hatched, never grade 0."};
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

std::optional<SurvivalInput> survival_input(const ArmsReportInput& input, std::string_view id,
                                            std::string title, std::string outcome) {
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

void patients_section(Report& report, const ArmsReportInput& input) {
  report.section("patients", "Patients and failures");
  Table table{"failures",
              "Patients by arm",
              {{"Arm", "", false}, {"Patients", "", true}, {"Failed", "", true}, {"Reasons", "", false}},
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
  report.table(std::move(table));
}

}  // namespace

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

ExposureInput exposure_input(const std::vector<std::pair<std::string, const cohort::ExposureTally*>>& arms,
                             bool differ_in_dose_only) {
  constexpr std::int64_t groups = 10, least_group = 20;
  cohort::ExposureTally all;
  for (const auto& [name, tally] : arms)
    if (differ_in_dose_only || tally == arms.front().second) all.merge(*tally);
  ExposureInput input;
  input.text = {
      "exposure_response", "Exposure and response",
      arms.size() == 1
          ? "Patients in groups of similar exposure, with the 95% interval of each share."
          : std::string("Line: patients of similar exposure, ") +
                (differ_in_dose_only ? "all arms together" : "of " + arms.front().first + " alone") +
                ". Marks: each arm at the median of its exposures, with their central 90 % across and "
                "the 95% interval of the share upright."};
  input.text.caption +=
      " Exposure is that of the plan, rate over clearance of the patient: what was given in the end is "
      "shortened by the very events that are counted.";
  input.axis = "Planned concentration at steady state";
  input.unit = "pg/mL";
  for (std::size_t i = 0; i < cohort::exposure_endpoints.size(); ++i) {
    const auto& endpoint = cohort::proportion_endpoints()[static_cast<std::size_t>(
        cohort::find_proportion(cohort::exposure_endpoints[i]))];
    ExposurePanel panel;
    panel.title = endpoint_name(endpoint);
    const auto share = [](std::int64_t k, std::int64_t n) {
      const cohort::Interval exact = cohort::clopper_pearson(k, n);
      return Estimate{static_cast<double>(k) / static_cast<double>(n), exact.low, exact.high};
    };
    for (const cohort::ExposureGroup& g : all.groups(i, std::max(least_group, all.patients() / groups)))
      panel.groups.push_back(
          {g.middle, g.low, g.high, static_cast<long>(g.k), static_cast<long>(g.n), share(g.k, g.n)});
    for (const auto& [name, tally] : arms) {
      if (arms.size() == 1) break;
      const auto whole = tally->groups(i, tally->patients());
      if (whole.empty()) continue;
      const std::int64_t k = whole.front().k, n = whole.front().n;
      panel.arms.push_back({name, tally->quantile(0.5), tally->quantile(0.05), tally->quantile(0.95),
                            static_cast<long>(k), static_cast<long>(n), share(k, n)});
    }
    input.panels.push_back(std::move(panel));
  }
  return input;
}

Report arms_report(const ArmsReportInput& input) {
  Report report(input.title, input.subtitle);
  report.paragraph(
      "Every arm treats the same virtual patients: the same covariates, parameters and random numbers, so "
      "that what differs "
      "is the treatment. Each was seen by the same virtual clinic and assessed from its record alone.");
  report.callout(CalloutKind::note, "What the intervals mean",
                 "They are paired by patient and tell how well a cohort of this size knows the difference. "
                 "They hold nothing "
                 "of the uncertainty of the parameters, most of which are assumed; no p-value is given, "
                 "since it would only "
                 "measure how many patients were simulated.");
  for (const std::string& caution : input.cautions) report.callout(CalloutKind::caution, "Caution", caution);

  report.section("arms", "The arms");
  if (!input.swept_key.empty()) report.paragraph("One key takes several values: " + input.swept_key + ".");
  report.table(plans_table(input));
  report.section("differences", "Differences");
  if (input.arms.size() <= most_arms_in_figure) {
    report.figure(differences_figure(differences_input(input, false)));
    report.figure(differences_figure(differences_input(input, true)));
  }
  report.table(differences_table(input));
  report.section("side_by_side", "Side by side");
  report.table(side_by_side(input));
  report.figure(bars_figure(response_bars(input)));
  report.figure(bars_figure(grade_bars(input)));
  if (input.arms.size() <= most_arms_in_figure) {
    if (const auto os = survival_input(input, "os", "Overall survival by arm", "Alive"))
      report.figure(survival_figure(*os));
    if (const auto efs = survival_input(input, "efs", "Event-free survival by arm", "Event-free"))
      report.figure(survival_figure(*efs));
  }
  report.section("exposure", "Exposure and response");
  std::vector<std::pair<std::string, const cohort::ExposureTally*>> exposures;
  for (const ArmInput& arm : input.arms) exposures.emplace_back(arm.name, arm.exposure);
  report.figure(exposure_figure(exposure_input(exposures, input.swept_key == "regimen.dose")));
  patients_section(report, input);
  known_assumed_section(report, input.known_assumed);
  report.provenance(input.provenance);
  return report;
}

}  // namespace trimer::report
