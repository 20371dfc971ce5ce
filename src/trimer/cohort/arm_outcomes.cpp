#include <trimer/cohort/arm_outcomes.h>

#include <array>
#include <cmath>

#include <trimer/cohort/paired.h>
#include <trimer/core/csv.h>
#include <trimer/core/days.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {
namespace {

/// Times that start at the first dose for everyone: only these compare whole arms.
constexpr std::array whole_cohort_times = {std::string_view("os"), std::string_view("efs")};
constexpr std::array landmark_months = {6, 12, 24};

class Comparison {
 public:
  Comparison(const ArmOutcomes& reference, const ArmOutcomes& arm, double level)
      : reference_(reference), arm_(arm), level_(level) {
    for (std::size_t i = 0; i < reference.patients(); ++i)
      if (reference.completed(i) && arm.completed(i)) pairs_.push_back(i);
  }

  void add_proportion(std::size_t endpoint) {
    std::vector<bool> inside[2], event[2];
    bool all = true;
    std::int64_t only[2] = {};
    for (const std::size_t patient : pairs_) {
      bool has[2];
      for (const int side : {0, 1}) {
        const Reading reading = (side == 0 ? reference_ : arm_).reading(patient, endpoint);
        all = all && reading != Reading::outside;
        inside[side].push_back(reading != Reading::outside);
        event[side].push_back(has[side] = reading == Reading::yes);
      }
      only[0] += has[0] && !has[1];
      only[1] += has[1] && !has[0];
    }
    const auto reference = share_influence(inside[0], event[0]), arm = share_influence(inside[1], event[1]);
    if (!reference || !arm || pairs_.size() < 2) return;
    const ProportionEndpoint& what = proportion_endpoints()[endpoint];
    ArmDifference row =
        start(what.group, std::string(what.id), std::string(what.name), "1", *reference, *arm);
    if (all) {
      const Interval interval = paired_difference_interval(only[0], only[1], row.pairs, level_);
      row.low = interval.low;
      row.high = interval.high;
      row.only_reference = only[0];
      row.only_arm = only[1];
      row.method = "score, paired (Tango)";
    } else {
      row.method = "normal, paired; not everyone is inside the endpoint";
    }
    rows_.push_back(std::move(row));
  }

  void add_time(std::size_t endpoint, double follow_up_days) {
    std::vector<EventTime> reference, arm;
    for (const std::size_t patient : pairs_) {
      const auto one = reference_.time(patient, endpoint), other = arm_.time(patient, endpoint);
      if (!one || !other) continue;
      reference.push_back(*one);
      arm.push_back(*other);
    }
    if (reference.size() < 2) return;
    const TimeEndpoint& what = time_endpoints()[endpoint];
    const auto add = [&](const std::string& id, const std::string& name, const std::string& unit,
                         const auto& one, const auto& other) {
      if (!one || !other) return;
      ArmDifference row = start(what.group, std::string(what.id) + "_" + id, std::string(what.name) + name,
                                unit, *one, *other);
      row.pairs = static_cast<std::int64_t>(reference.size());
      row.method = "normal, paired";
      rows_.push_back(std::move(row));
    };
    for (const int months : landmark_months) {
      const double day = months * days_per_month;
      if (day > follow_up_days) continue;
      add(std::to_string(months) + "_months", " at " + std::to_string(months) + " months", "1",
          survival_influence(reference, day), survival_influence(arm, day));
    }
    // Event-free survival ends at the last assessment, some weeks before the follow-up does.
    for (double months = follow_up_days / days_per_month; months > 1; months = std::ceil(months) - 1) {
      const auto one = restricted_mean_influence(reference, months * days_per_month),
                 other = restricted_mean_influence(arm, months * days_per_month);
      if (!one || !other) continue;
      add("restricted_mean", ", mean of the first " + number_text(months) + " months", "d", one, other);
      return;
    }
  }

  [[nodiscard]] std::vector<ArmDifference> take() { return std::move(rows_); }

 private:
  [[nodiscard]] ArmDifference start(Group group, std::string id, std::string name, std::string unit,
                                    const Influence& reference, const Influence& arm) const {
    ArmDifference row;
    row.group = group;
    row.id = std::move(id);
    row.name = std::move(name);
    row.unit = std::move(unit);
    row.pairs = static_cast<std::int64_t>(pairs_.size());
    row.reference = reference.estimate;
    row.arm = arm.estimate;
    const DifferenceEstimate estimate = paired_difference(reference, arm, level_);
    row.difference = estimate.difference;
    row.low = estimate.low;
    row.high = estimate.high;
    return row;
  }

  const ArmOutcomes& reference_;
  const ArmOutcomes& arm_;
  double level_;
  std::vector<std::size_t> pairs_;
  std::vector<ArmDifference> rows_;
};

}  // namespace

void ArmOutcomes::add(const PatientRow& row) {
  completed_.push_back(!row.failed());
  for (const ProportionEndpoint& endpoint : proportion_endpoints())
    readings_.push_back(row.failed() ? Reading::not_evaluable : endpoint.read(row));
  for (const std::string_view id : whole_cohort_times)
    times_.push_back(row.failed() ? std::nullopt
                                  : time_endpoints()[static_cast<std::size_t>(find_time(id))].read(row));
}

Reading ArmOutcomes::reading(std::size_t patient, std::size_t endpoint) const {
  return readings_[patient * proportion_endpoints().size() + endpoint];
}

std::optional<EventTime> ArmOutcomes::time(std::size_t patient, std::size_t endpoint) const {
  for (std::size_t i = 0; i < whole_cohort_times.size(); ++i)
    if (time_endpoints()[endpoint].id == whole_cohort_times[i])
      return times_[patient * whole_cohort_times.size() + i];
  return std::nullopt;
}

std::vector<ArmDifference> arm_differences(const ArmOutcomes& reference, const ArmOutcomes& arm,
                                           double follow_up_days, double level) {
  if (reference.patients() != arm.patients())
    throw InputError(
        "arms", std::to_string(reference.patients()) + " and " + std::to_string(arm.patients()) + " patients",
        "expected the same patients in both");
  Comparison comparison(reference, arm, level);
  for (std::size_t i = 0; i < proportion_endpoints().size(); ++i) comparison.add_proportion(i);
  for (const std::string_view id : whole_cohort_times)
    comparison.add_time(static_cast<std::size_t>(find_time(id)), follow_up_days);
  return comparison.take();
}

}  // namespace trimer::cohort
