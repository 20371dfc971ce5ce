// From the tally of a cohort and the shipped studies to the page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <trimer/evidence/library.h>
#include <trimer/report/from_cohort.h>
#include <trimer/report/from_evidence.h>
#include <trimer/report/text.h>

#include "demo.h"
#include "markup.h"

namespace trimer::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const evidence::Study& qi() {
  return evidence::find_study("seed_qi_2023");
}
const evidence::Study& tower() {
  return evidence::find_study("tower_kantarjian_2017");
}

const EndpointRow& row_of(const std::vector<EndpointRow>& rows, std::string_view id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const EndpointRow& row) { return row.id == id; });
  if (found == rows.end()) throw std::runtime_error("no row " + std::string(id));
  return *found;
}

TEST(FromEvidence, the_published_counts_stand_beside_the_simulated_endpoint) {
  const auto rows = endpoint_rows(demo::tally(300), demo::readings({&qi(), &tower()}, 300));
  const EndpointRow& remission = row_of(rows, "cr_crh_cri");
  ASSERT_EQ(remission.beside.size(), 2u);
  EXPECT_EQ(remission.beside[0].published.study, "Qi 2023");
  EXPECT_EQ(remission.beside[0].published.k, 4);
  EXPECT_EQ(remission.beside[0].published.n, 5);
  EXPECT_NEAR(remission.beside[0].published.estimate.low, 0.284, 5e-4);
  EXPECT_NEAR(remission.beside[0].published.estimate.high, 0.995, 5e-4);
  EXPECT_EQ(remission.beside[1].published.k, 119);
  const Estimate &of_5 = remission.beside[0].prediction, &of_271 = remission.beside[1].prediction;
  EXPECT_LT(of_5.low, of_271.low);
  EXPECT_GT(of_5.high, of_271.high) << "fewer patients, wider interval";
  EXPECT_GT(remission.not_evaluable, 0);
}

TEST(FromEvidence, bars_of_the_small_series_keep_its_contradiction) {
  const BarsInput bars = response_bars(demo::tally(300), demo::readings({&qi(), &tower()}, 300));
  ASSERT_EQ(bars.rows.size(), 3u);
  EXPECT_THAT(bars.rows[1].bar.parts, ElementsAre("CR/CRi", "PR/NR"));
  EXPECT_THAT(bars.rows[1].bar.counts, ElementsAre(4, 1));
  EXPECT_THAT(bars.rows[2].bar.parts, ElementsAre("CR", "CRh/CRi", "no CR/CRh/CRi"));
  EXPECT_THAT(bars.rows[2].bar.counts, ElementsAre(91, 28, 152));
  EXPECT_EQ(bars.rows[2].leading, 2);
  const CohortReportInput input = cohort_report_input(demo::tally(300), demo::readings({&qi()}, 300));
  ASSERT_FALSE(input.cautions.empty());
  EXPECT_THAT(input.cautions[0].items, testing::Contains(HasSubstr("NR in one sentence, PR in the next")));
}

TEST(FromEvidence, single_grades_are_shown_where_they_add_up_and_a_split_elsewhere) {
  const BarsInput bars = grade_bars(demo::tally(300), demo::readings({&qi(), &tower()}, 300));
  const auto find = [&](const std::string& group, const std::string& label) {
    return *std::find_if(bars.rows.begin(), bars.rows.end(),
                         [&](const BarRow& r) { return r.group == group && r.bar.label == label; });
  };
  const BarRow small = find("Cytokine release syndrome", "Qi 2023");
  EXPECT_THAT(small.bar.parts, ElementsAre("grade 0", "grade 1", "grade 2"));
  EXPECT_THAT(small.bar.counts, ElementsAre(1, 3, 1));
  const BarRow large = find("Cytokine release syndrome", "Kantarjian 2017");
  EXPECT_THAT(large.bar.parts, ElementsAre("<3", "≥3"));
  EXPECT_THAT(large.bar.counts, ElementsAre(254, 13)) << "all cycles, not cycle 1";
  int unknown = 0;
  for (std::size_t i = 0; i < bars.rows[0].bar.parts.size(); ++i)
    if (bars.rows[0].bar.parts[i] == "not evaluable") unknown = bars.rows[0].bar.counts[i];
  EXPECT_EQ(unknown, 43) << "an ungraded patient is not grade 0";
}

TEST(FromEvidence, the_whole_page_holds_every_study_and_nothing_overlaps) {
  for (const auto& studies : {std::vector<const evidence::Study*>{}, {&qi()}, {&qi(), &tower()}}) {
    const Report report = cohort_report(cohort_report_input(demo::tally(300), demo::readings(studies, 300)));
    const std::string html = report.html();
    EXPECT_NO_THROW((void)markup::parse(html));
    EXPECT_THAT(html, HasSubstr("6 whose simulation did not end as planned"));
    EXPECT_THAT(html, HasSubstr("step_limit_reached"));
    EXPECT_THAT(html, HasSubstr("patient 50 at day 3.25"));
    for (const Figure& figure : report.figures())
      for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
        SCOPED_TRACE(figure.id);
        EXPECT_THAT(markup::cut_off(svg, text_width), IsEmpty());
        EXPECT_THAT(markup::overlapping(svg, text_width), IsEmpty());
      }
  }
}

