// Invented inputs of every figure and of both reports: nothing in them comes from a patient or a model. They
// are shaped like real ones, so that a person can look at the drawings and a test can count what is in them.
#pragma once

#include <trimer/cohort/cohort_tally.h>
#include <trimer/evidence/comparison.h>
#include <trimer/report/assessment_report.h>
#include <trimer/report/cohort_report.h>

namespace trimer::report::demo {

[[nodiscard]] BandsInput bands();
[[nodiscard]] BarsInput response_bars();
[[nodiscard]] BarsInput grade_bars();
[[nodiscard]] SwimmerInput swimmer(int lanes);
[[nodiscard]] FlowInput flow();
[[nodiscard]] SurvivalInput survival(int patients);         ///< one simulated curve with published points
[[nodiscard]] SurvivalInput survival_of_two(int patients);  ///< two arms
[[nodiscard]] IncidenceInput incidence(int patients);
[[nodiscard]] SpiderInput spider();
[[nodiscard]] WaterfallInput waterfall();
[[nodiscard]] LaboratoryInput laboratory(int patients);
[[nodiscard]] HeatStripInput heat_strip();
[[nodiscard]] HistogramInput histogram();
[[nodiscard]] PairedInput paired();
[[nodiscard]] DensityInput density();
[[nodiscard]] CohortReportInput cohort();
[[nodiscard]] AssessmentReportInput assessment();

// Invented patients, every seventh not evaluable, every fiftieth a failed computation.
[[nodiscard]] cohort::CohortTally tally(int patients);
/// The same cohort as each study reads it, invented too: about 40 % yes, some not evaluable, exponential
/// times.
[[nodiscard]] std::vector<evidence::StudyReadings> readings(
    const std::vector<const evidence::Study*>& studies, int patients);

}  // namespace trimer::report::demo
