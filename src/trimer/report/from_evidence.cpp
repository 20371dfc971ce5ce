#include <trimer/report/from_evidence.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <trimer/cohort/endpoint.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/report/from_cohort.h>

namespace trimer::report {

namespace {

using evidence::Comparison;
using evidence::Kind;
using evidence::Study;
using evidence::StudyReadings;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Shown whether or not a study reports them.
constexpr std::array<std::string_view, 16> usual{"cr",
                                                 "cr_crh_cri",
                                                 "mrd_response",
                                                 "crs_any",
                                                 "crs_ge3",
                                                 "icans_any",
                                                 "icans_ge3",
                                                 "neutropenia_ge3",
                                                 "thrombocytopenia_ge3",
                                                 "anaemia_ge3",
                                                 "infection_ge3",
                                                 "interrupted",
                                                 "stopped",
                                                 "transplant",
                                                 "relapse",
                                                 "cd19_negative_relapse"};
constexpr std::array<std::string_view, 3> usual_times{"os", "rfs", "dor"};

template <class List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string group_of(std::string_view id) {
  const auto starts = [&](std::string_view prefix) { return id.substr(0, prefix.size()) == prefix; };
  if (starts("crs") || starts("icans") || starts("pyrexia") || starts("neutropenia") ||
      starts("thrombocytopenia") || starts("anaemia") || starts("haematological") || starts("infection"))
    return "Toxicity";
  if (starts("interrupted") || starts("stopped") || starts("transplant")) return "Treatment";
  if (starts("cr") || starts("mrd") || starts("no_remission")) return "Response";
  return "Relapse";
}

// `>=` and `<=` of the data as people write them.
std::string with_signs(std::string_view text) {
  std::string out(text);
  for (const auto& [from, to] : {std::pair(">=", "≥"), std::pair("<=", "≤")})
    for (std::size_t at = 0; (at = out.find(from, at)) != std::string::npos;) out.replace(at, 2, to);
  return out;
}

Estimate plain(const evidence::Estimate& e) {
  return {e.value.value_or(unknown), e.low.value_or(unknown), e.high.value_or(unknown)};
}

struct Pair {
  const Study* study;
  Comparison row;
};

std::vector<Pair> compared(const std::vector<StudyReadings>& studies, const evidence::VerdictOptions& options) {
  std::vector<Pair> pairs;
  for (const StudyReadings& readings : studies)
    for (Comparison& row : evidence::compare(readings, options))
      pairs.push_back({readings.study, std::move(row)});
  return pairs;
}

EndpointRow::Beside beside(const Pair& pair) {
  EndpointRow::Beside out;
  out.published.study = pair.study->short_name();
  if (pair.row.published_k) out.published.k = static_cast<int>(*pair.row.published_k);
  if (pair.row.published_n) out.published.n = static_cast<int>(*pair.row.published_n);
  out.published.estimate = plain(pair.row.published);
  out.published.note = pair.row.note;
  out.prediction = plain(pair.row.simulated);
  return out;
}

// A number that the study does not print has no place beside the simulated one.
bool printed(const Comparison& row) {
  return row.published.value.has_value();
}

bool reported_by_first(const std::vector<StudyReadings>& studies,
                       const std::vector<EndpointRow::Beside>& beside) {
  return std::any_of(beside.begin(), beside.end(), [&](const EndpointRow::Beside& b) {
    return !studies.empty() && b.published.study == studies.front().study->short_name();
  });
}

std::optional<double> landmark_months(const Pair& pair) {
  const evidence::PublishedEndpoint* endpoint = pair.study->find(pair.row.published_name);
  if (!endpoint || !endpoint->threshold || endpoint->threshold->numbers.empty()) return std::nullopt;
  return endpoint->threshold->numbers.front();
}

void add_times(const cohort::CohortTally& tally, const std::vector<StudyReadings>& studies,
               const std::vector<Pair>& pairs, std::vector<EndpointRow>& rows) {
  for (const cohort::TimeEndpoint& endpoint : cohort::time_endpoints()) {
    const bool in_days = endpoint.id == "icans_onset";
    EndpointRow row;
    row.group = in_days ? "Toxicity" : "Survival";
    row.id = std::string(endpoint.id) + (in_days ? "_median_days" : "_median_months");
    row.name = std::string(endpoint.name) + ", median";
    row.definition = fmt::format("{}. {}", endpoint.definition, endpoint.ascertainment);
    row.unit = in_days ? "days" : "months";
    for (const Pair& pair : pairs)
      if (pair.row.endpoint == endpoint.id && pair.row.kind == Kind::median_time && printed(pair.row))
        row.beside.push_back(beside(pair));
    row.further = !holds(usual_times, endpoint.id) && !reported_by_first(studies, row.beside);
    const cohort::SurvivalTally& times = tally.time(endpoint.id);
    if ((!row.beside.empty() || holds(usual_times, endpoint.id)) && times.patients() > 0) {
      const double unit = in_days ? 1 : 1 / days_per_month;
      const cohort::SurvivalCurve curve = cohort::kaplan_meier(cohort::risk_steps(times));
      const auto scaled = [&](const std::optional<double>& days) { return days ? *days * unit : unknown; };
      row.n = times.patients();
      row.simulated = {scaled(curve.median), scaled(curve.median_low), scaled(curve.median_high)};
      rows.push_back(row);
    }
    for (const Pair& pair : pairs) {
      if (pair.row.endpoint != endpoint.id || pair.row.kind != Kind::landmark || !printed(pair.row)) continue;
      const std::optional<double> months = landmark_months(pair);
      if (!months) continue;
      EndpointRow landmark = row;
      landmark.id = fmt::format("{}_at_{}_months", endpoint.id, value_text(*months));
      landmark.name = fmt::format("{} at {} months", endpoint.name, value_text(*months));
      landmark.unit = "%";
      landmark.n = times.patients();
      landmark.mc_error = pair.row.mc_error.value_or(0);
      landmark.simulated = {pair.row.simulated.value.value_or(unknown), unknown, unknown};
      landmark.beside = {beside(pair)};
      landmark.further = !reported_by_first(studies, landmark.beside);
      rows.push_back(std::move(landmark));
    }
  }
}

Table contrasts_table(const std::vector<Pair>& pairs) {
  Table table{"contrasts",
              "Contrasts between groups of patients",
              {{"Contrast", "", false},
               {"Study", "", false},
               {"Simulated", "ratio", true},
               {"Published", "ratio, 95% interval", true}},
              {},
              {},
              true};
  for (const Pair& pair : pairs) {
    const bool ratio = pair.row.kind == Kind::odds_ratio || pair.row.kind == Kind::hazard_ratio;
    if (!ratio || !pair.row.read || !printed(pair.row)) continue;
    const Estimate published = plain(pair.row.published);
    std::string text = value_text(published.value);
    if (!std::isnan(published.low) && !std::isnan(published.high))
      text += " (" + value_text(published.low) + "–" + value_text(published.high) + ")";
    const std::string simulated =
        pair.row.simulated.value ? value_text(*pair.row.simulated.value) : "not estimable";
    table.rows.push_back({pair.row.published_name, pair.study->short_name(), simulated, text});
  }
  return table;
}

Table without_counterpart_table(const std::vector<Pair>& pairs) {
  Table table{"not_compared",
              "Published endpoints that nothing simulated stands beside",
              {{"Endpoint", "", false}, {"Study", "", false}, {"Reason", "", false}},
              {},
              {},
              true};
  for (const Pair& pair : pairs) {
    std::string reason;
    const bool ratio = pair.row.kind == Kind::odds_ratio || pair.row.kind == Kind::hazard_ratio;
    if (pair.row.endpoint.empty() && !(ratio && pair.row.read))
      reason = pair.row.read ? "none of the cohort's endpoints is this one; trimer compare shows it"
                             : pair.row.inside_reason;
    else if (!printed(pair.row))
      reason = "the study prints no value";
    else
      continue;
    table.rows.push_back({pair.row.published_name, pair.study->short_name(), reason});
  }
  return table;
}

const EndpointRow* find_row(const std::vector<EndpointRow>& rows, std::string_view id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const EndpointRow& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

std::string prediction_text(const EndpointRow& row) {
  std::string detail;
  for (const EndpointRow::Beside& b : row.beside) {
    if (!detail.empty()) detail += ". ";
    detail += b.published.study + ": ";
    const Estimate& e = b.published.estimate;
    const bool limits = !std::isnan(e.low) && !std::isnan(e.high);
    if (row.unit == "%" && b.published.k && b.published.n)
      detail += proportion_text(*b.published.k, *b.published.n, limits ? std::optional(e.low) : std::nullopt,
                                limits ? std::optional(e.high) : std::nullopt);
    else if (row.unit != "%")
      detail += time_text(e.value) + (limits ? " (" + time_text(e.low) + "–" + time_text(e.high) + ")" : "");
    else
      detail += percent_text(e.value);
    if (row.unit == "%" && b.published.n && !std::isnan(b.prediction.low))
      detail += fmt::format("; simulated series of {}: {}%", *b.published.n,
                            percent_limits(b.prediction.low, b.prediction.high));
  }
  return detail;
}

std::vector<KeyFigure> key_figures(const std::vector<EndpointRow>& rows) {
  std::vector<KeyFigure> figures;
  for (const char* id : {"cr_crh_cri", "mrd_response", "crs_ge3", "icans_ge3", "os_median_months"}) {
    const EndpointRow* row = find_row(rows, id);
    if (!row) continue;
    std::string value =
        std::isnan(row->simulated.value) ? "not reached" : time_text(row->simulated.value) + " " + row->unit;
    if (row->unit == "%") {
      if (!row->k || !row->n) continue;
      value = *row->n < 20 ? proportion_text(*row->k, *row->n) : percent_text(row->simulated.value);
    }
    figures.push_back({row->name, value, prediction_text(*row)});
  }
  return figures;
}

SurvivalInput survival_input(const cohort::CohortTally& tally, const std::vector<Pair>& pairs,
                             std::string_view id, std::string title, std::string outcome, std::string axis) {
  const auto& endpoint = cohort::time_endpoints()[static_cast<std::size_t>(cohort::find_time(id))];
  const cohort::SurvivalCurve curve = cohort::kaplan_meier(cohort::risk_steps(tally.time(id)));
  SurvivalInput input;
  input.text = {std::string(id) + "_curve", std::move(title),
                fmt::format("{}: {}. Squares: published medians with their intervals.", endpoint.name,
                            endpoint.definition)};
  input.outcome_axis = std::move(outcome);
  input.time_axis = std::move(axis);
  input.limits_name = limits_name(curve);
  input.curves = {survival_curve(curve, "Simulated")};
  for (const Pair& pair : pairs) {
    if (pair.row.endpoint != id || pair.row.kind != Kind::median_time || pair.row.unit != "months" ||
        !printed(pair.row))
      continue;
    const Estimate e = plain(pair.row.published);
    input.published.push_back({fmt::format("{}: {}", pair.study->short_name(), time_text(e.value)), e.value,
                               0.5, e.low, e.high, true});
  }
  return input;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : between) + word;
  return out;
}

const evidence::PublishedEndpoint* find_responses(const Study& study, bool remission) {
  const evidence::PublishedEndpoint* best = nullptr;
  for (const evidence::PublishedEndpoint& e : study.endpoints) {
    if (e.kind != Kind::proportion || !e.threshold || e.threshold->quantity != "response_category" || !e.k ||
        !e.n || e.denominator != "all" || holds(e.threshold->words, "CR") != remission)
      continue;
    if (!best || e.threshold->words.size() > best->threshold->words.size()) best = &e;
  }
  return best;
}

// Remissions as finely as the study tells them apart, then the rest.
std::optional<BarRow> published_responses(const Study& study) {
  const evidence::PublishedEndpoint* all = find_responses(study, true);
  if (!all) return std::nullopt;
  BarRow row;
  row.bar.label = study.short_name();
  row.bar.n = static_cast<int>(*all->n);
  std::vector<std::string> names = all->threshold->words;
  const int remissions = static_cast<int>(*all->k);
  int told = 0;
  for (const evidence::PublishedEndpoint& e : study.endpoints)
    if (names.size() > 1 && e.kind == Kind::proportion && e.threshold &&
        e.threshold->quantity == "response_category" &&
        e.threshold->words == std::vector<std::string>{"CR"} && e.k && e.n == all->n &&
        e.denominator == all->denominator) {
      told = static_cast<int>(*e.k);
      row.bar.parts.emplace_back("CR");
      row.bar.counts.push_back(told);
      names.erase(std::remove(names.begin(), names.end(), "CR"), names.end());
      break;
    }
  row.bar.parts.push_back(joined(names, "/"));
  row.bar.counts.push_back(remissions - told);
  row.leading = static_cast<int>(row.bar.parts.size());
  const evidence::PublishedEndpoint* others = find_responses(study, false);
  const bool complete = others && others->n == all->n && *others->k == *all->n - *all->k;
  row.bar.parts.push_back(complete ? joined(others->threshold->words, "/")
                                   : "no " + joined(all->threshold->words, "/"));
  row.bar.counts.push_back(row.bar.n - remissions);
  const cohort::Interval exact = cohort::clopper_pearson(*all->k, *all->n);
  row.low = exact.low;
  row.high = exact.high;
  return row;
}

// Single grades where they add to all patients, else below against from grade 3 (or 2) on.
std::optional<BarRow> published_grades(const Study& study, std::string_view quantity, std::string_view also) {
  BarRow row;
  row.bar.label = study.short_name();
  const evidence::PublishedEndpoint* from = nullptr;
  int sum = 0;
  for (const evidence::PublishedEndpoint& e : study.endpoints) {
    if (e.kind != Kind::proportion || !e.threshold || !e.k || !e.n || e.threshold->numbers.empty() ||
        e.window_to || (e.threshold->quantity != quantity && e.threshold->quantity != also) ||
        (e.denominator != "all" && e.denominator != "safety"))
      continue;
    const int grade = static_cast<int>(e.threshold->numbers.front());
    if (e.threshold->comparison == "==") {
      row.bar.n = static_cast<int>(*e.n);
      row.bar.parts.push_back("grade " + std::to_string(grade));
      row.bar.counts.push_back(static_cast<int>(*e.k));
      sum += static_cast<int>(*e.k);
    } else if (e.threshold->comparison == ">=" && grade >= 2 &&
               (!from || grade > from->threshold->numbers.front())) {
      from = &e;
    }
  }
  if (row.bar.n > 0 && sum == row.bar.n) return row;
  if (!from) return std::nullopt;
  const std::string grade = value_text(from->threshold->numbers.front());
  row.bar.n = static_cast<int>(*from->n);
  row.bar.parts = {"<" + grade, "≥" + grade};
  row.bar.counts = {static_cast<int>(*from->n - *from->k), static_cast<int>(*from->k)};
  return row;
}

}  // namespace

std::vector<EndpointRow> endpoint_rows(const cohort::CohortTally& tally,
                                       const std::vector<StudyReadings>& studies,
                                       const evidence::VerdictOptions& options) {
  const std::vector<Pair> pairs = compared(studies, options);
  std::vector<EndpointRow> rows;
  for (const cohort::ProportionEndpoint& endpoint : cohort::proportion_endpoints()) {
    EndpointRow row;
    row.group = group_of(endpoint.id);
    row.id = endpoint.id;
    row.name = with_signs(endpoint.name);
    row.definition = with_signs(fmt::format("{}. {}", endpoint.definition, endpoint.ascertainment));
    for (const Pair& pair : pairs)
      if (pair.row.endpoint == endpoint.id && pair.row.kind == Kind::proportion && printed(pair.row))
        row.beside.push_back(beside(pair));
    if (row.beside.empty() && !holds(usual, endpoint.id)) continue;
    row.further = !holds(usual, endpoint.id) && !reported_by_first(studies, row.beside);
    const cohort::Count& count = tally.proportion(endpoint.id);
    row.n = count.n;
    row.not_evaluable = count.not_evaluable;
    if (count.not_evaluable == count.n) {
      // No record says anything: there is no proportion, and 0 of n would be a lie.
      for (EndpointRow::Beside& b : row.beside) b.prediction = {};
    } else {
      row.k = count.k;
      row.simulated.value = static_cast<double>(count.k) / static_cast<double>(count.n);
      row.mc_error = cohort::monte_carlo_error(count.k, count.n);
      if (count.n < 20) {
        const cohort::Interval exact = cohort::clopper_pearson(count.k, count.n);
        row.simulated.low = exact.low;
        row.simulated.high = exact.high;
      }
    }
    rows.push_back(std::move(row));
  }
  add_times(tally, studies, pairs, rows);
  // Groups together, each in the order of the endpoints.
  constexpr std::array<std::string_view, 5> order{"Response", "Toxicity", "Treatment", "Relapse", "Survival"};
  std::stable_sort(rows.begin(), rows.end(), [&](const EndpointRow& a, const EndpointRow& b) {
    return std::find(order.begin(), order.end(), a.group) < std::find(order.begin(), order.end(), b.group);
  });
  return rows;
}

BarsInput response_bars(const cohort::CohortTally& tally, const std::vector<StudyReadings>& studies,
                        const evidence::VerdictOptions& options) {
  BarsInput input;
  input.text = {
      "response_bars", "Best response",
      "Bars add to all patients; who could not be evaluated is hatched. The mark under a bar is the share in "
      "remission of any count recovery, as far as the study tells it."};
  BarRow simulated;
  simulated.simulated = true;
  simulated.bar = cohort::response_bar(tally, "Simulated");
  simulated.leading = 3;
  const cohort::Count& count = tally.proportion("cr_crh_cri");
  std::string note = "Squares: published, with exact 95% intervals.";
  for (const StudyReadings& readings : studies) {
    const Study* study = readings.study;
    if (!study->n || count.n == 0) continue;
    const cohort::Interval interval = cohort::prediction_interval(count.k, count.n, *study->n, options.level);
    simulated.low = interval.low;
    simulated.high = interval.high;
    note.insert(0, fmt::format("Open diamond: simulated, with the interval that holds {:.0f}% of simulated "
                               "series of {} patients. ",
                               options.level * 100, *study->n));
    break;
  }
  input.interval_note = note;
  input.rows.push_back(std::move(simulated));
  for (const StudyReadings& readings : studies)
    if (std::optional<BarRow> row = published_responses(*readings.study)) input.rows.push_back(std::move(*row));
  return input;
}

BarsInput grade_bars(const cohort::CohortTally& tally, const std::vector<StudyReadings>& studies) {
  struct Group {
    const char *name, *scale, *label, *quantity, *also;
  };
  constexpr std::array<Group, 5> groups{{
      {"Cytokine release syndrome", "crs", "Simulated, ASTCT 2019", "crs_grade", "crs_grade"},
      {"Neurotoxicity (ICANS)", "icans", "Simulated, ASTCT 2019", "icans_grade", "neurologic_grade"},
      {"Neutrophils", "neutropenia", "Simulated, CTCAE 5.0", "neutrophil_grade", "neutrophil_grade"},
      {"Platelets", "thrombocytopenia", "Simulated, CTCAE 5.0", "platelet_grade", "platelet_grade"},
      {"Haemoglobin", "anaemia", "Simulated, CTCAE 5.0", "haemoglobin_grade", "haemoglobin_grade"},
  }};
  BarsInput input;
  input.palette = BarPalette::grades;
  input.text = {"grade_bars", "Worst grade of each patient",
                "Bars add to all patients; who could not be graded is hatched, never grade 0. Published bars "
                "are as reported: "
                "scales and ascertainment differ, see the notes of the table."};
  for (const Group& group : groups) {
    BarRow simulated;
    simulated.group = group.name;
    simulated.simulated = true;
    simulated.bar = cohort::grade_bar(tally, group.scale, group.label);
    input.rows.push_back(std::move(simulated));
    for (const StudyReadings& readings : studies)
      if (std::optional<BarRow> row = published_grades(*readings.study, group.quantity, group.also)) {
        row->group = group.name;
        input.rows.push_back(std::move(*row));
      }
  }
  return input;
}

CohortReportInput cohort_report_input(const cohort::CohortTally& tally,
                                      const std::vector<StudyReadings>& studies,
                                      const evidence::VerdictOptions& options) {
  const std::vector<Pair> pairs = compared(studies, options);
  CohortReportInput input;
  input.patients_asked = input.patients_simulated = static_cast<int>(tally.patients());
  input.failures = failure_rows(tally);
  input.endpoints = endpoint_rows(tally, studies, options);
  input.key_figures = key_figures(input.endpoints);
  for (const StudyReadings& readings : studies)
    if (const Study& study = *readings.study; !study.statements().empty())
      input.cautions.push_back({"Before comparing with " + study.short_name(),
                                study.doi.empty() ? study.citation : "doi:" + study.doi, study.statements()});
  input.responses = response_bars(tally, studies, options);
  input.grades = grade_bars(tally, studies);
  if (tally.time("os").patients() > 0)
    input.survival.push_back(
        survival_input(tally, pairs, "os", "Overall survival", "Alive", "Months since first dose"));
  if (tally.time("rfs").patients() > 0)
    input.survival.push_back(survival_input(tally, pairs, "rfs", "Relapse-free survival of responders",
                                            "Alive without relapse", "Months since remission"));
  if (Table table = contrasts_table(pairs); !table.rows.empty())
    input.more_tables.push_back(std::move(table));
  if (Table table = without_counterpart_table(pairs); !table.rows.empty())
    input.not_compared = std::move(table);
  return input;
}

}  // namespace trimer::report
