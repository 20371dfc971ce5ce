#include "assess_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <trimer/cohort/assessed_times.h>
#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/days.h>
#include <trimer/core/version.h>
#include <trimer/report/from_cohort.h>

namespace trimer::cli {
using assessment::Grading;
using observation::SubjectRecord;

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

constexpr std::array scales = {Grading::CRSASTCT, Grading::CRSLEE, Grading::CRSC5, Grading::ICANSICE, Grading::ICANSCAP,
                               Grading::NEUT,     Grading::PLAT,   Grading::HGB,   Grading::LYM,      Grading::HAEMCOMP,
                               Grading::ICAHTE,   Grading::ICAHTL};

report::PatientLine patient_line(const SubjectRecord& record) {
  report::PatientLine line;
  const observation::Subject& subject = record.subject;
  line.subject = subject.subject_id;
  line.age_y = subject.age_y;
  line.sex = subject.sex == observation::Sex::female ? "F" : subject.sex == observation::Sex::male ? "M" : "";
  line.prior_lines = subject.prior_lines;
  if (subject.car_t_day) line.days_since_car_t = -*subject.car_t_day;
  for (const auto& row : record.disease)
    if (row.measure == observation::Measure::blast_pct && row.site == observation::Site::BM && row.at.known() &&
        row.at.day <= 0 && row.value)
      line.marrow_blasts = *row.value / 100;
  for (const auto& row : record.flow) {
    if (row.population != "blasts" || row.marker != "CD19" || !row.at.known() || row.at.day > 0) continue;
    if (row.n_events && row.n_positive && *row.n_events > 0)
      line.cd19_positive = static_cast<double>(*row.n_positive) / static_cast<double>(*row.n_events);
    else if (row.pct)
      line.cd19_positive = *row.pct / 100;
    line.cd19_abc = row.abc;
  }
  const auto yes_no = [](observation::YesNo value) {
    return value == observation::YesNo::yes ? "yes" : value == observation::YesNo::no ? "no" : "";
  };
  line.extramedullary = yes_no(subject.baseline_emd);
  if (subject.baseline_cns != observation::CnsStatus::unknown)
    line.cns = assessment::to_text(subject.baseline_cns);
  return line;
}

report::ResponseLine response_line(const assessment::SubjectSummary& summary) {
  report::ResponseLine line;
  line.subject = summary.subject_id;
  for (const assessment::ProfileSummary& profile : summary.responses)
    line.best_by_profile.emplace_back(assessment::to_text(profile.best));
  if (!summary.responses.empty()) {
    line.mrd = assessment::to_text(summary.responses.front().mrd);
    line.days_to_response = summary.responses.front().first_remission_day;
  }
  line.transplant_day = summary.hsct_day;
  if (summary.relapse_day) {
    line.relapse = fmt::format("day {:g}", *summary.relapse_day);
    if (summary.relapse_cd19 == observation::Cd19::negative) line.relapse += ", CD19 negative";
    if (summary.relapse_cd19 == observation::Cd19::dim) line.relapse += ", CD19 dim";
    if (summary.relapse_cd19 == observation::Cd19::positive) line.relapse += ", CD19 positive";
  }
  return line;
}

report::ToxicityLine toxicity_line(const SubjectRecord& record, const assessment::SubjectSummary& summary) {
  report::ToxicityLine line;
  line.subject = summary.subject_id;
  for (const Grading scale : scales) {
    const assessment::WorstGrade& worst = summary.worst_of(scale);
    report::WorstGrade shown;
    using assessment::Status;
    shown.grade.grade = worst.status == Status::lower_bound ? worst.lower_bound : worst.grade;
    shown.grade.lower_bound = worst.status == Status::lower_bound;
    shown.grade.not_evaluable = worst.status == Status::not_evaluable;
    shown.day = worst.day;
    line.worst.push_back(shown);
  }
  for (const auto& event : record.events)
    if (event.event == observation::EventKind::ae && event.domain == observation::Domain::INFECTION)
      line.infections += (line.infections.empty() ? "" : "; ") + event.term;
  return line;
}

double days_of(const observation::Interval& when, double last_day) {
  if (!when.start.known()) return 0;
  return std::max(0.0, (when.end.known() ? when.end.day : last_day) - when.start.day);
}

report::ExposureLine exposure_line(const SubjectRecord& record, const assessment::SubjectAssessment& assessed,
                                   double last_day) {
  report::ExposureLine line;
  line.subject = record.subject.subject_id;
  double days = 0, dose = 0;
  bool dose_known = true;
  for (const auto& row : record.exposure) {
    if (row.drug != "blinatumomab") continue;
    days += days_of(row.when, last_day);
    if (row.dose && row.unit == "ug/d")
      dose += *row.dose * days_of(row.when, last_day);
    else
      dose_known = false;
  }
  if (!record.exposure.empty()) {
    line.cycles = static_cast<int>(assessed.course.cycles.size());
    line.infusion_days = days;
    if (dose_known) line.cumulative_dose_ug = dose;
  }
  if (record.support.empty()) return line;
  int tocilizumab = 0, red_cells = 0, platelets = 0;
  double vasopressor = 0, oxygen = 0, steroid = 0;
  for (const auto& row : record.support) {
    using observation::SupportKind;
    if (row.kind == SupportKind::tocilizumab) ++tocilizumab;
    if (row.kind == SupportKind::vasopressor) vasopressor += days_of(row.when, last_day);
    if (row.kind == SupportKind::oxygen) oxygen += days_of(row.when, last_day);
    if (row.kind == SupportKind::steroid) steroid += 1;
    if (row.kind == SupportKind::transfusion)
      (row.agent == "RBC" ? red_cells : platelets) += static_cast<int>(row.dose.value_or(1));
  }
  line.tocilizumab_doses = tocilizumab;
  line.vasopressor_days = vasopressor;
  line.oxygen_days = oxygen;
  line.steroid_days = steroid;
  line.red_cell_units = red_cells;
  line.platelet_units = platelets;
  return line;
}

double last_day_of(const SubjectRecord& record, const assessment::SubjectSummary& summary) {
  const assessment::TimeToEvent& os = summary.endpoint(assessment::Endpoint::OS);
  if (os.known()) return os.end_day;
  double last = 0;
  for (const auto& row : record.labs)
    if (row.at.known()) last = std::max(last, row.at.day);
  return last;
}

report::SwimmerLane swimmer_lane(const SubjectRecord& record, const assessment::SubjectAssessment& assessed,
                                 const assessment::SubjectSummary& summary) {
  report::SwimmerLane lane;
  lane.subject = summary.subject_id;
  lane.last_day = last_day_of(record, summary);
  lane.ongoing = !summary.death_day;
  for (const auto& row : record.exposure)
    if (row.drug == "blinatumomab" && row.when.start.known())
      lane.treatment.push_back({row.when.start.day, row.when.end.known() ? row.when.end.day : lane.last_day});
  if (!summary.responses.empty()) {
    lane.note = assessment::to_text(summary.responses.front().best);
    if (summary.responses.front().first_remission_day)
      lane.events.push_back({report::SwimmerMark::complete_response, *summary.responses.front().first_remission_day});
  }
  if (summary.relapse_day) lane.events.push_back({report::SwimmerMark::relapse, *summary.relapse_day});
  if (summary.hsct_day) lane.events.push_back({report::SwimmerMark::transplant, *summary.hsct_day});
  if (summary.death_day) lane.events.push_back({report::SwimmerMark::death, *summary.death_day});
  for (const auto& point : assessed.points) {
    if (point.grading != Grading::CRSASTCT) continue;
    const int grade = point.result.grade.value_or(-1);
    if (!lane.crs.empty()) lane.crs.back().end_day = point.day;
    if (lane.crs.empty() || lane.crs.back().grade != grade) lane.crs.push_back({point.day, point.day, grade});
  }
  std::erase_if(lane.crs, [](const report::GradeSpan& span) { return span.grade <= 0; });
  return lane;
}

report::SpiderLine spider_line(const SubjectRecord& record, std::string group) {
  report::SpiderLine line;
  line.subject = record.subject.subject_id;
  line.group = std::move(group);
  for (const auto& row : record.disease)
    if (row.measure == observation::Measure::blast_pct && row.site == observation::Site::BM && row.value && row.at.known())
      line.points.push_back({row.at.day, std::max(*row.value / 100, 1e-4), *row.value / 100 < 1e-4});
  return line;
}

report::WaterfallBar waterfall_bar(const report::SpiderLine& line) {
  report::WaterfallBar bar{line.subject, line.group, not_known};
  double before = not_known, best = not_known;
  for (const report::SpiderPoint& point : line.points) {
    if (point.day <= 0)
      before = point.value;
    else if (!(point.value >= best))
      best = point.value;
  }
  if (before > 0) bar.change = best / before - 1;
  return bar;
}

void add_heat_rows(const assessment::SubjectAssessment& assessed, report::HeatStripInput& heat) {
  for (const Grading scale : {Grading::CRSASTCT, Grading::CRSLEE, Grading::CRSC5, Grading::ICANSICE}) {
    report::HeatRow row;
    row.subject = assessed.subject_id;
    row.scale = assessment::paramcd(scale);
    for (const assessment::DailyGrade& day : assessed.daily)
      if (day.grading == scale && day.calendar_day >= 0 && day.calendar_day < 42)
        row.days.push_back({day.calendar_day, day.grade.value_or(0), day.grade.has_value(),
                            day.status == assessment::Status::lower_bound});
    if (!row.days.empty()) heat.rows.push_back(std::move(row));
  }
}

report::LaboratoryInput laboratory_panels() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  report::LaboratoryInput input;
  input.text = {"laboratory", "Blood counts with the bands of CTCAE v5.0",
                "One line per patient; the shaded bands are grades 2 to 4 in the unit of the panel. Values in another "
                "unit are graded but not drawn."};
  input.panels.push_back({"NEUT", "Neutrophils", "10*9/L", true, {{2, 1.0, 1.5}, {3, 0.5, 1.0}, {4, -infinity, 0.5}}, {}});
  input.panels.push_back({"PLAT", "Platelets", "10*9/L", true, {{2, 50, 75}, {3, 25, 50}, {4, -infinity, 25}}, {}});
  input.panels.push_back({"HGB", "Haemoglobin", "g/dL", false, {{2, 8, 10}, {3, -infinity, 8}}, {}});
  input.panels.push_back({"LYM", "Lymphocytes", "10*9/L", true, {{2, 0.5, 0.8}, {3, 0.2, 0.5}, {4, -infinity, 0.2}}, {}});
  return input;
}

