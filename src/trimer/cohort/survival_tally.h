/// @file
/// Survival times of any number of patients in constant memory: events and censorings are counted on a grid
/// of a quarter of a day. Counts add, so the result does not depend on the order of patients or on threads.
#pragma once

#include <cstdint>
#include <vector>

#include <trimer/cohort/event_time.h>

namespace trimer::cohort {

inline constexpr double survival_grid_step = 0.25;  ///< [d]

/// Counts of events and censorings by grid time (nearest multiple of the step).
class SurvivalTally {
 public:
  void add(const EventTime& time);
  void merge(const SurvivalTally& other);

  [[nodiscard]] std::int64_t patients() const { return patients_; }
  [[nodiscard]] std::int64_t events() const { return events_; }
  /// Number of grid times in use; time of grid point i is i * survival_grid_step.
  [[nodiscard]] std::size_t size() const { return events_at_.size(); }
  [[nodiscard]] std::int64_t events_at(std::size_t i) const { return events_at_[i]; }
  [[nodiscard]] std::int64_t censored_at(std::size_t i) const { return censored_at_[i]; }

 private:
  std::vector<std::int64_t> events_at_, censored_at_;
  std::int64_t patients_ = 0, events_ = 0;
};

}  // namespace trimer::cohort
