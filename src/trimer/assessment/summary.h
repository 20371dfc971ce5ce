/// @file
/// One subject in one small struct: what a cohort counts. Made by the record engine from a SubjectAssessment;
/// holds no rows, so a million of them fit in memory.
#pragma once

#include <trimer/assessment/response.h>
#include <trimer/assessment/result.h>
#include <trimer/assessment/time_to_event.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace trimer::assessment {

/// The worst grade of a subject on one scale, after the first dose of blinatumomab (after the CAR-T infusion
/// for ICAHT). Never evaluable or only partly evaluable is told by `status`; then `grade` is empty or a lower
/// bound.
struct WorstGrade {
  std::optional<int> grade;
  Status status = Status::not_evaluable;
  std::optional<int> lower_bound;
  std::optional<double> day;          ///< first day of the worst grade, elapsed [d]
  std::optional<double> onset_day;    ///< first day of grade >= 1
  std::optional<int> first_cycle;     ///< worst of the first 42 days
  std::optional<int> baseline_grade;  ///< blood counts only
  /// Blood counts: worst grade among values worse than baseline; 0 if none worsened; empty if no baseline
  /// grade.
  std::optional<int> worsened_to;
  const Rule* rule = nullptr;
};

/// Response by one profile.
struct ProfileSummary {
  Profile profile = Profile::amgen_blina;
  Response best = Response::NE;               ///< within the response window
  std::optional<double> best_day;             ///< elapsed [d]
  std::optional<double> first_remission_day;  ///< first CR, CRh or CRi, within the window or not
  bool confirmed = false;
  Mrd mrd = Mrd::NE;  ///< best in the window, in haematological remission
  std::optional<double> mrd_day;
  std::optional<double> lowest_mrd_level;  ///< fraction, any sample after the first dose; 0 = not detected
  std::optional<bool> mrd_undetected_cycle_1;  ///< last sample of cycle 1, whatever the response
  FlagSet flags;
};

struct SubjectSummary {
  std::string subject_id;
  bool treated = false;  ///< has a blinatumomab dose
  bool baseline_remission = false;
  std::vector<ProfileSummary> responses;              ///< in the order of the settings
  std::array<WorstGrade, grading_count> worst;        ///< by Grading
  std::array<TimeToEvent, endpoint_count> endpoints;  ///< by Endpoint, first listed profile, from first dose
  std::array<TimeToEvent, endpoint_count> since_car_t;
  std::optional<double> relapse_day;
  observation::Cd19 relapse_cd19 = observation::Cd19::unknown;
  std::optional<double> death_day;
  observation::DeathCause death_cause = observation::DeathCause::unknown;
  std::optional<double> hsct_day;
  int crs_episodes = 0;  ///< ASTCT
  int disagreements = 0;

  [[nodiscard]] const WorstGrade& worst_of(Grading grading) const {
    return worst[static_cast<std::size_t>(grading)];
  }
  /// ICANS on the scale of the subject's age.
  [[nodiscard]] const WorstGrade& icans() const;
  [[nodiscard]] const TimeToEvent& endpoint(Endpoint endpoint) const {
    return endpoints[static_cast<std::size_t>(endpoint)];
  }
  /// @return null when the profile was not asked for
  [[nodiscard]] const ProfileSummary* response(Profile profile) const;
};

}  // namespace trimer::assessment
