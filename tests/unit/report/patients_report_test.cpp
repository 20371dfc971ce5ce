// The page of named patients: what it draws, checked against the probabilities behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include <trimer/report/movers.h>
#include <trimer/report/patients_report.h>
#include <trimer/report/text.h>

#include "markup.h"

namespace trimer::report {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Courses {
  cohort::CohortTally tally;
  cohort::ExposureTally exposure;
  cohort::ArmOutcomes outcomes;
  cohort::Movers movers{2, 365.25};
};

/// Invented courses: remission where the first quantity is high.
Courses courses_of(int responders) {
  Courses courses;
  for (int i = 0; i < 120; ++i) {
    cohort::PatientRow row;
    row.patient = i + 1;
    const bool responds = i >= 120 - responders;
    row.best_response = responds ? cohort::BestResponse::CR : cohort::BestResponse::NR;
    row.crs.grade = i % 4;
    row.icans.grade = i % 3;
    row.infection.grade = 0;
    row.overall_survival = cohort::EventTime{responds ? 365.25 : 50.0 + i, !responds};
    row.event_free_survival = cohort::EventTime{responds ? 350.0 : 0, !responds};
    courses.tally.add(row);
    courses.exposure.add(300, row);
    courses.outcomes.add(row);
    courses.movers.add(std::array{static_cast<double>(i), static_cast<double>(i * 37 % 120)}, row);
  }
  return courses;
}

class PatientsPage : public testing::Test {
 protected:
  PatientsPage() {
    input.title = "Patients <b> & others";
    input.unselected = true;
    input.outcomes = {"CR, CRh or CRi",   "MRD response, all",    "CRS grade >= 2",
                      "ICANS, any grade", "Infection grade >= 3", "Alive at 12 months"};
    for (std::size_t i = 0; i < 3; ++i) {
      NamedPatientInput patient;
      patient.cohort = {
          names[i],
          "patients/" + std::to_string(i),
          i == 0 ? std::vector<std::string>{} : std::vector<std::string>{"CD19-positive blasts 45 %"},
          &courses[i].tally,
          &courses[i].exposure,
          {}};
      if (i > 0)
        patient.cohort.differences =
            cohort::arm_differences(courses[0].outcomes, courses[i].outcomes, 365.25);
      patient.probabilities = cohort::probabilities(courses[i].tally, 365.25);
      for (std::size_t k = 0; k < cohort::moved_outcomes.size(); ++k)
        patient.movers.push_back(courses[i].movers.rank(k));
      patient.quantities = {"CD19 sites, sites/cell", "a quantity <without> effect"};
      input.patients.push_back(std::move(patient));
    }
  }

  std::array<std::string, 3> names = {"Unselected", "Low <CD19>", "High CD19"};
  std::array<Courses, 3> courses = {courses_of(60), courses_of(24), courses_of(90)};
  PatientsReportInput input;
};

TEST_F(PatientsPage, names_every_patient_and_cuts_off_no_label) {
  const Report report = patients_report(input);
  const std::string html = report.html();
  EXPECT_THAT(html, HasSubstr("Low &lt;CD19&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("Low <CD19>")));
  EXPECT_THAT(html, HasSubstr("CD19-positive blasts 45 %"));
  EXPECT_THAT(html, HasSubstr("Not advice for treating a patient"));
  for (const Figure& figure : report.figures())
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
      SCOPED_TRACE(figure.id);
      EXPECT_NO_THROW((void)markup::parse(svg));
      EXPECT_THAT(svg, Not(HasSubstr("nan")));
      EXPECT_THAT(markup::cut_off(svg, text_width), testing::IsEmpty());
      EXPECT_THAT(markup::overlapping(svg, text_width), testing::IsEmpty());
    }
}

TEST_F(PatientsPage, prints_each_probability_with_its_interval) {
  const Report report = patients_report(input);
  for (const Table& table : report.tables()) {
    if (table.id != "probabilities") continue;
    for (const auto& row : table.rows)
      if (row.front() == "CR") {
        EXPECT_EQ(row[1], "50% (40.7–59.3)");
        EXPECT_EQ(row[2], "20% (13.3–28.3)");
        EXPECT_EQ(row[3], "75% (66.3–82.5)");
        return;
      }
  }
  FAIL() << "no row of CR";
}

TEST_F(PatientsPage, lists_only_what_moves_an_outcome_beyond_chance) {
  const Report report = patients_report(input);
  for (const Table& table : report.tables())
    if (table.id == "movers") {
      const std::string csv = table_csv(table);
      EXPECT_THAT(csv, HasSubstr("CD19 sites"));
      EXPECT_THAT(csv, Not(HasSubstr("without")));
      return;
    }
  FAIL() << "no table";
}

TEST_F(PatientsPage, without_the_unselected_has_no_section_of_differences) {
  input.patients.erase(input.patients.begin());
  input.unselected = false;
  EXPECT_THAT(patients_report(input).html(), Not(HasSubstr("What the known changes")));
}

TEST_F(PatientsPage, of_few_courses_says_so_instead_of_ranking) {
  for (NamedPatientInput& patient : input.patients)
    for (auto& movers : patient.movers) movers.clear();
  EXPECT_THAT(patients_report(input).html(), HasSubstr("too few courses to tell"));
}

TEST(QuantityName, is_read_by_a_person) {
  EXPECT_EQ(quantity_name("cd19_low_fraction", "1"), "CD19 low fraction");
  EXPECT_EQ(quantity_name("t_cells_per_ul", "cells/uL"), "T cells, cells/µL");
  EXPECT_EQ(quantity_name("car_t_per_ul", ""), "CAR-T per ul");
}

}  // namespace
}  // namespace trimer::report
