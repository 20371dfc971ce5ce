/// Elementary functions of arrays, one copy per instruction-set level (lane_functions.cpp).
#pragma once

namespace trimer::test {

enum class Function { exp, log, pow, fma, select, sqrt };

#define TRIMER_DECLARE(LEVEL)                                                                               \
  namespace LEVEL {                                                                                         \
  /* result[i] = function(x[i], y[i]) in lanes of `width` (1, 2, 4, 8 or 16); count divides by 16. */       \
  void evaluate(Function function, int width, int count, const double* x, const double* y, double* result); \
  /* the same in single precision, in one register; exp, log and fma */                                    \
  void evaluate_single(Function function, int count, const double* x, const double* y, double* result);     \
  }
TRIMER_DECLARE(baseline)
TRIMER_DECLARE(v3)
TRIMER_DECLARE(v4)
#undef TRIMER_DECLARE

}  // namespace trimer::test
