/// @file
/// The report of `trimer assess`, gathered subject by subject. A series small enough to be read patient by patient is
/// kept whole; beyond that only the counts and times grow.
#pragma once

#include <vector>

#include <trimer/assessment/assess.h>
#include <trimer/assessment/summary.h>
#include <trimer/observation/record_reader.h>
#include <trimer/report/assessment_report.h>

namespace trimer::cli {

class AssessReport {
 public:
  /// Subjects shown one by one; the rest are counted.
  static constexpr std::size_t most_shown = 60;

  explicit AssessReport(observation::StudySettings settings);

  void add(const observation::SubjectRecord& record, const assessment::SubjectAssessment& assessment);

  /// @param study  name of the study folder
  [[nodiscard]] report::AssessmentReportInput input(const std::string& study,
                                                    const observation::ReadReport& read) const;

 private:
  void add_figures(const observation::SubjectRecord& record, const assessment::SubjectAssessment& assessment,
                   const assessment::SubjectSummary& summary);

  observation::StudySettings settings_;
  report::AssessmentReportInput input_;
  std::vector<assessment::SubjectSummary> subjects_;
};

}  // namespace trimer::cli
