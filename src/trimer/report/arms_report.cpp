#include <trimer/report/arms_report.h>

#include <algorithm>

#include <trimer/cohort/proportion.h>

namespace trimer::report {

namespace {

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

}  // namespace

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
  const SideBySide arms{.arms = input.arms};
  report.section("differences", "Differences");
  if (input.arms.size() <= most_arms_in_figure) {
    report.figure(differences_figure(differences_input(arms, false)));
    report.figure(differences_figure(differences_input(arms, true)));
  }
  report.table(differences_table(arms));
  report.section("side_by_side", "Side by side");
  report.table(side_by_side(arms));
  report.figure(bars_figure(response_bars(arms)));
  report.figure(bars_figure(grade_bars(arms)));
  if (input.arms.size() <= most_arms_in_figure) {
    if (const auto os = survival_input(arms, "os", "Overall survival by arm", "Alive"))
      report.figure(survival_figure(*os));
    if (const auto efs = survival_input(arms, "efs", "Event-free survival by arm", "Event-free"))
      report.figure(survival_figure(*efs));
  }
  report.section("exposure", "Exposure and response");
  std::vector<std::pair<std::string, const cohort::ExposureTally*>> exposures;
  for (const ArmInput& arm : input.arms) exposures.emplace_back(arm.name, arm.exposure);
  report.figure(exposure_figure(exposure_input(exposures, input.swept_key == "regimen.dose")));
  report.section("patients", "Patients and failures");
  report.table(failures_table(arms));
  known_assumed_section(report, input.known_assumed);
  report.provenance(input.provenance);
  return report;
}

}  // namespace trimer::report
