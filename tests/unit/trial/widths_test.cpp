// Rows of patients.csv do not depend on how many patients share a register, on which of them, or in what order.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include <trimer/assessment/assess.h>
#include <trimer/cohort/patient_row.h>
#include <trimer/core/level.h>
#include <trimer/observation/visit_schedule.h>
#include <trimer/population/patient_generator.h>
#include <trimer/simulation/course_driver.h>
#include <trimer/simulation/therapy_ensemble.h>
#include <trimer/trial/patient_row.h>

namespace trimer::test {

#define TRIMER_DECLARE(LEVEL)                                                       \
  namespace LEVEL {                                                                 \
  solver::Statistics integrate_one_lane(solver::Driver&, const solver::Options&); \
  }
TRIMER_DECLARE(baseline)
TRIMER_DECLARE(v3)
TRIMER_DECLARE(v4)
#undef TRIMER_DECLARE

namespace {

using Ids = std::vector<std::uint64_t>;
using Rows = std::map<std::uint64_t, std::string>;

class Widths : public testing::Test {
 protected:
  simulation::CourseSettings settings = [] {
    simulation::CourseSettings s;
    s.seed = 11;
    s.regimen = regimen::preset("label_relapsed_refractory");
    s.rules = protocol::load_rules();
    s.assays = observation::load_assays();
    s.visits = observation::load_visit_schedule();
    s.follow_up_days = 200;
    return s;
  }();
  population::PatientGenerator generator{population::named_population("after_car_t"),
                                         population::parameter_model(), 11};

  /// Lines of patients.csv.
  Rows rows(const Ids& ids, Level level, int width) {
    const observation::StudySettings study;
    assessment::Assessor assessor(study);
    Rows lines;
    std::size_t next = 0;
    simulation::CourseDriver driver(
        settings, width,
        [&]() -> std::optional<population::VirtualPatient> {
          if (next == ids.size()) return std::nullopt;
          return generator.patient(ids[next++]);
        },
        [&](simulation::PatientResult&& result) {
          const auto& assessed = assessor.assess(result.record);
          const auto summary = summarize(result.record, assessed, study);
          lines[result.patient.id] = cohort::patients_csv_row(trial::patient_row(result, assessed, summary));
        });
    if (width == simulation::lanes_of(level)) {
      (void)simulation::integrate_therapy(driver, {}, level);
      return lines;
    }
    const simulation::TherapyTolerances tolerances({});
    const auto one_lane = level == Level::v4   ? v4::integrate_one_lane
                          : level == Level::v3 ? v3::integrate_one_lane
                                               : baseline::integrate_one_lane;
    (void)one_lane(driver, tolerances.options());
    return lines;
  }
  static Ids first(std::size_t n) {
    Ids ids(n);
    std::iota(ids.begin(), ids.end(), std::uint64_t{1});
    return ids;
  }
  static Ids reversed(Ids ids) {
    std::reverse(ids.begin(), ids.end());
    return ids;
  }
};

TEST_F(Widths, one_four_and_eight_give_the_same_rows_on_both_levels_with_fma) {
  if (!machine_has(Level::v3)) GTEST_SKIP() << "skipped: this machine lacks AVX2";
  const Rows four = rows(first(21), Level::v3, 4);
  ASSERT_EQ(four.size(), 21u);
  EXPECT_EQ(rows(first(21), Level::v3, 1), four);
  if (!machine_has(Level::v4)) GTEST_SKIP() << "skipped: this machine has no AVX-512 to compare with AVX2";
  EXPECT_EQ(rows(first(21), Level::v4, 8), four);
  EXPECT_EQ(rows(first(21), Level::v4, 1), four);
}

TEST_F(Widths, two_and_one_give_the_same_rows_at_the_baseline) {
  const Rows two = rows(first(9), Level::baseline, 2);
  EXPECT_EQ(rows(first(9), Level::baseline, 1), two);
  EXPECT_EQ(rows(reversed(first(9)), Level::baseline, 2), two);
  EXPECT_EQ(rows({4}, Level::baseline, 2).at(4), two.at(4));
}

TEST_F(Widths, order_and_neighbours_leave_the_rows_alone) {
  const int width = simulation::lanes_of(best_level());
  const Rows all = rows(first(21), best_level(), width);
  EXPECT_EQ(rows(reversed(first(21)), best_level(), width), all);
  for (const std::uint64_t id : {1u, 13u, 21u}) EXPECT_EQ(rows({id}, best_level(), width).at(id), all.at(id));
}

}  // namespace
}  // namespace trimer::test
