#include "cohort.h"

#include <trimer/population/patient_generator.h>
#include <trimer/therapy/baseline.h>
#include <trimer/therapy/initial_state.h>

namespace trimer::benchmark {

Protocol protocol(int days) {
  using therapy::DoseKind;
  Protocol p;
  p.end = days;
  p.outputs = days;
  constexpr double hour = 1.0 / 24;
  for (int cycle = 0; 42 * cycle < days; ++cycle) {
    const double start = 42 * cycle;
    p.doses.push_back({start - hour, {DoseKind::dexamethasone, 20}});
    p.doses.push_back({start, {DoseKind::infusion_rate, cycle == 0 ? 9.0 : 28.0}});
    if (cycle == 0) {
      p.doses.push_back({7 - hour, {DoseKind::dexamethasone, 20}});
      p.doses.push_back({7, {DoseKind::infusion_rate, 28}});
    }
    p.doses.push_back({start + 28, {DoseKind::infusion_rate, 0}});
  }
  std::erase_if(p.doses, [&](const TimedDose& d) { return d.day >= p.end; });
  for (const TimedDose& d : p.doses) p.stops.push_back(d.day);
  p.stops.push_back(p.end);
  return p;
}

struct Cohort::Generator {
  explicit Generator(std::uint64_t seed)
      : generator(population::named_population("relapsed_refractory"), population::parameter_model(), seed) {}
  population::PatientGenerator generator;
};

Cohort::Cohort(std::uint64_t seed) : generator_(new Generator(seed)) {}
Cohort::~Cohort() {
  delete generator_;
}

Patient Cohort::patient(std::uint64_t id) const {
  const auto drawn = generator_->generator.patient(id);
  const auto baseline = therapy::baseline(drawn.parameters, drawn.covariates);
  Patient p;
  p.y = therapy::to_array(therapy::initial_state(drawn.parameters, drawn.covariates, baseline));
  simulation::set_therapy_inputs(drawn.parameters, baseline, 0.0, p.inputs_at_start);
  return p;
}

}  // namespace trimer::benchmark
