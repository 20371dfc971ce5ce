/// @file
/// One patient of a cohort, reduced to what tables and endpoints need: one row of patients.csv.
///
/// The row is filled from the assessment of the patient's record, so a real and a virtual patient have the
/// same row. `std::nullopt` is "the record cannot say"; it is printed as an empty cell and never counts as
/// grade 0, as no response or as no event.
#pragma once

#include <trimer/cohort/event_time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::cohort {

/// What the patient was before the first dose. Names are those of the covariate table of the populations.
struct BaselineCovariates {
  std::optional<double> age;  ///< [year]
  std::optional<bool> sex_male;
  std::optional<double> height;                  ///< [cm]
  std::optional<double> weight;                  ///< [kg]
  std::optional<double> bsa;                     ///< [m2]
  std::optional<double> marrow_blast_fraction;   ///< [1], of marrow nucleated cells
  std::optional<double> blood_blasts_per_ul;     ///< [cells/uL]
  std::optional<double> neutrophils;             ///< [1e9/L]
  std::optional<double> platelets;               ///< [1e9/L]
  std::optional<double> haemoglobin;             ///< [g/dL]
  std::optional<double> t_cells_per_ul;          ///< CD3+ [cells/uL]
  std::optional<double> cd8_fraction;            ///< [1], of CD3+
  std::optional<double> treg_percent;            ///< [%], of CD4+
  std::optional<double> cd19_positive_fraction;  ///< [1], of blasts, by gate
  std::optional<double> cd19_null_fraction;      ///< [1], of blasts
  std::optional<double> cd19_sites;              ///< [molecules/cell]
  std::optional<double> b_cells_per_ul;          ///< [cells/uL]
  std::optional<double> car_t_per_ul;            ///< [cells/uL]
  std::optional<bool> prior_transplant;
};

/// Best response in the response window. `not_evaluable`: no marrow that could be judged.
enum class BestResponse { not_evaluable, CR, CRh, CRi, BLAST_FREE, PR, SD, NR, PD, not_applicable };
[[nodiscard]] std::string_view to_text(BestResponse response);

/// Best MRD result in the response window. `not_applicable`: never in haematological remission.
/// `response`: below 1e-4; `complete`: not detected by an assay that reaches 1e-4 (contained in response).
enum class BestMrd { not_evaluable, not_applicable, failure, response, complete };
[[nodiscard]] std::string_view to_text(BestMrd mrd);

/// CD19 on the blasts of a relapse.
enum class RelapseCd19 { unknown, positive, dim, negative };
[[nodiscard]] std::string_view to_text(RelapseCd19 cd19);

/// The worst grade of one toxicity on one scale.
struct WorstGrade {
  std::optional<int> grade;     ///< worst from first dose to 30 days after the last; nullopt = not evaluable
  std::optional<double> day;    ///< first day of that grade [d]; nullopt for grade 0
  std::optional<int> cycle_1;   ///< worst of elapsed days [0, 42)
  std::optional<int> baseline;  ///< last before the first dose (cytopenias)
  std::optional<double> onset;  ///< first day of any grade >= 1 after the first dose [d]
  bool lower_bound = false;     ///< at least `grade`: an input that could raise it is missing

  bool operator==(const WorstGrade&) const = default;
};

/// How treatment ended, or where the patient stood when it had not.
enum class TreatmentExit {
  not_recorded,  ///< the record does not say
  completed,
  transplant,  ///< transplantation was decided
  no_remission,
  relapse,
  toxicity,
  other,     ///< left by another rule
  died,      ///< in treatment
  lost,      ///< in treatment
  ongoing,   ///< in treatment at the data cut
  excluded,  ///< at screening, never treated
  failed     ///< the computation did not complete: nothing is said of the patient
};
[[nodiscard]] std::string_view to_text(TreatmentExit exit);

