#include "lane_functions.h"

#include <trimer/core/float_lanes.h>
#include <trimer/core/lane_maths.h>

namespace trimer::test::TRIMER_LEVEL {
namespace {

template <int W>
void evaluate_at(Function function, int count, const double* x, const double* y, double* result) {
  using V = Lanes<W>;
  for (int i = 0; i < count; i += W) {
    const V a = V::load(x + i), b = V::load(y + i);
    V r = 0.0;
    switch (function) {
      case Function::exp:
        r = exp(a);
        break;
      case Function::log:
        r = log(a);
        break;
      case Function::pow:
        r = pow(a, b);
        break;
      case Function::fma:
        r = fma(a, b, fms(b, a, fnma(a, a, b)));
        break;
      case Function::select:
        r = select((a < b) & !(a <= V(0.5)), min(a, -b), max(a, abs(b))) + 1.0;
        break;
      case Function::sqrt:
        r = sqrt(a) / b;
        break;
    }
    r.store(result + i);
  }
}

}  // namespace

void evaluate(Function function, int width, int count, const double* x, const double* y, double* result) {
  switch (width) {
    case 1:
      return evaluate_at<1>(function, count, x, y, result);
    case 2:
      return evaluate_at<2>(function, count, x, y, result);
    case 4:
      return evaluate_at<4>(function, count, x, y, result);
    case 8:
      return evaluate_at<8>(function, count, x, y, result);
    default:
      return evaluate_at<16>(function, count, x, y, result);
  }
}

void evaluate_single(Function function, int count, const double* x, const double* y, double* result) {
  using V = FloatLanes<natural_float_width>;
  for (int i = 0; i < count; i += V::width) {
    V a, b;
    for (int lane = 0; lane < V::width; ++lane) {
      a.set(lane, x[i + lane]);
      b.set(lane, y[i + lane]);
    }
    V r = 0.0;
    if (function == Function::exp) r = exp(a);
    if (function == Function::log) r = log(a);
    if (function == Function::fma) r = fma(a, b, fms(b, a, fnma(a, a, b)));
    if (function == Function::select) r = select((a < b) & !(a <= V(0.5)), min(a, -b), max(a, abs(b))) + 1.0;
    for (int lane = 0; lane < V::width; ++lane) result[i + lane] = r[lane];
  }
}

}  // namespace trimer::test::TRIMER_LEVEL
