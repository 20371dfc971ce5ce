// The ensemble against CVODE (BDF, dense, analytic Jacobian), where its library is installed.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "test_driver.h"

#ifdef TRIMER_HAVE_CVODE
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_types.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#endif

namespace trimer::test {
namespace {

#ifdef TRIMER_HAVE_CVODE

struct System {
  Problem problem;
  std::vector<double> inputs, f, rows;
};

int right_hand_side(realtype, N_Vector y, N_Vector ydot, void* user) {
  auto& s = *static_cast<System*>(user);
  baseline::evaluate_problem(s.problem, N_VGetArrayPointer(y), s.inputs.data(), N_VGetArrayPointer(ydot),
                             s.rows.data());
  return 0;
}

int jacobian(realtype, N_Vector y, N_Vector, SUNMatrix j, void* user, N_Vector, N_Vector, N_Vector) {
  auto& s = *static_cast<System*>(user);
  baseline::evaluate_problem(s.problem, N_VGetArrayPointer(y), s.inputs.data(), s.f.data(), s.rows.data());
  const int n = static_cast<int>(s.f.size());
  for (int row = 0; row < n; ++row) {
    for (int column = 0; column < n; ++column) {
      SM_ELEMENT_D(j, row, column) =
          s.rows[static_cast<std::size_t>(row) * s.f.size() + static_cast<std::size_t>(column)];
    }
  }
  return 0;
}

std::vector<double> cvode(Problem problem, const TestPatient& patient, double relative, double absolute) {
  const std::size_t n = patient.y.size();
  System system{problem, patient.inputs, std::vector<double>(n), std::vector<double>(n * n)};
  SUNContext context = nullptr;
  SUNContext_Create(nullptr, &context);
  N_Vector y = N_VNew_Serial(static_cast<sunindextype>(n), context);
  for (std::size_t i = 0; i < n; ++i) NV_Ith_S(y, i) = patient.y[i];
  void* memory = CVodeCreate(CV_BDF, context);
  SUNMatrix matrix = SUNDenseMatrix(static_cast<sunindextype>(n), static_cast<sunindextype>(n), context);
  SUNLinearSolver linear = SUNLinSol_Dense(y, matrix, context);
  CVodeInit(memory, right_hand_side, patient.begin, y);
  CVodeSStolerances(memory, relative, absolute);
  CVodeSetUserData(memory, &system);
  CVodeSetLinearSolver(memory, linear, matrix);
  CVodeSetJacFn(memory, jacobian);
  CVodeSetMaxNumSteps(memory, 1000000);
  realtype t = patient.begin;
  CVodeSetStopTime(memory, patient.stops.back());
  const int flag = CVode(memory, patient.stops.back(), y, &t, CV_NORMAL);
  std::vector<double> result(NV_DATA_S(y), NV_DATA_S(y) + n);
  CVodeFree(&memory);
  SUNLinSolFree(linear);
  SUNMatDestroy(matrix);
  N_VDestroy(y);
  SUNContext_Free(&context);
  EXPECT_GE(flag, 0);
  return result;
}

struct Case {
  Problem problem;
  TestPatient patient;
  double absolute;
};

TEST(CVODE, AgreesOnEveryStiffProblem) {
  const std::vector<Case> cases = {
      {Problem::linear, {{1, 0, 0}, {1, 100, 1e4}, 0, {2}, {}}, 1e-14},
      {Problem::robertson, {{1, 0, 0}, {0.04, 1e4, 3e7}, 0, {1e4}, {}}, 1e-16},
      {Problem::hires, {{1, 0, 0, 0, 0, 0, 0, 0.0057}, {280}, 0, {321.8122}, {}}, 1e-14},
      {Problem::oregonator, {{1, 2, 3}, {77.27, 8.375e-6, 0.161}, 0, {100}, {}}, 1e-12},
      {Problem::van_der_pol, {{2, -0.66}, {1e6}, 0, {0.7}, {}}, 1e-12},
      {Problem::feedback, {{0.8, 0.4}, {300}, 0, {10}, {}}, 1e-12},
  };
  for (const auto& c : cases) {
    const TestOptions o(1e-9, c.absolute);
    const auto ours = solve(c.problem, c.patient, o.options);
    const auto theirs = cvode(c.problem, c.patient, 1e-10, c.absolute);
    ASSERT_EQ(ours.ending.outcome, solver::Outcome::completed);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      // CVODE's error is a few hundred times its tolerance on these problems.
      EXPECT_NEAR(ours.final_state[i], theirs[i], 1e-6 * std::fabs(theirs[i]) + c.absolute)
          << "problem " << static_cast<int>(c.problem) << ", component " << i;
    }
  }
}

#else

TEST(CVODE, AgreesOnEveryStiffProblem) {
  GTEST_SKIP() << "skipped: CVODE not found";
}

#endif

}  // namespace
}  // namespace trimer::test
