#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::simulation {

#define TRIMER_DECLARE_LEVEL(level)                                      \
  namespace level {                                                      \
  solver::Statistics integrate(solver::Driver&, const solver::Options&); \
  }
TRIMER_DECLARE_LEVEL(baseline)
TRIMER_DECLARE_LEVEL(v3)
TRIMER_DECLARE_LEVEL(v4)
#undef TRIMER_DECLARE_LEVEL

int lanes_of(Level level) {
  switch (level) {
    case Level::baseline: return 2;
    case Level::v3: return 4;
    case Level::v4: return 8;
  }
  return 2;
}

TherapyTolerances::TherapyTolerances(const Accuracy& accuracy) : relative_(accuracy.relative_tolerance) {
  for (std::size_t i = 0; i < absolute_.size(); ++i) {
    const double population_tolerance = therapy::states[i].absolute_tolerance;
    absolute_[i] = population_tolerance * accuracy.absolute_scale;
    lowest_[i] = -population_tolerance;  // no method here keeps a state positive; a larger undershoot is a bad step
  }
}

solver::Options TherapyTolerances::options() const {
  solver::Options options;
  options.relative_tolerance = relative_;
  options.absolute_tolerance = absolute_.data();
  options.lowest = lowest_.data();
  return options;
}

solver::Statistics integrate_therapy(solver::Driver& driver, const Accuracy& accuracy, Level level) {
  const TherapyTolerances tolerances(accuracy);
  switch (level) {
    case Level::baseline: return baseline::integrate(driver, tolerances.options());
    case Level::v3: return v3::integrate(driver, tolerances.options());
    case Level::v4: return v4::integrate(driver, tolerances.options());
  }
  return {};
}

}  // namespace trimer::simulation
