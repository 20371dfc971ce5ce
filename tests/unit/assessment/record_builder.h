/// @file
/// Builds a record row by row, for tests. Lines count up within each table, as in a file.
#pragma once

#include <trimer/assessment/assess.h>
#include <trimer/observation/record.h>

#include <map>
#include <string>

namespace trimer::assessment::test {

using namespace observation;

class RecordBuilder {
 public:
  RecordBuilder() {
    record.subject.subject_id = "001";
    record.subject.age_y = 40;
    record.subject.source = {Table::subjects, 2};
  }

  RecordBuilder& first_dose(double day = 0, double end = 28, double dose = 28, int cycle = 1) {
    Exposure row;
    row.drug = "blinatumomab";
    row.dose = dose;
    row.unit = "ug/d";
    row.when = {Moment::at(day), Moment::at(end)};
    row.cycle = cycle;
    row.source = next(Table::exposure);
    record.exposure.push_back(row);
    return *this;
  }
  RecordBuilder& vital(VitalTest test, double value, double day, const char* unit) {
    Vital row;
    row.test = test;
    row.value = value;
    row.unit = unit;
    row.at = Moment::at(day);
    row.source = next(Table::vitals);
    record.vitals.push_back(row);
    return *this;
  }
  RecordBuilder& temp(double value, double day) { return vital(VitalTest::TEMP, value, day, "Cel"); }
  RecordBuilder& pressure(double systolic, double mean, double day) {
    vital(VitalTest::SYSBP, systolic, day, "mm[Hg]");
    return vital(VitalTest::MAP, mean, day, "mm[Hg]");
  }
  RecordBuilder& judge(VitalTest test, Judgement judgement, double day) {
    Vital row;
    row.test = test;
    row.judgement = judgement;
    row.at = Moment::at(day);
    row.source = next(Table::vitals);
    record.vitals.push_back(row);
    return *this;
  }
  Support& support(SupportKind kind, double start, std::optional<double> end = {}) {
    Support row;
    row.kind = kind;
    row.when.start = Moment::at(start);
    if (end) row.when.end = Moment::at(*end);
    row.source = next(Table::support);
    record.support.push_back(row);
    return record.support.back();
  }
  Support& vasopressor(const char* agent, double start, double end) {
    Support& row = support(SupportKind::vasopressor, start, end);
    row.agent = agent;
    return row;
  }
  Support& oxygen(OxygenDevice device, double start, double end, std::optional<double> flow = {}) {
    Support& row = support(SupportKind::oxygen, start, end);
    row.device = device;
    row.flow_L_min = flow;
    return row;
  }
  Neuro& neuro(double day) {
    Neuro row;
    row.at = Moment::at(day);
    row.source = next(Table::neuro);
    record.neuro.push_back(row);
    return record.neuro.back();
  }
  Neuro& ice(int total, double day) {
    Neuro& row = neuro(day);
    row.ice_total = total;
    row.awake_state = AwakeState::awakens_spontaneously;
    return row;
  }
  Lab& lab(LabTest test, double value, double day, const char* unit = "10*9/L",
           std::optional<double> lln = {}) {
    Lab row;
    row.test = test;
    row.value = value;
    row.unit = unit;
    row.lln = lln;
    row.at = Moment::at(day);
    row.source = next(Table::labs);
    record.labs.push_back(row);
    return record.labs.back();
  }
  Disease& disease(Site site, Measure measure, double day, std::optional<double> value, const char* unit = "",
                   const char* word = "") {
    Disease row;
    row.site = site;
    row.measure = measure;
    row.value = value;
    row.unit = unit;
    row.word = word;
    row.method = measure == Measure::blast_pct ? "morphology" : "";
    row.at = Moment::at(day);
    row.source = next(Table::disease);
    record.disease.push_back(row);
    return record.disease.back();
  }
  RecordBuilder& marrow(double blasts, double day, const char* cellularity = "normal") {
    disease(Site::BM, Measure::blast_pct, day, blasts, "%");
    disease(Site::BM, Measure::cellularity, day, {}, "", cellularity);
    return *this;
  }
  /// Neutrophils and platelets of one day.
  RecordBuilder& counts(double anc, double plt, double day) {
    lab(LabTest::NEUT, anc, day, "10*9/L", 2.0);
    lab(LabTest::PLAT, plt, day, "10*9/L", 150);
    return *this;
  }
  Event& event(EventKind kind, std::optional<double> day, const char* term = "") {
    Event row;
    row.event = kind;
    row.term = term;
    if (day) row.at = Moment::at(*day);
    row.source = next(Table::events);
    record.events.push_back(row);
    return record.events.back();
  }

  SubjectRecord record;

 private:
  Source next(Table table) { return {table, ++lines_[table] + 1}; }
  std::map<Table, long> lines_;
};

/// The result in force on a day: the last point of a scale at or before it.
inline const GradeResult* result_at(const SubjectAssessment& assessment, Grading grading, double day) {
  const GradeResult* found = nullptr;
  for (const GradePoint& point : assessment.points) {
    if (point.grading == grading && point.day <= day) found = &point.result;
  }
  return found;
}
inline std::optional<int> grade_at(const SubjectAssessment& assessment, Grading grading, double day) {
  const GradeResult* result = result_at(assessment, grading, day);
  return result ? result->grade : std::nullopt;
}
inline std::optional<int> daily_grade(const SubjectAssessment& assessment, Grading grading, int day) {
  for (const DailyGrade& entry : assessment.daily) {
    if (entry.grading == grading && entry.calendar_day == day) return entry.grade;
  }
  return std::nullopt;
}
inline std::vector<Episode> episodes_of(const SubjectAssessment& assessment, Grading grading) {
  std::vector<Episode> found;
  for (const Episode& episode : assessment.episodes) {
    if (episode.grading == grading && !episode.reported) found.push_back(episode);
  }
  return found;
}

}  // namespace trimer::assessment::test
