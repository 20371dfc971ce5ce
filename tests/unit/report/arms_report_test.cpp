// The page of a trial with arms: what it draws, checked against the tallies behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/report/arms_report.h>
#include <trimer/report/differences.h>
#include <trimer/report/text.h>

#include "markup.h"

namespace trimer::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Invented patients: patient i responds below a threshold, has CRS above another.
struct Arm {
  cohort::CohortTally tally;
  cohort::ExposureTally exposure;
  cohort::ArmOutcomes outcomes;
};

Arm arm_of(int responders, int with_crs, double exposure) {
  Arm arm;
  for (int i = 0; i < 200; ++i) {
    cohort::PatientRow row;
    row.patient = i + 1;
    row.best_response = i < responders ? cohort::BestResponse::CR : cohort::BestResponse::NR;
    row.mrd = i < responders ? cohort::BestMrd::response : cohort::BestMrd::not_applicable;
    row.crs.grade = i % 200 < with_crs ? 3 : 1;
    row.icans.grade = i % 3;
    row.overall_survival = cohort::EventTime{i < responders ? 365.25 : 50.0 + i, i >= responders};
    row.event_free_survival = cohort::EventTime{i < responders ? 350.0 : 0, i >= responders};
    if (i == 77) row.outcome = "step_limit_reached";
    arm.tally.add(row);
    arm.exposure.add(exposure * (0.5 + i / 200.0), row);
    arm.outcomes.add(row);
  }
  return arm;
}

class ArmsPage : public testing::Test {
 protected:
  ArmsPage() {
    input.title = "Two ways <and a third>";
    input.subtitle = "200 invented patients";
    for (std::size_t i = 0; i < arms.size(); ++i) {
      input.arms.push_back({names[i],
                            "arms/" + std::to_string(i),
                            {"cycle 1: 28 ug/day"},
                            &arms[i].tally,
                            &arms[i].exposure,
                            {}});
      if (i > 0)
        input.arms[i].differences = cohort::arm_differences(arms[0].outcomes, arms[i].outcomes, 365.25);
    }
  }
  std::vector<std::string> names = {"label", "half <the> dose",
                                    "an arm whose name is as long as anybody would ever write it"};
  std::vector<Arm> arms = {arm_of(100, 20, 500), arm_of(80, 12, 250), arm_of(120, 44, 500)};
  ArmsReportInput input;
};

TEST_F(ArmsPage, says_every_difference_with_its_interval) {
  const Report report = arms_report(input);
  const auto table = std::find_if(report.tables().begin(), report.tables().end(),
                                  [](const Table& t) { return t.id == "differences"; });
  ASSERT_NE(table, report.tables().end());
  const auto& row = table->rows.front();
  EXPECT_EQ(row[0], "CR");
  EXPECT_EQ(row[1], "half <the> dose");
  EXPECT_EQ(row[2], "49.7%") << "99 of 199: patient 78 failed in both arms";
  EXPECT_EQ(row[4].substr(0, row[4].find(' ')), "−10.1");
  EXPECT_EQ(row[5], "0, 20");
  EXPECT_THAT(report.html(), HasSubstr("step_limit_reached: 1"));
  EXPECT_THAT(report.html(), HasSubstr("Research use only"));
  EXPECT_THAT(report.html(), Not(HasSubstr("<the>")));
}

TEST_F(ArmsPage, no_label_is_cut_off_and_none_lies_on_another) {
  const Report report = arms_report(input);
  std::vector<std::string> ids;
  for (const Figure& figure : report.figures()) {
    ids.push_back(figure.id);
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
      SCOPED_TRACE(figure.id);
      EXPECT_NO_THROW((void)markup::parse(svg));
      EXPECT_THAT(svg, Not(HasSubstr("nan")));
      EXPECT_THAT(markup::cut_off(svg, text_width), IsEmpty());
      EXPECT_THAT(markup::overlapping(svg, text_width), IsEmpty());
    }
  }
  EXPECT_THAT(ids,
              testing::IsSupersetOf({"differences", "differences_times", "exposure_response", "os_curve"}));
}

TEST_F(ArmsPage, the_same_input_gives_the_same_bytes) {
  EXPECT_EQ(arms_report(input).html(), arms_report(input).html());
}

TEST_F(ArmsPage, patients_are_pooled_by_exposure_only_where_the_dose_alone_differs) {
  input.swept_key = "regimen.dose";
  const std::vector<std::pair<std::string, const cohort::ExposureTally*>> exposures = {
      {"a", &arms[0].exposure}, {"b", &arms[1].exposure}};
  const auto pooled = exposure_input(exposures), apart = exposure_input(exposures, false);
  const auto patients = [](const ExposurePanel& panel) {
    long n = 0;
    for (const auto& group : panel.groups) n += group.n;
    return n;
  };
  EXPECT_EQ(patients(pooled.panels[0]), 400);
  EXPECT_EQ(patients(apart.panels[0]), 200);
  EXPECT_EQ(pooled.panels[0].arms.size(), 2u);
  EXPECT_EQ(pooled.panels[0].arms[1].n, 200);
}

TEST(Differences, are_written_with_their_sign) {
  EXPECT_EQ(difference_text(0.123, true), "+12.3");
  EXPECT_EQ(difference_text(-0.04, true), "−4");
  EXPECT_EQ(difference_text(-0.0001, true), "0");
  EXPECT_EQ(difference_text(-29.24, false), "−29.2");
}

TEST(Differences, a_row_without_a_value_per_arm_is_a_fault) {
  DifferencesInput input;
  input.arms = {"a", "b"};
  input.rows = {{"", "CR", {Estimate{}}}};
  EXPECT_THROW((void)differences_figure(input), InputError);
}

}  // namespace
}  // namespace trimer::report
