#include <trimer/observation/subject_checks.h>

#include <map>
#include <set>

#include <trimer/core/csv.h>
#include <trimer/observation/drug_names.h>
#include <trimer/observation/row_order.h>

namespace trimer::observation {

namespace {

// A gap of more than a week between infusions starts a new cycle: by the label (section 2, interruptions for
// adverse reactions) an interruption of up to 7 days continues the cycle. Policy.
constexpr double cycle_gap_d = 7;

std::string line_text(const Source& source) {
  return std::string(table_name(source.table)) + ".csv line " + std::to_string(source.line);
}

// A measurement written twice is one measurement.
template <class Row>
void take_once(std::vector<Row>& rows, const SourceReport& report) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && same_row(rows[i], rows[kept - 1])) {
      report(Severity::warning, rows[i].source, "", "", "duplicate",
             "says the same as " + line_text(rows[kept - 1].source) + ": counted once");
      continue;
    }
    if (kept != i) rows[kept] = std::move(rows[i]);
    ++kept;
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
}

void check_exposure(SubjectRecord& record, const SourceReport& report) {
  std::map<std::string_view, const Exposure*> last_of_drug;
  for (const Exposure& row : record.exposure) {
    if (!row.when.start.known()) continue;
    const Exposure*& last = last_of_drug[row.drug];
    if (last && (!last->when.end.known() || last->when.end.day > row.when.start.day))
      report(Severity::warning, row.source, "drug", row.drug, "overlap",
             "overlaps the " + row.drug + " of " + line_text(last->source));
    if (!last || !row.when.end.known() || row.when.end.day > last->when.end.day) last = &row;
  }

  int cycle = 0;
  double last_end = 0;
  for (Exposure& row : record.exposure) {
    if (row.drug != "blinatumomab" || !row.when.start.known()) continue;
    if (row.cycle) {
      cycle = *row.cycle;
    } else {
      if (cycle == 0 || row.when.start.day - last_end > cycle_gap_d) ++cycle;
      row.cycle = cycle;
      report(Severity::warning, row.source, "cycle", "", "derived",
             "derived from the gaps between infusions (more than 7 d): cycle " + std::to_string(cycle));
    }
    last_end = row.when.end.known() ? row.when.end.day : row.when.start.day;
  }
}

void reject(SubjectRecord& record, const Flow& row, std::string_view column, std::string value,
            std::string_view problem, std::string message, const SourceReport& report) {
  report(Severity::rejected, row.source, column, std::move(value), problem, std::move(message));
  std::string rule = "flow.";
  if (!column.empty()) rule += std::string(column) + ".";
  record.rejected.push_back({row.source, rule + std::string(problem), row.population, row.at});
}

// Which of two contradicting rows is right cannot be known: both are set aside. Of rows that say the same one
// is kept.
void check_flow(SubjectRecord& record, const SourceReport& report) {
  struct Reading {
    const Flow* first = nullptr;
    bool contradicted = false;
  };
  const auto key = [](const Flow& row) {
    return std::tuple<std::string_view, std::string_view, std::string_view>(row.sample_id, row.population,
                                                                            row.marker);
  };
  std::map<std::string_view, std::set<double>> times;
  std::map<decltype(key(Flow())), Reading> readings;
  for (const Flow& row : record.flow) {
    if (row.at.known()) times[row.sample_id].insert(row.at.day);
    if (row.population.empty()) continue;
    Reading& reading = readings[key(row)];
    if (!reading.first)
      reading.first = &row;
    else if (content(row) != content(*reading.first) || order_of(row.at) != order_of(reading.first->at))
      reading.contradicted = true;
  }
  std::vector<Flow> kept;
  for (const Flow& row : record.flow) {
    if (times[row.sample_id].size() > 1) {
      reject(record, row, "sample_id", row.sample_id, "two_times", "expected one time for a sample", report);
      continue;
    }
    const Reading reading = row.population.empty() ? Reading{&row, false} : readings[key(row)];
    if (reading.contradicted)
      reject(record, row, "sample_id", row.sample_id, "two_readings",
             "expected one row for a sample, population and marker: " + row.population + " " + row.marker,
             report);
    else if (reading.first != &row)
      reject(record, row, "", row.sample_id, "duplicate",
             "says the same as " + line_text(reading.first->source), report);
    else
      kept.push_back(row);
  }
  record.flow = std::move(kept);
}

