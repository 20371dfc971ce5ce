/// @file
/// What is known and what is assumed: parameters per evidence class, and the sentences a reader must have
/// seen.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/html.h>

namespace trimer::report {

struct EvidenceCount {
  std::string evidence_class;  ///< measured, fitted, derived, assumed
  std::string meaning;
  int parameters = 0;
};

struct KnownAssumed {
  std::vector<EvidenceCount> counts;
  std::vector<std::string> known;
  std::vector<std::string> assumed;
};

/// Adds the section `known`.
void known_assumed_section(Report& report, const KnownAssumed& input);

}  // namespace trimer::report
