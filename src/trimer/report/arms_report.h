/// @file
/// The page of a trial with several arms on the same virtual patients: arms side by side, differences with
/// paired intervals, exposure and response.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trimer/cohort/exposure_response.h>
#include <trimer/report/exposure.h>
#include <trimer/report/html.h>
#include <trimer/report/known_assumed.h>
#include <trimer/report/side_by_side.h>

namespace trimer::report {

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

}  // namespace trimer::report
