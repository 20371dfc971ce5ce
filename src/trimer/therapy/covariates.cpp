#include <trimer/therapy/covariates.h>

#include <trimer/core/csv.h>

namespace trimer::therapy {

std::vector<Fault> covariate_faults(const Covariates<double>& patient) {
  std::vector<Fault> faults;
  for_each_covariate(patient, [&](const CovariateInfo& info, double value) {
    if (value >= info.lowest && value <= info.highest) return;
    const std::string unit(info.unit == "1" ? "" : " " + std::string(info.unit));
    Fault fault;
    fault.path = info.name;
    fault.value = number_text(value);
    fault.expectation = "expected " + number_text(info.lowest) + " to " + number_text(info.highest) + unit;
    faults.push_back(std::move(fault));
  });
  return faults;
}

}  // namespace trimer::therapy
