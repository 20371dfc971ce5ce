#include "work_precision.h"

#include "clock.h"

#include <algorithm>
#include <stdexcept>

#include <immintrin.h>

namespace trimer::benchmark {
namespace {

constexpr std::uint64_t seed = 20230888;

/// The ensemble flushes subnormal numbers to zero; CVODE gets the same.
class FlushSubnormals {
 public:
  FlushSubnormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040u); }
  ~FlushSubnormals() { _mm_setcsr(saved_); }
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
  unsigned saved_;
};

std::vector<Patient> patients(int number) {
  const Cohort cohort(seed);
  std::vector<Patient> all;
  for (int id = 1; id <= number; ++id) all.push_back(cohort.patient(static_cast<std::uint64_t>(id)));
  return all;
}

using Trajectories = std::vector<Trajectory>;

struct Measured {
  Row row;
  double seconds = 0;
  Trajectories trajectories;  ///< of the first patients
};

Measured run_lanes(const Protocol& protocol, const std::vector<Patient>& all, std::size_t keep,
                   double tolerance, Level level,
                   simulation::Precision precision = simulation::Precision::f64) {
  Measured m;
  m.trajectories.resize(keep);
  std::uint64_t next = 0;
  const LaneTask task{[&](std::uint64_t& id, Patient& patient) {
                        if (next == all.size()) return false;
                        id = next;
                        patient = all[next++];
                        return true;
                      },
                      [&](std::uint64_t id, const Trajectory& trajectory, const solver::Ending& ending) {
                        m.row.failures += ending.outcome != solver::Outcome::completed;
                        if (id < keep) m.trajectories[id] = trajectory;
                      }};
  const double start = thread_seconds();
  const solver::Statistics s = solve_in_lanes(protocol, task, tolerance, level, precision);
  m.seconds = thread_seconds() - start;
  const double rejected = static_cast<double>(s.rejected_error + s.rejected_other);
  m.row.tolerance = tolerance;
  m.row.steps_per_patient = static_cast<double>(s.accepted) / static_cast<double>(all.size());
  m.row.rejected = rejected / (static_cast<double>(s.accepted) + rejected);
  m.row.active = s.activity();
  return m;
}

Measured run_cvode(const Protocol& protocol, const std::vector<Patient>& all, std::size_t number,
                   double tolerance, double scale, LinearSolver linear) {
  const FlushSubnormals scope;
  Measured m;
  m.trajectories.resize(number);
  CvodeSolver solver(protocol, linear, tolerance, scale);
  const double start = thread_seconds();
  for (std::size_t i = 0; i < number; ++i) m.row.failures += !solver.solve(all[i], m.trajectories[i]);
  m.seconds = thread_seconds() - start;
  m.row.tolerance = tolerance;
  m.row.steps_per_patient = static_cast<double>(solver.steps()) / static_cast<double>(number);
  return m;
}

double error_of(const Trajectories& trajectories, const Trajectories& reference) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < reference.size(); ++i)
    errors.push_back(patient_error(trajectories[i], reference[i]));
  return geometric_mean(errors);
}

}  // namespace

std::string instruction_set(Level level) {
  return level == Level::v4 ? "avx512" : level == Level::v3 ? "avx2" : "baseline";
}

WorkPrecisionResult measure_work_precision(const WorkPrecisionPlan& plan) {
  const Protocol course = protocol(plan.days);
  const std::vector<Patient> all = patients(std::max(plan.lane_patients, plan.reference_patients));
  const std::size_t few = static_cast<std::size_t>(plan.reference_patients);

  constexpr double finest = 1e-11;
  const Measured best = run_cvode(course, all, few, finest, absolute_scale(finest), LinearSolver::dense);
  if (best.row.failures > 0) throw std::runtime_error("the reference integration failed");
  const Trajectories& reference = best.trajectories;
  WorkPrecisionResult result;
  const std::vector<Patient> first(all.begin(), all.begin() + plan.reference_patients);
  result.reference_error =
      error_of(run_lanes(course, first, few, finest, best_level()).trajectories, reference);

  for (Level level : {Level::v4, Level::v3, Level::baseline}) {
    Method method{"Trimer, " + instruction_set(level), level, simulation::Precision::f64, {}};
    for (double tolerance : plan.lane_tolerances)
      if (machine_has(level)) method.rows.push_back(Row{{tolerance}});
    result.methods.push_back(std::move(method));
  }
  Method single{"Trimer, " + instruction_set(best_level()) + ", f32", best_level(), simulation::Precision::f32, {}};
  for (double tolerance : plan.single_tolerances) single.rows.push_back(Row{{tolerance}});
  result.methods.push_back(std::move(single));
  for (const char* name : {"CVODE, dense", "CVODE, sparse"}) {
    Method method{name, {}, simulation::Precision::f64, {}};
    for (double tolerance : plan.cvode_tolerances) method.rows.push_back(Row{{tolerance}});
    result.methods.push_back(std::move(method));
  }

  std::vector<std::vector<std::vector<double>>> rates(result.methods.size());
  for (std::size_t m = 0; m < rates.size(); ++m) rates[m].resize(result.methods[m].rows.size());
  for (int repetition = 0; repetition < plan.repetitions; ++repetition) {
    for (std::size_t m = 0; m < rates.size(); ++m) {
      Method& method = result.methods[m];
      for (std::size_t r = 0; r < method.rows.size(); ++r) {
        const double tolerance = method.rows[r].tolerance;
        const Measured measured =
            method.level
                ? run_lanes(course, all, few, tolerance, *method.level, method.precision)
                : run_cvode(course, all, few, tolerance, absolute_scale(tolerance),
                            method.name == "CVODE, dense" ? LinearSolver::dense : LinearSolver::sparse);
        method.rows[r] = measured.row;
        method.rows[r].error = error_of(measured.trajectories, reference);
        const double solved = method.level ? static_cast<double>(all.size()) : static_cast<double>(few);
        rates[m][r].push_back(solved / measured.seconds);
        method.rows[r].patients_per_second = median(rates[m][r]);
      }
    }
  }
  return result;
}

}  // namespace trimer::benchmark
