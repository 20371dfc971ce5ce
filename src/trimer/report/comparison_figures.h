/// @file
/// From verdicts to the figures and words of the comparison report.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/comparison_report.h>
#include <trimer/report/survival_curves.h>
#include <trimer/report/verdict_forest.h>

namespace trimer::report {

/// Forest plots of the endpoints that were judged, or of those only shown: one per unit, empty ones left out.
[[nodiscard]] std::vector<VerdictForestInput> verdict_forests(const ComparisonReportInput& input,
                                                              bool judged);

/// Kaplan-Meier curves of a study's times with its published medians and landmarks: one figure per quantity.
[[nodiscard]] std::vector<SurvivalInput> survival_beside(const ComparedStudy& compared);

/// `34%`, `7.7 months`, `3.50`; a dash where there is none.
[[nodiscard]] std::string with_unit(const evidence::PublishedEndpoint& endpoint, std::optional<double> value);
/// `91/271 = 34% (28–39.5)`, as printed.
[[nodiscard]] std::string published_text(const evidence::PublishedEndpoint& endpoint);
/// `28.4–39.5%`, `6.1 months to not reached`; a dash where there is none.
[[nodiscard]] std::string interval_text(const evidence::EndpointVerdict& verdict);
/// `Kantarjian 2017`, the id where no author is known.
[[nodiscard]] std::string study_name(const evidence::Study& study);

}  // namespace trimer::report
