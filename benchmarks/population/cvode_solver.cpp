#include "cvode_solver.h"

#include <trimer/simulation/generated/therapy_kernel.h>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <algorithm>

namespace trimer::benchmark {
namespace {

using Kernel = simulation::TherapyKernel;
using V = Lanes<1>;
static_assert(sizeof(V) == sizeof(double));

V* lanes(double* values) {
  return reinterpret_cast<V*>(values);
}

/// What the callbacks read: the constants of the patient at hand.
struct System {
  std::array<V, static_cast<std::size_t>(inputs)> inputs_now;
  std::array<V, Kernel::prepared> constants;
  std::array<V, Kernel::states> rates;                ///< scratch
  std::array<V, Kernel::jacobian_nonzeros> jacobian;  ///< scratch
};

int right_hand_side(realtype, N_Vector y, N_Vector ydot, void* user) {
  auto& s = *static_cast<System*>(user);
  Kernel::derivatives<V>(lanes(NV_DATA_S(y)), s.constants.data(), lanes(NV_DATA_S(ydot)));
  return 0;
}

int dense_jacobian(realtype, N_Vector y, N_Vector, SUNMatrix matrix, void* user, N_Vector, N_Vector,
                   N_Vector) {
  auto& s = *static_cast<System*>(user);
  Kernel::derivatives_and_jacobian<V>(lanes(NV_DATA_S(y)), s.constants.data(), s.rates.data(),
                                      s.jacobian.data());
  SUNMatZero(matrix);
  double* entries = SM_DATA_D(matrix);
  for (int k = 0; k < Kernel::jacobian_nonzeros; ++k)
    entries[Kernel::jacobian_columns[k] * Kernel::states + Kernel::jacobian_rows[k]] =
        s.jacobian[static_cast<std::size_t>(k)].v;
  return 0;
}

// The sparse system as CVODE's matrix and solver. The matrix holds the augmented form of J; CVODE asks for
// I - gamma J, which the kernel factors as (1/gamma) I - J.

struct SparseMatrix {
  std::array<V, Kernel::augmented_size> linear;
  double scale = 1;  ///< of J in I + scale J, set by CVODE
};
SparseMatrix& sparse(SUNMatrix matrix) {
  return *static_cast<SparseMatrix*>(matrix->content);
}

SUNMatrix sparse_matrix(SUNContext context) {
  SUNMatrix matrix = SUNMatNewEmpty(context);
  matrix->content = new SparseMatrix{};
  matrix->ops->getid = [](SUNMatrix) { return SUNMATRIX_CUSTOM; };
  matrix->ops->clone = [](SUNMatrix other) { return sparse_matrix(other->sunctx); };
  matrix->ops->destroy = [](SUNMatrix m) {
    delete &sparse(m);
    m->content = nullptr;
    SUNMatFreeEmpty(m);
  };
  matrix->ops->zero = [](SUNMatrix) { return 0; };
  matrix->ops->copy = [](SUNMatrix from, SUNMatrix to) {
    sparse(to) = sparse(from);
    return 0;
  };
  matrix->ops->scaleaddi = [](realtype c, SUNMatrix m) {
    sparse(m).scale = c;
    return 0;
  };
  return matrix;
}

int sparse_jacobian(realtype, N_Vector y, N_Vector, SUNMatrix matrix, void* user, N_Vector, N_Vector,
                    N_Vector) {
  auto& s = *static_cast<System*>(user);
  Kernel::derivatives_and_augmented<V>(lanes(NV_DATA_S(y)), s.constants.data(), s.rates.data(),
                                       sparse(matrix).linear.data());
  return 0;
}

struct SparseSolver {
  System* system;
  std::array<V, Kernel::augmented_lu_size> factors;
};
SparseSolver& content(SUNLinearSolver solver) {
  return *static_cast<SparseSolver*>(solver->content);
}

SUNLinearSolver sparse_solver(System* system, SUNContext context) {
  SUNLinearSolver solver = SUNLinSolNewEmpty(context);
  solver->content = new SparseSolver{system, {}};
  solver->ops->gettype = [](SUNLinearSolver) { return SUNLINEARSOLVER_DIRECT; };
  solver->ops->initialize = [](SUNLinearSolver) { return 0; };
  solver->ops->setup = [](SUNLinearSolver s, SUNMatrix m) {
    Kernel::augmented_factor<V>(sparse(m).linear.data(), content(s).system->constants.data(),
                                V(-1 / sparse(m).scale), content(s).factors.data());
    return 0;
  };
  solver->ops->solve = [](SUNLinearSolver s, SUNMatrix m, N_Vector x, N_Vector b, realtype) {
    const double factor = -1 / sparse(m).scale;
    double* values = NV_DATA_S(x);
    for (int i = 0; i < Kernel::states; ++i) values[i] = NV_DATA_S(b)[i] * factor;
    Kernel::augmented_solve<V>(sparse(m).linear.data(), content(s).system->constants.data(),
                               content(s).factors.data(), lanes(values));
    return 0;
  };
  solver->ops->free = [](SUNLinearSolver s) {
    delete &content(s);
    s->content = nullptr;
    SUNLinSolFreeEmpty(s);
    return 0;
  };
  return solver;
}

}  // namespace

struct CvodeSolver::Implementation {
  Implementation(const Protocol& p, LinearSolver kind, double relative, double scale) : protocol(p) {
    SUNContext_Create(nullptr, &context);
    y = N_VNew_Serial(Kernel::states, context);
    absolute = N_VNew_Serial(Kernel::states, context);
    for (int i = 0; i < states; ++i)
      NV_Ith_S(absolute, i) = therapy::states[static_cast<std::size_t>(i)].absolute_tolerance * scale;
    memory = CVodeCreate(CV_BDF, context);
    CVodeInit(memory, right_hand_side, protocol.begin, y);
    CVodeSVtolerances(memory, relative, absolute);
    CVodeSetUserData(memory, &system);
    CVodeSetMaxNumSteps(memory, 1000000);
    CVodeSetErrHandlerFn(
        memory, [](int, const char*, const char*, char*, void*) {}, nullptr);
    const bool dense = kind == LinearSolver::dense;
    matrix = dense ? SUNDenseMatrix(Kernel::states, Kernel::states, context) : sparse_matrix(context);
    linear = dense ? SUNLinSol_Dense(y, matrix, context) : sparse_solver(&system, context);
    CVodeSetLinearSolver(memory, linear, matrix);
    CVodeSetJacFn(memory, dense ? dense_jacobian : sparse_jacobian);
  }
  ~Implementation() {
    CVodeFree(&memory);
    SUNLinSolFree(linear);
    SUNMatDestroy(matrix);
    N_VDestroy(absolute);
    N_VDestroy(y);
    SUNContext_Free(&context);
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  void count_steps() {
    long n = 0;
    CVodeGetNumSteps(memory, &n);
    steps += n;
  }

  bool solve(const Patient& patient, std::vector<double>& trajectory) {
    trajectory.resize(static_cast<std::size_t>(protocol.outputs) * states);
    double* values = NV_DATA_S(y);
    std::copy(patient.y.begin(), patient.y.end(), values);
    std::array<double, static_cast<std::size_t>(inputs)> current = patient.inputs_at_start;
    double time = protocol.begin;
    int day = 0;
    for (std::size_t stop = 0; stop < protocol.stops.size(); ++stop) {
      std::copy(current.begin(), current.end(), system.inputs_now.begin());
      Kernel::prepare<V>(system.inputs_now.data(), system.constants.data());
      CVodeReInit(memory, time, y);
      const double end = protocol.stops[stop];
      CVodeSetStopTime(memory, end);
      const auto store = [&] {
        std::copy(values, values + states, trajectory.begin() + static_cast<std::ptrdiff_t>(day++) * states);
      };
      double reached = time;
      while (day < protocol.outputs && day + 1 < end) {
        if (CVode(memory, day + 1, y, &reached, CV_NORMAL) < 0) return false;
        store();
      }
      if (CVode(memory, end, y, &reached, CV_NORMAL) < 0) return false;
      if (day + 1 == end) store();
      count_steps();
      time = end;
      if (stop < protocol.doses.size()) apply_dose(protocol.doses[stop].dose, values, current);
    }
    return true;
  }

  Protocol protocol;
  System system{};
  SUNContext context = nullptr;
  N_Vector y = nullptr, absolute = nullptr;
  void* memory = nullptr;
  SUNMatrix matrix = nullptr;
  SUNLinearSolver linear = nullptr;
  long steps = 0;
};

CvodeSolver::CvodeSolver(const Protocol& protocol, LinearSolver linear_solver, double relative_tolerance,
                         double absolute_scale)
    : implementation_(new Implementation(protocol, linear_solver, relative_tolerance, absolute_scale)) {}
CvodeSolver::~CvodeSolver() = default;

bool CvodeSolver::solve(const Patient& patient, std::vector<double>& trajectory) {
  return implementation_->solve(patient, trajectory);
}
long CvodeSolver::steps() const {
  return implementation_->steps;
}

}  // namespace trimer::benchmark
