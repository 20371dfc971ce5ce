// flow.csv: readings of flow cytometry.
#include <trimer/core/csv.h>
#include <trimer/observation/cell.h>

namespace trimer::observation {

namespace {

// Half a unit of the last printed decimal: how far a printed percentage may stand from its counts.
double half_of_last_decimal(std::string_view text) {
  const auto point = text.find('.');
  double half = 0.5;
  if (point != std::string_view::npos)
    for (std::size_t i = point + 1; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) half /= 10;
  return half;
}

void read_pct(Flow& row, const Cell& cell) {
  cell.number(row.pct, 0, 100);
  if (!row.pct || !row.n_events || !row.n_positive || *row.n_events == 0 || cell.row_rejected()) return;
  const double counted = 100.0 * static_cast<double>(*row.n_positive) / static_cast<double>(*row.n_events);
  if (std::abs(*row.pct - counted) > half_of_last_decimal(cell.text()) * 1.000001)
    cell.warn("disagrees", "the counts give " + number_text(counted) + " %; the counts win");
  row.pct = counted;
}

}  // namespace

template <>
const std::vector<Field<Flow>>& fields<Flow>() {
  using C = const Cell&;
  using R = Flow&;
  using CR = const Flow&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Flow>> list = {
      {subject_id_column("USUBJID")},
      {{"sample_id", text, "", "unique per subject and time", yes,
        "empty: R; at two times: R; two rows of one sample, population and marker: R", "sample", "LBREFID"},
       [](R row, C cell) {
         if (cell.missing()) return cell.reject("missing", "expected the name of the sample");
         row.sample_id = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.sample_id); }},
      {{"fcs_file", text, "", "relative path inside the study folder", no,
        "this or a summary; unreadable: R; path leaving the folder: E", "FCS file of the sample", ""},
       [](R row, C cell) { row.fcs_file = cell.text(); },
       [](CR row, Out out) { append_text(out, row.fcs_file); }},
      {{"population", text, "", "e.g. blasts, lymphocytes, CD3+, beads", no, "empty without fcs_file: R",
        "gated population", ""},
       [](R row, C cell) {
         if (cell.missing() && row.fcs_file.empty())
           return cell.reject("missing", "expected a population and a marker, or fcs_file");
         row.population = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.population); }},
      {{"marker", text, "", "e.g. CD19, CD3, CD8", no, "empty without fcs_file: R", "marker", ""},
       [](R row, C cell) {
         if (cell.missing() && row.fcs_file.empty())
           return cell.reject("missing", "expected a population and a marker, or fcs_file");
         row.marker = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.marker); }},
      {{"n_events", whole_number, "1", ">= 0", no, "negative or fraction: R; below the option min_events: N",
        "events in the population, the denominator", ""},
       [](R row, C cell) {
         cell.whole(row.n_events, 0, std::numeric_limits<long>::max());
         if (row.n_events && *row.n_events < cell.settings().options.min_events)
           cell.not_evaluable("too_few_events", "expected at least " +
                                                    std::to_string(cell.settings().options.min_events) +
                                                    " (option min_events)");
       },
       [](CR row, Out out) { append(out, row.n_events); }},
      {{"n_positive", whole_number, "1", "0 to n_events", no, "negative, fraction or more than n_events: R",
        "marker-positive events", ""},
       [](R row, C cell) {
         cell.whole(row.n_positive, 0, std::numeric_limits<long>::max());
         if (row.n_positive && row.n_events && *row.n_positive > *row.n_events)
           cell.reject("range", "expected at most n_events, " + std::to_string(*row.n_events));
       },
       [](CR row, Out out) { append(out, row.n_positive); }},
      {{"pct", number, "%", "0-100", no, "out of range: R; disagrees with the counts: W, counts win",
        "marker-positive percentage", ""},
       read_pct,
       [](CR row, Out out) { append(out, row.pct); }},
      {{"denominator", text, "", "population name", no, "empty with pct: R", "population of which pct is",
        ""},
       [](R row, C cell) {
         if (cell.missing() && row.pct)
           return cell.reject("missing", "expected the population of which pct is");
         row.denominator = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.denominator); }},
      {{"mfi", number, "1", "> 0", no, "text: R; <= 0: N", "fluorescence intensity of the population", ""},
       [](R row, C cell) {
         const auto value = cell.number();
         if (value && *value <= 0) return cell.not_evaluable("not_positive", "expected > 0");
         row.mfi = value;
       },
       [](CR row, Out out) { append(out, row.mfi); }},
      {{"mfi_type", ColumnKind::word, "", "geomean, median", no, "other: R", "which average mfi is", ""},
       [](R row, C cell) {
         if (!cell.missing() && cell.text() != "geomean" && cell.text() != "median")
           return cell.reject("word", "expected geomean or median");
         row.mfi_type = cell.text();
       },
       [](CR row, Out out) { append_text(out, row.mfi_type); }},
      {{"background_mfi", number, "1", ">= 0", no, "negative: R; empty: not subtracted",
        "intensity of FMO or isotype", ""},
       [](R row, C cell) { cell.number(row.background_mfi, 0, any_number); },
       [](CR row, Out out) { append(out, row.background_mfi); }},
      {{"abc", number, "molecules/cell", ">= 0", no, "negative: R",
        "antibodies bound per cell; for beads the nominal value", ""},
       [](R row, C cell) { cell.number(row.abc, 0, any_number); },
       [](CR row, Out out) { append(out, row.abc); }},
      {{"qualitative", ColumnKind::word, "", word_list<Qualitative>(), no,
        "other: R; printed as reported, never turned into a number", "verbal finding", ""},
       [](R row, C cell) { cell.word(row.qualitative); },
       [](CR row, Out out) { append_word(out, row.qualitative); }},
      {{"datetime", datetime, "", "ISO 8601; this or day", one_of_pair,
        "missing: R, except for beads and rows with `qualitative` only", "time of the sample", "LBDTC"}},
      {{"day", day, "d", "this or datetime", one_of_pair, "as datetime", "elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.at.day); }},
  };
  return list;
}

}  // namespace trimer::observation
