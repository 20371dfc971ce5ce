// Verdicts on the shipped studies, with readings that are invented, as a page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include <trimer/evidence/library.h>
#include <trimer/report/comparison_figures.h>
#include <trimer/report/comparison_report.h>
#include <trimer/report/text.h>

#include "demo.h"
#include "markup.h"

namespace trimer::report {
namespace {

using evidence::EndpointVerdict;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Everything that a report refers to.
struct Compared {
  std::vector<evidence::StudyReadings> readings;
  std::vector<std::vector<EndpointVerdict>> verdicts;
  ComparisonReportInput input;

  explicit Compared(const std::vector<const evidence::Study*>& studies)
      : readings(demo::readings(studies, 300)) {
    for (const evidence::StudyReadings& study : readings) {
      const bool runs = study.study->simulate.has_value();
      verdicts.push_back(evidence::judge_study(
          *study.study, std::span<const evidence::StudyTally>(&study.tally, runs ? 1U : 0U),
          {.trials = 100}));
    }
    for (std::size_t i = 0; i < readings.size(); ++i) {
      const bool runs = readings[i].study->simulate.has_value();
      input.studies.push_back({readings[i].study, runs ? &readings[i].tally : nullptr, &verdicts[i]});
      for (const EndpointVerdict& verdict : verdicts[i]) input.score.add(verdict);
    }
  }
};

const Compared& everything() {
  static const Compared all = [] {
    std::vector<const evidence::Study*> studies;
    for (const evidence::Study& study : evidence::shipped_studies()) studies.push_back(&study);
    return Compared(studies);
  }();
  return all;
}

TEST(ComparisonReport, names_every_study_every_miss_and_why_some_were_not_run) {
  const std::string html = comparison_report(everything().input).html();
  EXPECT_NO_THROW((void)markup::parse(html));
  EXPECT_THAT(html, HasSubstr(std::to_string(everything().input.score.inside) + " of " +
                              std::to_string(everything().input.score.judged)));
  for (const evidence::Study& study : evidence::shipped_studies()) EXPECT_THAT(html, HasSubstr(study.id));
  EXPECT_THAT(html, HasSubstr("cohort selected on failure of blinatumomab"));
  const Report report = comparison_report(everything().input);
  const auto misses = std::find_if(report.tables().begin(), report.tables().end(),
                                   [](const Table& table) { return table.id == "misses"; });
  ASSERT_NE(misses, report.tables().end());
  const auto rows = std::count_if(misses->rows.begin(), misses->rows.end(),
                                  [](const std::vector<std::string>& row) { return row.size() > 1; });
  EXPECT_EQ(rows, everything().input.score.judged - everything().input.score.inside);
  for (const char* word : {">nan", "nan%", "nan ", "\"nan", ">inf<", "inf%", " inf "})
    EXPECT_THAT(html, Not(HasSubstr(word)));
}

TEST(ComparisonReport, has_figures_with_one_name_each_whose_labels_do_not_overlap) {
  const Report report = comparison_report(everything().input);
  std::set<std::string> names;
  for (const Figure& figure : report.figures()) {
    EXPECT_TRUE(names.insert(figure.id).second) << figure.id;
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
      SCOPED_TRACE(figure.id);
      EXPECT_THAT(markup::cut_off(svg, text_width), IsEmpty());
    }
  }
  EXPECT_TRUE(names.contains("forest_proportions"));
  EXPECT_TRUE(names.contains("tower_kantarjian_2017_os"));
  EXPECT_TRUE(names.contains("blast_goekbuget_2018_rfs"));
}

TEST(ComparisonReport, puts_judged_numbers_and_shown_ones_into_forests_of_their_own) {
  std::size_t judged = 0, shown = 0;
  for (const auto& forest : verdict_forests(everything().input, true))
    for (const VerdictRow& row : forest.rows) {
      EXPECT_TRUE(row.inside.has_value()) << row.endpoint;
      ++judged;
    }
  for (const auto& forest : verdict_forests(everything().input, false))
    for (const VerdictRow& row : forest.rows) {
      EXPECT_FALSE(row.inside.has_value()) << row.endpoint;
      ++shown;
    }
  EXPECT_EQ(judged, static_cast<std::size_t>(everything().input.score.judged));
  EXPECT_GT(shown, 0U);
}

TEST(ComparisonReport, draws_published_medians_and_landmarks_on_the_simulated_curve) {
  for (const ComparedStudy& study : everything().input.studies) {
    if (study.study->id != "blast_goekbuget_2018") continue;
    const auto figures = survival_beside(study);
    const auto rfs = std::find_if(figures.begin(), figures.end(), [](const SurvivalInput& input) {
      return input.text.id == "blast_goekbuget_2018_rfs";
    });
    ASSERT_NE(rfs, figures.end());
    const auto& points = rfs->published;
    EXPECT_TRUE(std::any_of(points.begin(), points.end(), [](const PublishedPoint& point) {
      return point.time == 18 && point.estimate == 0.54 && !point.horizontal;
    })) << "relapse-free survival at 18 months";
    EXPECT_TRUE(std::any_of(points.begin(), points.end(), [](const PublishedPoint& point) {
      return point.time == 18.9 && point.estimate == 0.5 && point.horizontal;
    })) << "median";
    for (const PublishedPoint& point : points) EXPECT_LE(point.time, rfs->last_time);
  }
}

TEST(ComparisonReport, tells_the_intervals_of_sampling_apart_where_parameters_vary) {
  ComparisonReportInput input = everything().input;
  EXPECT_THAT(comparison_report(input).html(), Not(HasSubstr("Sampling alone")));
  input.parameters_vary = true;
  const std::string html = comparison_report(input).html();
  EXPECT_THAT(html, HasSubstr("Sampling alone"));
  EXPECT_THAT(html, HasSubstr("× 1.00")) << "one member: the two are the same";
}

}  // namespace
}  // namespace trimer::report
