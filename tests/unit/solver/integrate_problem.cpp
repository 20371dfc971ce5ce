#include "integrate_problem.h"

#include <trimer/solver/ensemble.h>
#include <trimer/solver/tangent_kernel.h>

#include "problems.h"

namespace trimer::test::TRIMER_LEVEL {
namespace {

/// At one of all widths.
template <class K>
solver::Statistics at_width(int width, solver::Driver& driver, const solver::Options& options) {
  switch (width) {
    case 1:
      return solver::integrate<K, 1>(driver, options);
    case 2:
      return solver::integrate<K, 2>(driver, options);
    case 4:
      return solver::integrate<K, 4>(driver, options);
    case 16:
      return solver::integrate<K, 16>(driver, options);
    default:
      return solver::integrate<K, 8>(driver, options);
  }
}

/// In one lane or in eight: most problems need no more, and every width takes its time to compile.
template <class K>
solver::Statistics one_or_eight(int width, solver::Driver& driver, const solver::Options& options) {
  return width == 1 ? solver::integrate<K, 1>(driver, options) : solver::integrate<K, 8>(driver, options);
}

template <class P>
void evaluate(const double* y, const double* inputs, double* f, double* rows) {
  using V = Lanes<1>;
  V state[P::states], input[P::inputs], rate[P::states], jacobian[P::states * P::states];
  for (int i = 0; i < P::states; ++i) state[i] = y[i];
  for (int i = 0; i < P::inputs; ++i) input[i] = inputs[i];
  P::template derivatives<V>(state, input, rate);
  P::template jacobian<V>(state, input, jacobian);
  for (int i = 0; i < P::states; ++i) f[i] = rate[i].v;
  for (int i = 0; i < P::states * P::states; ++i) rows[i] = jacobian[i].v;
}

}  // namespace

solver::Statistics integrate_problem(Problem problem, int width, solver::Driver& driver,
                                     const solver::Options& options) {
  using solver::DenseKernel;
  switch (problem) {
    case Problem::disposition:
      return one_or_eight<DenseKernel<Disposition>>(width, driver, options);
    case Problem::linear:
      return one_or_eight<DenseKernel<Linear>>(width, driver, options);
    case Problem::robertson:
      return one_or_eight<DenseKernel<Robertson>>(width, driver, options);
    case Problem::hires:
      return one_or_eight<DenseKernel<Hires>>(width, driver, options);
    case Problem::oregonator:
      return one_or_eight<DenseKernel<Oregonator>>(width, driver, options);
    case Problem::van_der_pol:
      return one_or_eight<DenseKernel<VanDerPol>>(width, driver, options);
    case Problem::prothero_robinson:
      return one_or_eight<DenseKernel<ProtheroRobinson>>(width, driver, options);
    case Problem::feedback:
      return at_width<DenseKernel<Feedback>>(width, driver, options);
    case Problem::explosion:
      return one_or_eight<DenseKernel<Explosion>>(width, driver, options);
    case Problem::wrong_factors:
      return one_or_eight<WrongFactors>(width, driver, options);
    case Problem::zero_pivot:
      return one_or_eight<ZeroPivot>(width, driver, options);
    case Problem::prepared_feedback:
      return one_or_eight<PreparedFeedback>(width, driver, options);
    case Problem::tangent_disposition:
      return one_or_eight<solver::TangentKernel<DenseKernel<Disposition>, 2>>(width, driver, options);
    case Problem::tangent_feedback:
      return one_or_eight<solver::TangentKernel<DenseKernel<Feedback>, 2>>(width, driver, options);
    case Problem::tangent_prepared_feedback:
      return one_or_eight<solver::TangentKernel<PreparedFeedback, 2>>(width, driver, options);
    case Problem::tangent_oregonator:
      return one_or_eight<solver::TangentKernel<DenseKernel<Oregonator>, 2>>(width, driver, options);
  }
  return {};
}

solver::Statistics integrate_single(Problem problem, solver::Driver& driver, const solver::Options& options) {
  using solver::DenseKernel;
  switch (problem) {
    case Problem::hires:
      return solver::integrate<DenseKernel<Hires>, natural_float_width, FloatLanes>(driver, options);
    case Problem::oregonator:
      return solver::integrate<DenseKernel<Oregonator>, natural_float_width, FloatLanes>(driver, options);
    default:
      return solver::integrate<DenseKernel<Disposition>, natural_float_width, FloatLanes>(driver, options);
  }
}

void evaluate_problem(Problem problem, const double* y, const double* inputs, double* f, double* rows) {
  switch (problem) {
    case Problem::robertson:
      return evaluate<Robertson>(y, inputs, f, rows);
    case Problem::hires:
      return evaluate<Hires>(y, inputs, f, rows);
    case Problem::oregonator:
      return evaluate<Oregonator>(y, inputs, f, rows);
    case Problem::van_der_pol:
      return evaluate<VanDerPol>(y, inputs, f, rows);
    case Problem::feedback:
      return evaluate<Feedback>(y, inputs, f, rows);
    default:
      return evaluate<Linear>(y, inputs, f, rows);
  }
}

}  // namespace trimer::test::TRIMER_LEVEL
