#include <trimer/cohort/assessed_times.h>

#include <trimer/cohort/log_rank.h>

namespace trimer::cohort {

AssessedTimes assessed_times(std::span<const assessment::SubjectSummary> subjects,
                             assessment::Endpoint endpoint, bool since_car_t) {
  AssessedTimes result;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const assessment::SubjectSummary& subject = subjects[i];
    const auto position = static_cast<std::size_t>(endpoint);
    const assessment::TimeToEvent& time =
        since_car_t ? subject.since_car_t[position] : subject.endpoints[position];
    if (time.known()) {
      result.times.push_back({time.days, time.event == 1});
      result.causes.push_back({time.days, time.event});
      result.subject.push_back(i);
    } else if (time.status == assessment::Status::not_applicable) {
      result.not_applicable.push_back(subject.subject_id);
    } else {
      result.not_evaluable.push_back(subject.subject_id);
    }
  }
  return result;
}

ConfidenceType confidence_type(observation::ConfType type) {
  switch (type) {
    case observation::ConfType::log_log:
      return ConfidenceType::log_log;
    case observation::ConfType::log:
      return ConfidenceType::log;
    case observation::ConfType::plain:
      return ConfidenceType::plain;
    case observation::ConfType::logit:
      return ConfidenceType::logit;
    case observation::ConfType::arcsine:
      return ConfidenceType::arcsine;
  }
  return ConfidenceType::log_log;
}

bool wants_permutation(observation::LogrankPermutation option, std::span<const int> group) {
  switch (option) {
    case observation::LogrankPermutation::small_arms:
      return has_small_arm(group);
    case observation::LogrankPermutation::always:
      return true;
    case observation::LogrankPermutation::never:
      return false;
  }
  return false;
}

}  // namespace trimer::cohort
