// disease.csv: marrow, blood, CSF and extramedullary findings, MRD.
#include <algorithm>

#include <trimer/core/csv.h>
#include <trimer/observation/cell.h>
#include <trimer/units/ucum.h>

namespace trimer::observation {

namespace {

constexpr std::string_view yes_no[] = {"yes", "no"};
constexpr std::string_view cellularity[] = {"normal", "hypercellular", "hypoplastic", "aplastic", "dry_tap"};
constexpr std::string_view emd[] = {"none", "present", "new"};
constexpr std::string_view methods[] = {"morphology", "flow", "pcr", "ngs", "imaging"};

// What a measure may be: one of these words, or a number in this unit.
struct Kind {
  Measure measure;
  std::span<const std::string_view> words;
  std::string_view unit = {};
  double high = any_number;
};
constexpr Kind kinds[] = {
    {Measure::blast_pct, {}, "%", 100},
    {Measure::cellularity, cellularity},
    {Measure::trilineage, yes_no},
    {Measure::csf_wbc, {}, "/uL"},
    {Measure::csf_rbc, {}, "/uL"},
    {Measure::csf_blasts, yes_no},
    {Measure::mrd_level, {}, "1", 1},
    {Measure::mrd_detected, yes_no},
    {Measure::mrd_quantifiable, yes_no},
    {Measure::mrd_sensitivity, {}, "1", 1},
    {Measure::emd_status, emd},
    {Measure::emd_size, {}, "mm"},
    {Measure::clinical_cns_signs, yes_no},
    {Measure::cns_status, {}},
};

const Kind& kind_of(Measure measure) {
  return *std::ranges::find(kinds, measure, &Kind::measure);
}
bool is_number(Measure measure) {
  return !kind_of(measure).unit.empty();
}

// Another unit of the same quantity that is accepted and converted: CSF cells as counts per litre, MRD as
// percent. A blast percentage must say %, because a forgotten fraction cannot be told from a small
// percentage.
bool convertible(Measure measure) {
  return measure != Measure::blast_pct && measure != Measure::emd_size;
}

void read_value(Disease& row, const Cell& cell) {
  if (cell.row_rejected()) return;
  if (cell.missing()) return cell.not_evaluable("missing", "a finding without value is not evaluable");
  if (is_number(row.measure)) {
    cell.number(row.value, 0, any_number);
    return;
  }
  const bool known =
      row.measure == Measure::cns_status
          ? from_word<CnsStatus>(cell.text()).has_value()
          : std::ranges::find(kind_of(row.measure).words, cell.text()) != kind_of(row.measure).words.end();
  if (known) {
    row.word = cell.text();
    return;
  }
  std::string list;
  for (std::string_view text : kind_of(row.measure).words)
    list += (list.empty() ? "" : ", ") + std::string(text);
  cell.reject("word", "expected " + (row.measure == Measure::cns_status ? word_list<CnsStatus>() : list));
}

void read_unit(Disease& row, const Cell& cell) {
  if (cell.row_rejected()) return;
  const Kind& kind = kind_of(row.measure);
  if (!is_number(row.measure)) {
    if (!cell.missing()) cell.warn("unit", "expected no unit for " + std::string(word(row.measure)));
    return;
  }
  if (cell.missing()) {
    if (row.value)
      cell.not_evaluable("missing", "expected " + std::string(kind.unit) + "; it is never guessed");
    return;
  }
  const std::string_view unit = units::canonical_ucum(cell.text());
  if (unit != kind.unit) {
    const auto factor = convertible(row.measure) ? units::convert_ucum(1, unit, kind.unit) : std::nullopt;
    if (!factor) return cell.not_evaluable("unknown", "expected " + std::string(kind.unit));
    if (row.value) row.value = units::convert_ucum(*row.value, unit, kind.unit);
  }
  row.unit = kind.unit;
  if (row.value && *row.value > kind.high)
    cell.reject("value", number_text(*row.value) + (row.unit == "1" ? "" : " " + row.unit), "range",
                "expected 0 to " + number_text(kind.high));
}

}  // namespace

template <>
const std::vector<Field<Disease>>& fields<Disease>() {
  using C = const Cell&;
  using R = Disease&;
  using CR = const Disease&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Disease>> list = {
      {subject_id_column("USUBJID")},
      {{"site", ColumnKind::word, "", word_list<Site>(), yes, "empty or other: R", "where", "MILOC"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected " + word_list<Site>());
         cell.word(row.site);
       },
       [](CR row, Out out) { append_word(out, row.site); }},
      {{"measure", ColumnKind::word, "", word_list<Measure>(), yes, "empty or other: R", "what", "MITESTCD"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected " + word_list<Measure>());
         cell.word(row.measure);
       },
       [](CR row, Out out) { append_word(out, row.measure); }},
      {{"value", text, "see measure",
        "blast_pct 0-100; mrd_level, mrd_sensitivity 0-1 (fraction); csf_wbc, csf_rbc, emd_size >= 0; "
        "cellularity: "
        "normal, hypercellular, hypoplastic, aplastic, dry_tap; emd_status: none, present, new; cns_status: "
        "as "
        "baseline_cns; trilineage, csf_blasts, mrd_detected, mrd_quantifiable, clinical_cns_signs: yes, no",
        no, "out of range or another word: R; missing: N", "finding", "MIORRES"},
       read_value,
       [](CR row, Out out) {
         append(out, row.value);
         append_text(out, row.word);
       }},
      {{"unit", text, "", "%, /uL, 1, mm; empty for words", no, "missing or unknown for a number: N",
        "unit of the finding", "MIORRESU"},
       read_unit,
       [](CR row, Out out) { append_text(out, row.unit); }},
      {{"method", ColumnKind::word, "", "morphology, flow, pcr, ngs, imaging", no, "other: W", "method",
        "MIMETHOD"},
       [](R row, C cell) {
         if (!cell.missing() && std::ranges::find(methods, cell.text()) == std::end(methods))
           cell.warn("word", "expected morphology, flow, pcr, ngs or imaging");
         row.method = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.method); }},
      {{"gating", text, "", "free", no, "empty for flow after CD19-directed therapy: W",
        "markers used to gate", ""},
       [](R row, C cell) { row.gating = cell.text(); },
       [](CR row, Out out) { append_text(out, row.gating); }},
      {{"datetime", datetime, "", "ISO 8601; this or day", one_of_pair, time_rule, "time of the sample",
        "MIDTC"}},
      {{"day", day, "d", "this or datetime", one_of_pair, time_rule, "elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.at.day); }},
  };
  return list;
}

}  // namespace trimer::observation
