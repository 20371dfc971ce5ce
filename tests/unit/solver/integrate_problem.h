/// The test problems through the ensemble, one copy per instruction-set level (integrate_problem.cpp).
#pragma once

#include <trimer/solver/driver.h>

namespace trimer::test {

enum class Problem;

#define TRIMER_DECLARE(LEVEL)                                                                             \
  namespace LEVEL {                                                                                       \
  /* width: 1, 2, 4, 8 or 16 for feedback; otherwise 1, or 8 for anything else */                         \
  solver::Statistics integrate_problem(Problem problem, int width, solver::Driver& driver,                \
                                       const solver::Options& options);                                   \
  /* in single precision, one register: hires, oregonator or disposition */                               \
  solver::Statistics integrate_single(Problem problem, solver::Driver& driver,                            \
                                      const solver::Options& options);                                    \
  /* f and its Jacobian (rows) at one point */                                                            \
  void evaluate_problem(Problem problem, const double* y, const double* inputs, double* f, double* rows); \
  }
TRIMER_DECLARE(baseline)
TRIMER_DECLARE(v3)
TRIMER_DECLARE(v4)
#undef TRIMER_DECLARE

}  // namespace trimer::test