void add_laboratory(const SubjectRecord& record, report::LaboratoryInput& laboratory) {
  using observation::LabTest;
  constexpr std::array tests = {LabTest::NEUT, LabTest::PLAT, LabTest::HGB, LabTest::LYM};
  for (std::size_t i = 0; i < tests.size(); ++i) {
    report::LabSeries series;
    series.subject = record.subject.subject_id;
    for (const auto& row : record.labs)
      if (row.test == tests[i] && row.value && row.at.known() && row.unit == laboratory.panels[i].unit)
        series.points.push_back({row.at.day, *row.value, row.below_limit});
    if (!series.points.empty()) laboratory.panels[i].series.push_back(std::move(series));
  }
}

std::string place(const observation::Source& source) {
  constexpr std::array names = {"subjects", "exposure", "labs", "vitals", "support",
                                "neuro",    "disease",  "flow", "events"};
  return fmt::format("{}.csv:{}", names[static_cast<std::size_t>(source.table)], source.line);
}

report::SurvivalInput survival(const cohort::SurvivalCurve& curve, std::string id, std::string title, std::string axis,
                               std::string outcome) {
  report::SurvivalInput input;
  input.text = {std::move(id), std::move(title), "Product-limit estimate with its limits, censorings and numbers at risk."};
  input.time_axis = std::move(axis);
  input.outcome_axis = std::move(outcome);
  input.limits_name = report::limits_name(curve);
  input.curves.push_back(report::survival_curve(curve, "all"));
  return input;
}

}  // namespace

