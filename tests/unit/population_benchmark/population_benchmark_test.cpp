// The parts of the population benchmark on a few patients: what it compares is the same problem, what it
// calls error is one.

#include <benchmarks/population/accuracy.h>
#include <benchmarks/population/lane_solver.h>
#include <benchmarks/population/stream.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#ifdef TRIMER_HAVE_CVODE
#include <benchmarks/population/cvode_solver.h>
#endif

namespace trimer::benchmark {
namespace {

constexpr int days = 14;
constexpr std::uint64_t number = 3;

std::vector<Trajectory> in_lanes(double tolerance, Level level = best_level(),
                                 simulation::Precision precision = simulation::Precision::f64) {
  const Cohort cohort(1);
  const Protocol course = protocol(days);
  std::vector<Trajectory> trajectories(number);
  std::uint64_t next = 0;
  const LaneTask task{[&](std::uint64_t& id, Patient& patient) {
                        if (next == number) return false;
                        id = next++;
                        patient = cohort.patient(id + 1);
                        return true;
                      },
                      [&](std::uint64_t id, const Trajectory& t, const solver::Ending& ending) {
                        EXPECT_EQ(ending.outcome, solver::Outcome::completed);
                        trajectories[id] = t;
                      }};
  const solver::Statistics s = solve_in_lanes(course, task, tolerance, level, precision);
  EXPECT_EQ(s.patients, static_cast<std::int64_t>(number));
  return trajectories;
}

double error_of(const std::vector<Trajectory>& trajectories, const std::vector<Trajectory>& reference) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < reference.size(); ++i)
    errors.push_back(patient_error(trajectories[i], reference[i]));
  return geometric_mean(errors);
}

TEST(PopulationBenchmark, the_label_regimen_steps_up_on_day_7_and_pauses_from_day_28) {
  const Protocol p = protocol(84);
  std::vector<std::pair<double, double>> rates;
  for (const TimedDose& d : p.doses)
    if (d.dose.kind == therapy::DoseKind::infusion_rate) rates.emplace_back(d.day, d.dose.value);
  const std::vector<std::pair<double, double>> expected = {{0, 9}, {7, 28}, {28, 0}, {42, 28}, {70, 0}};
  EXPECT_EQ(rates, expected);
  EXPECT_EQ(p.stops.size(), p.doses.size() + 1);
  EXPECT_EQ(p.stops.back(), 84);
}

TEST(PopulationBenchmark, an_error_is_relative_with_a_floor_of_a_thousandth_of_the_largest_value) {
  std::vector<double> reference(2 * states, 0.0), trajectory = reference;
  reference[5] = 10, reference[states + 5] = 0;  // one state, two days
  trajectory[5] = 10.01, trajectory[states + 5] = 0.005;
  EXPECT_NEAR(patient_error(trajectory, reference), 0.5, 1e-12);
  trajectory[states + 5] = 0;
  EXPECT_NEAR(patient_error(trajectory, reference), 0.01 / 10.01, 1e-12);
  trajectory[5] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(patient_error(trajectory, reference), std::numeric_limits<double>::infinity());
}

TEST(PopulationBenchmark, a_speed_at_an_error_lies_on_the_line_between_its_neighbours) {
  const std::vector<WorkPrecision> curve = {{1e-4, 1e-3, 400}, {1e-6, 1e-5, 100}};
  EXPECT_NEAR(rate_at_error(curve, 1e-4), 200, 1e-9);
  EXPECT_TRUE(std::isnan(rate_at_error(curve, 1e-6)));
}

TEST(PopulationBenchmark, the_true_error_falls_with_the_tolerance_on_every_level_of_this_machine) {
  const auto reference = in_lanes(1e-10);
  for (Level level : {Level::baseline, Level::v3, Level::v4}) {
    if (!machine_has(level)) continue;
    const double coarse = error_of(in_lanes(1e-4, level), reference),
                 fine = error_of(in_lanes(1e-7, level), reference);
    EXPECT_LT(coarse, 5e-2) << name(level);
    EXPECT_LT(fine, 2e-5) << name(level);
  }
}

TEST(PopulationBenchmark, single_precision_has_the_error_of_double_precision_at_its_finest_tolerance) {
  const auto reference = in_lanes(1e-10);
  const double single = error_of(
      in_lanes(simulation::finest_single_tolerance, best_level(), simulation::Precision::f32), reference);
  EXPECT_LT(single, 1.5 * error_of(in_lanes(simulation::finest_single_tolerance), reference));
}

TEST(PopulationBenchmark, CVODE_solves_the_same_problem_dense_and_sparse) {
#ifdef TRIMER_HAVE_CVODE
  const auto reference = in_lanes(1e-10);
  const Cohort cohort(1);
  for (LinearSolver linear : {LinearSolver::dense, LinearSolver::sparse}) {
    CvodeSolver solver(protocol(days), linear, 1e-9, absolute_scale(1e-9));
    std::vector<Trajectory> trajectories(number);
    for (std::uint64_t i = 0; i < number; ++i)
      EXPECT_TRUE(solver.solve(cohort.patient(i + 1), trajectories[i]));
    EXPECT_LT(error_of(trajectories, reference), 1e-4);
  }
#else
  GTEST_SKIP() << "skipped: CVODE not found";
#endif
}

TEST(PopulationBenchmark, two_threads_give_the_bits_of_one) {
  const StreamResult one = stream({.patients = 5, .days = days, .threads = 1, .tolerance = 1e-4});
  const StreamResult two = stream({.patients = 5, .days = days, .threads = 2, .tolerance = 1e-4});
  EXPECT_EQ(one.failures, 0);
  EXPECT_EQ(one.fingerprint, two.fingerprint);
  EXPECT_NE(one.fingerprint, stream({.patients = 4, .days = days, .tolerance = 1e-4}).fingerprint);
  EXPECT_EQ(one.steps, two.steps);
}

}  // namespace
}  // namespace trimer::benchmark
