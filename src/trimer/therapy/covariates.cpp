#include <trimer/therapy/covariates.h>

#include <trimer/core/csv.h>

namespace trimer::therapy {

std::vector<Fault> covariate_faults(const Covariates<double>& patient) {
  std::vector<Fault> faults;
  for_each_covariate(patient, [&](const CovariateInfo& info, double value) {
    if (value >= info.lowest && value <= info.highest) return;
    const std::string unit(info.unit == "1" ? "" : " " + std::string(info.unit));
    faults.push_back(
        {.path = std::string(info.name),
         .value = number_text(value) + (value == value ? unit : ""),
         .expectation = "expected " + number_text(info.lowest) + " to " + number_text(info.highest) + unit});
  });
  return faults;
}

}  // namespace trimer::therapy
