/// @file
/// The report of assessed records: every grade, response and time to event of a series, real or virtual.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <trimer/report/bars.h>
#include <trimer/report/changes.h>
#include <trimer/report/cohort_report.h>
#include <trimer/report/cytometry_plots.h>
#include <trimer/report/heat_strip.h>
#include <trimer/report/html.h>
#include <trimer/report/laboratory.h>
#include <trimer/report/survival_curves.h>
#include <trimer/report/swimmer.h>

namespace trimer::report {

/// Table 1: one patient before the first dose. Absent values print as a dash.
struct PatientLine {
  std::string subject;
  std::optional<double> age_y;  ///< [year]
  std::string sex;
  std::optional<int> prior_lines;
  std::optional<double> days_since_car_t;  ///< [d] CAR-T infusion to first dose
  std::optional<double> marrow_blasts;     ///< 0–1
  std::optional<double> cd19_positive;     ///< 0–1 of blasts
  std::optional<double> cd19_abc;          ///< [molecules/cell]
  std::string extramedullary, cns;
};

/// Table 2: responses of one patient, one text per profile.
struct ResponseLine {
  std::string subject;
  std::vector<std::string> best_by_profile;  ///< in the order of AssessmentReportInput::profiles
  std::string mrd;
  std::optional<double> days_to_response;  ///< [d]
  std::optional<double> transplant_day;    ///< elapsed [d]
  std::string relapse;                     ///< e.g. `day 112, CD19 negative`
};

struct WorstGrade {
  GradeText grade;
  std::optional<double> day;  ///< elapsed [d] of the worst grade
};

/// Table 3: worst grades of one patient, one per scale.
struct ToxicityLine {
  std::string subject;
  std::vector<WorstGrade> worst;  ///< in the order of AssessmentReportInput::scales
  std::string infections;
};

/// Table 4: exposure and support of one patient.
struct ExposureLine {
  std::string subject;
  std::optional<int> cycles;
  std::optional<double> infusion_days, cumulative_dose_ug;  ///< [d], [ug]
  std::optional<int> interruptions;
  std::optional<int> tocilizumab_doses;
  std::optional<double> vasopressor_days, oxygen_days, steroid_days;  ///< [d]
  std::optional<int> red_cell_units, platelet_units;
};

/// Table 5: one endpoint of the series.
struct SeriesEndpoint {
  std::string name, definition;
  std::optional<long> k, n;
  Estimate estimate;  ///< fraction with exact limits, or a time
  std::string unit = "%";
  std::string method;  ///< e.g. `Clopper–Pearson`, `Kaplan–Meier, complementary log-log`
};

/// A place where the record contradicts itself or the investigator.
struct Disagreement {
  std::string subject, what, reported, derived, source;
};

struct AssessmentReportInput {
  std::string title, subtitle;
  std::vector<std::string> opening;
  int subjects = 0;
  int rejected_rows = 0;
  std::vector<Caution> cautions;
  std::vector<std::string> profiles;  ///< column headings of Table 2
  std::vector<std::string> scales;    ///< column headings of Table 3
  std::vector<PatientLine> patients;
  std::vector<ResponseLine> responses;
  std::vector<ToxicityLine> toxicity;
  std::vector<ExposureLine> exposure;
  std::vector<SeriesEndpoint> endpoints;
  std::vector<Disagreement> disagreements;
  std::vector<std::string> readings;  ///< options and unverified wording used, one line each
  std::optional<BarsInput> response_bars, grade_bars;
  std::optional<SwimmerInput> swimmer;
  std::optional<SpiderInput> spider;
  std::optional<WaterfallInput> waterfall;
  std::optional<LaboratoryInput> laboratory;
  std::optional<HeatStripInput> heat_strip;
  std::vector<SurvivalInput> survival;
  std::optional<IncidenceInput> relapse;
  std::vector<HistogramInput> histograms;
  std::vector<DensityInput> densities;
  std::vector<PairedInput> paired;
  std::vector<Table> more_tables;
  std::vector<std::pair<std::string, std::string>> provenance;
};

[[nodiscard]] Report assessment_report(const AssessmentReportInput& input);

}  // namespace trimer::report
