// The page: whole, on its own, and honest about what is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <set>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

#include "demo.h"
#include "markup.h"

namespace trimer::report {
namespace {
namespace fs = std::filesystem;

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> pages() {
  return {cohort_report(demo::cohort()).html(), assessment_report(demo::assessment()).html(),
          cohort_report({}).html(), assessment_report({}).html()};
}

TEST(Page, is_well_formed_with_every_identifier_once) {
  for (const std::string& html : pages()) {
    const auto elements = markup::parse(html);
    EXPECT_EQ(elements.front().name, "html");
    EXPECT_TRUE(elements.front().attributes.count("lang"));
    std::set<std::string> ids;
    const auto value = [](const markup::Element& element, const char* name) {
      const auto found = element.attributes.find(name);
      return found == element.attributes.end() ? std::string() : found->second;
    };
    for (const auto& element : elements) {
      const std::string id = value(element, "id");
      if (!id.empty()) {
        EXPECT_TRUE(ids.insert(id).second) << id;
      }
    }
    for (const auto& element : elements) {
      const std::string href = value(element, "href"), by = value(element, "aria-labelledby");
      if (!href.empty() && href[0] == '#') {
        EXPECT_TRUE(ids.count(href.substr(1))) << href;
      }
      if (!by.empty()) {
        EXPECT_TRUE(ids.count(by.substr(0, by.find(' ')))) << by;
      }
    }
  }
}

TEST(Page, fetches_nothing_and_runs_nothing) {
  for (const std::string& html : pages()) {
    for (const auto& element : markup::parse(html)) {
      EXPECT_NE(element.name, "script");
      EXPECT_NE(element.name, "iframe");
      EXPECT_NE(element.name, "img");
      for (const auto& [name, value] : element.attributes) {
        EXPECT_NE(name, "src");
        EXPECT_NE(name.substr(0, 2), "on") << "an event handler";
        if (value.find("//") == std::string::npos) continue;
        const bool link = element.name == "a" && name == "href" && value.rfind("https://doi.org/10.", 0) == 0;
        EXPECT_TRUE(link || name == "xmlns") << element.name << " " << name << "=" << value;
      }
    }
    EXPECT_THAT(html, Not(HasSubstr("@import")));
    EXPECT_THAT(html, Not(HasSubstr("url(http")));
  }
}

TEST(Page, says_research_use_only_at_both_ends) {
  for (const std::string& html : pages()) {
    const auto first = html.find("Research use only"), last = html.rfind("Research use only");
    EXPECT_LT(first, html.find("<h1>"));
    EXPECT_GT(last, html.find("<footer>"));
  }
}

TEST(Page, a_doi_becomes_a_link_and_other_text_is_escaped) {
  Report report("T", "");
  report.paragraph(
      "See <b> (doi:10.1007/s40262-019-00823-8), doi:10.1016/0197-2456(96)00075-X; and doi:10.1000/x.");
  const auto links = markup::all(markup::parse(report.html()), "a");
  ASSERT_EQ(links.size(), 3u);
  EXPECT_EQ(links[0].attributes.at("href"), "https://doi.org/10.1007/s40262-019-00823-8");
  EXPECT_EQ(links[1].attributes.at("href"), "https://doi.org/10.1016/0197-2456(96)00075-X");
  EXPECT_EQ(links[2].attributes.at("href"), "https://doi.org/10.1000/x");
  EXPECT_THAT(report.html(), HasSubstr("See &lt;b&gt;"));
}

TEST(Page, failures_and_missing_patients_are_always_told) {
  CohortReportInput input = demo::cohort();
  input.failures.clear();
  EXPECT_THAT(cohort_report(input).html(),
              HasSubstr("1000 in the tables, 0 whose simulation did not end as planned"));
  input.failures = {{"step_limit_reached", 3, "patient 17 at day 3.2"}};
  input.patients_simulated = 998;
  const std::string html = cohort_report(input).html();
  EXPECT_THAT(html, HasSubstr("3 whose simulation did not end as planned"));
  EXPECT_THAT(html, HasSubstr("2 patients asked for are not in the tables"));
}

TEST(Page, the_contradiction_and_the_assumptions_are_shown) {
  const std::string html = cohort_report(demo::cohort()).html();
  EXPECT_THAT(html, HasSubstr("NR in one sentence and PR in the next"));
  EXPECT_THAT(html, HasSubstr("171 parameters; 48 of them are assumed"));
}

TEST(Page, a_series_of_few_has_no_percentage_without_interval) {
  AssessmentReportInput input;
  input.endpoints = {{"with", "", 4, 5, {0.8, 0.284, 0.995}, "%", ""},
                     {"without", "", 4, 5, {0.8, NAN, NAN}, "%", ""},
                     {"landmark", "", std::nullopt, 5, {0.6, NAN, NAN}, "%", ""}};
  const std::string html = assessment_report(input).html();
  EXPECT_THAT(html, HasSubstr("4/5 = 80% (28.4–99.5)"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\" data-label=\"Estimate\">4/5</td>"));
  EXPECT_THAT(html, HasSubstr("no interval"));
  EXPECT_THAT(html, Not(HasSubstr("60%")));
}

TEST(Page, missing_values_print_a_dash_and_ungradable_ones_NE) {
  AssessmentReportInput input;
  input.scales = {"CRS", "ICANS", "ANC"};
  input.toxicity = {{"A", {{{std::nullopt, false, true}, {}}, {{}, {}}, {{2, true, false}, 3.0}}, ""}};
  input.patients = {{"A", {}, "", {}, {}, {}, {}, {}, "", ""}};
  const Report report = assessment_report(input);
  EXPECT_THAT(report.html(),
              HasSubstr(">NE</td><td class=\"number\">–</td><td class=\"number\">≥2 (3)</td>"));
  EXPECT_THAT(table_csv(report.tables().front()), HasSubstr("A,–,–,–,–,–,–,–,–,–"));
}

TEST(Page, a_line_with_too_few_grades_is_a_fault) {
  AssessmentReportInput input;
  input.scales = {"CRS", "ICANS"};
  input.toxicity = {{"A", {{{1, false, false}, {}}}, ""}};
  EXPECT_THROW((void)assessment_report(input), InputError);
}

TEST(Page, names_that_would_collide_or_escape_the_folder_are_faults) {
  Report report("T", "");
  Table table{"t", "T", {{"a", "", false}}, {{"1"}}, {}};
  report.table(table);
  EXPECT_THROW(report.table(table), InputError);
  table.id = "../t";
  EXPECT_THROW(report.table(table), InputError);
  table = {"u", "U", {{"a", "", false}, {"b", "", false}, {"c", "", false}}, {{"1", "2"}}, {}};
  EXPECT_THROW(report.table(table), InputError);
}

TEST(Page, writes_a_drawing_and_its_numbers_beside_it) {
  const fs::path folder = fs::path(testing::TempDir()) / "trimer_report_page";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const Report report = cohort_report(demo::cohort());
  report.write(folder);
  EXPECT_EQ(read_file(folder / "report.html"), report.html());
  ASSERT_FALSE(report.figures().empty());
  for (const Figure& figure : report.figures()) {
    EXPECT_EQ(read_file(folder / "figures" / (figure.id + ".svg")), figure.svg);
    EXPECT_EQ(read_file(folder / "figures" / (figure.id + ".csv")), figure.csv);
    EXPECT_THAT(report.html(), HasSubstr("href=\"figures/" + figure.id + ".csv\""));
  }
  for (const Table& table : report.tables()) EXPECT_TRUE(fs::exists(folder / "tables" / (table.id + ".csv")));
  fs::remove_all(folder);
}

TEST(Page, the_same_input_gives_the_same_bytes) {
  EXPECT_EQ(cohort_report(demo::cohort()).html(), cohort_report(demo::cohort()).html());
}

}  // namespace
}  // namespace trimer::report
