#include <trimer/cohort/endpoint.h>

#include <algorithm>
#include <array>

namespace trimer::cohort {

namespace {

using Row = PatientRow;

// Ascertainment, written once.
constexpr std::string_view blina_profile =
    "response profile of the blinatumomab trials on the records: marrow blasts <= 5 %, best within 12 weeks";
constexpr std::string_view mrd_assay =
    "marrow MRD below 1e-4 by an assay that reaches 1e-4, best within 12 weeks";
constexpr std::string_view mrd_absent = "marrow MRD not detected by an assay that reaches 1e-4";
constexpr std::string_view astct_crs =
    "ASTCT 2019, worst grade from first dose to 30 days after the last; fever alone is grade 1";
constexpr std::string_view astct_crs_1 =
    "ASTCT 2019, worst grade of cycle 1 (days 0 to 42); fever alone is grade 1";
constexpr std::string_view old_crs =
    "stands for CRS as reported before 2019: those trials did not grade by ASTCT and did not call fever "
    "alone CRS, so "
    "ASTCT grade 2 is counted as the first reported grade (assumed)";
constexpr std::string_view astct_icans =
    "ASTCT 2019 by ICE, worst grade from first dose to 30 days after the last";
constexpr std::string_view fever =
    "peak recorded temperature, CTCAE v5 fever: any >= 38.0, grade 3 > 40.0 degC";
constexpr std::string_view laboratory = "CTCAE v5 on the laboratory value, whatever it was at baseline";
constexpr std::string_view worsening =
    "CTCAE v5 on the laboratory value, counted only when worse than the grade before the first dose";
constexpr std::string_view recorded_infection = "infection events of the record, CTCAE v5";
constexpr std::string_view protocol_acts = "what the label's interruption rules did in the record";
constexpr std::string_view record_events = "events of the record";
constexpr std::string_view product_limit = "Kaplan-Meier; follow-up ends at the horizon of the run";

Reading truth(bool value) {
  return value ? Reading::yes : Reading::no;
}

bool is_responder(const Row& row) {
  return row.best_response == BestResponse::CR || row.best_response == BestResponse::CRh ||
         row.best_response == BestResponse::CRi;
}

template <BestResponse... counted>
Reading response(const Row& row) {
  if (row.best_response == BestResponse::not_applicable) return Reading::outside;
  if (row.best_response == BestResponse::not_evaluable) return Reading::not_evaluable;
  return truth(((row.best_response == counted) || ...));
}

template <BestResponse... counted>
Reading among_responders(const Row& row) {
  return is_responder(row) ? response<counted...>(row) : Reading::outside;
}

/// CR among patients whose marrow blasts lie in [low, high) percent.
template <int low, int high, Reading (*read)(const Row&)>
Reading by_burden(const Row& row) {
  if (!row.baseline.marrow_blast_fraction) return Reading::outside;
  const double percent = 100 * *row.baseline.marrow_blast_fraction;
  return percent >= low && percent < high ? read(row) : Reading::outside;
}

Reading mrd_of_all(const Row& row) {
  switch (row.mrd) {
    case BestMrd::response:
    case BestMrd::complete:
      return Reading::yes;
    case BestMrd::failure:
    case BestMrd::not_applicable:
      return Reading::no;
    case BestMrd::not_evaluable:
      break;
  }
  // Without a response there is no MRD response, whether or not MRD was measured.
  if (row.best_response == BestResponse::not_evaluable) return Reading::not_evaluable;
  return is_responder(row) || row.best_response == BestResponse::not_applicable ? Reading::not_evaluable
                                                                                : Reading::no;
}

Reading mrd_of_responders(const Row& row) {
  return is_responder(row) ? mrd_of_all(row) : Reading::outside;
}

Reading mrd_of_evaluated_cr_crh(const Row& row) {
  if (row.best_response != BestResponse::CR && row.best_response != BestResponse::CRh)
    return Reading::outside;
  const Reading reading = mrd_of_all(row);
  return reading == Reading::not_evaluable ? Reading::outside : reading;
}

Reading mrd_complete_of_responders(const Row& row) {
  if (!is_responder(row)) return Reading::outside;
  if (row.mrd == BestMrd::not_evaluable) return Reading::not_evaluable;
  return truth(row.mrd == BestMrd::complete);
}

Reading mrd_undetected_cycle_1(const Row& row) {
  return row.mrd_undetected_cycle_1 ? truth(*row.mrd_undetected_cycle_1) : Reading::outside;
}

enum class Window { treatment, cycle_1 };

std::optional<int> grade_in(const WorstGrade& worst, Window window) {
  return window == Window::cycle_1 ? worst.cycle_1 : worst.grade;
}

template <WorstGrade Row::*scale, int low, int high = 5, Window window = Window::treatment>
Reading graded(const Row& row) {
  const WorstGrade& worst = row.*scale;
  const std::optional<int> grade = grade_in(worst, window);
  if (!grade) return Reading::not_evaluable;
  // A lower bound is certain only upwards.
  if (worst.lower_bound && (*grade < low || high < 5)) return Reading::not_evaluable;
  return truth(*grade >= low && *grade <= high);
}

template <WorstGrade Row::*scale, int low, Window window = Window::treatment>
Reading worsened(const Row& row) {
  const WorstGrade& worst = row.*scale;
  const std::optional<int> grade = grade_in(worst, window);
  if (!grade || !worst.baseline) return Reading::not_evaluable;
  const bool event = *grade >= low && *grade > *worst.baseline;
  return worst.lower_bound && !event ? Reading::not_evaluable : truth(event);
}

/// Worst of neutrophils, platelets and haemoglobin.
template <int low, int high>
Reading haematological(const Row& row) {
  const std::optional<int> grades[] = {row.neutropenia.grade, row.thrombocytopenia.grade, row.anaemia.grade};
  int worst = 0;
  for (const auto& grade : grades) {
    if (!grade) return Reading::not_evaluable;
    worst = std::max(worst, *grade);
  }
  return truth(worst >= low && worst <= high);
}

using enum BestResponse;

constexpr auto two_cycles = blina_profile;
constexpr Window c1 = Window::cycle_1;

const ProportionEndpoint proportions[] = {
    {Group::response, "cr", "CR", "complete remission, of all patients", two_cycles, response<CR>},
    {Group::response, "cr_crh", "CR or CRh",
     "complete remission with full or partial count recovery, of all patients", two_cycles,
     response<CR, CRh>},
    {Group::response, "cr_crh_cri", "CR, CRh or CRi",
     "complete remission with any count recovery, of all patients", two_cycles, response<CR, CRh, CRi>},
    {Group::response, "crh", "CRh", "best response CRh, of all patients", two_cycles, response<CRh>},
    {Group::response, "no_remission", "No remission",
     "best response other than CR, CRh and CRi, of all patients", two_cycles,
     response<BLAST_FREE, PR, SD, NR, PD>},
    {Group::response, "cr_of_responders", "CR among responders", "CR, of patients with CR, CRh or CRi",
     two_cycles, among_responders<CR>},
    {Group::response, "cr_blasts_5_25", "CR, blasts 5 to <25 %",
     "CR, of patients with marrow blasts 5 to below 25 %", two_cycles, by_burden<5, 25, response<CR>>},
    {Group::response, "cr_blasts_25_50", "CR, blasts 25 to <50 %",
     "CR, of patients with marrow blasts 25 to below 50 %", two_cycles, by_burden<25, 50, response<CR>>},
    {Group::response, "cr_blasts_ge50", "CR, blasts >= 50 %",
     "CR, of patients with marrow blasts of at least 50 %", two_cycles, by_burden<50, 101, response<CR>>},

    {Group::response, "mrd_response", "MRD response", "MRD below 1e-4, of patients with CR, CRh or CRi",
     mrd_assay, mrd_of_responders},
    {Group::response, "mrd_response_cr_crh", "MRD response, CR or CRh",
     "MRD below 1e-4, of patients with CR or CRh and MRD evaluated", mrd_assay, mrd_of_evaluated_cr_crh},
    {Group::response, "mrd_response_all", "MRD response, all", "MRD below 1e-4 in remission, of all patients",
     mrd_assay, mrd_of_all},
    {Group::response, "mrd_response_blasts_5_25", "MRD response, blasts 5 to <25 %",
     "MRD below 1e-4 in remission, of patients with marrow blasts 5 to below 25 %", mrd_assay,
     by_burden<5, 25, mrd_of_all>},
    {Group::response, "mrd_response_blasts_25_50", "MRD response, blasts 25 to <50 %",
     "MRD below 1e-4 in remission, of patients with marrow blasts 25 to below 50 %", mrd_assay,
     by_burden<25, 50, mrd_of_all>},
    {Group::response, "mrd_response_blasts_ge50", "MRD response, blasts >= 50 %",
     "MRD below 1e-4 in remission, of patients with marrow blasts of at least 50 %", mrd_assay,
     by_burden<50, 101, mrd_of_all>},
    {Group::response, "mrd_negative", "MRD not detected", "MRD not detected, of patients with CR, CRh or CRi",
     mrd_absent, mrd_complete_of_responders},
    {Group::response, "mrd_undetected_cycle_1", "MRD not detected after cycle 1",
     "MRD not detected at the end of cycle 1, of patients evaluated then", mrd_absent,
     mrd_undetected_cycle_1},
    {Group::response, "csf_clear", "CSF clear of blasts",
     "no blasts at the last puncture, of patients with CNS2 or CNS3 before the first dose",
     "cytospins of the record; the virtual clinic punctures these patients with every marrow",
     [](const Row& row) { return row.csf_clear ? truth(*row.csf_clear) : Reading::outside; }},

    {Group::toxicity, "crs_any", "CRS, any grade", "worst CRS grade 1 or more", astct_crs,
     graded<&Row::crs, 1>},
    {Group::toxicity, "crs_grade_0", "CRS grade 0", "worst CRS grade 0", astct_crs, graded<&Row::crs, 0, 0>},
    {Group::toxicity, "crs_grade_1", "CRS grade 1", "worst CRS grade 1", astct_crs, graded<&Row::crs, 1, 1>},
    {Group::toxicity, "crs_grade_2", "CRS grade 2", "worst CRS grade 2", astct_crs, graded<&Row::crs, 2, 2>},
    {Group::toxicity, "crs_ge2", "CRS as reported before 2019", "worst ASTCT grade 2 or more", old_crs,
     graded<&Row::crs, 2>},
    {Group::toxicity, "crs_ge3", "CRS grade >= 3", "worst CRS grade 3 or more", astct_crs,
     graded<&Row::crs, 3>},
    {Group::toxicity, "crs_any_cycle_1", "CRS in cycle 1, any grade",
     "worst CRS grade of cycle 1 is 1 or more", astct_crs_1, graded<&Row::crs, 1, 5, c1>},
    {Group::toxicity, "crs_ge2_cycle_1", "CRS in cycle 1 as reported before 2019",
     "worst ASTCT grade of cycle 1 is 2 or more", old_crs, graded<&Row::crs, 2, 5, c1>},
    {Group::toxicity, "crs_ge3_cycle_1", "CRS in cycle 1, grade >= 3",
     "worst CRS grade of cycle 1 is 3 or more", astct_crs_1, graded<&Row::crs, 3, 5, c1>},

    {Group::toxicity, "icans_any", "ICANS, any grade", "worst ICANS grade 1 or more", astct_icans,
     graded<&Row::icans, 1>},
    {Group::toxicity, "icans_grade_0", "ICANS grade 0", "worst ICANS grade 0", astct_icans,
     graded<&Row::icans, 0, 0>},
    {Group::toxicity, "icans_grade_1", "ICANS grade 1", "worst ICANS grade 1", astct_icans,
     graded<&Row::icans, 1, 1>},
    {Group::toxicity, "icans_ge2", "ICANS grade >= 2", "worst ICANS grade 2 or more", astct_icans,
     graded<&Row::icans, 2>},
    {Group::toxicity, "icans_grade_3", "ICANS grade 3", "worst ICANS grade 3", astct_icans,
     graded<&Row::icans, 3, 3>},
    {Group::toxicity, "icans_ge3", "ICANS grade >= 3", "worst ICANS grade 3 or more", astct_icans,
     graded<&Row::icans, 3>},

    {Group::toxicity, "pyrexia_any", "Pyrexia", "temperature of at least 38.0 degC", fever,
     graded<&Row::pyrexia, 1>},
    {Group::toxicity, "pyrexia_ge3", "Pyrexia grade >= 3", "temperature above 40.0 degC", fever,
     graded<&Row::pyrexia, 3>},
    {Group::toxicity, "pyrexia_any_cycle_1", "Pyrexia in cycle 1",
     "temperature of at least 38.0 degC in cycle 1", fever, graded<&Row::pyrexia, 1, 5, c1>},
    {Group::toxicity, "pyrexia_ge3_cycle_1", "Pyrexia grade >= 3 in cycle 1",
     "temperature above 40.0 degC in cycle 1", fever, graded<&Row::pyrexia, 3, 5, c1>},

    {Group::blood_counts, "neutropenia_ge3", "Neutropenia grade >= 3", "neutrophils below 1.0 x10^9/L",
     laboratory, graded<&Row::neutropenia, 3>},
    {Group::blood_counts, "neutropenia_ge3_worsening", "Neutropenia grade >= 3, worsening",
     "neutrophil grade 3 or more and worse than before", worsening, worsened<&Row::neutropenia, 3>},
    {Group::blood_counts, "neutropenia_any_worsening_cycle_1", "Neutropenia in cycle 1, worsening",
     "neutrophil grade of cycle 1 worse than before", worsening, worsened<&Row::neutropenia, 1, c1>},
    {Group::blood_counts, "neutropenia_ge3_worsening_cycle_1", "Neutropenia grade >= 3 in cycle 1, worsening",
     "neutrophil grade of cycle 1 is 3 or more and worse than before", worsening,
     worsened<&Row::neutropenia, 3, c1>},
    {Group::blood_counts, "thrombocytopenia_ge3", "Thrombocytopenia grade >= 3", "platelets below 50 x10^9/L",
     laboratory, graded<&Row::thrombocytopenia, 3>},
    {Group::blood_counts, "thrombocytopenia_ge3_worsening", "Thrombocytopenia grade >= 3, worsening",
     "platelet grade 3 or more and worse than before", worsening, worsened<&Row::thrombocytopenia, 3>},
    {Group::blood_counts, "thrombocytopenia_any_worsening_cycle_1", "Thrombocytopenia in cycle 1, worsening",
     "platelet grade of cycle 1 worse than before", worsening, worsened<&Row::thrombocytopenia, 1, c1>},
    {Group::blood_counts, "thrombocytopenia_ge3_worsening_cycle_1",
     "Thrombocytopenia grade >= 3 in cycle 1, worsening",
     "platelet grade of cycle 1 is 3 or more and worse than before", worsening,
     worsened<&Row::thrombocytopenia, 3, c1>},
    {Group::blood_counts, "anaemia_ge3", "Anaemia grade >= 3", "haemoglobin below 8.0 g/dL", laboratory,
     graded<&Row::anaemia, 3>},
    {Group::blood_counts, "anaemia_ge3_worsening", "Anaemia grade >= 3, worsening",
     "haemoglobin grade 3 or more and worse than before", worsening, worsened<&Row::anaemia, 3>},
    {Group::blood_counts, "anaemia_any_worsening_cycle_1", "Anaemia in cycle 1, worsening",
     "haemoglobin grade of cycle 1 worse than before", worsening, worsened<&Row::anaemia, 1, c1>},
    {Group::blood_counts, "anaemia_ge3_worsening_cycle_1", "Anaemia grade >= 3 in cycle 1, worsening",
     "haemoglobin grade of cycle 1 is 3 or more and worse than before", worsening,
     worsened<&Row::anaemia, 3, c1>},
    {Group::blood_counts, "haematological_grade_0", "Haematological toxicity grade 0",
     "worst of neutrophils, platelets and haemoglobin is 0", laboratory, haematological<0, 0>},
    {Group::blood_counts, "haematological_grade_2_3", "Haematological toxicity grade 2 or 3",
     "worst of neutrophils, platelets and haemoglobin is 2 or 3", laboratory, haematological<2, 3>},
    {Group::blood_counts, "haematological_ge3", "Haematological toxicity grade >= 3",
     "worst of neutrophils, platelets and haemoglobin is 3 or more", laboratory, haematological<3, 5>},
    {Group::toxicity, "infection_ge3", "Infection grade >= 3", "worst infection grade 3 or more",
     recorded_infection, graded<&Row::infection, 3>},

    {Group::treatment, "interrupted", "Interrupted", "at least one interruption of the infusion",
     protocol_acts, [](const Row& row) { return truth(row.interruptions > 0); }},
    {Group::treatment, "interrupted_for_toxicity", "Interrupted for toxicity",
     "at least one interruption for an adverse event", protocol_acts,
     [](const Row& row) { return truth(row.interrupted_for_toxicity); }},
    {Group::treatment, "stopped", "Stopped early", "permanent stop before the planned end, any reason",
     protocol_acts, [](const Row& row) { return truth(row.stopped_day.has_value()); }},
    {Group::treatment, "stopped_for_toxicity", "Stopped for toxicity", "permanent stop for an adverse event",
     protocol_acts, [](const Row& row) { return truth(row.stopped_for_toxicity); }},
    {Group::treatment, "transplant", "Allogeneic transplantation",
     "transplanted during follow-up, of all patients", record_events,
     [](const Row& row) { return truth(row.transplant_day.has_value()); }},
    {Group::treatment, "transplant_of_responders", "Allogeneic transplantation of responders",
     "transplanted during follow-up, of patients with CR, CRh or CRi", record_events,
     [](const Row& row) {
       return is_responder(row) ? truth(row.transplant_day.has_value()) : Reading::outside;
     }},
    {Group::relapse, "relapse", "Relapse", "relapse during follow-up, of patients with CR, CRh or CRi",
     record_events,
     [](const Row& row) {
       return is_responder(row) ? truth(row.relapse_day.has_value()) : Reading::outside;
     }},
    {Group::relapse, "cd19_negative_relapse", "CD19-negative relapse",
     "CD19-negative, of relapses with CD19 evaluated", "flow cytometry of the relapse in the record",
     [](const Row& row) {
       return row.relapse_day && row.relapse_cd19 != RelapseCd19::unknown
                  ? truth(row.relapse_cd19 == RelapseCd19::negative)
                  : Reading::outside;
     }},
};

using Time = std::optional<EventTime>;

template <BestResponse... counted>
bool best_is(const Row& row) {
  return ((row.best_response == counted) || ...);
}

/// Time from a landmark, of those still without an event then.
Time after(const Time& time, double landmark) {
  if (!time || time->days <= landmark) return std::nullopt;
  return EventTime{time->days - landmark, time->event};
}

constexpr double end_of_cycle_1 = 42;  ///< [d]

/// Relapse-free survival of patients who came in remission: only theirs starts at the first dose.
template <bool undetected>
Time from_baseline_remission(const Row& row) {
  if (row.best_response != not_applicable) return std::nullopt;
  return row.mrd_undetected_cycle_1 == undetected ? row.relapse_free_survival : std::nullopt;
}

constexpr std::string_view from_landmark = "Kaplan-Meier from day 42, the end of cycle 1 (assumed landmark)";

template <Time Row::*member, bool undetected>
Time by_mrd_after_cycle_1(const Row& row) {
  return row.mrd_undetected_cycle_1 == undetected ? row.*member : std::nullopt;
}

const TimeEndpoint times[] = {
    {Group::survival, "os", "Overall survival", "first dose to death of any cause, all patients",
     product_limit, [](const Row& row) { return row.overall_survival; }},
    {Group::survival, "efs", "Event-free survival",
     "first dose to relapse or death; no CR, CRh or CRi within 12 weeks is an event at day 0", product_limit,
     [](const Row& row) { return row.event_free_survival; }},
    {Group::survival, "rfs", "Relapse-free survival",
     "first CR, CRh or CRi to relapse or death, responders; from the first dose where remission was present "
     "at baseline",
     product_limit, [](const Row& row) { return row.relapse_free_survival; }},
    {Group::survival, "rfs_cr_crh", "Relapse-free survival, CR or CRh",
     "first remission to relapse or death, best response CR or CRh", product_limit,
     [](const Row& row) { return best_is<CR, CRh>(row) ? row.relapse_free_survival : std::nullopt; }},
    {Group::survival, "dor", "Duration of response", "first CR, CRh or CRi to relapse or death, responders",
     product_limit, [](const Row& row) { return row.duration_of_response; }},
    {Group::survival, "os_cr", "Overall survival, CR", "first dose to death, best response CR", product_limit,
     [](const Row& row) { return best_is<CR>(row) ? row.overall_survival : std::nullopt; }},
    {Group::survival, "os_crh_cri", "Overall survival, CRh or CRi",
     "first dose to death, best response CRh or CRi", product_limit,
     [](const Row& row) { return best_is<CRh, CRi>(row) ? row.overall_survival : std::nullopt; }},
    {Group::survival, "os_mrd_undetected_cycle_1", "Overall survival, MRD not detected after cycle 1",
     "first dose to death", product_limit, by_mrd_after_cycle_1<&Row::overall_survival, true>},
    {Group::survival, "os_mrd_detected_cycle_1", "Overall survival, MRD detected after cycle 1",
     "first dose to death", product_limit, by_mrd_after_cycle_1<&Row::overall_survival, false>},
    {Group::survival, "os_landmark_mrd_undetected",
     "Overall survival from the end of cycle 1, MRD not detected", "day 42 to death", from_landmark,
     [](const Row& row) {
       return after(by_mrd_after_cycle_1<&Row::overall_survival, true>(row), end_of_cycle_1);
     }},
    {Group::survival, "os_landmark_mrd_detected", "Overall survival from the end of cycle 1, MRD detected",
     "day 42 to death", from_landmark,
     [](const Row& row) {
       return after(by_mrd_after_cycle_1<&Row::overall_survival, false>(row), end_of_cycle_1);
     }},
    {Group::survival, "rfs_landmark_mrd_undetected",
     "Relapse-free survival from the end of cycle 1, MRD not detected",
     "day 42 to relapse or death, remission at baseline", from_landmark,
     [](const Row& row) { return after(from_baseline_remission<true>(row), end_of_cycle_1); }},
    {Group::survival, "rfs_landmark_mrd_detected",
     "Relapse-free survival from the end of cycle 1, MRD detected",
     "day 42 to relapse or death, remission at baseline", from_landmark,
     [](const Row& row) { return after(from_baseline_remission<false>(row), end_of_cycle_1); }},
    {Group::toxicity, "icans_onset", "Onset of ICANS",
     "first dose to the first ICANS grade 1 or more, patients with ICANS", astct_icans,
     [](const Row& row) {
       return row.icans.onset ? Time(EventTime{*row.icans.onset, true}) : std::nullopt;
     }},
};

template <class List>
int find(const List& list, std::string_view id) {
  const auto found =
      std::find_if(std::begin(list), std::end(list), [&](const auto& e) { return e.id == id; });
  return found == std::end(list) ? -1 : static_cast<int>(found - std::begin(list));
}

}  // namespace

std::span<const ProportionEndpoint> proportion_endpoints() {
  return proportions;
}
std::span<const TimeEndpoint> time_endpoints() {
  return times;
}
std::string_view to_text(Group group) {
  switch (group) {
    case Group::response:
      return "Response";
    case Group::toxicity:
      return "Toxicity";
    case Group::blood_counts:
      return "Blood counts";
    case Group::treatment:
      return "Treatment";
    case Group::relapse:
      return "Relapse";
    case Group::survival:
      return "Survival";
  }
  return "";
}
int find_proportion(std::string_view id) {
  return find(proportions, id);
}
int find_time(std::string_view id) {
  return find(times, id);
}

}  // namespace trimer::cohort
