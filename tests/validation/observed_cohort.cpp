#include "observed_cohort.h"

#include <algorithm>
#include <optional>

#include <trimer/core/days.h>
#include <trimer/population/ensemble_generator.h>
#include <trimer/simulation/course_driver.h>
#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::validation {

std::size_t Cohort::index(double day) const {
  return static_cast<std::size_t>(std::upper_bound(days.begin(), days.end(), day + 1e-9) - days.begin()) - 1;
}

Cohort simulate(const std::string& population, const std::string& regimen, int n, unsigned long long seed) {
  Cohort cohort;
  cohort.days.push_back(-0.05);
  for (int i = 0; i <= 24 * 10; ++i) cohort.days.push_back(i / 24.0);
  for (int day = 11; day <= 43; ++day) cohort.days.push_back(day);

  simulation::CourseSettings settings;
  settings.seed = seed;
  settings.regimen = regimen::preset(regimen);
  settings.rules = protocol::load_rules();
  settings.assays = observation::load_assays();
  settings.visits = observation::load_visit_schedule();
  settings.follow_up_days = 43.5;
  settings.band_days = cohort.days;
  const population::EnsembleGenerator generator(population::named_population(population),
                                                population::default_ensemble().value_or("none"), seed);
  std::uint64_t next = 1;
  simulation::CourseDriver driver(
      settings, simulation::lanes_of(best_level()),
      [&]() -> std::optional<population::VirtualPatient> {
        if (next > static_cast<std::uint64_t>(n)) return std::nullopt;
        return generator.patient(next++);
      },
      [&](simulation::PatientResult&& result) {
        if (result.ending.outcome != solver::Outcome::completed || result.bands.empty()) {
          ++cohort.failed;
          return;
        }
        Observed observed;
        const auto& p = result.patient.parameters;
        const auto baseline = therapy::baseline(p, result.patient.covariates);
        observed.half_life_h = 0.6931471805599453 * p.volume / baseline.clearance_day * hours_per_day;
        observed.baseline = result.bands.front();
        observed.at = std::move(result.bands);
        cohort.patients.push_back(std::move(observed));
      });
  (void)simulation::integrate_therapy(driver, {});
  return cohort;
}

}  // namespace trimer::validation
