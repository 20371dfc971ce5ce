#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include <trimer/core/fault.h>
#include <trimer/core/level.h>
#include <trimer/observation/visit_schedule.h>
#include <trimer/population/patient_generator.h>
#include <trimer/simulation/course_driver.h>
#include <trimer/simulation/therapy_ensemble.h>

namespace trimer::simulation {
namespace {

using Results = std::map<std::uint64_t, PatientResult>;

/// Simulates patients in the order given, through the whole course.
class Cohort : public testing::Test {
 protected:
  CourseSettings settings = [] {
    CourseSettings s;
    s.seed = 7;
    s.regimen = regimen::preset("label_relapsed_refractory");
    s.rules = protocol::load_rules();
    s.assays = observation::load_assays();
    s.visits = observation::load_visit_schedule();
    s.follow_up_days = 120;
    for (int day = 0; day <= 60; ++day) s.band_days.push_back(day);
    return s;
  }();
  population::PatientGenerator generator{population::named_population("after_car_t"),
                                         population::parameter_model(), 7};

  Results run(const std::vector<std::uint64_t>& ids, Level level = best_level(), const Accuracy& accuracy = {}) {
    Results results;
    std::size_t next = 0;
    CourseDriver driver(
        settings, lanes_of(level, accuracy.precision),
        [&]() -> std::optional<population::VirtualPatient> {
          if (next == ids.size()) return std::nullopt;
          return generator.patient(ids[next++]);
        },
        [&](PatientResult&& result) { results.emplace(result.patient.id, std::move(result)); });
    (void)integrate_therapy(driver, accuracy, level);
    return results;
  }
  static std::vector<std::uint64_t> first(std::uint64_t n) {
    std::vector<std::uint64_t> ids;
    for (std::uint64_t i = 1; i <= n; ++i) ids.push_back(i);
    return ids;
  }
  static void expect_same(const PatientResult& a, const PatientResult& b) {
    EXPECT_EQ(a.ending.time, b.ending.time) << "patient " << a.patient.id;
    EXPECT_EQ(a.ending.steps, b.ending.steps);
    ASSERT_EQ(a.record.labs.size(), b.record.labs.size());
    for (std::size_t i = 0; i < a.record.labs.size(); ++i) ASSERT_EQ(a.record.labs[i].value, b.record.labs[i].value);
    ASSERT_EQ(a.bands.size(), b.bands.size());
    for (std::size_t i = 0; i < a.bands.size(); ++i) {
      ASSERT_EQ(a.bands[i].interleukin_6, b.bands[i].interleukin_6);
      ASSERT_EQ(a.bands[i].marrow_blast_fraction, b.bands[i].marrow_blast_fraction);
      ASSERT_EQ(a.bands[i].neutrophils, b.bands[i].neutrophils);
    }
  }
};

TEST_F(Cohort, every_patient_ends_and_none_is_lost) {
  const Results results = run(first(40));
  ASSERT_EQ(results.size(), 40u);
  for (const auto& [id, result] : results) {
    EXPECT_EQ(result.ending.outcome, solver::Outcome::completed) << "patient " << id << " at day " << result.ending.time;
    EXPECT_FALSE(result.record.labs.empty());
    EXPECT_FALSE(result.record.exposure.empty());
  }
}

TEST_F(Cohort, a_patient_has_the_same_bits_alone_in_any_order_and_on_either_level_with_fma) {
  const Results all = run(first(19));
  auto reversed = first(19);
  std::reverse(reversed.begin(), reversed.end());
  const Results backwards = run(reversed);
  for (const auto& [id, result] : all) expect_same(result, backwards.at(id));
  expect_same(all.at(17), run({17}).at(17));
  if (machine_has(Level::v4)) {
    const Results narrow = run(first(19), Level::v3);
    for (const auto& [id, result] : all) expect_same(result, narrow.at(id));
  } else {
    std::puts("skipped: this machine has no AVX-512 to compare with AVX2");
  }
}

TEST_F(Cohort, the_baseline_agrees_with_itself_and_nearly_with_the_others) {
  const Results baseline = run(first(5), Level::baseline);
  expect_same(baseline.at(3), run({3}, Level::baseline).at(3));
  const Results best = run(first(5));
  const auto& a = baseline.at(2).bands;
  const auto& b = best.at(2).bands;
  for (std::size_t i = 0; i < std::min<std::size_t>({a.size(), b.size(), 20}); ++i)
    EXPECT_NEAR(a[i].neutrophils, b[i].neutrophils, 1e-2 * b[i].neutrophils + 1e-3);
}

TEST_F(Cohort, single_precision_completes_every_course_close_to_double_and_the_same_in_any_order) {
  const Accuracy single{.precision = Precision::f32};
  const Results f64 = run(first(40)), f32 = run(first(40), best_level(), single);
  auto reversed = first(40);
  std::reverse(reversed.begin(), reversed.end());
  const Results backwards = run(reversed, best_level(), single);
  ASSERT_EQ(f32.size(), 40u);
  int same_treatment = 0;
  for (const auto& [id, result] : f32) {
    EXPECT_EQ(result.ending.outcome, solver::Outcome::completed) << "patient " << id << " at day " << result.ending.time;
    expect_same(result, backwards.at(id));
    const PatientResult& other = f64.at(id);
    same_treatment += result.treatment.stop_reason == other.treatment.stop_reason;
    // The first days, before a decision on the edge of a threshold can part the two.
    for (std::size_t day = 1; day < std::min<std::size_t>({4, result.bands.size(), other.bands.size()}); ++day)
      EXPECT_NEAR(result.bands[day].neutrophils, other.bands[day].neutrophils, 2e-3 * other.bands[day].neutrophils);
  }
  EXPECT_GE(same_treatment, 38);
}

TEST_F(Cohort, single_precision_refuses_what_it_cannot_give) {
  try {
    (void)run({1}, best_level(), {.relative_tolerance = 1e-6, .precision = Precision::f32});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "relative_tolerance = 1e-06, expected at least 1e-05 in single precision (f32)");
  }
}

TEST_F(Cohort, nothing_observed_is_negative_or_beyond_what_exists) {
  for (const auto& [id, result] : run(first(24))) {
    for (const auto& truth : result.bands) {
      EXPECT_GE(truth.drug, -1e-3) << "patient " << id;
      EXPECT_GE(truth.marrow_blast_fraction, 0);
      EXPECT_LE(truth.marrow_blast_fraction, 1);
      EXPECT_GE(truth.ice_score, 0);
      EXPECT_LE(truth.ice_score, 10 + 1e-9);
      EXPECT_GT(truth.neutrophils, 0);
    }
    for (const auto& lab : result.record.labs)
      EXPECT_GE(lab.value.value_or(0), 0);
  }
}

}  // namespace
}  // namespace trimer::simulation
