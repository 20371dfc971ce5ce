#include <trimer/simulation/therapy_ensemble.h>

#include <array>

#include <trimer/therapy/state.h>

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

solver::Statistics integrate_therapy(solver::Driver& driver, const Accuracy& accuracy, Level level) {
  std::array<double, therapy::state_count> absolute{}, lowest{};
  for (std::size_t i = 0; i < absolute.size(); ++i) {
    const double population_tolerance = therapy::states[i].absolute_tolerance;
    absolute[i] = population_tolerance * accuracy.absolute_scale;
    lowest[i] = -population_tolerance;  // no method here keeps a state positive; a larger undershoot is a bad step
  }
  solver::Options options;
  options.relative_tolerance = accuracy.relative_tolerance;
  options.absolute_tolerance = absolute.data();
  options.lowest = lowest.data();
  switch (level) {
    case Level::baseline: return baseline::integrate(driver, options);
    case Level::v3: return v3::integrate(driver, options);
    case Level::v4: return v4::integrate(driver, options);
  }
  return {};
}

}  // namespace trimer::simulation
