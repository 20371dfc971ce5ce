#include <trimer/report/patients_report.h>

#include <algorithm>

#include <fmt/core.h>

#include <trimer/report/movers.h>

namespace trimer::report {

namespace {

constexpr std::size_t rows_in_figure = 5, rows_in_table = 8;

Table known_table(const PatientsReportInput& input) {
  Table table{"patients",
              "The patients",
              {{"Patient", "", false}, {"Known", "", false}, {"Own report", "folder", false}},
              {},
              {"Everything that is not known is drawn anew in every course."},
              true};
  for (const NamedPatientInput& patient : input.patients) {
    std::string known;
    for (const std::string& line : patient.cohort.plan) known += (known.empty() ? "" : "; ") + line;
    table.rows.push_back({patient.cohort.name, known.empty() ? "nothing: drawn from the population" : known,
                          patient.cohort.folder});
  }
  return table;
}

std::string share_text(const cohort::Probability& p) {
  return percent_text(p.value) + " (" + percent_limits(p.low, p.high) + ")";
}

const cohort::Probability* find(const NamedPatientInput& patient, const std::string& id) {
  for (const cohort::Probability& p : patient.probabilities)
    if (p.id == id) return &p;
  return nullptr;
}

/// Endpoints that are shown, of any patient, groups together.
std::vector<const cohort::Probability*> shown_endpoints(const PatientsReportInput& input) {
  std::vector<const cohort::Probability*> endpoints;
  for (const NamedPatientInput& patient : input.patients)
    for (const cohort::Probability& p : patient.probabilities)
      if (shown_between_arms(p.id) && std::none_of(endpoints.begin(), endpoints.end(),
                                                   [&](const auto* other) { return other->id == p.id; }))
        endpoints.push_back(&p);
  std::stable_sort(endpoints.begin(), endpoints.end(),
                   [](const auto* a, const auto* b) { return a->group < b->group; });
  return endpoints;
}

Table probabilities_table(const PatientsReportInput& input) {
  Table table{"probabilities",
              "Probability of each outcome",
              {{"Outcome", "", false}},
              {},
              {"Share of the courses with its 95% interval: exact, or log-log for survival. Who could not be "
               "evaluated "
               "stays in the denominator."},
              false};
  for (const NamedPatientInput& patient : input.patients)
    table.columns.push_back({patient.cohort.name, "", true});
  std::string group;
  for (const cohort::Probability* endpoint : shown_endpoints(input)) {
    if (const std::string heading(to_text(endpoint->group)); heading != group)
      table.rows.push_back({group = heading});
    std::vector<std::string> row{name_of(*endpoint)};
    for (const NamedPatientInput& patient : input.patients) {
      const cohort::Probability* p = find(patient, endpoint->id);
      row.push_back(p ? share_text(*p) : "–");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

DifferencesInput probabilities_figure_input(const PatientsReportInput& input) {
  DifferencesInput figure;
  figure.text = {"probabilities", "Probability of response, toxicity and survival",
                 "Share of the courses of each patient with its 95% interval. The interval tells how well so "
                 "many courses "
                 "know the share, not how sure the model is."};
  figure.shares = true;
  for (const NamedPatientInput& patient : input.patients) figure.arms.push_back(patient.cohort.name);
  for (const cohort::Probability* endpoint : shown_endpoints(input)) {
    DifferenceRow row{std::string(to_text(endpoint->group)), name_of(*endpoint), {}};
    for (const NamedPatientInput& patient : input.patients) {
      Estimate estimate;
      if (const cohort::Probability* p = find(patient, endpoint->id)) estimate = {p->value, p->low, p->high};
      row.differences.push_back(estimate);
    }
    figure.rows.push_back(std::move(row));
  }
  return figure;
}

double share(std::int64_t k, std::int64_t n) {
  return static_cast<double>(k) / static_cast<double>(n);
}

MoversInput movers_input(const PatientsReportInput& input, std::size_t which) {
  const NamedPatientInput& patient = input.patients[which];
  MoversInput figure;
  figure.text = {
      fmt::format("movers_{}", which + 1), "What moves the outcomes: " + patient.cohort.name,
      "The outcome where a quantity is in its lowest third and where it is in its highest, the strongest "
      "first. Grey: the difference could be chance, at 95 % for all quantities of an outcome together."};
  for (std::size_t outcome = 0; outcome < input.outcomes.size(); ++outcome) {
    MoverPanel panel;
    panel.outcome = with_signs(input.outcomes[outcome]);
    const std::string_view id = cohort::moved_outcomes[outcome];
    const std::string months = id == "os_at_landmark" ? "os" : std::string(id);
    // Survival at the landmark: the probability whose time is the last one of the follow-up.
    for (const cohort::Probability& p : patient.probabilities)
      if (p.id == months || (months == "os" && p.id.rfind("os_", 0) == 0)) panel.share = p.value;
    for (const cohort::Mover& m : patient.movers[outcome]) {
      if (panel.rows.size() == rows_in_figure || (panel.rows.size() >= 2 && !m.clear())) break;
      panel.rows.push_back(
          {patient.quantities[m.quantity], share(m.low_k, m.low_n), share(m.high_k, m.high_n), m.clear()});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Table movers_table(const PatientsReportInput& input) {
  Table table{
      "movers",
      "What moves the outcomes most",
      {{"Patient", "", false},
       {"Outcome", "", false},
       {"Quantity", "", false},
       {"Meaning", "of a parameter", false},
       {"Lowest third", "of courses with the outcome", true},
       {"Highest third", "of courses with the outcome", true},
       {"Difference", "points, 95% for all together", true}},
      {},
      {"Only differences that are not chance, at most eight of an outcome; all of them are in movers.csv."},
      true};
  for (const NamedPatientInput& patient : input.patients) {
    std::string last_patient;
    for (std::size_t outcome = 0; outcome < input.outcomes.size(); ++outcome) {
      std::size_t shown = 0;
      for (const cohort::Mover& m : patient.movers[outcome]) {
        if (!m.clear() || shown == rows_in_table) continue;
        table.rows.push_back({last_patient == patient.cohort.name ? "" : patient.cohort.name,
                              shown == 0 ? with_signs(input.outcomes[outcome]) : "",
                              patient.quantities[m.quantity],
                              m.quantity < patient.meanings.size() ? patient.meanings[m.quantity] : "",
                              percent_text(share(m.low_k, m.low_n)), percent_text(share(m.high_k, m.high_n)),
                              fmt::format("{} ({} to {})", difference_text(m.difference, true),
                                          difference_text(m.low, true), difference_text(m.high, true))});
        last_patient = patient.cohort.name;
        ++shown;
      }
    }
  }
  return table;
}

}  // namespace

std::string name_of(const cohort::Probability& probability) {
  return probability.id == "crs_ge2" ? "CRS grade ≥2" : with_signs(probability.name);
}

std::string quantity_name(const std::string& name, const std::string& unit) {
  std::string text = name;
  for (const std::string ending : {"_per_ul", "_percent"})  // the unit says it
    if (!unit.empty() && unit != "1" && text.size() > ending.size() &&
        text.compare(text.size() - ending.size(), ending.size(), ending) == 0)
      text.resize(text.size() - ending.size());
  std::replace(text.begin(), text.end(), '_', ' ');
  for (const auto& [from, to] :
       {std::pair("cd19", "CD19"), std::pair("cd8", "CD8"), std::pair("cd4", "CD4"), std::pair("cd3", "CD3"),
        std::pair("car t", "CAR-T"), std::pair("csf", "CSF"), std::pair("t cell", "T cell"),
        std::pair("b cell", "B cell")})
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      if (at == 0 || text[at - 1] == ' ') text.replace(at, std::string(from).size(), to);
  return unit.empty() || unit == "1" ? text : text + ", " + unit_text(unit);
}

Report patients_report(const PatientsReportInput& input) {
  Report report(input.title, input.subtitle);
  report.paragraph(
      "What is known of each patient is held; everything else, covariates, parameters of the person and "
      "chance, is drawn "
      "anew in every course. Each course was seen by a virtual clinic and assessed from its record alone. "
      "Course 17 has "
      "the same numbers for what is unknown in every patient, so that what differs is what is known.");
  if (!input.plan.empty()) report.paragraph("All are treated alike: " + input.plan + ".");
  report.callout(
      CalloutKind::caution, "Not advice for treating a patient",
      "The probabilities are those of a model most of whose parameters are assumed. They were not validated "
      "for single patients. Courses are spread over the members of the ensemble of parameter sets, if there is "
      "one, but the intervals are from chance alone: they shrink with the number of courses.");
  for (const std::string& caution : input.cautions) report.callout(CalloutKind::caution, "Caution", caution);

  SideBySide cohorts{
      .arms = {},
      .noun = "patient",
      .counted = "courses",
      .difference_caption =
          "What the known covariates change: courses of each patient minus those of patients of whom "
          "nothing is known, with the interval paired by draw."};
  for (const NamedPatientInput& patient : input.patients) cohorts.arms.push_back(patient.cohort);

  report.section("patients", "The patients");
  report.table(known_table(input));
  report.section("probabilities", "Response, toxicity and survival");
  if (input.patients.size() <= most_arms_in_figure)
    report.figure(differences_figure(probabilities_figure_input(input)));
  report.table(probabilities_table(input));
  report.figure(bars_figure(response_bars(cohorts)));
  report.figure(bars_figure(grade_bars(cohorts)));
  if (input.patients.size() <= most_arms_in_figure) {
    if (const auto os = survival_input(cohorts, "os", "Overall survival by patient", "Alive"))
      report.figure(survival_figure(*os));
  }
  report.section("movers", "What moves the outcomes most");
  report.paragraph(
      "The courses of a patient in thirds of each quantity that was drawn. Parameters and most covariates "
      "are drawn "
      "independently, so that a difference is the quantity's own; where covariates are drawn together, such "
      "as blasts "
      "in blood and marrow, it may be the other's.");
  for (std::size_t i = 0; i < input.patients.size() && i < most_arms_in_figure; ++i)
    report.figure(movers_figure(movers_input(input, i)));
  report.table(movers_table(input));
  if (input.unselected && input.patients.size() > 1 && !input.patients[1].cohort.differences.empty()) {
    report.section("differences", "What the known changes");
    if (input.patients.size() <= most_arms_in_figure)
      report.figure(differences_figure(differences_input(cohorts, false)));
    report.table(differences_table(cohorts));
  }
  report.section("courses", "Courses and failures");
  report.table(failures_table(cohorts));
  known_assumed_section(report, input.known_assumed);
  report.provenance(input.provenance);
  return report;
}

}  // namespace trimer::report
