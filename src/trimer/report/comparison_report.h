/// @file
/// The report of `trimer compare`: every published endpoint beside its simulation, misses first.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trimer/evidence/study_comparison.h>
#include <trimer/report/html.h>

namespace trimer::report {

struct ComparedStudy {
  const evidence::Study* study = nullptr;
  const evidence::StudyTally* tally = nullptr;  ///< none for a study that was not run
  const std::vector<evidence::EndpointVerdict>* verdicts = nullptr;
};

struct ComparisonReportInput {
  std::string subtitle;
  std::vector<std::string> opening;  ///< paragraphs: what was simulated, with which parameters
  double level = 0.9;                ///< of the predictive interval
  evidence::Score score;
  std::vector<ComparedStudy> studies;
  bool parameters_vary = false;  ///< several members of an ensemble
  std::vector<std::pair<std::string, std::string>> provenance;
};

[[nodiscard]] Report comparison_report(const ComparisonReportInput& input);

}  // namespace trimer::report
