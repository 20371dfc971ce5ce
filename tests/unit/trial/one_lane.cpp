// The therapy kernel one patient at a time, compiled once per instruction-set level.
#include <trimer/simulation/generated/therapy_kernel.h>
#include <trimer/solver/ensemble.h>

namespace trimer::test::TRIMER_LEVEL {

solver::Statistics integrate_one_lane(solver::Driver& driver, const solver::Options& options) {
  return solver::integrate<simulation::TherapyKernel, 1>(driver, options);
}

}  // namespace trimer::test::TRIMER_LEVEL
