/// @file
/// summary.json of a run: every endpoint of the cohort, the published numbers beside it, and the failures.
#pragma once

#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/member_counts.h>
#include <trimer/evidence/comparison.h>

#include <string>
#include <vector>

namespace trimer::evidence {

/// JSON text. `endpoints[]` holds id, name, definition, ascertainment, unit, k, n, not_evaluable, estimate,
/// series_size, low and high (prediction interval for a series of that size), mc_error, parameters_low and
/// parameters_high (the range of 90 % of the ensemble's members, sampling apart; null where so few patients do not tell them apart) and published[] (study,
/// name, k, n, estimate, low, high, interval, prediction_low, prediction_high, use, inside, reason,
/// ascertainment, note, evidence_code). The series size is the published n where a compared study reports
/// this endpoint; else as many of the first compared study's patients as the endpoint would count, by its
/// share of the simulated ones; without any study low and high are null. `comparisons[]` holds odds ratios
/// and landmarks, `studies[]` what must stand beside each study, `failures[]` patient, day and outcome.
[[nodiscard]] std::string summary_json(const cohort::CohortTally& tally, const cohort::MemberCounts& members,
                                       const std::vector<StudyReadings>& studies,
                                       const VerdictOptions& options = beside_a_run);

}  // namespace trimer::evidence
