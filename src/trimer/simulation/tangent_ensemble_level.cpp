// The therapy kernel over dual numbers in its ensemble, compiled once per instruction-set level.
#include <trimer/simulation/generated/therapy_kernel.h>
#include <trimer/simulation/tangent_ensemble.h>
#include <trimer/solver/ensemble.h>
#include <trimer/solver/tangent_kernel.h>

namespace trimer::simulation {
inline namespace TRIMER_LEVEL {

solver::Statistics integrate_tangent(solver::Driver& driver, const solver::Options& options) {
  using Tangent = solver::TangentKernel<TherapyKernel, tangent_directions>;
  return solver::integrate<Tangent, natural_width>(driver, options);
}

}  // namespace TRIMER_LEVEL
}  // namespace trimer::simulation
