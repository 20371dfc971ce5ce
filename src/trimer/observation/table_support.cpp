// support.csv: everything that is not anti-leukaemic.
#include <algorithm>

#include <trimer/observation/cell.h>
#include <trimer/units/ucum.h>

namespace trimer::observation {

namespace {

constexpr std::string_view dose_units[] = {"ug/min", "ug/kg/min", "U/min", "mg", "mg/kg", "ug", "mL", "1"};
constexpr std::string_view dose_unit_list =
    "ug/min, ug/kg/min, U/min, mg, mg/kg, ug, mL, 1 (units transfused)";
constexpr std::string_view vasopressors[] = {"norepinephrine", "epinephrine", "phenylephrine", "dopamine",
                                             "vasopressin"};
constexpr std::string_view blood_products[] = {"RBC", "PLT", "PLASMA"};

bool is_one_of(std::span<const std::string_view> list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

void read_agent(Support& row, const Cell& cell) {
  row.agent = cell.text();
  if (row.kind == SupportKind::vasopressor) {
    if (cell.missing())
      cell.reject("missing", "expected the name of the vasopressor");
    else if (!is_one_of(vasopressors, cell.text()))
      cell.warn("unknown",
                "expected norepinephrine, epinephrine, phenylephrine, dopamine or vasopressin; counted as a "
                "distinct agent");
  } else if (row.kind == SupportKind::transfusion && !is_one_of(blood_products, cell.text())) {
    cell.reject(cell.missing() ? "missing" : "word", "expected RBC, PLT or PLASMA");
  }
}

}  // namespace

template <>
const std::vector<Field<Support>>& fields<Support>() {
  using C = const Cell&;
  using R = Support&;
  using CR = const Support&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Support>> list = {
      {subject_id_column("USUBJID")},
      {{"kind", ColumnKind::word, "", word_list<SupportKind>(), yes, "empty or other: R", "kind of support",
        "CMCAT"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected " + word_list<SupportKind>());
         cell.word(row.kind);
       },
       [](CR row, Out out) { append_word(out, row.kind); }},
      {{"agent", text, "",
        "vasopressor: norepinephrine, epinephrine, phenylephrine, dopamine, vasopressin; transfusion: RBC, "
        "PLT, "
        "PLASMA; else free",
        no, "empty for vasopressor or transfusion: R; unknown vasopressor: counted as a distinct agent, W",
        "drug or blood product", "CMTRT"},
       read_agent,
       [](CR row, Out out) { append_text(out, row.agent); }},
      {{"dose", number, "see unit", ">= 0", no, "text or negative: R; missing: lower bound in Lee 2014",
        "dose or rate", "CMDOSE"},
       [](R row, C cell) { cell.number(row.dose, 0, any_number); },
       [](CR row, Out out) { append(out, row.dose); }},
      {{"unit", ColumnKind::word, "", std::string(dose_unit_list), no,
        "unknown, or missing with a dose: as a missing dose, W", "unit of the dose", "CMDOSU"},
       [](R row, C cell) {
         const std::string_view unit = units::canonical_ucum(cell.text());
         if (is_one_of(dose_units, unit)) {
           row.unit = unit;
         } else if (!cell.missing() || row.dose) {
           row.dose.reset();
           cell.warn(cell.missing() ? "missing" : "unknown",
                     "expected " + std::string(dose_unit_list) + "; the dose counts as missing");
         }
       },
       [](CR row, Out out) { append_text(out, row.unit); }},
      {{"device", ColumnKind::word, "", word_list<OxygenDevice>(), no, "other, or empty for oxygen: R",
        "oxygen device", ""},
       [](R row, C cell) {
         if (row.kind == SupportKind::oxygen && cell.missing() && !cell.row_rejected())
           return cell.reject("missing", "expected a device: " + word_list<OxygenDevice>());
         cell.word(row.device);
       },
       [](CR row, Out out) { append_word(out, row.device); }},
      {{"flow_L_min", number, "L/min", "0-80", no, "out of range: R; missing with nasal_cannula: lower bound",
        "oxygen flow", ""},
       [](R row, C cell) { cell.number(row.flow_L_min, 0, 80); },
       [](CR row, Out out) { append(out, row.flow_L_min); }},
      {{"fio2_pct", number, "%", "21-100", no, "out of range: R (0.21-1.0 is a fraction)", "inspired oxygen",
        ""},
       [](R row, C cell) {
         const auto value = cell.number();
         if (value && *value >= 0.21 && *value <= 1)
           cell.reject("fraction", "expected percent, 21 to 100; this is a fraction");
         else
           cell.number(row.fio2_pct, 21, 100);
       },
       [](CR row, Out out) { append(out, row.fio2_pct); }},
      {{"indication", ColumnKind::word, "", word_list<Indication>(), no,
        "another word: R; empty: unknown; `other`: the row drives no CRS grade", "why it was given",
        "CMINDC"},
       [](R row, C cell) { cell.word(row.indication); },
       [](CR row, Out out) { append_word(out, row.indication); }},
      {{"response", ColumnKind::word, "", word_list<SupportResponse>(), no, "other: R; empty: unknown",
        "response to fluids, vasopressor, oxygen or anticytokine", ""},
       [](R row, C cell) { cell.word(row.response); },
       [](CR row, Out out) { append_word(out, row.response); }},
      {{"reason", text, "", "free", no, "", "e.g. airway protection, seizure, procedure, sepsis", ""},
       [](R row, C cell) { row.reason = cell.text(); },
       [](CR row, Out out) { append_text(out, row.reason); }},
      {{"for_hypoxia", ColumnKind::word, "", "yes, no, unknown", no,
        "other: R; empty: yes for oxygen devices, except mechanical_ventilation with another reason",
        "the device was given for hypoxia", ""},
       [](R row, C cell) {
         cell.word(row.for_hypoxia);
         if (!cell.missing() || row.kind != SupportKind::oxygen) return;
         if (row.device == OxygenDevice::none || row.device == OxygenDevice::room_air) return;
         const bool other_reason = row.device == OxygenDevice::mechanical_ventilation &&
                                   !row.reason.empty() && row.reason.find("hypox") == std::string::npos;
         row.for_hypoxia = other_reason ? YesNo::no : YesNo::yes;
       },
       [](CR row, Out out) {
         // Empty has a meaning of its own for oxygen, so that an unknown must be said.
         if (row.for_hypoxia != YesNo::unknown || row.kind == SupportKind::oxygen)
           append_word(out, row.for_hypoxia);
       }},
      {{"start_datetime", datetime, "", "ISO 8601; this or start_day", one_of_pair, time_rule, "start",
        "CMSTDTC"}},
      {{"start_day", day, "d", "this or start_datetime", one_of_pair, time_rule,
        "start, elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.when.start.day); }},
      {{"end_datetime", datetime, "", "start <= end", no,
        "before start: R; empty: a single dose (drugs, transfusion), ongoing (oxygen, vasopressor, inotrope, "
        "sedation)",
        "end", "CMENDTC"}},
      {{"end_day", day, "d", "start <= end", no, "as end_datetime", "end, elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.when.end.day); }},
  };
  return list;
}

}  // namespace trimer::observation
