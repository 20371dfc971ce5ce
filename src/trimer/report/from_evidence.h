/// @file
/// What a cohort report says about a cohort and its studies: the part of its input that follows from the
/// tally, the readings of the studies and the evidence alone. The caller adds what only the run knows: bands, single patients, provenance.
#pragma once

#include <vector>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/evidence/comparison.h>
#include <trimer/report/cohort_report.h>

namespace trimer::report {

/// Endpoints, key figures, cautions, failures, response and grade bars, survival curves with published
/// medians, endpoints that have no counterpart.
[[nodiscard]] CohortReportInput cohort_report_input(const cohort::CohortTally& tally,
                                                    const std::vector<evidence::StudyReadings>& studies,
                                                    const evidence::VerdictOptions& options = evidence::beside_a_run);

/// The usual endpoints of a cohort, and every other one that a study reports, in the order of
/// cohort/endpoint.h.
[[nodiscard]] std::vector<EndpointRow> endpoint_rows(const cohort::CohortTally& tally,
                                                     const std::vector<evidence::StudyReadings>& studies,
                                                     const evidence::VerdictOptions& options = evidence::beside_a_run);

/// Best responses of the cohort over those of every study that reports k of n.
[[nodiscard]] BarsInput response_bars(const cohort::CohortTally& tally,
                                      const std::vector<evidence::StudyReadings>& studies,
                                      const evidence::VerdictOptions& options = evidence::beside_a_run);

/// Worst CRS, ICANS and cytopenia grades of the cohort over those of every study that reports k of n.
[[nodiscard]] BarsInput grade_bars(const cohort::CohortTally& tally,
                                   const std::vector<evidence::StudyReadings>& studies);

}  // namespace trimer::report
