/// @file
/// What an assessed study comes to in numbers: summary.json, the agreement table and some lines on the
/// terminal.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <trimer/assessment/assess.h>
#include <trimer/cohort/cohort_tally.h>
#include <trimer/observation/record_reader.h>

namespace trimer::cli {

class AssessSummary {
 public:
  explicit AssessSummary(observation::StudySettings settings) : settings_(std::move(settings)) {}

  void add(const observation::SubjectRecord& record, const assessment::SubjectAssessment& assessment);

  /// Counts with exact intervals, times with Kaplan-Meier medians, options in force, rules of unverified
  /// wording that decided something.
  [[nodiscard]] std::string json(const std::string& study, const observation::ReadReport& report) const;
  /// Kappa of reported against derived grades for each scale, then every pair.
  [[nodiscard]] std::string agreement_csv() const;
  [[nodiscard]] std::string text(const observation::ReadReport& report) const;

 private:
  struct ScaleCounts {
    long grade[6] = {};
    long lower_bound = 0;
    long not_evaluable = 0;
    long not_applicable = 0;
  };
  struct Pair {
    std::string subject;
    assessment::Comparison comparison;
  };
  observation::StudySettings settings_;
  long subjects_ = 0;
  cohort::CohortTally tally_;
  std::map<assessment::Grading, ScaleCounts> worst_;
  std::map<std::string, std::map<std::string, long>> responses_;  ///< profile -> category -> subjects
  std::map<std::string, std::map<std::string, long>> mrd_;
  std::map<std::string, long> disagreements_;
  std::map<std::string, long> unverified_;  ///< rule id -> results that it decided
  std::vector<Pair> pairs_;
};

}  // namespace trimer::cli
