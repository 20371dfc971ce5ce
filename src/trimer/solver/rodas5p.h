/// @file
/// Rodas5P: a stiffly accurate Rosenbrock-Wanner method of order 5 with an embedded method and a dense
/// output of order 4, all three stable for stiff and Prothero-Robinson problems.
///
/// Source: Steinebach 2023, doi:10.1007/s10543-023-00967-x. The tests verify the order conditions of all
/// three from the numbers below.
///
/// For y' = f(y), with W = 1/(h gamma) I - J at the beginning of the step:
///
///     W u_i  = f(y0 + sum_{j<i} a_ij u_j) + 1/h sum_{j<i} c_ij u_j,     i = 1..8
///     y1     = y0 + sum_{j<8} a_8j u_j + u_8             error estimate u_8
///     y(t)   = (1-x) y0 + x (y1 + (1-x) (k1 + x (k2 + x k3))),  x = (t - t0)/h,  k = dense u
///
/// The last rows need no sums of their own: stages 7 and 8 start where the stage before ended.
#pragma once

#include <trimer/solver/kernel.h>

namespace trimer::solver::rodas5p {

inline constexpr int stages = 8;
inline constexpr int order = 5;
inline constexpr double gamma = 0.21193756319429014;

// Rows 1 to 6. Row 7 is row 6 with a_76 = 1, row 8 is row 7 with a_87 = 1.
inline constexpr double a[6][5] = {
    {},
    {3.0},
    {2.849394379747939, 0.45842242204463923},
    {-6.954028509809101, 2.489845061869568, -10.358996098473584},
    {2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946},
};

inline constexpr double c[8][7] = {
    {},
    {-14.155112264123755},
    {-17.97296035885952, -2.859693295451294},
    {147.12150275711716, -1.41221402718213, 71.68940251302358},
    {165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
    {24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471},
    {30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
     -28.087943162872662},
    {37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
     -54.66780262877968, -9.48861652309627},
};

inline constexpr double dense[3][8] = {
    {25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073,
     1.1241088310450404, 0.4272876194431874, -0.17202221070155493},
    {-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044,
     15.98066361424651, -6.789040303419874, -6.710236069923372},
    {11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654,
     -59.78993625266729, -0.15582684282751913, 4.883087185713722},
};

}  // namespace trimer::solver::rodas5p

namespace trimer::solver {
inline namespace TRIMER_LEVEL {

/// Scratch of one step for N states: all lanes of a group.
template <class V, int N>
struct Rodas5PStages {
  V u[8][N];
  V at[N];           ///< argument of the stage
  V derivatives[N];  ///< f there

  /// Sums of stage S (0-based, 1..5): where it is evaluated, and 1/h sum c_j u_j left in u[S].
  template <int S>
  TRIMER_INLINE void sum(const V* y) {
    for (int i = 0; i < N; ++i) {
      V position = fma(V(rodas5p::a[S][0]), u[0][i], y[i]);
      V past = V(rodas5p::c[S][0]) * u[0][i];
      for (int j = 1; j < S; ++j) {
        position = fma(V(rodas5p::a[S][j]), u[j][i], position);
        past = fma(V(rodas5p::c[S][j]), u[j][i], past);
      }
      at[i] = position;
      u[S][i] = past;
    }
  }

  /// The same for stages 6 and 7, which go on from the stage before.
  template <int S>
  TRIMER_INLINE void sum_last() {
    for (int i = 0; i < N; ++i) {
      V past = V(rodas5p::c[S][0]) * u[0][i];
      for (int j = 1; j < S; ++j) past = fma(V(rodas5p::c[S][j]), u[j][i], past);
      at[i] = at[i] + u[S - 1][i];
      u[S][i] = past;
    }
  }

  template <class K, int S>
  TRIMER_INLINE void finish(const V* constants, const V* linear, const V* lu, const V& reciprocal_h) {
    KernelCalls<K, V>::add_derivatives(at, constants, reciprocal_h, u[S], derivatives);
    KernelCalls<K, V>::solve(linear, constants, lu, u[S]);
  }

  /// All stages. On entry `derivatives` = f(y), lu = factors of W. On return at + u[7] = y1.
  template <class K>
  TRIMER_INLINE void run(const V* y, const V* constants, const V* linear, const V* lu,
                         const V& reciprocal_h) {
    for (int i = 0; i < N; ++i) u[0][i] = derivatives[i];
    KernelCalls<K, V>::solve(linear, constants, lu, u[0]);
    sum<1>(y);
    finish<K, 1>(constants, linear, lu, reciprocal_h);
    sum<2>(y);
    finish<K, 2>(constants, linear, lu, reciprocal_h);
    sum<3>(y);
    finish<K, 3>(constants, linear, lu, reciprocal_h);
    sum<4>(y);
    finish<K, 4>(constants, linear, lu, reciprocal_h);
    sum<5>(y);
    finish<K, 5>(constants, linear, lu, reciprocal_h);
    sum_last<6>();
    finish<K, 6>(constants, linear, lu, reciprocal_h);
    sum_last<7>();
    finish<K, 7>(constants, linear, lu, reciprocal_h);
  }

  /// Coefficients k1, k2, k3 of the interpolant.
  void interpolant(V (*k)[N]) const {
    for (int i = 0; i < N; ++i) {
      for (int d = 0; d < 3; ++d) {
        V sum = V(rodas5p::dense[d][0]) * u[0][i];
        for (int j = 1; j < 8; ++j) sum = fma(V(rodas5p::dense[d][j]), u[j][i], sum);
        k[d][i] = sum;
      }
    }
  }
};

}  // namespace TRIMER_LEVEL
}  // namespace trimer::solver
