/// @file
/// The report of a simulated cohort beside published series.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <trimer/report/bands.h>
#include <trimer/report/bars.h>
#include <trimer/report/exposure.h>
#include <trimer/report/flow_chart.h>
#include <trimer/report/forest.h>
#include <trimer/report/html.h>
#include <trimer/report/known_assumed.h>
#include <trimer/report/survival_curves.h>
#include <trimer/report/swimmer.h>

namespace trimer::report {

/// One endpoint of the cohort table.
struct EndpointRow {
  std::string group;         ///< `Response`, `Toxicity`, `Survival`
  std::string id;            ///< e.g. `cr_crh_cri`
  std::string name;          ///< e.g. `CR, CRh or CRi`
  std::string definition;    ///< one sentence
  std::string unit = "%";    ///< `%` for proportions
  std::optional<long> k, n;  ///< of the simulated cohort; n is the evaluable denominator
  std::optional<long> not_evaluable;
  double mc_error = 0;  ///< standard error from the finite cohort, same scale as the estimate
  /// Left open by parameters that are not known, sampling apart: 90 % of the members of the ensemble; NaN without one.
  double parameters_low = std::numeric_limits<double>::quiet_NaN();
  double parameters_high = std::numeric_limits<double>::quiet_NaN();
  /// Published results, each with the simulated prediction interval for a series of its size.
  struct Beside {
    PublishedValue published;
    Estimate prediction;
  };
  Estimate simulated;  ///< estimate; limits of the cohort itself, or NaN
  std::vector<Beside> beside;
  bool further = false;  ///< shown in the table of further endpoints, not in the first one and the forest
};

/// Patients whose simulation ended otherwise than planned.
struct FailureRow {
  std::string reason;  ///< e.g. `step_limit_reached`
  int patients = 0;
  std::string examples;  ///< e.g. `patient 17 at day 3.2`
};

struct Caution {
  std::string heading, text;
  std::vector<std::string> items = {};  ///< a list below the text
};

struct CohortReportInput {
  std::string title;
  std::string subtitle;              ///< e.g. regimen and population in one line
  std::vector<std::string> opening;  ///< paragraphs: what was simulated
  int patients_asked = 0, patients_simulated = 0;
  std::vector<FailureRow> failures;  ///< empty is printed as none
  std::vector<KeyFigure> key_figures;
  std::vector<Caution> cautions;  ///< e.g. the contradiction in the seed series
  std::optional<FlowInput> flow;      ///< from screening to the end of follow-up
  std::optional<Table> protocol;      ///< its rules and how often each acted
  std::optional<Table> baseline;
  std::vector<EndpointRow> endpoints;
  std::optional<BandsInput> bands;
  std::optional<BarsInput> responses;
  std::optional<BarsInput> grades;
  std::optional<ExposureInput> exposure;
  std::optional<SwimmerInput> swimmer;
  std::vector<SurvivalInput> survival;
  std::optional<IncidenceInput> relapse;
  std::vector<Table> more_tables;     ///< beside the cohort table
  std::optional<Table> not_compared;  ///< published endpoints without counterpart
  KnownAssumed known_assumed;
  std::vector<std::pair<std::string, std::string>> provenance;
};

[[nodiscard]] Report cohort_report(const CohortReportInput& input);

}  // namespace trimer::report
