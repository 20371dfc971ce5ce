#include <trimer/evidence/observation_window.h>

#include <gtest/gtest.h>

#include "../assessment/record_builder.h"

namespace trimer::evidence {
namespace {

using assessment::HaemTerm;
using assessment::test::RecordBuilder;
using observation::LabTest;

/// Platelets [1e9/L] at the days given; 60 at baseline, CTCAE grade 2.
WindowGrade worst_platelets(const std::vector<std::pair<double, double>>& counts, bool worsening) {
  RecordBuilder b;
  b.first_dose();
  b.lab(LabTest::PLAT, 60, -0.5, "10*9/L", 150);
  for (const auto& [day, value] : counts) b.lab(LabTest::PLAT, value, day, "10*9/L", 150);
  const observation::StudySettings settings;
  const auto assessment = assessment::assess(b.record, settings);
  const auto summary = assessment::summarize(b.record, assessment, settings);
  const cohort::PatientRow row;
  return worst_count_grade({row, b.record, assessment, summary}, HaemTerm::platelets, worsening,
                           ObservationWindow(PublishedEndpoint{}));
}

TEST(CytopeniaAsAdverseEvent, counts_a_week_apart_and_no_dip_between_visits) {
  const std::vector<std::pair<double, double>> dip_between = {{1, 60}, {3, 40}, {4, 20}, {8, 55}, {15, 58}};
  EXPECT_EQ(worst_platelets(dip_between, true).grade, 0);
  EXPECT_EQ(worst_platelets(dip_between, false).grade, 4) << "a laboratory grade is the worst of all counts";
  const std::vector<std::pair<double, double>> dip_at_visit = {{1, 60}, {4, 55}, {8, 40}, {9, 20}, {15, 58}};
  EXPECT_EQ(worst_platelets(dip_at_visit, true).grade, 3);
  EXPECT_EQ(worst_platelets(dip_at_visit, true).onset, 8);
}

TEST(CytopeniaAsAdverseEvent, visits_may_drift_by_half_a_day) {
  EXPECT_EQ(worst_platelets({{1, 60}, {7.5, 40}}, true).grade, 3);
  EXPECT_EQ(worst_platelets({{1, 60}, {7.4, 40}}, true).grade, 0);
}

TEST(CytopeniaAsAdverseEvent, visits_are_counted_by_day_whatever_the_order_of_the_rows) {
  EXPECT_EQ(worst_platelets({{8, 55}, {4, 20}, {1, 60}}, true).grade, 0);
}

TEST(CytopeniaAsAdverseEvent, a_grade_that_stood_at_baseline_is_none) {
  EXPECT_EQ(worst_platelets({{1, 60}, {8, 55}}, true).grade, 0);
  EXPECT_EQ(worst_platelets({{1, 60}, {8, 55}}, false).grade, 2);
}

}  // namespace
}  // namespace trimer::evidence
