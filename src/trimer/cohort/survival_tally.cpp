#include <trimer/cohort/survival_tally.h>

#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {

namespace {
constexpr double longest_time = 100 * 365.25;  ///< [d]; beyond a lifetime it is a fault, not a follow-up
}

void SurvivalTally::add(const EventTime& time) {
  if (!(time.days >= 0 && time.days <= longest_time)) {
    throw InputError("survival time", number_text(time.days), "expected 0 to 36525 days");
  }
  const auto point = static_cast<std::size_t>(std::floor(time.days / survival_grid_step + 0.5));
  if (point >= events_at_.size()) {
    events_at_.resize(point + 1);
    censored_at_.resize(point + 1);
  }
  ++(time.event ? events_at_ : censored_at_)[point];
  ++patients_;
  if (time.event) ++events_;
}

void SurvivalTally::merge(const SurvivalTally& other) {
  if (other.size() > size()) {
    events_at_.resize(other.size());
    censored_at_.resize(other.size());
  }
  for (std::size_t i = 0; i < other.size(); ++i) {
    events_at_[i] += other.events_at_[i];
    censored_at_[i] += other.censored_at_[i];
  }
  patients_ += other.patients_;
  events_ += other.events_;
}

}  // namespace trimer::cohort
