/// @file
/// What not knowing the parameters leaves open in a cohort whose patients are of several parameter sets, the
/// members of an ensemble: apart from sampling, which the interval of each proportion holds.
#pragma once

#include <optional>
#include <vector>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/proportion.h>

namespace trimer::cohort {

/// Each member's counts of every proportion. Its size does not depend on the number of patients.
class MemberCounts {
 public:
  /// @param members  at least 1
  explicit MemberCounts(std::size_t members = 1);

  /// @param member  counted from 0
  void add(std::size_t member, const PatientRow& row);

  /// Central interval of the members' proportions, their scatter by the number of patients taken out
  /// (member_draw.h). None for a single member, and where so few patients do not tell the members apart:
  /// their spread is within 1.645 standard errors (one-sided 5 %) of none.
  /// @param id  of a proportion endpoint. @throws InputError on an unknown id
  [[nodiscard]] std::optional<Interval> of_parameters(std::string_view id, double level) const;

  [[nodiscard]] std::size_t members() const { return members_; }

 private:
  std::size_t members_;
  std::vector<std::vector<Count>> counts_;  ///< (endpoints, members)
};

}  // namespace trimer::cohort
