// neuro.csv: neurological examinations.
#include <array>

#include <trimer/observation/cell.h>

namespace trimer::observation {

namespace {

constexpr std::array<std::string_view, 5> frequencies = {"never", "rarely", "sometimes", "often", "always"};
constexpr std::string_view frequency_list = "never, rarely, sometimes, often, always";
constexpr std::string_view sign_list = "posturing, cn6_palsy, papilledema, cushing_triad";

struct Sign {
  std::string_view name;
  bool Neuro::*member;
};
constexpr Sign signs[] = {{"posturing", &Neuro::posturing},
                          {"cn6_palsy", &Neuro::cn6_palsy},
                          {"papilledema", &Neuro::papilledema},
                          {"cushing_triad", &Neuro::cushing_triad}};

constexpr std::string_view capd_names[] = {"capd_1", "capd_2", "capd_3", "capd_4",
                                           "capd_5", "capd_6", "capd_7", "capd_8"};

template <std::size_t item>
Field<Neuro> capd_field() {
  return {{capd_names[item], ColumnKind::word, "", std::string(frequency_list), Required::no, "other: R",
           item < 4 ? "CAPD item, reverse scored: always 0 … never 4" : "CAPD item: never 0 … always 4", ""},
          [](Neuro& row, const Cell& cell) {
            if (cell.missing()) return;
            for (std::size_t i = 0; i < frequencies.size(); ++i)
              if (frequencies[i] == cell.text()) row.capd_frequency[item] = static_cast<int>(i);
            if (!row.capd_frequency[item]) cell.reject("word", "expected " + std::string(frequency_list));
          },
          [](const Neuro& row, std::string& out) {
            if (row.capd_frequency[item])
              out += frequencies[static_cast<std::size_t>(*row.capd_frequency[item])];
          }};
}

void read_signs(Neuro& row, const Cell& cell) {
  std::string_view rest = cell.text();
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    std::string_view name = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    bool known = false;
    for (const Sign& sign : signs)
      if (sign.name == name) known = row.*sign.member = true;
    if (!known) return cell.reject("word", "expected a list with ; of " + std::string(sign_list));
  }
}

template <class Value, std::size_t count>
std::optional<int> sum(const Value (&items)[count]) {
  int total = 0;
  for (const auto& item : items) {
    if (!*item) return std::nullopt;
    total += **item;
  }
  return total;
}

// A printed total that disagrees with its items: the items win.
void settle(std::optional<int>& total, std::optional<int> from_items, std::string_view column,
            RowFaults& faults) {
  if (!from_items) return;
  if (total && *total != *from_items)
    faults.add(Severity::warning, column, std::to_string(*total), "disagrees",
               "the items add to " + std::to_string(*from_items) + "; the items win");
  total = from_items;
}

}  // namespace

