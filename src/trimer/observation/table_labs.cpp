// labs.csv and vitals.csv: measurements with a test code, a value and a unit.
#include <algorithm>

#include <trimer/core/csv.h>
#include <trimer/observation/cell.h>
#include <trimer/units/ucum.h>

namespace trimer::observation {

namespace {

std::string units_text(std::string_view test) {
  std::string text;
  for (std::string_view unit : units::units_of_test(test))
    text += (text.empty() ? "" : ", ") + std::string(unit);
  return text;
}

// The canonical unit, if the test may have it; empty otherwise, with N.
std::string_view unit_of(std::string_view test, const Cell& cell) {
  if (cell.missing()) {
    cell.not_evaluable("missing", "expected a unit; it is never guessed from the magnitude");
    return {};
  }
  const std::string_view unit = units::canonical_ucum(cell.text());
  const auto allowed = units::units_of_test(test);
  if (unit.empty()) {
    cell.not_evaluable("unknown",
                       allowed.empty() ? "expected a known UCUM unit" : "expected " + units_text(test));
    return {};
  }
  if (!allowed.empty() && std::ranges::find(allowed, unit) == allowed.end()) {
    cell.not_evaluable("unknown", "expected " + units_text(test) + " for " + std::string(test));
    return {};
  }
  return unit;
}

void statement(YesNo& value, const Lab& row, const Cell& cell) {
  cell.yes_no(value);
  if (value != YesNo::unknown && row.test != LabTest::HGB && row.test != LabTest::PLAT)
    cell.warn("test", "is read for HGB and PLAT only");
}

// `<0.1`, `< 0.1`
void read_censored(Lab& row, const Cell& cell) {
  std::string_view number = cell.text().substr(1);
  while (number.starts_with(' ')) number.remove_prefix(1);
  double limit = 0;
  if (!parse_number(number, limit) || limit < 0)
    return cell.reject("text", "expected a number, or < and a number");
  row.value = limit;
  row.below_limit = true;
  cell.warn("censored", "below the limit of the assay: censored at " + number_text(limit));
}

struct Range {
  VitalTest test;
  double low, high;
  std::string_view unit;  // in which the range is given
};
constexpr Range ranges[] = {
    {VitalTest::TEMP, 25, 45, "Cel"},     {VitalTest::SPO2, 0, 100, "%"},
    {VitalTest::SYSBP, 0, 350, "mm[Hg]"}, {VitalTest::DIABP, 0, 350, "mm[Hg]"},
    {VitalTest::MAP, 0, 350, "mm[Hg]"},   {VitalTest::HR, 0, 350, "/min"},
    {VitalTest::RESP, 0, 350, "/min"},    {VitalTest::WEIGHT, 1, 300, "kg"},
};

bool is_judgement(VitalTest test) {
  return test == VitalTest::HYPOTENSION || test == VitalTest::FEVER_OTHER_CAUSE;
}

void read_vital_value(Vital& row, const Cell& cell) {
  if (cell.row_rejected()) return;  // without its test a value says nothing
  if (cell.missing()) return cell.not_evaluable("missing", "a reading without value is not evaluable");
  if (!is_judgement(row.test)) {
    row.value = cell.number();
    return;
  }
  const auto found = from_word<Judgement>(cell.text());
  if (found && (*found != Judgement::coexists || row.test == VitalTest::FEVER_OTHER_CAUSE))
    row.judgement = *found;
  else
    cell.reject("word",
                row.test == VitalTest::HYPOTENSION ? "expected yes or no" : "expected yes, no or coexists");
}

void read_vital_unit(Vital& row, const Cell& cell) {
  if (cell.row_rejected()) return;
  if (is_judgement(row.test)) {
    if (!cell.missing()) cell.warn("unit", "expected no unit for " + std::string(word(row.test)));
    return;
  }
  row.unit = unit_of(word(row.test), cell);
  if (row.unit.empty() || !row.value) return;
  const Range& range = *std::ranges::find(ranges, row.test, &Range::test);
  const double value = *units::convert_ucum(*row.value, row.unit, range.unit);
  if (value < range.low || value > range.high)
    cell.reject("value", number_text(*row.value) + " " + row.unit, "range",
                "expected " + number_text(range.low) + " to " + number_text(range.high) + " " +
                    std::string(range.unit));
}

}  // namespace

template <>
const std::vector<Field<Lab>>& fields<Lab>() {
  using C = const Cell&;
  using R = Lab&;
  using CR = const Lab&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Lab>> list = {
      {subject_id_column("USUBJID")},
      {{"test", ColumnKind::word, "", word_list<LabTest>() + ", other code", yes,
        "empty: R; unknown: kept, not graded, W", "test code", "LBTESTCD"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected a test code");
         if (const auto found = from_word<LabTest>(cell.text())) {
           row.test = *found;
         } else {
           row.test = LabTest::other;
           row.code = cell.text();
           cell.warn("unknown", "unknown test code: kept, not graded");
         }
       },
       [](CR row, Out out) {
         if (row.test == LabTest::other)
           append_text(out, row.code);
         else
           append_word(out, row.test);
       }},
      {{"value", number, "see unit", "finite, >= 0; `<x` below the limit x", no,
        "text: R; negative: R; `<x`: censored at x, W; missing: N", "result", "LBORRES"},
       [](R row, C cell) {
         if (cell.text().starts_with('<')) return read_censored(row, cell);
         // Counts and concentrations cannot be negative; of an unknown code nothing is known (base excess).
         cell.number(row.value, row.test == LabTest::other ? -any_number : 0, any_number);
       },
       [](CR row, Out out) {
         if (row.below_limit) out += '<';
         append(out, row.value);
       }},
      {{"unit", text, "", "UCUM units of the test", yes,
        "missing or unknown: N, flag unit_missing; never guessed", "unit of the result", "LBORRESU"},
       [](R row, C cell) {
         // A statement without a value needs no unit.
         if (cell.missing() && !row.value) return;
         row.unit =
             unit_of(row.test == LabTest::other ? std::string_view() : observation::word(row.test), cell);
       },
       [](CR row, Out out) { append_text(out, row.unit); }},
      {{"lln", number, "as unit", "lln <= uln", no, "text: R; above uln: R",
        "lower limit of the normal range", "LBORNRLO"},
       [](R row, C cell) { row.lln = cell.number(); },
       [](CR row, Out out) { append(out, row.lln); }},
      {{"uln", number, "as unit", "lln <= uln", no, "text: R; below lln: R",
        "upper limit of the normal range", "LBORNRHI"},
       [](R row, C cell) {
         row.uln = cell.number();
         if (row.lln && row.uln && *row.lln > *row.uln)
           cell.reject("below_lln", "expected at least the lower limit " + number_text(*row.lln));
       },
       [](CR row, Out out) { append(out, row.uln); }},
      {{"transfusion_indicated", ColumnKind::word, "", "yes, no", no,
        "other: R; on tests other than HGB and PLAT: W", "the clinic stated that a transfusion was indicated",
        ""},
       [](R row, C cell) { statement(row.transfusion_indicated, row, cell); },
       [](CR row, Out out) { append_yes_no(out, row.transfusion_indicated); }},
      {{"life_threatening", ColumnKind::word, "", "yes, no", no,
        "other: R; on tests other than HGB and PLAT: W",
        "the clinic stated that the state was life-threatening", ""},
       [](R row, C cell) { statement(row.life_threatening, row, cell); },
       [](CR row, Out out) { append_yes_no(out, row.life_threatening); }},
      {{"datetime", datetime, "", "ISO 8601; this or day", one_of_pair, time_rule, "time of the sample",
        "LBDTC"}},
      {{"day", day, "d", "this or datetime", one_of_pair, time_rule, "elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.at.day); }},
      {{"specimen", ColumnKind::word, "", word_list<Specimen>(), no, "other: R; empty: BLOOD", "specimen",
        "LBSPEC"},
       [](R row, C cell) { cell.word(row.specimen); },
       [](CR row, Out out) { append_word(out, row.specimen); }},
      {{"method", text, "", "free", no, "", "method of the assay", "LBMETHOD"},
       [](R row, C cell) { row.method = cell.text(); },
       [](CR row, Out out) { append_text(out, row.method); }},
      {{"lod", number, "as unit", ">= 0", no, "text or negative: R", "limit of detection of the assay",
        "LBLLOD"},
       [](R row, C cell) { cell.number(row.lod, 0, any_number); },
       [](CR row, Out out) { append(out, row.lod); }},
  };
  return list;
}

template <>
void check_row<Lab>(Lab& row, RowFaults& faults) {
  if (!row.value && row.transfusion_indicated != YesNo::yes && row.life_threatening != YesNo::yes)
    faults.add(Severity::not_evaluable, "value", {}, "missing", "a result without value is not evaluable");
}

template <>
const std::vector<Field<Vital>>& fields<Vital>() {
  using C = const Cell&;
  using R = Vital&;
  using CR = const Vital&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Vital>> list = {
      {subject_id_column("USUBJID")},
      {{"test", ColumnKind::word, "", word_list<VitalTest>(), yes, "empty or other: R", "sign", "VSTESTCD"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected " + word_list<VitalTest>());
         cell.word(row.test);
       },
       [](CR row, Out out) { append_word(out, row.test); }},
      {{"value", number, "see unit",
        "TEMP 25-45 Cel; SPO2 0-100 %; pressures, HR, RESP 0-350; WEIGHT 1-300 kg; HYPOTENSION: yes, no; "
        "FEVER_OTHER_CAUSE: yes, no, coexists",
        no, "text or outside: R; missing: N", "reading, or the clinician's judgement", "VSORRES"},
       read_vital_value,
       [](CR row, Out out) {
         if (is_judgement(row.test))
           append_word(out, row.judgement);
         else
           append(out, row.value);
       }},
      {{"unit", text, "", "Cel, [degF], mm[Hg], /min, %, kg; empty for judgements", yes,
        "missing or unknown for a number: N", "unit of the reading", "VSORRESU"},
       read_vital_unit,
       [](CR row, Out out) { append_text(out, row.unit); }},
      {{"datetime", datetime, "", "ISO 8601; this or day", one_of_pair, time_rule, "time of the reading",
        "VSDTC"}},
      {{"day", day, "d", "this or datetime", one_of_pair, time_rule, "elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.at.day); }},
  };
  return list;
}

}  // namespace trimer::observation
