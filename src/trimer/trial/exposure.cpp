#include <trimer/trial/exposure.h>

#include <trimer/regimen/timeline.h>
#include <trimer/therapy/baseline.h>

namespace trimer::trial {

PlannedExposure planned_exposure(const regimen::Regimen& regimen, const population::VirtualPatient& patient) {
  constexpr double picograms_per_mL = 1000;  // of one ug/L
  const auto& covariates = patient.covariates;
  const regimen::PatientSize size{covariates.weight, covariates.bsa, covariates.age};
  const double clearance = therapy::baseline(patient.parameters, covariates).clearance_day;
  double dose = 0, rate = 0, since = 0;
  for (const regimen::DoseEvent& event : regimen::cycle_doses(regimen, size, 1, 0)) {
    if (event.kind != regimen::DoseKind::infusion_rate) continue;
    dose += rate * (event.day - since);
    rate = event.value;
    since = event.day;
  }
  return {picograms_per_mL * regimen::full_rate(regimen, size, 1) / clearance,
          picograms_per_mL * dose / clearance};
}

}  // namespace trimer::trial