bool after(const Moment& a, const Moment& b) {
  if (!a.known() || !b.known()) return false;
  return a.date_only || b.date_only ? a.calendar_day > b.calendar_day : a.day > b.day;
}

void check_events(const SubjectRecord& record, const SourceReport& report) {
  const Event* death = nullptr;
  for (const Event& row : record.events) {
    if (row.event != EventKind::death) continue;
    if (death)
      report(Severity::error, row.source, "event", "death", "two_deaths",
             "expected one death, the first is on " + line_text(death->source));
    else
      death = &row;
  }
  if (!death) return;
  for (const Event& row : record.events)
    if (row.event != EventKind::reported_grade && row.event != EventKind::reported_response &&
        &row != death && row.event != EventKind::death && after(row.at, death->at))
      report(Severity::warning, row.source, "event", std::string(word(row.event)), "after_death",
             "is after the death on " + line_text(death->source));
}

void check_neuro(const SubjectRecord& record, const SourceReport& report) {
  if (record.neuro.empty()) return;
  std::vector<const Support*> sedation;
  for (const Support& support : record.support)
    if (support.kind == SupportKind::sedation && support.when.start.known()) sedation.push_back(&support);
  for (const Neuro& row : record.neuro) {
    if (row.loc_other_cause != YesNo::unknown || !row.at.known()) continue;
    const auto runs = std::ranges::find_if(sedation, [&](const Support* support) {
      return support->when.start.day <= row.at.day &&
             (!support->when.end.known() || support->when.end.day >= row.at.day);
    });
    if (runs != sedation.end())
      report(Severity::warning, row.source, "loc_other_cause", "", "sedation",
             "not given while sedation runs (" + line_text((*runs)->source) + "): treated as false");
  }
}

// When therapy against CD19 began; NaN if it did not or nobody knows.
double first_cd19_therapy(const SubjectRecord& record) {
  double first = record.subject.car_t_day.value_or(std::nan(""));
  for (const Exposure& row : record.exposure)
    if (row.when.start.known() && !(first <= row.when.start.day) && is_cd19_directed(row.drug))
      first = row.when.start.day;
  return first;
}

void check_disease(const SubjectRecord& record, double cd19_therapy, const SourceReport& report) {
  for (const Disease& row : record.disease)
    if (row.method == "flow" && row.gating.empty() && row.at.known() &&
        (record.subject.prior_cd19_therapy == YesNo::yes || cd19_therapy <= row.at.day))
      report(Severity::warning, row.source, "gating", "", "missing",
             "expected the markers used to gate: CD19 may be lost after therapy against it");
}

void derive(SubjectRecord& record, const Unstated& unstated, double cd19_therapy,
            const SourceReport& report) {
  Subject& subject = record.subject;
  const bool precedes = subject.anchored ? cd19_therapy < 0 : subject.car_t_day.has_value();
  if (unstated.prior_cd19_therapy && precedes) subject.prior_cd19_therapy = YesNo::yes;
  if (!unstated.baseline_remission) return;
  const Disease* marrow = nullptr;
  bool extramedullary = subject.baseline_emd == YesNo::yes;
  for (const Disease& row : record.disease) {
    if (!subject.anchored || !row.at.known() || row.at.day > 0) continue;
    if (row.site == Site::BM && row.measure == Measure::blast_pct && row.value && !row.unit.empty())
      marrow = &row;
    if (row.measure == Measure::emd_status && !row.word.empty()) extramedullary = row.word != "none";
  }
  if (marrow)
    subject.baseline_remission = *marrow->value <= 5 && !extramedullary ? YesNo::yes : YesNo::no;
  else
    report(Severity::warning, subject.source, "baseline_remission", "", "unknown",
           "no marrow before the first dose: unknown, treated as no");
}

}  // namespace

void complete_subject(SubjectRecord& record, const Unstated& unstated, const SourceReport& report) {
  sort_rows(record.exposure);
  sort_rows(record.labs);
  sort_rows(record.vitals);
  sort_rows(record.support);
  sort_rows(record.neuro);
  sort_rows(record.disease);
  sort_rows(record.flow);
  sort_rows(record.events);
  take_once(record.labs, report);
  take_once(record.vitals, report);
  take_once(record.neuro, report);
  take_once(record.disease, report);
  check_exposure(record, report);
  check_flow(record, report);
  check_events(record, report);
  const double cd19_therapy = first_cd19_therapy(record);
  derive(record, unstated, cd19_therapy, report);
  check_neuro(record, report);
  check_disease(record, cd19_therapy, report);
}

}  // namespace trimer::observation
