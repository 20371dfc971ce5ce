/// @file
/// Residual disease by counting rare events: what a tube of so many events could have shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trimer::cytometry {

/// Events that a cluster must have to be called present, and to be called a number.
struct RareEventRule {
  std::string population;                   ///< of the rare events
  std::string denominator;                  ///< population of which the level is a share
  std::uint64_t detection_events = 0;       ///< at the limit of detection
  std::uint64_t quantification_events = 0;  ///< at the limit of quantification
  std::string source;                       ///< printed with every result
};

enum class RareEventVerdict { not_detected, detected, quantifiable, no_denominator };

struct RareEventResult {
  std::uint64_t events = 0, denominator = 0;
  double limit_of_detection = 0, limit_of_quantification = 0;  ///< shares, by the events of this tube
  double level = 0;                                            ///< share; a number only if quantifiable
  RareEventVerdict verdict = RareEventVerdict::no_denominator;
};

[[nodiscard]] RareEventResult count_rare_events(const RareEventRule& rule, std::uint64_t events,
                                                std::uint64_t denominator);
[[nodiscard]] std::string_view word_of(RareEventVerdict verdict);

}  // namespace trimer::cytometry
