/// @file
/// What the report of `trimer run` shows, gathered from the result of a run.
#pragma once

#include <trimer/report/cohort_report.h>
#include <trimer/trial/run.h>

namespace trimer::cli {

/// Parameters by evidence class, and the sentences a reader must have seen.
[[nodiscard]] report::KnownAssumed known_assumed();

[[nodiscard]] report::CohortReportInput cohort_report_input(const scenario::Scenario& scenario,
                                                            const trial::RunResult& result);

}  // namespace trimer::cli
