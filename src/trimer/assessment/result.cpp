#include <trimer/assessment/result.h>

#include <trimer/core/csv.h>

#include <algorithm>
#include <array>

namespace trimer::assessment {

std::string_view to_text(Flag flag) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(Flag::count_)> names = {
      "fever_masked",
      "possible_masked_onset",
      "no_fever_no_crs",
      "alternative_cause",
      "afebrile_unmasked",
      "vasopressin_only",
      "inotrope_not_counted",
      "ventilation_not_for_hypoxia",
      "hypoxia_without_oxygen",
      "oxygen_flow_missing",
      "fio2_estimated",
      "map_derived",
      "pressor_dose_missing",
      "death_other_cause",
      "loc_other_cause",
      "ich_excluded",
      "baseline_ice_low",
      "score_out_of_range",
      "seizure_duration_overrides",
      "lln_missing",
      "unit_missing",
      "value_missing",
      "value_censored",
      "value_normal_by_lab",
      "baseline_abnormal",
      "baseline_missing",
      "platelet_transfusion",
      "rbc_transfusion",
      "gcsf",
      "next_therapy_censored",
      "cellularity_missing",
      "eln_count_boundary",
      "counts_missing",
      "emd_not_assessed",
      "marrow_cr",
      "trilineage_missing",
      "circulating_blasts",
      "confirm_circulating_blasts",
      "unconfirmed",
      "baseline_marrow_missing",
      "outside_window",
      "cd19_gated_after_cd19_therapy",
      "cns_differs",
      "event_dates_differ",
      "date_imputed",
      "end_not_observed",
      "event_before_start",
      "too_few_events",
      "background_not_subtracted"};
  static_assert(!names.back().empty());
  return names[static_cast<std::size_t>(flag)];
}

std::vector<Flag> FlagSet::list() const {
  std::vector<Flag> flags;
  for (unsigned i = 0; i < static_cast<unsigned>(Flag::count_); ++i) {
    if (has(static_cast<Flag>(i))) flags.push_back(static_cast<Flag>(i));
  }
  return flags;
}

std::string to_text(FlagSet flags) {
  std::string text;
  for (const Flag flag : flags.list()) {
    if (!text.empty()) text += ';';
    text += to_text(flag);
  }
  return text;
}

std::string_view to_text(Status status) {
  switch (status) {
    case Status::graded:
      return "graded";
    case Status::lower_bound:
      return "lower_bound";
    case Status::not_evaluable:
      return "not_evaluable";
    case Status::not_applicable:
      return "not_applicable";
  }
  return "";
}

std::string to_text(const Value& value) {
  if (!value.number) return std::string(value.word);
  std::string text = number_text(*value.number);
  if (!value.unit.empty()) text.append(" ").append(value.unit);
  return text;
}

std::string grade_text(const GradeResult& result) {
  if (!result.grade) return "";
  const std::string number = std::to_string(*result.grade);
  return result.status == Status::lower_bound ? ">=" + number : number;
}

GradeResult graded(int grade, const Rule& rule) {
  GradeResult result;
  result.grade = grade;
  result.status = Status::graded;
  result.rule = &rule;
  return result;
}

GradeResult at_least(int grade, const Rule& rule) {
  GradeResult result;
  if (grade > 0) {
    result.grade = grade;
    result.status = Status::lower_bound;
  }
  result.lower_bound = grade;
  result.rule = &rule;
  return result;
}

GradeResult not_evaluable(const Rule& rule) {
  GradeResult result;
  result.rule = &rule;
  return result;
}

GradeResult not_applicable(const Rule& rule) {
  GradeResult result = not_evaluable(rule);
  result.status = Status::not_applicable;
  return result;
}

void WorstOf::add(const GradeResult& domain) {
  flags_.add(domain.flags);
  if (domain.status != Status::graded && !uncertain_) uncertain_ = domain.rule;
  if (!domain.grade) return;
  if (!any_ || *domain.grade > *worst_.grade) {
    worst_ = domain;
    any_ = true;
  }
}

GradeResult WorstOf::result() const {
  GradeResult result = worst_;
  if (!any_) {
    result = GradeResult{};
    result.rule = uncertain_;
  } else if (*worst_.grade >= highest_grade_) {
    result.status = Status::graded;
    result.lower_bound.reset();
  } else if (uncertain_) {
    const int bound = *worst_.grade;
    result.lower_bound = bound;
    if (bound > 0) {
      result.status = Status::lower_bound;
    } else {
      result.grade.reset();
      result.status = Status::not_evaluable;
      result.rule = uncertain_;
      result.value = {};
      result.source = {};
    }
  }
  result.flags = flags_;
  return result;
}

std::string_view paramcd(Grading grading) {
  static constexpr std::array<std::string_view, grading_count> names = {
      "CRSASTCT", "CRSLEE",  "CRSC5", "ICANSICE", "ICANSCAP", "NEUT",   "PLAT",   "HGB",   "LYM",
      "WBC",      "FEBNEUT", "FEVER", "HAEMCOMP", "ICAHTE",   "ICAHTL", "TICAHT", "TICAHT"};
  return names[static_cast<std::size_t>(grading)];
}

std::string_view title(Grading grading) {
  static constexpr std::array<std::string_view, grading_count> titles = {
      "Cytokine release syndrome, ASTCT 2019",
      "Cytokine release syndrome, Lee 2014",
      "Cytokine release syndrome, CTCAE v5.0",
      "ICANS, ASTCT 2019, ICE score",
      "ICANS, ASTCT 2019, CAPD",
      "Neutrophil count decreased",
      "Platelet count decreased",
      "Anemia",
      "Lymphocyte count decreased",
      "White blood cell decreased",
      "Febrile neutropenia",
      "Fever",
      "Haematological composite",
      "ICAHT, early",
      "ICAHT, late",
      "T-ICAHT, early",
      "T-ICAHT, late"};
  return titles[static_cast<std::size_t>(grading)];
}

}  // namespace trimer::assessment
