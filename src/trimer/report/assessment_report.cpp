#include <trimer/report/assessment_report.h>

#include <cmath>

#include <fmt/core.h>

#include <trimer/core/fault.h>

namespace trimer::report {

namespace {

constexpr const char* none = "–";

std::string text_or(const std::string& text) {
  return text.empty() ? none : text;
}
std::string whole(const std::optional<int>& value) {
  return value ? std::to_string(*value) : none;
}
std::string value(const std::optional<double>& v, int digits = 3) {
  return v ? value_text(*v, digits) : none;
}
// A share of one patient's own cells: not a proportion of few subjects, so no interval belongs to it.
std::string share(const std::optional<double>& v) {
  return v ? value_text(*v * 100, 3) : none;
}

Table patients_table(const std::vector<PatientLine>& lines) {
  Table table{"patients",
              "Patients before the first dose",
              {{"Patient", "", false},
               {"Age", "years", true},
               {"Sex", "", false},
               {"Prior lines", "", true},
               {"Since CAR-T", "days", true},
               {"Marrow blasts", "%", true},
               {"CD19+ of blasts", "%", true},
               {"CD19", "molecules/cell", true},
               {"Extramedullary", "", false},
               {"CNS", "", false}},
              {},
              {"– : not in the record."}};
  for (const PatientLine& p : lines)
    table.rows.push_back({p.subject, value(p.age_y), text_or(p.sex), whole(p.prior_lines),
                          value(p.days_since_car_t), share(p.marrow_blasts), share(p.cd19_positive),
                          value(p.cd19_abc), text_or(p.extramedullary), text_or(p.cns)});
  return table;
}

Table responses_table(const AssessmentReportInput& input) {
  Table table{"responses",
              "Best response by profile",
              {{"Patient", "", false}},
              {},
              {"Profiles differ at their boundaries: the same record can be CR in one and PR in another.",
               "– : none, or not in the record."}};
  for (const std::string& profile : input.profiles) table.columns.push_back({profile, "", false});
  table.columns.insert(table.columns.end(), {{"MRD", "", false},
                                             {"To response", "days", true},
                                             {"Transplant", "day", true},
                                             {"Relapse", "", false}});
  for (const ResponseLine& line : input.responses) {
    if (line.best_by_profile.size() != input.profiles.size())
      throw InputError("responses of " + line.subject, std::to_string(line.best_by_profile.size()),
                       "expected one response per profile");
    std::vector<std::string> row{line.subject};
    for (const std::string& best : line.best_by_profile) row.push_back(text_or(best));
    row.insert(row.end(), {text_or(line.mrd), value(line.days_to_response), value(line.transplant_day),
                           text_or(line.relapse)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table toxicity_table(const AssessmentReportInput& input) {
  Table table{"toxicity",
              "Worst grade of each patient on every scale, with its day",
              {{"Patient", "", false}},
              {},
              {"≥2 : at least grade 2, part of the criteria could not be evaluated. NE : not evaluable. – : "
               "scale does not apply.",
               "Days are elapsed days since the first dose."}};
  for (const std::string& scale : input.scales) table.columns.push_back({scale, "grade (day)", true});
  bool infections = false;
  for (const ToxicityLine& line : input.toxicity) infections |= !line.infections.empty();
  if (infections) table.columns.push_back({"Infections", "", false});
  for (const ToxicityLine& line : input.toxicity) {
    if (line.worst.size() != input.scales.size())
      throw InputError("toxicity of " + line.subject, std::to_string(line.worst.size()),
                       "expected one grade per scale");
    std::vector<std::string> row{line.subject};
    for (const WorstGrade& worst : line.worst) {
      const bool dated = worst.day && worst.grade.grade && *worst.grade.grade > 0;
      row.push_back(grade_text(worst.grade) + (dated ? " (" + value_text(*worst.day, 3) + ")" : ""));
    }
    if (infections) row.push_back(text_or(line.infections));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table exposure_table(const std::vector<ExposureLine>& lines) {
  Table table{"exposure",
              "Exposure and support",
              {{"Patient", "", false},
               {"Cycles", "", true},
               {"On infusion", "days", true},
               {"Dose", "ug", true},
               {"Interruptions", "", true},
               {"Tocilizumab", "doses", true},
               {"Vasopressor", "days", true},
               {"Oxygen", "days", true},
               {"Steroid", "days", true},
               {"Red cells", "transfusions", true},
               {"Platelets", "transfusions", true}},
              {},
              {}};
  for (const ExposureLine& e : lines)
    table.rows.push_back({e.subject, whole(e.cycles), value(e.infusion_days), value(e.cumulative_dose_ug, 4),
                          whole(e.interruptions), whole(e.tocilizumab_doses), value(e.vasopressor_days),
                          value(e.oxygen_days), value(e.steroid_days), whole(e.red_cell_units),
                          whole(e.platelet_units)});
  return table;
}

std::string endpoint_text(const SeriesEndpoint& e) {
  const bool limits = !std::isnan(e.estimate.low) && !std::isnan(e.estimate.high);
  if (e.unit == "%" && e.k && e.n)
    return proportion_text(*e.k, *e.n, limits ? std::optional<double>(e.estimate.low) : std::nullopt,
                           limits ? std::optional<double>(e.estimate.high) : std::nullopt);
  if (std::isnan(e.estimate.value)) return "not reached";
  if (e.unit == "%") {
    if (!limits && (!e.n || *e.n < 20)) return "no interval";
    const std::string percent = percent_text(e.estimate.value);
    return limits ? percent + " (" + percent_limits(e.estimate.low, e.estimate.high) + ")" : percent;
  }
  const auto limit = [](double v) { return std::isnan(v) ? std::string("not reached") : time_text(v); };
  return fmt::format("{} ({}–{}) {}", time_text(e.estimate.value), limit(e.estimate.low),
                     limit(e.estimate.high), e.unit);
}

Table endpoints_table(const std::vector<SeriesEndpoint>& endpoints) {
  Table table{"endpoints",
              "Endpoints of the series, with 95% limits",
              {{"Endpoint", "", false},
               {"n", "", true},
               {"Estimate", "95% limits", true},
               {"Method", "", false},
               {"Definition", "", false}},
              {},
              {"Months are elapsed days / 30.4375."},
              true};
  for (const SeriesEndpoint& e : endpoints)
    table.rows.push_back({e.name, e.n ? std::to_string(*e.n) : none, endpoint_text(e), text_or(e.method),
                          text_or(e.definition)});
  return table;
}

Table disagreements_table(const std::vector<Disagreement>& list) {
  Table table{"disagreements",
              "Where the record contradicts itself or the investigator",
              {{"Patient", "", false},
               {"What", "", false},
               {"Reported", "", false},
               {"Derived", "", false},
               {"Source rows", "", false}},
              {},
              {"Reported and derived values stand side by side; neither replaces the other."},
              true};
  for (const Disagreement& d : list)
    table.rows.push_back(
        {d.subject, text_or(d.what), text_or(d.reported), text_or(d.derived), text_or(d.source)});
  return table;
}

}  // namespace

Report assessment_report(const AssessmentReportInput& input) {
  Report report(input.title, input.subtitle);
  for (const std::string& text : input.opening) report.paragraph(text);
  report.paragraph(fmt::format(
      "{} patients in the record; {} rows could not be used{}", input.subjects, input.rejected_rows,
      input.rejected_rows == 0 ? "." : " and are listed with their reasons in rejects.csv."));
  for (const Caution& caution : input.cautions)
    report.callout(CalloutKind::caution, caution.heading, caution.text, caution.items);

  report.section("disagreements", "Contradictions in the record");
  if (input.disagreements.empty())
    report.paragraph("None was found.");
  else
    report.table(disagreements_table(input.disagreements));
  if (!input.patients.empty()) {
    report.section("patients", "Patients");
    report.table(patients_table(input.patients));
  }
  report.section("response", "Response");
  if (!input.responses.empty()) report.table(responses_table(input));
  if (input.response_bars) report.figure(bars_figure(*input.response_bars));
  if (input.waterfall) report.figure(waterfall_figure(*input.waterfall));
  if (input.spider) report.figure(spider_figure(*input.spider));
  report.section("toxicity", "Toxicity");
  if (!input.toxicity.empty()) report.table(toxicity_table(input));
  if (input.heat_strip) report.figure(heat_strip_figure(*input.heat_strip));
  if (input.grade_bars) report.figure(bars_figure(*input.grade_bars));
  if (input.laboratory) report.figure(laboratory_figure(*input.laboratory));
  if (!input.exposure.empty()) {
    report.section("exposure", "Exposure and support");
    report.table(exposure_table(input.exposure));
  }
  report.section("endpoints", "Endpoints");
  if (!input.endpoints.empty()) report.table(endpoints_table(input.endpoints));
  if (input.swimmer) report.figure(swimmer_figure(*input.swimmer));
  for (const SurvivalInput& survival : input.survival) report.figure(survival_figure(survival));
  if (input.relapse) report.figure(incidence_figure(*input.relapse));
  if (!input.histograms.empty() || !input.densities.empty() || !input.paired.empty()) {
    report.section("cytometry", "Flow cytometry");
    for (const DensityInput& density : input.densities) report.figure(density_figure(density));
    for (const HistogramInput& histogram : input.histograms) report.figure(histogram_figure(histogram));
    for (const PairedInput& paired : input.paired) report.figure(paired_figure(paired));
  }
  if (!input.more_tables.empty()) {
    report.section("more", "Further tables");
    for (const Table& table : input.more_tables) report.table(table);
  }
  if (!input.readings.empty()) {
    report.section("readings", "How the criteria were read");
    report.list(input.readings);
  }
  report.provenance(input.provenance);
  return report;
}

}  // namespace trimer::report