/// What became of a cycle that was started.
struct CycleReading {
  bool held = false;       ///< its infusion was interrupted
  bool assessed = false;   ///< a marrow was read
  bool remission = false;  ///< the last of them showed CR, CRh or CRi
};

/// One patient.
struct PatientRow {
  std::int64_t patient = 0;  ///< number of a virtual patient
  std::string subject_id;    ///< as in the records
  BaselineCovariates baseline;

  // Response, by the profile named in the summary of the run.
  BestResponse best_response = BestResponse::not_evaluable;
  std::optional<double> best_response_day;   ///< first day of the best category [d]
  std::optional<double> first_response_day;  ///< first CR, CRh or CRi [d]
  BestMrd mrd = BestMrd::not_evaluable;
  std::optional<double> mrd_day;               ///< first day of that result [d]
  std::optional<double> lowest_mrd;            ///< lowest level measured in the window [1]; 0 = not detected
  std::optional<bool> mrd_undetected_cycle_1;  ///< not detected at the end of cycle 1, whatever the response

  /// No blasts at the last puncture after the first dose, of patients with CNS2 or CNS3 before it; nullopt
  /// for others and without a puncture.
  std::optional<bool> csf_clear;

  // Toxicity.
  WorstGrade crs;               ///< ASTCT 2019
  WorstGrade icans;             ///< ASTCT 2019
  WorstGrade pyrexia;           ///< CTCAE v5 fever: 38.0, 39.0 (strict), 40.0 degC (strict)
  WorstGrade neutropenia;       ///< CTCAE v5, laboratory value
  WorstGrade thrombocytopenia;  ///< CTCAE v5, laboratory value
  WorstGrade anaemia;           ///< CTCAE v5, laboratory value
  WorstGrade lymphopenia;       ///< CTCAE v5, laboratory value
  WorstGrade infection;         ///< CTCAE v5, as recorded

  // Time to event.
  std::optional<EventTime> overall_survival;     ///< from the first dose
  std::optional<EventTime> event_free_survival;  ///< from the first dose
  std::optional<EventTime>
      relapse_free_survival;  ///< from the first response (or dose, remission at baseline)
  std::optional<EventTime> duration_of_response;
  std::optional<double> relapse_day;  ///< elapsed from the first dose [d]
  RelapseCd19 relapse_cd19 = RelapseCd19::unknown;
  std::optional<double> transplant_day;  ///< elapsed from the first dose [d]
  std::optional<double> death_day;
  std::string death_cause;

  // Treatment as given.
  int cycles_started = 0;
  int interruptions = 0;
  std::optional<double> stopped_day;  ///< permanent stop before the planned end [d]
  std::string stop_reason;
  std::vector<CycleReading> cycles;  ///< those started, where the clinic's own reading is known; no column
  TreatmentExit treatment_exit = TreatmentExit::not_recorded;
  std::optional<double> next_therapy_day;  ///< elapsed [d]
  std::optional<double> lost_day;          ///< lost to follow-up [d]
  bool stopped_for_toxicity = false;
  bool interrupted_for_toxicity = false;
  double infusion_days = 0;  ///< [d] with the infusion running
  double total_dose = 0;     ///< [ug]

  // How the computation ended; `completed` for a whole follow-up (or death).
  std::string outcome = "completed";
  std::optional<double> outcome_day;  ///< [d]

  [[nodiscard]] bool failed() const { return outcome != "completed"; }
};

/// A column of patients.csv for the data dictionary.
struct PatientColumn {
  std::string name;
  std::string unit;  ///< empty for words and counts
  std::string meaning;
};
[[nodiscard]] const std::vector<PatientColumn>& patient_columns();

/// Header line of patients.csv, with its line end.
[[nodiscard]] std::string patients_csv_header();
/// One line of patients.csv, with its line end. Missing values are empty; numbers read back to the same bits.
[[nodiscard]] std::string patients_csv_row(const PatientRow& row);

}  // namespace trimer::cohort
