/// @file
/// Floating-point operations of one step of the therapy model, from the counts in the generated kernel.
#pragma once

namespace trimer::benchmark {

struct StepFlops {
  double rates_and_jacobian, factor, solves, rates, elementary, sums;  ///< elementary: exp and log
  [[nodiscard]] double total() const {
    return rates_and_jacobian + factor + solves + rates + elementary + sums;
  }
};

/// One step and patient; output not counted.
[[nodiscard]] StepFlops step_flops();

}  // namespace trimer::benchmark