template <>
const std::vector<Field<Neuro>>& fields<Neuro>() {
  using C = const Cell&;
  using R = Neuro&;
  using CR = const Neuro&;
  using Out = std::string&;
  using enum ColumnKind;
  using enum Required;
  static const std::vector<Field<Neuro>> list = {
      {subject_id_column("USUBJID")},
      {{"ice_orientation", whole_number, "point", "0-4", no, "out of range: R, never clipped",
        "year, month, city, hospital", ""},
       [](R row, C cell) { cell.whole(row.ice_orientation, 0, 4); },
       [](CR row, Out out) { append(out, row.ice_orientation); }},
      {{"ice_naming", whole_number, "point", "0-3", no, "out of range: R, never clipped",
        "naming three objects", ""},
       [](R row, C cell) { cell.whole(row.ice_naming, 0, 3); },
       [](CR row, Out out) { append(out, row.ice_naming); }},
      {{"ice_command", whole_number, "point", "0-1", no, "out of range: R, never clipped",
        "following a command", ""},
       [](R row, C cell) { cell.whole(row.ice_command, 0, 1); },
       [](CR row, Out out) { append(out, row.ice_command); }},
      {{"ice_writing", whole_number, "point", "0-1", no, "out of range: R, never clipped",
        "writing a sentence", ""},
       [](R row, C cell) { cell.whole(row.ice_writing, 0, 1); },
       [](CR row, Out out) { append(out, row.ice_writing); }},
      {{"ice_attention", whole_number, "point", "0-1", no, "out of range: R, never clipped",
        "counting backwards from 100 by ten", ""},
       [](R row, C cell) { cell.whole(row.ice_attention, 0, 1); },
       [](CR row, Out out) { append(out, row.ice_attention); }},
      {{"ice_total", whole_number, "point", "0-10", no,
        "out of range: R; disagrees with the items: W, items win", "ICE score", ""},
       [](R row, C cell) { cell.whole(row.ice_total, 0, 10); },
       [](CR row, Out out) { append(out, row.ice_total); }},
      capd_field<0>(),
      capd_field<1>(),
      capd_field<2>(),
      capd_field<3>(),
      capd_field<4>(),
      capd_field<5>(),
      capd_field<6>(),
      capd_field<7>(),
      {{"capd_total", whole_number, "point", "0-32", no,
        "out of range: R; disagrees with the items: W, items win", "CAPD score", ""},
       [](R row, C cell) { cell.whole(row.capd_total, 0, 32); },
       [](CR row, Out out) { append(out, row.capd_total); }},
      {{"not_done_reason", ColumnKind::word, "", word_list<NotDone>(), no, "other: R",
        "why ICE or CAPD was not done", ""},
       [](R row, C cell) { cell.word(row.not_done_reason); },
       [](CR row, Out out) { append_word(out, row.not_done_reason); }},
      {{"rass", whole_number, "1", "-5 to 4", no, "out of range: R", "Richmond agitation-sedation scale", ""},
       [](R row, C cell) { cell.whole(row.rass, -5, 4); },
       [](CR row, Out out) { append(out, row.rass); }},
      {{"awake_state", ColumnKind::word, "", word_list<AwakeState>(), no,
        "other: R; missing: domain not evaluable", "what wakes the patient", ""},
       [](R row, C cell) { cell.word(row.awake_state); },
       [](CR row, Out out) { append_word(out, row.awake_state); }},
      {{"seizure", ColumnKind::word, "", word_list<Seizure>(), no, "other: R", "seizure", ""},
       [](R row, C cell) { cell.word(row.seizure); },
       [](CR row, Out out) { append_word(out, row.seizure); }},
      {{"seizure_duration_min", number, "min", ">= 0", no, "negative: R; >5 with a milder label: graded 4, W",
        "duration of the seizure", ""},
       [](R row, C cell) { cell.number(row.seizure_duration_min, 0, any_number); },
       [](CR row, Out out) { append(out, row.seizure_duration_min); }},
      {{"motor", ColumnKind::word, "", word_list<Motor>(), no, "other: R", "motor findings", ""},
       [](R row, C cell) { cell.word(row.motor); },
       [](CR row, Out out) { append_word(out, row.motor); }},
      {{"edema", ColumnKind::word, "", word_list<Edema>(), no, "other: R", "cerebral oedema on imaging", ""},
       [](R row, C cell) { cell.word(row.edema); },
       [](CR row, Out out) { append_word(out, row.edema); }},
      {{"raised_icp_signs", ColumnKind::word, "", "list with ; of " + std::string(sign_list), no, "other: R",
        "signs of raised intracranial pressure", ""},
       read_signs,
       [](CR row, Out out) {
         bool first = true;
         for (const Sign& sign : signs) {
           if (!(row.*sign.member)) continue;
           if (!first) out += ';';
           out += sign.name;
           first = false;
         }
       }},
      {{"ich", ColumnKind::word, "", "true, false", no, "other: R; empty: false", "intracranial haemorrhage",
        ""},
       [](R row, C cell) { cell.boolean(row.ich); },
       [](CR row, Out out) { out += row.ich ? "true" : ""; }},
      {{"tremor_myoclonus", ColumnKind::word, "", "true, false", no, "other: R; empty: false",
        "tremor or myoclonus", ""},
       [](R row, C cell) { cell.boolean(row.tremor_myoclonus); },
       [](CR row, Out out) { out += row.tremor_myoclonus ? "true" : ""; }},
      {{"loc_other_cause", ColumnKind::word, "", "true, false", no,
        "other: R; empty: unknown, treated as false, W when sedation overlaps",
        "depressed consciousness has another cause", ""},
       [](R row, C cell) {
         if (cell.missing()) return;
         bool other_cause = false;
         cell.boolean(other_cause);
         row.loc_other_cause = other_cause ? YesNo::yes : YesNo::no;
       },
       [](CR row, Out out) {
         if (row.loc_other_cause != YesNo::unknown)
           out += row.loc_other_cause == YesNo::yes ? "true" : "false";
       }},
      {{"death_due_to_icans", ColumnKind::word, "", "true, false", no, "other: R; empty: false",
        "death due to ICANS", ""},
       [](R row, C cell) { cell.boolean(row.death_due_to_icans); },
       [](CR row, Out out) { out += row.death_due_to_icans ? "true" : ""; }},
      {{"datetime", datetime, "", "ISO 8601; this or day", one_of_pair, time_rule, "time of the examination",
        "NVDTC"}},
      {{"day", day, "d", "this or datetime", one_of_pair, time_rule, "elapsed days from the anchor", ""},
       nullptr,
       [](CR row, Out out) { append(out, row.at.day); }},
  };
  return list;
}

template <>
void check_row<Neuro>(Neuro& row, RowFaults& faults) {
  const std::optional<int>* const ice[] = {&row.ice_orientation, &row.ice_naming, &row.ice_command,
                                           &row.ice_writing, &row.ice_attention};
  settle(row.ice_total, sum(ice), "ice_total", faults);

  // Items 1-4 are reverse scored.
  std::optional<int> scored[8];
  const std::optional<int>* capd[8];
  for (std::size_t item = 0; item < 8; ++item) {
    if (row.capd_frequency[item])
      scored[item] = item < 4 ? 4 - *row.capd_frequency[item] : *row.capd_frequency[item];
    capd[item] = &scored[item];
  }
  settle(row.capd_total, sum(capd), "capd_total", faults);

  const bool milder = row.seizure == Seizure::none || row.seizure == Seizure::clinical_resolves_rapidly ||
                      row.seizure == Seizure::eeg_resolves_with_intervention;
  if (milder && row.seizure_duration_min && *row.seizure_duration_min > 5)
    faults.add(Severity::warning, "seizure", word(row.seizure), "disagrees",
               "the seizure lasted more than 5 min: graded as prolonged");
}

}  // namespace trimer::observation
