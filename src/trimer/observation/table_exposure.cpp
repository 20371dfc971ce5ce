// exposure.csv: anti-leukaemic agents.
#include <algorithm>

#include <trimer/observation/cell.h>
#include <trimer/observation/drug_names.h>
#include <trimer/units/ucum.h>

namespace trimer::observation {

namespace {

constexpr std::string_view units[] = {"ug/d", "ug/m2/d", "mg", "mg/m2", "mg/kg", "cells/kg", "cells"};
constexpr std::string_view unit_list = "ug/d, ug/m2/d, mg, mg/m2, mg/kg, cells/kg, cells";
constexpr std::string_view routes[] = {"CIV", "IV", "SC", "PO", "IT"};

}  // namespace

template <>
const std::vector<Field<Exposure>>& fields<Exposure>() {
  using C = const Cell&;
  using R = Exposure&;
  using CR = const Exposure&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Exposure>> list = {
      {subject_id_column("USUBJID")},
      {{"drug", text, "", "free; blinatumomab is recognised", yes,
        "empty: R; a support agent: W, read as support", "agent", "EXTRT"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected the name of the drug");
         row.drug = is_blinatumomab(cell.text()) ? "blinatumomab" : cell.text();
         if (support_kind_of(cell.text()))
           cell.warn("support", "is not anti-leukaemic and belongs to support.csv; read as support");
       },
       [](CR row, Out out) { append_text(out, row.drug); }},
      {{"dose", number, "see unit", ">= 0", yes, "negative: R; missing: N", "dose or rate", "EXDOSE"},
       [](R row, C cell) {
         if (cell.missing())
           cell.not_evaluable("missing", "without a dose nothing that needs it is evaluable");
         cell.number(row.dose, 0, any_number);
       },
       [](CR row, Out out) { append(out, row.dose); }},
      {{"unit", word, "", std::string(unit_list), yes, "unknown: R; missing: N", "unit of the dose",
        "EXDOSU"},
       [](R row, C cell) {
         if (cell.missing()) {
           if (row.dose) cell.not_evaluable("missing", "a dose without unit is not evaluable");
           return;
         }
         const std::string_view unit = units::canonical_ucum(cell.text());
         // A support agent keeps the units of its own table.
         if (std::ranges::find(observation::units, unit) != std::end(observation::units) ||
             (!unit.empty() && support_kind_of(row.drug)))
           row.unit = unit;
         else
           cell.reject("unknown", "expected " + std::string(unit_list));
       },
       [](CR row, Out out) { append_text(out, row.unit); }},
      {{"start_datetime", datetime, "", "ISO 8601; this or start_day", one_of_pair, time_rule, "start",
        "EXSTDTC"}},
      {{"start_day", day, "d", "this or start_datetime", one_of_pair, time_rule,
        "start, elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.when.start.day); }},
      {{"end_datetime", datetime, "", "start <= end", no,
        "empty: ongoing; before start: R; overlap of one drug: W", "end", "EXENDTC"}},
      {{"end_day", day, "d", "start <= end", no, "as end_datetime", "end, elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.when.end.day); }},
      {{"route", word, "", "CIV, IV, SC, PO, IT", no, "other: W", "route of administration", "EXROUTE"},
       [](R row, C cell) {
         if (!cell.missing() && std::ranges::find(routes, cell.text()) == std::end(routes))
           cell.warn("word", "expected CIV, IV, SC, PO or IT");
         row.route = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.route); }},
      {{"cycle", whole_number, "1", ">= 1", no,
        "missing: derived from gaps of blinatumomab, W; below 1 or fraction: R", "cycle of treatment", ""},
       [](R row, C cell) { cell.whole(row.cycle, 1, std::numeric_limits<int>::max()); },
       [](CR row, Out out) { append(out, row.cycle); }},
  };
  return list;
}

}  // namespace trimer::observation
