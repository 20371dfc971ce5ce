/// @file
/// Random numbers of a patient's course. The stream's key names the purpose and the quarter hour (or the cycle), so
/// one more draw of one purpose moves no other.
#pragma once

#include <cmath>
#include <cstdint>

#include <trimer/core/days.h>
#include <trimer/core/random.h>
#include <trimer/observation/assays.h>

namespace trimer::simulation {

/// Part of the key: the numbers are for ever. Observation uses 64 and up.
enum class CourseDraw : std::uint32_t {
  death = 96,
  infection = 97,
  // 98 was the chance of going on to the next cycle.
  extinction = 99,
  death_cause = 100,
  transplant = 101,          ///< at the end of a cycle
  infection_duration = 102,
  relapse_reduction = 103,
  transplant_death = 104,
  lost = 105
};

[[nodiscard]] inline RandomStream random(const observation::VisitKey& key, CourseDraw draw) {
  const auto quarter_hours = static_cast<std::uint32_t>(std::lround((key.day + 1.0) * hours_per_day * 4));
  return {key.seed, key.patient, static_cast<std::uint32_t>(draw) << 24 | (quarter_hours & 0xFFFFFF)};
}

}  // namespace trimer::simulation
