// events.csv: what happened, and what the investigator reported.
#include <trimer/observation/cell.h>

namespace trimer::observation {

namespace {

bool is_reported(EventKind kind) {
  return kind == EventKind::reported_grade || kind == EventKind::reported_response;
}

void read_domain(Event& row, const Cell& cell) {
  if (cell.row_rejected()) return;
  if (cell.missing()) {
    if (row.event == EventKind::reported_grade)
      cell.reject("missing", "expected CRS, ICANS, HAEM or RESPONSE");
    if (row.event == EventKind::reported_response) row.domain = Domain::RESPONSE;
    if (row.event == EventKind::ae) row.domain = Domain::OTHER;
    return;
  }
  const auto found = from_word<Domain>(cell.text());
  const bool of_report = found && (*found == Domain::CRS || *found == Domain::ICANS ||
                                   *found == Domain::HAEM || *found == Domain::RESPONSE);
  if (!found)
    cell.reject("word", "expected " + word_list<Domain>());
  else if (is_reported(row.event) && !of_report)
    cell.reject("word", "expected CRS, ICANS, HAEM or RESPONSE for a report");
  else
    row.domain = *found;
}

}  // namespace

template <>
const std::vector<Field<Event>>& fields<Event>() {
  using C = const Cell&;
  using R = Event&;
  using CR = const Event&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Event>> list = {
      {subject_id_column("USUBJID")},
      {{"event", ColumnKind::word, "", word_list<EventKind>(), yes, "empty or other: R", "what happened",
        "DSDECOD"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected " + word_list<EventKind>());
         cell.word(row.event);
       },
       [](CR row, Out out) { append_word(out, row.event); }},
      {{"term", text, "", "AE term, response (CR, CRh, CRi, CR/CRi, PR, NR …) or therapy name", no,
        "empty for ae and reported_response: R", "term", "AETERM"},
       [](R row, C cell) {
         if (cell.missing() && !cell.row_rejected() &&
             (row.event == EventKind::ae || row.event == EventKind::reported_response))
           return cell.reject("missing", row.event == EventKind::ae
                                             ? "expected the term of the adverse event"
                                             : "expected the response that was reported");
         row.term = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.term); }},
      {{"domain", ColumnKind::word, "",
        "reports: CRS, ICANS, HAEM, RESPONSE; ae also CONSTITUTIONAL, ORGAN, TRANSAMINASE, INFECTION, OTHER",
        no, "other: R; empty for reported_grade: R; empty for ae: OTHER",
        "domain of a report or an adverse event", ""},
       read_domain,
       [](CR row, Out out) { append_word(out, row.domain); }},
      {{"scale", ColumnKind::word, "", word_list<Scale>(), no,
        "other: R; empty for reported_grade: unknown, W", "scale of a reported grade", ""},
       [](R row, C cell) {
         cell.word(row.scale);
         if (cell.missing() && !cell.row_rejected() && row.event == EventKind::reported_grade)
           cell.warn("missing", "scale not given: unknown");
       },
       [](CR row, Out out) {
         if (row.scale != Scale::unknown || row.event == EventKind::reported_grade)
           append_word(out, row.scale);
       }},
      {{"grade", whole_number, "1", "0-5", no, "out of range: R; empty for reported_grade: N", "grade",
        "AETOXGR"},
       [](R row, C cell) {
         if (cell.missing() && !cell.row_rejected() && row.event == EventKind::reported_grade)
           cell.not_evaluable("missing", "a report without grade is not evaluable");
         cell.whole(row.grade, 0, 5);
       },
       [](CR row, Out out) { append(out, row.grade); }},
      {{"grade_high", whole_number, "1", "grade to 5", no, "below grade or above 5: R; empty: as grade",
        "upper end where only a range is printed", ""},
       [](R row, C cell) {
         cell.whole(row.grade_high, 0, 5);
         if (row.grade && row.grade_high && *row.grade_high < *row.grade)
           cell.reject("below_grade", "expected at least the grade, " + std::to_string(*row.grade));
         if (cell.missing()) row.grade_high = row.grade;
       },
       [](CR row, Out out) { append(out, row.grade_high); }},
      {{"life_threatening", ColumnKind::word, "", "yes, no", no, "other: R; empty: not recorded",
        "the clinic stated that the state was life-threatening", "AESLIFE"},
       [](R row, C cell) { cell.yes_no(row.life_threatening); },
       [](CR row, Out out) { append_yes_no(out, row.life_threatening); }},
      {{"cause", ColumnKind::word, "", word_list<DeathCause>(), no, "other: R; empty for death: unknown, W",
        "cause of death", "DDRESCAT"},
       [](R row, C cell) {
         cell.word(row.cause);
         if (cell.missing() && !cell.row_rejected() && row.event == EventKind::death)
           cell.warn("missing", "cause of death not given: unknown");
       },
       [](CR row, Out out) {
         if (row.cause != DeathCause::unknown || row.event == EventKind::death) append_word(out, row.cause);
       }},
      {{"cd19", ColumnKind::word, "", word_list<Cd19>(), no, "other: R; empty: unknown", "CD19 of a relapse",
        ""},
       [](R row, C cell) { cell.word(row.cd19); },
       [](CR row, Out out) {
         if (row.cd19 != Cd19::unknown) append_word(out, row.cd19);
       }},
      {{"datetime", datetime, "", "ISO 8601; this or day", one_of_pair,
        "missing: R, except for reports and ae; anything but a report after death: W; two deaths: E",
        "time of the event", "DSSTDTC"}},
      {{"day", day, "d", "this or datetime", one_of_pair, "as datetime", "elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.at.day); }},
  };
  return list;
}

}  // namespace trimer::observation
