#include <trimer/cohort/patient_row.h>

#include <functional>

#include <trimer/core/csv.h>

namespace trimer::cohort {

std::string_view to_text(BestResponse response) {
  switch (response) {
    case BestResponse::not_evaluable:
      return "NE";
    case BestResponse::CR:
      return "CR";
    case BestResponse::CRh:
      return "CRh";
    case BestResponse::CRi:
      return "CRi";
    case BestResponse::BLAST_FREE:
      return "BLAST_FREE";
    case BestResponse::PR:
      return "PR";
    case BestResponse::SD:
      return "SD";
    case BestResponse::NR:
      return "NR";
    case BestResponse::PD:
      return "PD";
    case BestResponse::not_applicable:
      return "NOT_APPLICABLE";
  }
  return "NE";
}

std::string_view to_text(BestMrd mrd) {
  switch (mrd) {
    case BestMrd::not_evaluable:
      return "NE";
    case BestMrd::not_applicable:
      return "NOT_APPLICABLE";
    case BestMrd::failure:
      return "MRD_FAILURE";
    case BestMrd::response:
      return "MRD_RESPONSE";
    case BestMrd::complete:
      return "MRD_COMPLETE";
  }
  return "NE";
}

std::string_view to_text(RelapseCd19 cd19) {
  switch (cd19) {
    case RelapseCd19::unknown:
      return "";
    case RelapseCd19::positive:
      return "positive";
    case RelapseCd19::dim:
      return "dim";
    case RelapseCd19::negative:
      return "negative";
  }
  return "";
}

std::string_view to_text(TreatmentExit exit) {
  switch (exit) {
    case TreatmentExit::not_recorded:
      return "";
    case TreatmentExit::completed:
      return "completed";
    case TreatmentExit::transplant:
      return "transplant";
    case TreatmentExit::no_remission:
      return "no_remission";
    case TreatmentExit::relapse:
      return "relapse";
    case TreatmentExit::toxicity:
      return "toxicity";
    case TreatmentExit::other:
      return "other";
    case TreatmentExit::died:
      return "died";
    case TreatmentExit::lost:
      return "lost";
    case TreatmentExit::ongoing:
      return "ongoing";
    case TreatmentExit::excluded:
      return "excluded";
    case TreatmentExit::failed:
      return "failed";
  }
  return "";
}

namespace {

using Row = PatientRow;

std::string text(double value) {
  return number_text(value);
}
std::string text(std::int64_t value) {
  return std::to_string(value);
}
std::string text(int value) {
  return std::to_string(value);
}
std::string text(bool value) {
  return value ? "true" : "false";
}
std::string text(const std::string& value) {
  return csv_field(value);
}
std::string text(std::string_view value) {
  return csv_field(value);
}
template <class T>
std::string text(const std::optional<T>& value) {
  return value ? text(*value) : std::string();
}

struct Column {
  PatientColumn description;
  std::function<std::string(const Row&)> cell;
};

/// The one list from which header, rows and data dictionary are made.
std::vector<Column> make_columns() {
  std::vector<Column> columns;
  auto add = [&](std::string name, std::string unit, std::string meaning, auto cell) {
    columns.push_back({{std::move(name), std::move(unit), std::move(meaning)},
                       [cell](const Row& row) { return text(cell(row)); }});
  };
  add("patient", "", "number of the virtual patient", [](const Row& r) { return r.patient; });
  add("subject_id", "", "identifier in the records", [](const Row& r) { return r.subject_id; });

  auto baseline = [&](std::string name, std::string unit, std::string meaning, auto member) {
    add(std::move(name), std::move(unit), std::move(meaning),
        [member](const Row& r) { return r.baseline.*member; });
  };
  using B = BaselineCovariates;
  baseline("age", "year", "age at first dose", &B::age);
  baseline("sex_male", "", "true or false", &B::sex_male);
  baseline("height", "cm", "height", &B::height);
  baseline("weight", "kg", "weight", &B::weight);
  baseline("bsa", "m2", "body surface area", &B::bsa);
  baseline("marrow_blast_fraction", "1", "blasts of marrow nucleated cells", &B::marrow_blast_fraction);
  baseline("blood_blasts_per_ul", "/uL", "blasts in blood", &B::blood_blasts_per_ul);
  baseline("neutrophils", "10*9/L", "absolute neutrophil count", &B::neutrophils);
  baseline("platelets", "10*9/L", "platelets", &B::platelets);
  baseline("haemoglobin", "g/dL", "haemoglobin", &B::haemoglobin);
  baseline("t_cells_per_ul", "/uL", "CD3+ cells in blood", &B::t_cells_per_ul);
  baseline("cd8_fraction", "1", "CD8+ of CD3+", &B::cd8_fraction);
  baseline("treg_percent", "%", "regulatory T cells of CD4+", &B::treg_percent);
  baseline("cd19_positive_fraction", "1", "CD19-positive blasts, by gate", &B::cd19_positive_fraction);
  baseline("cd19_null_fraction", "1", "blasts without CD19", &B::cd19_null_fraction);
  baseline("cd19_sites", "molecules/cell", "CD19 on CD19-positive blasts", &B::cd19_sites);
  baseline("b_cells_per_ul", "/uL", "healthy B cells in blood", &B::b_cells_per_ul);
  baseline("car_t_per_ul", "/uL", "residual CAR-T cells in blood", &B::car_t_per_ul);
  baseline("prior_transplant", "", "true or false", &B::prior_transplant);

  add("best_response", "", "best response in the response window",
      [](const Row& r) { return to_text(r.best_response); });
  add("best_response_day", "d", "first day of it", [](const Row& r) { return r.best_response_day; });
  add("first_response_day", "d", "first CR, CRh or CRi", [](const Row& r) { return r.first_response_day; });
  add("mrd", "", "best MRD result in the response window", [](const Row& r) { return to_text(r.mrd); });
  add("mrd_day", "d", "first day of it", [](const Row& r) { return r.mrd_day; });
  add("lowest_mrd", "1", "lowest MRD level in the window, 0 = not detected",
      [](const Row& r) { return r.lowest_mrd; });
  add("mrd_undetected_cycle_1", "", "MRD not detected at the end of cycle 1",
      [](const Row& r) { return r.mrd_undetected_cycle_1; });
  add("csf_clear", "",
      "no blasts in CSF at the last puncture, of patients with CNS disease before the first dose",
      [](const Row& r) { return r.csf_clear; });

  auto grade = [&](const std::string& name, const std::string& scale, auto member, bool with_baseline) {
    if (with_baseline) {
      add(name + "_baseline_grade", "", scale + ", last before the first dose",
          [member](const Row& r) { return (r.*member).baseline; });
    }
    add(name + "_max_grade", "",
        scale + ", worst from first dose to 30 days after the last; empty = not evaluable",
        [member](const Row& r) { return (r.*member).grade; });
    add(name + "_lower_bound", "", "true: at least that grade, an input is missing",
        [member](const Row& r) { return (r.*member).lower_bound; });
    add(name + "_max_day", "d", "first day of the worst grade",
        [member](const Row& r) { return (r.*member).day; });
    add(name + "_onset_day", "d", "first day of any grade",
        [member](const Row& r) { return (r.*member).onset; });
    add(name + "_cycle_1_max_grade", "", scale + ", worst of days 0 to 42",
        [member](const Row& r) { return (r.*member).cycle_1; });
  };
  grade("crs", "ASTCT 2019", &Row::crs, false);
  grade("icans", "ASTCT 2019", &Row::icans, false);
  grade("pyrexia", "CTCAE v5 fever", &Row::pyrexia, false);
  grade("neutropenia", "CTCAE v5", &Row::neutropenia, true);
  grade("thrombocytopenia", "CTCAE v5", &Row::thrombocytopenia, true);
  grade("anaemia", "CTCAE v5", &Row::anaemia, true);
  grade("lymphopenia", "CTCAE v5", &Row::lymphopenia, true);
  grade("infection", "CTCAE v5", &Row::infection, false);

  auto time = [&](const std::string& name, const std::string& meaning, auto member) {
    add(name + "_days", "d", meaning, [member](const Row& r) {
      return (r.*member) ? std::optional<double>((r.*member)->days) : std::nullopt;
    });
    add(name + "_event", "", "1 = event, 0 = censored", [member](const Row& r) {
      return (r.*member) ? std::optional<int>((r.*member)->event ? 1 : 0) : std::nullopt;
    });
  };
  time("os", "overall survival from the first dose", &Row::overall_survival);
  time("efs", "event-free survival from the first dose", &Row::event_free_survival);
  time("rfs", "relapse-free survival from the first response", &Row::relapse_free_survival);
  time("dor", "duration of response from the first response", &Row::duration_of_response);
  add("relapse_day", "d", "relapse", [](const Row& r) { return r.relapse_day; });
  add("relapse_cd19", "", "CD19 of the relapse", [](const Row& r) { return to_text(r.relapse_cd19); });
  add("transplant_day", "d", "allogeneic transplantation", [](const Row& r) { return r.transplant_day; });
  add("death_day", "d", "death", [](const Row& r) { return r.death_day; });
  add("death_cause", "", "cause of death", [](const Row& r) { return r.death_cause; });

  add("cycles_started", "", "number of cycles begun", [](const Row& r) { return r.cycles_started; });
  add("interruptions", "", "number of interruptions", [](const Row& r) { return r.interruptions; });
  add("interrupted_for_toxicity", "", "true or false",
      [](const Row& r) { return r.interrupted_for_toxicity; });
  add("stopped_day", "d", "permanent stop before the planned end",
      [](const Row& r) { return r.stopped_day; });
  add("stopped_for_toxicity", "", "true or false", [](const Row& r) { return r.stopped_for_toxicity; });
  add("stop_reason", "", "why: the id of a rule of the protocol", [](const Row& r) { return r.stop_reason; });
  add("treatment_end", "", "how treatment ended, or that it went on", [](const Row& r) { return to_text(r.treatment_exit); });
  add("next_therapy_day", "d", "start of the next therapy", [](const Row& r) { return r.next_therapy_day; });
  add("lost_day", "d", "lost to follow-up", [](const Row& r) { return r.lost_day; });
  add("infusion_days", "d", "days with the infusion running", [](const Row& r) { return r.infusion_days; });
  add("total_dose", "ug", "dose received", [](const Row& r) { return r.total_dose; });
  add("outcome", "", "how the computation ended", [](const Row& r) { return r.outcome; });
  add("outcome_day", "d", "when", [](const Row& r) { return r.outcome_day; });
  return columns;
}

const std::vector<Column>& columns() {
  static const std::vector<Column> list = make_columns();
  return list;
}

}  // namespace

const std::vector<PatientColumn>& patient_columns() {
  static const std::vector<PatientColumn> list = [] {
    std::vector<PatientColumn> descriptions;
    for (const Column& column : columns()) descriptions.push_back(column.description);
    return descriptions;
  }();
  return list;
}

std::string patients_csv_header() {
  std::string line;
  for (const Column& column : columns()) {
    if (!line.empty()) line += ',';
    line += column.description.name;
  }
  return line + "\n";
}

std::string patients_csv_row(const PatientRow& row) {
  std::string line;
  bool first = true;
  for (const Column& column : columns()) {
    if (!first) line += ',';
    first = false;
    line += column.cell(row);
  }
  return line + "\n";
}

}  // namespace trimer::cohort
