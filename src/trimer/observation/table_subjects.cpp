// subjects.csv: one row per subject.
#include <trimer/observation/cell.h>

namespace trimer::observation {

namespace {

constexpr std::string_view yes_no_unknown = "yes, no, unknown";

void write_known(std::string& out, YesNo value) {
  append_word(out, value);
}

}  // namespace

template <>
const std::vector<Field<Subject>>& fields<Subject>() {
  using C = const Cell&;
  using S = Subject&;
  using CS = const Subject&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Subject>> list = {
      {{"subject_id", text, "", "1-64 characters, unique", yes, "duplicate: E; empty or longer: R",
        "identifies the subject in every table", "USUBJID"},
       nullptr,
       [](CS s, Out out) { append_text(out, s.subject_id); }},
      {{"age_y", number, "year", "0-120", yes,
        "missing: N for the choice of the ICANS scale and for hypotension by pressure; out of range: R",
        "age at the anchor", "AGE"},
       [](S s, C cell) {
         if (cell.missing())
           cell.not_evaluable("missing",
                              "without age the ICANS scale and hypotension by pressure are not evaluable");
         cell.number(s.age_y, 0, 120);
       },
       [](CS s, Out out) { append(out, s.age_y); }},
      {{"sex", word, "", "F, M, U", no, "other: W, read as U", "sex", "SEX"},
       [](S s, C cell) {
         if (const auto found = from_word<Sex>(cell.text()))
           s.sex = *found;
         else if (!cell.missing())
           cell.warn("word", "expected F, M or U; read as U");
       },
       [](CS s, Out out) { append_word(out, s.sex); }},
      {{"weight_kg", number, "kg", "1-300", no, "out of range: R; missing: N where a rule needs it",
        "body weight", ""},
       [](S s, C cell) { cell.number(s.weight_kg, 1, 300); },
       [](CS s, Out out) { append(out, s.weight_kg); }},
      {{"bsa_m2", number, "m2", "0.1-3.5", no, "out of range: R; missing: N where a rule needs it",
        "body surface area", ""},
       [](S s, C cell) { cell.number(s.bsa_m2, 0.1, 3.5); },
       [](CS s, Out out) { append(out, s.bsa_m2); }},
      {{"dx", text, "", "free", no, "", "diagnosis, e.g. B-ALL", "MHTERM"},
       [](S s, C cell) { s.dx = cell.text(); },
       [](CS s, Out out) { append_text(out, s.dx); }},
      {{"anchor_datetime", datetime, "", "ISO 8601", no,
        "missing when the anchor is `date`: N; another form: R",
        "instant of day 0 when the anchor of study.json is `date`", ""},
       nullptr,
       nullptr},
      {{"car_t_datetime", datetime, "", "ISO 8601; this or car_t_day", no,
        "both filled: E; empty: ICAHT and the clock since CAR-T are not evaluable; another form: R",
        "CAR-T infusion", ""},
       nullptr,
       nullptr},
      {{"car_t_day", day, "d", "this or car_t_datetime", no, "as car_t_datetime",
        "CAR-T infusion, elapsed days from the anchor (usually negative)", ""},
       nullptr,
       [](CS s, Out out) { append(out, s.car_t_day); }},
      {{"car_t_product", text, "", "free", no, "", "name of the CAR-T product", ""},
       [](S s, C cell) { s.car_t_product = cell.text(); },
       [](CS s, Out out) { append_text(out, s.car_t_product); }},
      {{"prior_cd19_therapy", word, "", yes_no_unknown.data(), no,
        "other: R; empty: yes if a CAR-T infusion or a CD19-directed drug precedes, else unknown",
        "CD19-directed therapy before the anchor", ""},
       [](S s, C cell) { cell.word(s.prior_cd19_therapy); },
       [](CS s, Out out) { write_known(out, s.prior_cd19_therapy); }},
      {{"prior_lines", whole_number, "1", "0-20", no, "negative, fraction or above: R",
        "earlier lines of therapy", ""},
       [](S s, C cell) { cell.whole(s.prior_lines, 0, 20); },
       [](CS s, Out out) { append(out, s.prior_lines); }},
      {{"baseline_remission", word, "", yes_no_unknown.data(), no,
        "other: R; empty: from the last marrow before the first dose (yes when <=5 % and no EMD), else "
        "unknown, W",
        "in haematological remission before the first dose", ""},
       [](S s, C cell) { cell.word(s.baseline_remission); },
       [](CS s, Out out) { write_known(out, s.baseline_remission); }},
      {{"baseline_emd", word, "", yes_no_unknown.data(), no, "other: R; empty: unknown",
        "extramedullary disease before the first dose", ""},
       [](S s, C cell) { cell.word(s.baseline_emd); },
       [](CS s, Out out) { write_known(out, s.baseline_emd); }},
      {{"baseline_cns", word, "", word_list<CnsStatus>(), no, "other: R", "CNS status before the first dose",
        ""},
       [](S s, C cell) { cell.word(s.baseline_cns); },
       [](CS s, Out out) { append_word(out, s.baseline_cns); }},
      {{"baseline_ice", whole_number, "point", "0-10", no, "out of range: R",
        "ICE score before the first dose", ""},
       [](S s, C cell) { cell.whole(s.baseline_ice, 0, 10); },
       [](CS s, Out out) { append(out, s.baseline_ice); }},
      {{"developmental_delay", word, "", yes_no_unknown.data(), no, "other: R; empty: unknown, treated as no",
        "takes CAPD at any age", ""},
       [](S s, C cell) { cell.word(s.developmental_delay); },
       [](CS s, Out out) { write_known(out, s.developmental_delay); }},
  };
  return list;
}

}  // namespace trimer::observation
