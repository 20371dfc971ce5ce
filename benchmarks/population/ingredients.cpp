#include "ingredients.h"

#include "accuracy.h"
#include "clock.h"
#include "lane_solver.h"

#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::benchmark {

#define TRIMER_DECLARE_LEVEL(level)                                                     \
  namespace level {                                                                     \
  solver::Statistics integrate_variant(int, solver::Driver&, const solver::Options&); \
  }
TRIMER_DECLARE_LEVEL(baseline)
TRIMER_DECLARE_LEVEL(v3)
TRIMER_DECLARE_LEVEL(v4)
#undef TRIMER_DECLARE_LEVEL

namespace {

constexpr std::uint64_t seed = 20230888;

solver::Statistics integrate(Level level, Variant variant, solver::Driver& driver,
                             const solver::Options& options) {
  const int v = static_cast<int>(variant);
  return level == Level::v4   ? v4::integrate_variant(v, driver, options)
         : level == Level::v3 ? v3::integrate_variant(v, driver, options)
                              : baseline::integrate_variant(v, driver, options);
}

bool slow(Variant variant) {
  return variant == Variant::one_lane || variant == Variant::dense || variant == Variant::differences;
}

int lanes_of(Variant variant, Level level) {
  const int natural = simulation::lanes_of(level);
  return variant == Variant::one_lane ? 1 : variant == Variant::two_registers ? 2 * natural : natural;
}

/// All patients, in ensembles of `group` each.
void solve(const IngredientPlan& plan, const Protocol& course, const std::vector<Patient>& patients,
           std::size_t group, Ingredient& ingredient, std::vector<double>& rates) {
  solver::Statistics statistics;
  const double start = thread_seconds();
  for (std::size_t first = 0; first < patients.size(); first += group) {
    std::size_t next = first;
    const std::size_t end = std::min(first + group, patients.size());
    const LaneTask task{[&](std::uint64_t& id, Patient& patient) {
                          if (next == end) return false;
                          id = next;
                          patient = patients[next++];
                          return true;
                        },
                        [](std::uint64_t, const Trajectory&, const solver::Ending&) {}};
    statistics += solve_in_lanes(course, task, plan.tolerance, lanes_of(ingredient.variant, plan.level),
                                 [&](solver::Driver& driver, const solver::Options& options) {
                                   return integrate(plan.level, ingredient.variant, driver, options);
                                 });
  }
  const double number = static_cast<double>(patients.size());
  rates.push_back(number / (thread_seconds() - start));
  ingredient.patients_per_second = median(rates);
  ingredient.steps_per_patient = static_cast<double>(statistics.accepted) / number;
}

}  // namespace

std::vector<Ingredient> measure_ingredients(const IngredientPlan& plan) {
  const Protocol course = protocol(plan.days);
  const Cohort cohort(seed);
  std::vector<Patient> patients;
  for (int id = 1; id <= plan.patients; ++id)
    patients.push_back(cohort.patient(static_cast<std::uint64_t>(id)));
  const std::vector<Patient> few(patients.begin(), patients.begin() + plan.patients / 4);

  std::vector<Ingredient> all = {
      {Variant::complete, "as it is"},
      {Variant::one_lane, "one patient at a time"},
      {Variant::two_registers, "lanes of two registers"},
      {Variant::groups, "lanes wait for the last of their group"},
      {Variant::whole_jacobian, "sparse LU without auxiliary unknowns"},
      {Variant::dense, "dense LU"},
      {Variant::differences, "dense LU, Jacobian by differences"},
  };
  std::vector<std::vector<double>> rates(all.size());
  for (int repetition = 0; repetition < plan.repetitions; ++repetition)
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::vector<Patient>& some = slow(all[i].variant) ? few : patients;
      const std::size_t group = all[i].variant == Variant::groups
                                    ? static_cast<std::size_t>(lanes_of(all[i].variant, plan.level))
                                    : some.size();
      solve(plan, course, some, group, all[i], rates[i]);
    }
  return all;
}

}  // namespace trimer::benchmark
