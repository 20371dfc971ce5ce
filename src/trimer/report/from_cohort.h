/// @file
/// From the estimates of cohort/ to the plain inputs of figures and tables. Nothing is computed here but the
/// unit of time.
#pragma once

#include <string>
#include <vector>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/core/days.h>
#include <trimer/report/cohort_report.h>
#include <trimer/report/flow_chart.h>
#include <trimer/report/survival_curves.h>

namespace trimer::report {

/// @param curve          times in days
/// @param days_per_unit  of the axis [d]
[[nodiscard]] SurvivalCurve survival_curve(const cohort::SurvivalCurve& curve, std::string label,
                                           double days_per_unit = days_per_month);

/// `95% limits, log-log`
[[nodiscard]] std::string limits_name(const cohort::SurvivalCurve& curve);

[[nodiscard]] IncidenceCurve incidence_curve(const cohort::CumulativeIncidence& curve, std::string label,
                                             double days_per_unit = days_per_month);

/// @param phases  of the regimen's cycles as printed, e.g. `induction`; shorter or empty where there is none
/// @param months  of follow-up
[[nodiscard]] FlowInput flow_input(const cohort::PatientFlow& flow, const std::vector<std::string>& phases,
                                   double months);

/// One row per outcome other than `completed`, with the first patients of each.
[[nodiscard]] std::vector<FailureRow> failure_rows(const cohort::CohortTally& tally);

}  // namespace trimer::report
