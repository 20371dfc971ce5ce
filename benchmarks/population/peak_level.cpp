// The multiply-add loop of peak.h, compiled once per instruction-set level.
#include <trimer/core/lanes.h>

#include <cstdint>

namespace trimer::benchmark {
inline namespace TRIMER_LEVEL {

/// Runs `rounds` of 10 independent multiply-adds per lane. @return flops of a round
int multiply_add(std::int64_t rounds, double* sink) {
  using V = Lanes<natural_width>;
  constexpr int chains = 10;
  V x[chains];
  for (int i = 0; i < chains; ++i) x[i] = V(1.0 + i);
  V a(*sink), b(1e-9);
  for (std::int64_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 10
    for (int i = 0; i < chains; ++i) x[i] = fma(x[i], a, b);
  }
  V sum(0.0);
  for (int i = 0; i < chains; ++i) sum = sum + x[i];
  *sink = sum[0];
  return 2 * chains * natural_width;
}

}  // namespace TRIMER_LEVEL
}  // namespace trimer::benchmark
