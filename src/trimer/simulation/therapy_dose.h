/// @file
/// A planned or ordered dose as the model of the therapy takes it.
#pragma once

#include <trimer/regimen/dose_event.h>
#include <trimer/therapy/dosing.h>

namespace trimer::simulation {

[[nodiscard]] constexpr therapy::Dose therapy_dose(const regimen::DoseEvent& event) {
  switch (event.kind) {
    case regimen::DoseKind::infusion_rate: return {therapy::DoseKind::infusion_rate, event.value};
    case regimen::DoseKind::dexamethasone: return {therapy::DoseKind::dexamethasone, event.value};
    case regimen::DoseKind::tocilizumab: return {therapy::DoseKind::tocilizumab, event.value};
    case regimen::DoseKind::intrathecal: break;
  }
  return {therapy::DoseKind::intrathecal_therapy, event.value};
}

}  // namespace trimer::simulation
