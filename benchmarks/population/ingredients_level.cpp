// The variants of ingredients.h, compiled once per instruction-set level.
#include <trimer/simulation/generated/therapy_kernel.h>
#include <trimer/solver/dense_kernel.h>
#include <trimer/solver/ensemble.h>

namespace trimer::benchmark {
inline namespace TRIMER_LEVEL {
namespace {

using Therapy = simulation::TherapyKernel;

/// What all variants take as it is.
struct Rates {
  static constexpr int states = Therapy::states, inputs = Therapy::inputs, prepared = Therapy::prepared;
  static constexpr bool assigns_rates = true;
  template <class V>
  static void prepare(const V* from, V* p) {
    Therapy::prepare<V>(from, p);
  }
  template <class V, class Assigned = V*>
  static void derivatives(const V* y, const V* p, Assigned dydt) {
    Therapy::derivatives<V, Assigned>(y, p, dydt);
  }
};

struct WholeJacobian : Rates {
  static constexpr int jacobian_nonzeros = Therapy::jacobian_nonzeros, lu_size = Therapy::lu_size;
  static constexpr const int (&jacobian_rows)[jacobian_nonzeros] = Therapy::jacobian_rows;
  static constexpr const int (&jacobian_columns)[jacobian_nonzeros] = Therapy::jacobian_columns;
  template <class V>
  static void derivatives_and_jacobian(const V* y, const V* p, V* dydt, V* values) {
    Therapy::derivatives_and_jacobian<V>(y, p, dydt, values);
  }
  template <class V>
  static void jacobian(const V* y, const V* p, V* values) {
    Therapy::jacobian<V>(y, p, values);
  }
  template <class V>
  static void factor(const V* j, const V& diagonal, V* lu) {
    Therapy::factor<V>(j, diagonal, lu);
  }
  template <class V>
  static void solve(const V* lu, V* b) {
    Therapy::solve<V>(lu, b);
  }
};

struct DenseRows : Rates {
  template <class V>
  static void jacobian(const V* y, const V* p, V* rows) {
    V values[Therapy::jacobian_nonzeros];
    Therapy::jacobian<V>(y, p, values);
    for (int k = 0; k < states * states; ++k) rows[k] = 0.0;
    for (int k = 0; k < Therapy::jacobian_nonzeros; ++k)
      rows[Therapy::jacobian_rows[k] * states + Therapy::jacobian_columns[k]] = values[k];
  }
};

struct DifferenceRows : Rates {
  template <class V>
  static void jacobian(const V* y, const V* p, V* rows) {
    V at[states], f[states], moved[states];
    for (int i = 0; i < states; ++i) at[i] = y[i];
    Therapy::derivatives<V>(at, p, f);
    for (int j = 0; j < states; ++j) {
      const V step = fma(V(1e-7), abs(y[j]), V(1e-9));
      at[j] = y[j] + step;
      const V inverse = V(1.0) / (at[j] - y[j]);
      Therapy::derivatives<V>(at, p, moved);
      at[j] = y[j];
      for (int i = 0; i < states; ++i) rows[i * states + j] = (moved[i] - f[i]) * inverse;
    }
  }
};

/// Dense LU with the constants prepared as in the others.
template <class Rows>
struct Dense : solver::DenseKernel<Rows> {
  static constexpr int prepared = Rows::prepared;
  static constexpr bool assigns_rates = true;
  template <class V>
  static void prepare(const V* from, V* p) {
    Rows::template prepare<V>(from, p);
  }
  template <class V, class Assigned = V*>
  static void derivatives(const V* y, const V* p, Assigned dydt) {
    Rows::template derivatives<V, Assigned>(y, p, dydt);
  }
};

}  // namespace

/// @param variant  in the order of Variant
solver::Statistics integrate_variant(int variant, solver::Driver& driver, const solver::Options& options) {
  using solver::integrate;
  switch (variant) {
    case 1: return integrate<Therapy, 1>(driver, options);
    case 2: return integrate<Therapy, 2 * natural_width>(driver, options);
    case 4: return integrate<WholeJacobian, natural_width>(driver, options);
    case 5: return integrate<Dense<DenseRows>, natural_width>(driver, options);
    case 6: return integrate<Dense<DifferenceRows>, natural_width>(driver, options);
    default: return integrate<Therapy, natural_width>(driver, options);
  }
}

}  // namespace TRIMER_LEVEL
}  // namespace trimer::benchmark