AssessReport::AssessReport(observation::StudySettings settings) : settings_(std::move(settings)) {
  for (const auto profile : settings_.profiles) input_.profiles.emplace_back(assessment::to_text(profile));
  for (const Grading scale : scales) input_.scales.emplace_back(assessment::paramcd(scale));
  input_.laboratory = laboratory_panels();
  input_.swimmer.emplace();
  input_.swimmer->text = {"swimmer", "Course of each patient",
                          "Infusion, remission by the first profile, relapse, transplant, death; CRS by ASTCT 2019; an "
                          "arrow is alive at the last contact."};
  input_.heat_strip.emplace();
  input_.heat_strip->text = {"grades_by_day", "CRS and ICANS by day",
                             "Worst grade of each calendar day on every scale; hatched is not evaluable, empty is not "
                             "observed."};
  input_.spider.emplace();
  input_.spider->text = {"spider", "Marrow blasts of each patient", "Open marks are below the limit that is drawn."};
  input_.waterfall.emplace();
  input_.waterfall->text = {"waterfall", "Best change of marrow blasts", "From the last marrow before the first dose."};
}

void AssessReport::add(const SubjectRecord& record, const assessment::SubjectAssessment& assessed) {
  const assessment::SubjectSummary summary = assessment::summarize(record, assessed, settings_);
  subjects_.push_back(summary);
  for (const assessment::Disagreement& found : assessed.disagreements) {
    std::string sources;
    for (const observation::Source& source : found.sources) sources += (sources.empty() ? "" : ", ") + place(source);
    input_.disagreements.push_back({found.subject_id, found.text, found.reported, found.derived, std::move(sources)});
  }
  if (subjects_.size() <= most_shown) add_figures(record, assessed, summary);
}

