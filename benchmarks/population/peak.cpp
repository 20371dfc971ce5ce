#include "peak.h"

#include "clock.h"

#include <algorithm>
#include <cstdint>

namespace trimer::benchmark {

#define TRIMER_DECLARE_LEVEL(level)                    \
  namespace level {                                    \
  int multiply_add(std::int64_t rounds, double* sink); \
  }
TRIMER_DECLARE_LEVEL(baseline)
TRIMER_DECLARE_LEVEL(v3)
TRIMER_DECLARE_LEVEL(v4)
#undef TRIMER_DECLARE_LEVEL

double measured_peak(Level level) {
  const auto loop = level == Level::v4   ? v4::multiply_add
                    : level == Level::v3 ? v3::multiply_add
                                         : baseline::multiply_add;
  constexpr std::int64_t rounds = 4'000'000;
  double best = 0;
  for (int repetition = 0; repetition < 5; ++repetition) {
    double sink = 0.999999;
    const double start = thread_seconds();
    const int flops = loop(rounds, &sink);
    const double seconds = thread_seconds() - start;
    if (sink > 0) best = std::max(best, static_cast<double>(rounds) * flops / seconds);
  }
  return best;
}

}  // namespace trimer::benchmark