TEST(FromEvidence, every_shipped_study_makes_a_page) {
  for (const evidence::Study& study : evidence::shipped_studies()) {
    SCOPED_TRACE(study.id);
    const Report report =
        cohort_report(cohort_report_input(demo::tally(100), demo::readings({&study}, 100), {0.95, 100, 1}));
    EXPECT_NO_THROW((void)markup::parse(report.html()));
    // NaN where a number should stand; words such as "dominant" may.
    for (const char* word : {">nan", "nan%", "nan ", "\"nan"})
      EXPECT_THAT(report.html(), Not(HasSubstr(word)));
  }
}

TEST(FromEvidence, a_published_endpoint_without_counterpart_is_listed_with_its_reason) {
  const CohortReportInput input = cohort_report_input(demo::tally(100), demo::readings({&tower()}, 100));
  ASSERT_TRUE(input.not_compared.has_value());
  const auto& rows = input.not_compared->rows;
  const auto found =
      std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row[0] == "OS_HR_vs_SOC"; });
  ASSERT_NE(found, rows.end());
  EXPECT_FALSE((*found)[2].empty());
}

TEST(FromEvidence, an_endpoint_that_no_record_can_tell_is_not_evaluable_and_not_zero) {
  const EndpointRow row =
      row_of(endpoint_rows(demo::tally(100), demo::readings({&tower()}, 100)), "infection_ge3");
  EXPECT_EQ(row.not_evaluable, 100);
  EXPECT_FALSE(row.k.has_value());
  EXPECT_TRUE(std::isnan(row.simulated.value));
  EXPECT_TRUE(std::isnan(row.beside.at(0).prediction.low));
  CohortReportInput input;
  input.endpoints = {row};
  const Report report = cohort_report(input);
  EXPECT_THAT(report.html(), HasSubstr("not evaluable"));
  EXPECT_THAT(report.html(), Not(HasSubstr("0/100")));
  EXPECT_TRUE(report.figures().empty()) << "nothing to draw beside the published number";
}

TEST(FromEvidence, what_only_a_later_study_reports_is_told_further_down) {
  const auto rows = endpoint_rows(demo::tally(100), demo::readings({&qi(), &tower()}, 100));
  EXPECT_FALSE(row_of(rows, "crs_grade_1").further);
  EXPECT_FALSE(row_of(rows, "crs_ge3").further);
  EXPECT_TRUE(row_of(rows, "crs_ge3_cycle_1").further);
  EXPECT_FALSE(
      row_of(endpoint_rows(demo::tally(100), demo::readings({&tower()}, 100)), "crs_ge3_cycle_1").further);
}

TEST(FromEvidence, a_small_cohort_prints_intervals_with_its_percentages) {
  const EndpointRow row = row_of(endpoint_rows(demo::tally(8), demo::readings({}, 8)), "cr_crh_cri");
  EXPECT_FALSE(std::isnan(row.simulated.low));
  EXPECT_FALSE(std::isnan(row.simulated.high));
}

TEST(FromCohort, days_become_months_and_undefined_limits_stay_undefined) {
  const std::array<cohort::EventTime, 3> times{{{30.4375, true}, {60.875, true}, {91.3125, true}}};
  const SurvivalCurve curve = survival_curve(cohort::kaplan_meier(times), "three");
  ASSERT_EQ(curve.steps.size(), 3u);
  EXPECT_DOUBLE_EQ(curve.steps[0].time, 1);
  EXPECT_EQ(curve.steps[0].at_risk, 3);
  EXPECT_NEAR(curve.steps[0].survival, 2.0 / 3, 1e-12);
  EXPECT_DOUBLE_EQ(curve.median, 2);
  EXPECT_TRUE(std::isnan(curve.steps[2].low)) << "no limits once everybody has died";
  EXPECT_EQ(limits_name(cohort::kaplan_meier(times)), "95% limits, log-log");
}

TEST(FromCohort, incidence_keeps_its_events_and_limits) {
  const std::array<cohort::CauseTime, 4> times{{{30.4375, 1}, {60.875, 2}, {70, 0}, {91.3125, 1}}};
  const IncidenceCurve curve = incidence_curve(cohort::cumulative_incidence(times, 1), "relapse");
  ASSERT_EQ(curve.steps.size(), 2u);
  EXPECT_DOUBLE_EQ(curve.steps[0].time, 1);
  EXPECT_DOUBLE_EQ(curve.steps[0].incidence, 0.25);
  EXPECT_EQ(curve.steps[1].events, 1);
}

}  // namespace
}  // namespace trimer::report
