#include "step_flops.h"

#include <trimer/simulation/generated/therapy_kernel.h>

namespace trimer::benchmark {

StepFlops step_flops() {
  using K = simulation::TherapyKernel;
  constexpr int stages = 8;
  // Additions, multiplications, selections and twice the multiply-adds of core/lane_maths.h.
  constexpr double exponential = 36, logarithm = 34, power = 90;
  // Per state of solver/rodas5p.h and ensemble.h: the sums of stages 2 to 6 (4 S - 1 with S stages before),
  // of stages 7 and 8, of the right-hand sides, and the error test.
  constexpr double sums = (3 + 7 + 11 + 15 + 19) + (12 + 14) + 2 * (stages - 1) + 11;
  const auto elementary = [&](const solver::OperationCount& c) {
    return exponential * c.exponentials + logarithm * c.logarithms + power * c.powers;
  };
  return {static_cast<double>(K::derivatives_and_augmented_operations.flops()),
          static_cast<double>(K::augmented_factor_operations.flops()),
          static_cast<double>(stages * K::augmented_solve_operations.flops()),
          static_cast<double>((stages - 1) * K::derivatives_operations.flops()),
          elementary(K::derivatives_and_augmented_operations) +
              (stages - 1) * elementary(K::derivatives_operations),
          sums * K::states};
}

}  // namespace trimer::benchmark
