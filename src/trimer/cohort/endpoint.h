/// @file
/// The endpoints of a cohort, each with its definition and with how it was ascertained. An endpoint is data
/// plus one reading of a PatientRow; counting is CohortTally's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <trimer/cohort/patient_row.h>

namespace trimer::cohort {

/// What one patient contributes to a proportion. `not_evaluable` stays in the denominator without being an
/// event and is counted apart; `outside` is not in the denominator.
enum class Reading : std::uint8_t { outside, no, yes, not_evaluable };

/// Heading of an endpoint in tables.
enum class Group { response, toxicity, blood_counts, treatment, relapse, survival };
[[nodiscard]] std::string_view to_text(Group group);

/// A proportion across patients.
struct ProportionEndpoint {
  Group group;
  std::string_view id;          ///< stable, e.g. `crs_ge3`
  std::string_view name;        ///< for tables
  std::string_view definition;  ///< what counts as the event, among whom
  std::string_view
      ascertainment;  ///< scale, version, window; what a published number must share to be compared
  Reading (*read)(const PatientRow&);
};

/// A right-censored time across patients; nullopt: the patient is not in the analysis.
struct TimeEndpoint {
  Group group;
  std::string_view id;  ///< e.g. `os`; the median is `os_median_months`
  std::string_view name;
  std::string_view definition;
  std::string_view ascertainment;
  std::optional<EventTime> (*read)(const PatientRow&);
};

[[nodiscard]] std::span<const ProportionEndpoint> proportion_endpoints();
[[nodiscard]] std::span<const TimeEndpoint> time_endpoints();
/// Position in the list, or -1.
[[nodiscard]] int find_proportion(std::string_view id);
[[nodiscard]] int find_time(std::string_view id);

}  // namespace trimer::cohort
