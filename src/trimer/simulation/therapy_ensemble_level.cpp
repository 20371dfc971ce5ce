// The therapy kernel in its ensemble, compiled once per instruction-set level.
#include <trimer/simulation/generated/therapy_kernel.h>
#include <trimer/solver/ensemble.h>

namespace trimer::simulation {
inline namespace TRIMER_LEVEL {

solver::Statistics integrate(solver::Driver& driver, const solver::Options& options) {
  using TherapyEnsemble = solver::Ensemble<TherapyKernel, natural_width>;
  // Too large for a stack: the Jacobian, its factors and the stages of several patients.
  struct Owner {
    TherapyEnsemble* owned;
    ~Owner() { delete owned; }
  } owner{new TherapyEnsemble(driver, options)};
  return owner.owned->run();
}

solver::Statistics integrate_single(solver::Driver& driver, const solver::Options& options) {
  return solver::integrate<TherapyKernel, natural_float_width, FloatLanes>(driver, options);
}

}  // namespace TRIMER_LEVEL
}  // namespace trimer::simulation
