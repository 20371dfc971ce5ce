/// @file
/// Times to event of assessed subjects as input of the statistics of small series.
#pragma once

#include <trimer/assessment/summary.h>
#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/event_time.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/observation/study_settings.h>

#include <span>
#include <string>
#include <vector>

namespace trimer::cohort {

/// Subjects of whom an endpoint is known. `subject[i]` is the position of `times[i]` among the subjects; the
/// others are named with why they are left out, so that none is lost.
struct AssessedTimes {
  std::vector<EventTime> times;   ///< a competing event censors here
  std::vector<CauseTime> causes;  ///< the same with competing events told apart (cause 2)
  std::vector<std::size_t> subject;
  std::vector<std::string> not_applicable;  ///< subject ids, e.g. relapse-free survival of non-responders
  std::vector<std::string> not_evaluable;   ///< subject ids
};

/// @param since_car_t  the clock that starts at the CAR-T infusion
[[nodiscard]] AssessedTimes assessed_times(std::span<const assessment::SubjectSummary> subjects,
                                           assessment::Endpoint endpoint, bool since_car_t = false);

/// The option `conf_type` of a study.
[[nodiscard]] ConfidenceType confidence_type(observation::ConfType type);

/// Whether the option `logrank_permutation` asks for a permutation test of these groups.
[[nodiscard]] bool wants_permutation(observation::LogrankPermutation option, std::span<const int> group);

}  // namespace trimer::cohort
