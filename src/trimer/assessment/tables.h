/// @file
/// The assessment of a study as ADaM-named tables, written subject by subject: ADSL, ADLB, ADTX, ADAE, ADRS,
/// ADTTE, ADFC, and the list of disagreements and of daily worst grades. CSV, Dataset-JSON and a definition
/// file.
///
/// The columns of the standard come first, in its order; ours follow (elapsed time, value, mark of the rule).
/// A date is written where the record has dates; elapsed days stand in every table.
#pragma once

#include <trimer/assessment/assess.h>
#include <trimer/core/table_writer.h>

#include <filesystem>
#include <memory>

namespace trimer::assessment {

class AssessmentTables {
 public:
  /// @throws InputError if a file cannot be made
  AssessmentTables(const std::filesystem::path& folder, const observation::StudySettings& settings,
                   TableStudy study);
  ~AssessmentTables();
  AssessmentTables(AssessmentTables&&) noexcept;

  /// Appends one subject.
  void write(const observation::SubjectRecord& record, const SubjectAssessment& assessment);
  /// Completes the files and writes define.json. Without it nothing is left behind.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The tables with their columns, for documentation.
[[nodiscard]] std::vector<OutputTable> assessment_tables();

}  // namespace trimer::assessment