void AssessReport::add_figures(const SubjectRecord& record, const assessment::SubjectAssessment& assessed,
                               const assessment::SubjectSummary& summary) {
  input_.patients.push_back(patient_line(record));
  input_.responses.push_back(response_line(summary));
  input_.toxicity.push_back(toxicity_line(record, summary));
  input_.exposure.push_back(exposure_line(record, assessed, last_day_of(record, summary)));
  if (!record.exposure.empty()) input_.swimmer->lanes.push_back(swimmer_lane(record, assessed, summary));
  add_heat_rows(assessed, *input_.heat_strip);
  add_laboratory(record, *input_.laboratory);
  const std::string group = summary.responses.empty() ? "" : std::string(assessment::to_text(summary.responses.front().best));
  report::SpiderLine line = spider_line(record, group);
  if (line.points.empty()) return;
  input_.waterfall->bars.push_back(waterfall_bar(line));
  input_.spider->lines.push_back(std::move(line));
}

report::AssessmentReportInput AssessReport::input(const std::string& study, const observation::ReadReport& read) const {
  report::AssessmentReportInput input = input_;
  input.title = "Assessment of " + study;
  input.subtitle = fmt::format("{} subjects · response by {} · CTCAE v{}", subjects_.size(),
                               settings_.profiles.empty() ? "no profile" : assessment::to_text(settings_.profiles.front()),
                               settings_.ctcae == observation::CtcaeVersion::v5 ? "5.0" : "6.0");
  input.opening = {"Every grade, response and time is derived from the record alone; each cell of the tables beside this "
                   "page names its rule and its source row. What the record cannot tell is shown as not evaluable, never "
                   "as grade 0 or as no response."};
  if (subjects_.size() > most_shown)
    input.opening.push_back(fmt::format("The first {} of {} subjects are shown one by one; counts and times are of all.",
                                        most_shown, subjects_.size()));
  input.subjects = static_cast<int>(subjects_.size());
  input.rejected_rows = static_cast<int>(read.total(observation::Severity::rejected));
  for (const observation::OptionInForce& option : observation::options_in_force(settings_))
    input.readings.push_back(fmt::format("{} = {} ({})", option.name, option.value, option.meaning));

  const auto proportion = [&](std::string name, std::string definition, auto counts) {
    long k = 0, n = 0;
    for (const assessment::SubjectSummary& subject : subjects_) {
      if (subject.responses.empty() || subject.responses.front().best == assessment::Response::NOT_APPLICABLE) continue;
      ++n;
      k += counts(subject.responses.front());
    }
    if (n == 0) return;
    const cohort::Interval exact = cohort::clopper_pearson(k, n);
    input.endpoints.push_back({std::move(name), std::move(definition), k, n,
                               {static_cast<double>(k) / static_cast<double>(n), exact.low, exact.high}, "%",
                               "Clopper–Pearson"});
  };
  proportion("CR, CRh or CRi", "best response in the window, of all subjects; not evaluable counts as none",
             [](const assessment::ProfileSummary& p) { return assessment::is_remission(p.best); });
  proportion("CR", "best response in the window, of all subjects; not evaluable counts as none",
             [](const assessment::ProfileSummary& p) { return p.best == assessment::Response::CR; });
  const struct {
    assessment::Endpoint endpoint;
    const char *id, *name, *axis, *outcome;
  } times[] = {{assessment::Endpoint::OS, "os", "Overall survival", "Months since first dose", "Alive"},
               {assessment::Endpoint::EFS, "efs", "Event-free survival", "Months since first dose", "Without event"},
               {assessment::Endpoint::RFS, "rfs", "Relapse-free survival", "Months since remission",
                "Alive without relapse"},
               {assessment::Endpoint::DOR, "dor", "Duration of response", "Months since remission", "In response"}};
  for (const auto& wanted : times) {
    const cohort::AssessedTimes known = cohort::assessed_times(subjects_, wanted.endpoint);
    if (known.times.empty()) continue;
    const cohort::SurvivalCurve curve =
        cohort::kaplan_meier(known.times, cohort::confidence_type(settings_.options.conf_type));
    const auto months = [](const std::optional<double>& days) { return days ? *days / days_per_month : not_known; };
    input.endpoints.push_back({std::string(wanted.name) + ", median",
                               fmt::format("{} subjects, {} events, {} not evaluable", known.times.size(), curve.events,
                                           known.not_evaluable.size()),
                               std::nullopt,
                               static_cast<long>(known.times.size()),
                               {months(curve.median), months(curve.median_low), months(curve.median_high)},
                               "months",
                               "Kaplan–Meier, " + std::string(cohort::to_text(curve.type))});
    if (wanted.endpoint == assessment::Endpoint::OS || wanted.endpoint == assessment::Endpoint::RFS)
      input.survival.push_back(survival(curve, wanted.id, wanted.name, wanted.axis, wanted.outcome));
  }
  const cohort::AssessedTimes relapse = cohort::assessed_times(subjects_, assessment::Endpoint::CIR);
  if (!relapse.causes.empty()) {
    report::IncidenceInput incidence;
    incidence.text = {"relapse", "Relapse, and death without relapse",
                      "Cumulative incidence (Aalen–Johansen); the other cause competes."};
    incidence.limits_name = "95 % limits, log(-log)";
    incidence.n = static_cast<int>(relapse.causes.size());
    incidence.causes.push_back(report::incidence_curve(cohort::cumulative_incidence(relapse.causes, 1), "relapse"));
    incidence.causes.push_back(
        report::incidence_curve(cohort::cumulative_incidence(relapse.causes, 2), "death without relapse"));
    for (const cohort::RiskStep& step : cohort::risk_steps(relapse.times)) {
      incidence.risk_time.push_back(step.time / days_per_month);
      incidence.at_risk.push_back(static_cast<int>(step.at_risk));
    }
    input.relapse = std::move(incidence);
  }
  if (input.swimmer->lanes.empty()) input.swimmer.reset();
  if (input.heat_strip->rows.empty()) input.heat_strip.reset();
  if (input.spider->lines.empty()) input.spider.reset();
  if (input.waterfall->bars.empty()) input.waterfall.reset();
  std::erase_if(input.laboratory->panels, [](const report::LabPanel& panel) { return panel.series.empty(); });
  if (input.laboratory->panels.empty()) input.laboratory.reset();
  input.provenance = {{"Program", fmt::format("trimer {}", version)},
                      {"Study", study},
                      {"Use", "research only; not advice for treating a patient"}};
  return input;
}

}  // namespace trimer::cli
