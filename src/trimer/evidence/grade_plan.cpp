#include <algorithm>
#include <cmath>

#include <trimer/evidence/observation_window.h>
#include <trimer/evidence/reading_plan.h>

namespace trimer::evidence {

bool passes(const Threshold& test, double value) {
  const auto& n = test.numbers;
  const std::string& sign = test.comparison;
  if (sign == "<") return value < n[0];
  if (sign == "<=") return value <= n[0];
  if (sign == ">") return value > n[0];
  if (sign == ">=") return value >= n[0];
  if (sign == "==") return value == n[0];
  if (sign == "between") return value >= n[0] && value <= n[1];
  return std::find(n.begin(), n.end(), value) != n.end();  // `in`
}

/// Whether the comparison has the values it needs.
bool complete(const Threshold& test) {
  if (test.comparison == "none" || test.comparison == "at") return false;
  return test.numbers.size() >= (test.comparison == "between" ? 2U : 1U);
}

namespace {

using assessment::Grading;
using assessment::HaemTerm;
using Counts = cohort::Reading;
using Plan = ReadingPlan;
using Read = std::function<EndpointReading(const ObservedPatient&)>;

/// Trials before 2019 did not call fever alone CRS and did not grade by ASTCT: ASTCT 2 is their grade 1 or 2,
/// from 3 on the two are taken as equal (assumed).
bool passes_before_astct(const Threshold& test, int astct) {
  if (astct <= 1) return passes(test, 0);
  if (astct == 2) return passes(test, 1) || passes(test, 2);
  return passes(test, astct);
}

using GradeOf = std::function<WindowGrade(const ObservedPatient&)>;
using GradeTest = std::function<bool(int)>;

/// A grade that is only a lower bound decides where every higher grade decides the same.
Read graded(GradeOf grade_of, GradeTest test) {
  return [grade_of = std::move(grade_of), test = std::move(test)](const ObservedPatient& patient) {
    const WindowGrade worst = grade_of(patient);
    if (!worst.grade) return unknown;
    const bool yes = test(*worst.grade);
    for (int grade = *worst.grade; worst.lower_bound && grade <= 5; ++grade)
      if (test(grade) != yes) return unknown;
    return count(yes);
  };
}

Plan crs_plan(const PublishedEndpoint& endpoint) {
  const ObservationWindow window(endpoint);
  const Threshold test = *endpoint.threshold;
  const bool ctcae = endpoint.ascertainment == "ctcae5";
  const bool before = endpoint.ascertainment == "reported_pre_astct_crs";
  const Grading grading = ctcae ? Grading::CRSC5 : Grading::CRSASTCT;
  Plan plan;
  plan.read =
      graded([=](const ObservedPatient& p) { return worst_grade(p, grading, window); },
             [=](int grade) { return before ? passes_before_astct(test, grade) : passes(test, grade); });
  plan.ascertainment =
      ctcae ? "CTCAE v5, worst grade of the window" : "ASTCT 2019, worst grade of the window";
  if (before) {
    plan.ascertainment =
        "CRS as reported before 2019: ASTCT grade 1 is none, 2 is grade 1 or 2, 3 and above are equal";
    plan.note =
        "the study did not grade CRS by ASTCT and did not call fever alone CRS; the map from ASTCT is "
        "assumed";
  } else if (endpoint.ascertainment != "astct2019" && !ctcae) {
    plan.note = "the grading scale of the study was not read; ASTCT 2019 is simulated";
  }
  return plan;
}

/// By the age of the patient, as the summary has it.
Grading icans_scale(const ObservedPatient& patient) {
  return patient.assessment.icans_scale == assessment::IcansScale::capd ? Grading::ICANSCAP
                                                                        : Grading::ICANSICE;
}

Plan neurologic_plan(const PublishedEndpoint& endpoint) {
  const ObservationWindow window(endpoint);
  const Threshold test = *endpoint.threshold;
  Plan plan;
  plan.ascertainment = "ICANS by ICE score, ASTCT 2019, worst grade of the window";
  if (test.quantity != "icans_grade")
    plan.note = "reported neurologic events include headache and tremor; ICANS by ICE is a loose counterpart";
  else if (endpoint.ascertainment != "astct2019")
    plan.note = "the grading scale of the study was not read; ASTCT 2019 is simulated";
  if (test.quantity == "neurologic_onset_day") {
    plan.ascertainment = "study day of the first ICANS grade of 1 or more";
    plan.read = [=](const ObservedPatient& p) {
      const WindowGrade worst = worst_grade(p, icans_scale(p), window);
      if (!worst.onset) return outside;
      const double elapsed = *worst.onset - p.assessment.course.start.value_or(0);
      return EndpointReading{Counts::yes, Side::none, std::floor(elapsed) + 1};
    };
    return plan;
  }
  plan.read = graded([=](const ObservedPatient& p) { return worst_grade(p, icans_scale(p), window); },
                     [=](int grade) { return passes(test, grade); });
  return plan;
}

Plan count_plan(const PublishedEndpoint& endpoint, HaemTerm term) {
  const ObservationWindow window(endpoint);
  const Threshold test = *endpoint.threshold;
  const bool laboratory = endpoint.ascertainment == "ctcae5";
  Plan plan;
  plan.read =
      graded([=](const ObservedPatient& p) { return worst_count_grade(p, term, !laboratory, window); },
             [=](int grade) { return passes(test, grade); });
  plan.ascertainment =
      laboratory ? "CTCAE v5 of the laboratory value, whatever it was at baseline"
                 : "CTCAE v5 of the laboratory value at weekly visits, only when worse than at baseline";
  if (endpoint.ascertainment != "ae_worsening_ctcae" && !laboratory)
    plan.note = "reported as an adverse event; a laboratory grade worse than before is simulated";
  return plan;
}

}  // namespace

ReadingPlan graded_plan(const PublishedEndpoint& endpoint) {
  const std::string& quantity = endpoint.threshold->quantity;
  const ObservationWindow window(endpoint);
  const Threshold test = *endpoint.threshold;
  if (quantity != "neurologic_onset_day" && !complete(test))
    return cannot("the record gives no grade to count");
  if (quantity == "crs_grade") return crs_plan(endpoint);
  if (quantity == "neutrophil_grade") return count_plan(endpoint, HaemTerm::neutrophils);
  if (quantity == "platelet_grade") return count_plan(endpoint, HaemTerm::platelets);
  if (quantity == "haemoglobin_grade") return count_plan(endpoint, HaemTerm::haemoglobin);
  const auto tested = [test](int grade) { return passes(test, grade); };
  if (quantity == "haem_grade") {
    return {graded([=](const ObservedPatient& p) { return worst_haematological(p, window); }, tested), "",
            "the grading scale of the study was not read; CTCAE v5 is simulated",
            "CTCAE v5, worst of neutrophils, platelets and haemoglobin"};
  }
  if (quantity == "temperature_grade") {
    return {graded([=](const ObservedPatient& p) { return worst_grade(p, Grading::FEVER, window); }, tested),
            "", "", "peak recorded temperature: any >= 38.0, grade 3 > 40.0 degC"};
  }
  if (quantity == "infection_grade") {
    return {graded([=](const ObservedPatient& p) { return worst_infection(p, window); }, tested), "",
            "only the first infection of grade 3 or more is simulated",
            "infection events of the record, CTCAE v5"};
  }
  return neurologic_plan(endpoint);
}

}  // namespace trimer::evidence
