/// @file
/// The page of a trial with several arms on the same virtual patients: arms side by side, differences with
/// paired intervals, exposure and response.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <trimer/cohort/arm_outcomes.h>
#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/exposure_response.h>
#include <trimer/report/exposure.h>
#include <trimer/report/html.h>
#include <trimer/report/known_assumed.h>

namespace trimer::report {

struct ArmInput {
  std::string name;
  std::string folder;             ///< of its own report, within that of the page
  std::vector<std::string> plan;  ///< the regimen in words, one line each
  const cohort::CohortTally* tally = nullptr;
  const cohort::ExposureTally* exposure = nullptr;
  std::vector<cohort::ArmDifference> differences;  ///< beside the first arm; empty for the first
};

struct ArmsReportInput {
  std::string title, subtitle;
  std::string swept_key;       ///< empty: arms written out
  std::vector<ArmInput> arms;  ///< two or more, the first is the reference
  std::vector<std::string> cautions;
  KnownAssumed known_assumed;
  std::vector<std::pair<std::string, std::string>> provenance;
};

[[nodiscard]] Report arms_report(const ArmsReportInput& input);

/// Endpoints against planned exposure: patients of similar exposure (of all arms if these differ in dose
/// only, else of the first), and each arm as a mark if there are several. @pre at least one, all with
/// patients
[[nodiscard]] ExposureInput exposure_input(
    const std::vector<std::pair<std::string, const cohort::ExposureTally*>>& arms,
    bool differ_in_dose_only = true);

/// The endpoint of a difference as a person reads it.
[[nodiscard]] std::string name_of(const cohort::ArmDifference& difference);

/// The differences of one endpoint as a person reads them on a terminal: `−12.1 (−15.2 to −9.1)`.
[[nodiscard]] std::string difference_with_interval(const cohort::ArmDifference& difference);

/// The endpoints that tables and figures of arms show: ids of cohort::ArmDifference.
[[nodiscard]] bool shown_between_arms(std::string_view id);

}  // namespace trimer::report
