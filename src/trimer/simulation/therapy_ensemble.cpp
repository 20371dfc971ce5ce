#include <trimer/simulation/therapy_ensemble.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::simulation {

#define TRIMER_DECLARE_LEVEL(level)                                             \
  namespace level {                                                             \
  solver::Statistics integrate(solver::Driver&, const solver::Options&);        \
  solver::Statistics integrate_single(solver::Driver&, const solver::Options&); \
  }
TRIMER_DECLARE_LEVEL(baseline)
TRIMER_DECLARE_LEVEL(v3)
TRIMER_DECLARE_LEVEL(v4)
#undef TRIMER_DECLARE_LEVEL

std::string_view name_of(Precision precision) {
  return precision == Precision::f64 ? "f64" : "f32";
}

int lanes_of(Level level, Precision precision) {
  const int doubles = level == Level::v4 ? 8 : level == Level::v3 ? 4 : 2;
  return precision == Precision::f64 ? doubles : 2 * doubles;
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
  if (accuracy.precision == Precision::f32) {
    if (accuracy.relative_tolerance < finest_single_tolerance)
      throw InputError("relative_tolerance", number_text(accuracy.relative_tolerance),
                       "expected at least " + number_text(finest_single_tolerance) + " in single precision (f32)");
    switch (level) {
      case Level::baseline: return baseline::integrate_single(driver, tolerances.options());
      case Level::v3: return v3::integrate_single(driver, tolerances.options());
      case Level::v4: return v4::integrate_single(driver, tolerances.options());
    }
  }
  switch (level) {
    case Level::baseline: return baseline::integrate(driver, tolerances.options());
    case Level::v3: return v3::integrate(driver, tolerances.options());
    case Level::v4: return v4::integrate(driver, tolerances.options());
  }
  return {};
}

}  // namespace trimer::simulation
