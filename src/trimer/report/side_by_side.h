/// @file
/// Several cohorts beside each other on the same virtual patients or draws: the arms of a trial, or named
/// patients. Tables and figures that both pages share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/cohort/arm_outcomes.h>
#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/endpoint.h>
#include <trimer/cohort/exposure_response.h>
#include <trimer/report/bars.h>
#include <trimer/report/differences.h>
#include <trimer/report/survival_curves.h>
#include <trimer/report/table.h>

namespace trimer::report {

struct ArmInput {
  std::string name;
  std::string folder;             ///< of its own report, within that of the page
  std::vector<std::string> plan;  ///< the regimen, or what is known of the patient, in words, one line each
  const cohort::CohortTally* tally = nullptr;
  const cohort::ExposureTally* exposure = nullptr;
  std::vector<cohort::ArmDifference> differences;  ///< beside the first arm; empty for the first
};

struct SideBySide {
  std::vector<ArmInput> arms;
  std::string noun = "arm";          ///< what stands side by side
  std::string counted = "patients";  ///< what each holds many of
  std::string difference_caption =
      "Each arm minus the first on the same virtual patients, with its paired 95% interval. The interval "
      "tells how well "
      "this cohort knows the difference, not how sure the model is.";
};

/// Few enough for one figure.
inline constexpr std::size_t most_arms_in_figure = 7;

/// `>= 3` and `<=` as one sign each.
[[nodiscard]] std::string with_signs(std::string text);
[[nodiscard]] std::string endpoint_name(const cohort::ProportionEndpoint& endpoint);
/// The endpoint of a difference as a person reads it.
[[nodiscard]] std::string name_of(const cohort::ArmDifference& difference);
/// The differences of one endpoint as a person reads them on a terminal: `−12.1 (−15.2 to −9.1)`.
[[nodiscard]] std::string difference_with_interval(const cohort::ArmDifference& difference);
/// The endpoints that tables and figures of arms show: ids of cohort::ArmDifference and cohort::Probability.
[[nodiscard]] bool shown_between_arms(std::string_view id);

[[nodiscard]] Table side_by_side(const SideBySide& input);
/// @pre differences of the second arm, here and below
[[nodiscard]] Table differences_table(const SideBySide& input);
/// @param times  mean times instead of shares
[[nodiscard]] DifferencesInput differences_input(const SideBySide& input, bool times);
[[nodiscard]] BarsInput response_bars(const SideBySide& input);
[[nodiscard]] BarsInput grade_bars(const SideBySide& input);
/// Nothing if an arm has no such times.
[[nodiscard]] std::optional<SurvivalInput> survival_input(const SideBySide& input, std::string_view id,
                                                          std::string title, std::string outcome);
/// How many each has and how many computations failed.
[[nodiscard]] Table failures_table(const SideBySide& input);

}  // namespace trimer::report
