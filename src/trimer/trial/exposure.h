/// @file
/// What a patient would be exposed to under the plan: rate over clearance. Of the plan and not of the
/// infusion as it went, because holds, stops and deaths shorten it in those who do badly: exposure as given
/// would be an outcome.
#pragma once

#include <trimer/population/virtual_patient.h>
#include <trimer/regimen/regimen.h>

namespace trimer::trial {

struct PlannedExposure {
  double steady_state = 0;  ///< concentration at the highest rate of cycle 1 [pg/mL]
  double cycle_1_area = 0;  ///< area under the concentration of the planned cycle 1 [pg*d/mL]
};

/// Css = R/CL and AUC = dose/CL with the patient's own clearance.
[[nodiscard]] PlannedExposure planned_exposure(const regimen::Regimen& regimen,
                                               const population::VirtualPatient& patient);

}  // namespace trimer::trial
