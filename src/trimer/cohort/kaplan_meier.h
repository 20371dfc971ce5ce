/// @file
/// The product-limit estimate of survival (Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452) with
/// Greenwood's standard error, its limits, the median by inversion, landmark values and the restricted mean.
#pragma once

#include <trimer/cohort/event_time.h>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace trimer::cohort {

/// Scale on which the limits of S(t) are symmetric. Name it in every table: programs differ in their default.
enum class ConfidenceType { log_log, log, plain, logit, arcsine };
[[nodiscard]] std::string_view to_text(ConfidenceType type);
/// `log-log`, `log`, `plain`, `logit`, `arcsine` (or `arcsin`). @throws InputError on another word
[[nodiscard]] ConfidenceType confidence_type(std::string_view text);

/// One step of the curve.
struct SurvivalPoint {
  double time = 0;
  std::int64_t at_risk = 0;  ///< just before `time`
  std::int64_t events = 0;
  std::int64_t censored = 0;
  double survival = 1;                         ///< S(time), right after the events
  std::optional<double> standard_error = 0.0;  ///< Greenwood, of S; nullopt at S = 0
  /// Limits of S; nullopt where undefined (S = 0; log-log also at S = 1).
  std::optional<double> low, high;
};

/// The estimate as data. Times are in the unit of the input.
struct SurvivalCurve {
  ConfidenceType type = ConfidenceType::log_log;
  double level = 0.95;
  std::int64_t patients = 0;
  std::int64_t events = 0;
  std::vector<SurvivalPoint> points;  ///< one per distinct time, censorings included

  /// Smallest time with S <= 0.5; where S is exactly 0.5 until it falls further, the midpoint of that
  /// stretch. nullopt if not reached. Limits by inverting the limits of S (Brookmeyer & Crowley 1982,
  /// doi:10.2307/2530286); a limit not reached is nullopt.
  std::optional<double> median, median_low, median_high;

  /// Value at a landmark: the last point at or before `time`. nullopt beyond the last follow-up; S = 1 before
  /// the first point.
  [[nodiscard]] std::optional<SurvivalPoint> at(double time) const;
  /// Patients still at risk just before `time`.
  [[nodiscard]] std::int64_t number_at_risk(double time) const;
  /// Events up to and including `time`.
  [[nodiscard]] std::int64_t cumulative_events(double time) const;
  [[nodiscard]] double last_follow_up() const { return points.empty() ? 0 : points.back().time; }
};

/// @param level  of the limits, inside (0, 1)
[[nodiscard]] SurvivalCurve kaplan_meier(std::span<const EventTime> times,
                                         ConfidenceType type = ConfidenceType::log_log, double level = 0.95);
[[nodiscard]] SurvivalCurve kaplan_meier(const std::vector<RiskStep>& steps,
                                         ConfidenceType type = ConfidenceType::log_log, double level = 0.95);

/// Follow-up by the reverse method: censoring is the event, an event censors (Schemper & Smith 1996,
/// doi:10.1016/0197-2456(96)00075-X). Its median is the median follow-up.
[[nodiscard]] SurvivalCurve reverse_kaplan_meier(std::span<const EventTime> times,
                                                 ConfidenceType type = ConfidenceType::log_log,
                                                 double level = 0.95);
[[nodiscard]] SurvivalCurve reverse_kaplan_meier(const std::vector<RiskStep>& steps,
                                                 ConfidenceType type = ConfidenceType::log_log,
                                                 double level = 0.95);

/// Mean survival restricted to [0, horizon]: the area under S, with its standard error (Greenwood).
/// nullopt if the horizon lies beyond the last follow-up and S > 0 there, since the area is then unknown.
struct RestrictedMean {
  double mean = 0;
  double standard_error = 0;
  double horizon = 0;
};
[[nodiscard]] std::optional<RestrictedMean> restricted_mean(const SurvivalCurve& curve, double horizon);

}  // namespace trimer::cohort
