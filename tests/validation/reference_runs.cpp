#include "reference_runs.h"

#include <algorithm>
#include <stdexcept>

#include <trimer/core/csv.h>
#include <trimer/therapy/typical_patient.h>

namespace trimer::validation {
namespace {

using therapy::DoseKind;

constexpr double hour = 1.0 / 24;

/// An infusion rate from a day on, dexamethasone 20 mg one hour before.
void infuse(std::vector<TimedDose>& doses, double day, double rate) {
  doses.push_back({day - hour, {DoseKind::dexamethasone, 20}});
  doses.push_back({day, {DoseKind::infusion_rate, rate}});
}

void stop(std::vector<TimedDose>& doses, double day) {
  doses.push_back({day, {DoseKind::infusion_rate, 0}});
}

std::vector<TimedDose> first_cycle() {
  std::vector<TimedDose> doses;
  infuse(doses, 0, 9);
  infuse(doses, 7, 28);
  stop(doses, 28);
  return doses;
}

std::vector<TimedDose> interrupted_cycle() {
  std::vector<TimedDose> doses;
  infuse(doses, 0, 9);
  infuse(doses, 7, 28);
  stop(doses, 10);
  for (int k = 0; k < 9; ++k) doses.push_back({10 + k / 3.0, {DoseKind::dexamethasone, 8}});
  infuse(doses, 17, 9);
  infuse(doses, 24, 28);
  stop(doses, 35);
  return doses;
}

void read_states(std::vector<ReferenceRun>& runs) {
  CsvReader csv(std::filesystem::path(TRIMER_TEST_DATA "/reference_trajectories.csv"));
  while (csv.next()) {
    const auto run =
        std::find_if(runs.begin(), runs.end(), [&](const auto& r) { return r.name == csv.field(0); });
    double day = 0, value = 0;
    if (run == runs.end() || !parse_number(csv.field(1), day) || !parse_number(csv.field(3), value))
      throw std::runtime_error("reference_trajectories.csv:" + std::to_string(csv.line()));
    therapy::for_each_state(run->states[day], [&](const therapy::StateInfo& info, double& field) {
      if (info.name == csv.field(2)) field = value;
    });
  }
}

}  // namespace

std::vector<ReferenceRun> reference_runs(const therapy::Parameters<double>& typical) {
  const auto burden = [&](double fraction) { return therapy::typical_covariates(typical, fraction); };
  std::vector<ReferenceRun> runs{{"typical_80", burden(0.8), first_cycle(), {}},
                                 {"typical_40", burden(0.4), first_cycle(), {}},
                                 {"typical_05", burden(0.05), first_cycle(), {}},
                                 {"cd19_low_40", burden(0.4), first_cycle(), {}},
                                 {"cns_40", burden(0.4), first_cycle(), {}},
                                 {"interruption_40", burden(0.4), interrupted_cycle(), {}},
                                 {"car_t_80", burden(0.8), first_cycle(), {}},
                                 {"tocilizumab_40", burden(0.4), first_cycle(), {}}};
  runs[3].patient.sites_high = 3000;
  runs[4].patient.csf_blasts = 1e8;
  for (const double day : {3.0, 10.0})
    runs[4].doses.push_back({day, {DoseKind::intrathecal_therapy, therapy::intrathecal_log10_kill}});
  runs[6].patient.car_t_per_ul = 20;
  runs[7].doses.push_back({1, {DoseKind::tocilizumab, 560}});
  for (ReferenceRun& run : runs)
    std::stable_sort(run.doses.begin(), run.doses.end(),
                     [](const TimedDose& a, const TimedDose& b) { return a.day < b.day; });
  read_states(runs);
  return runs;
}

}  // namespace trimer::validation
