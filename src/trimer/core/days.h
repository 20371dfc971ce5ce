/// @file
/// Time. Everywhere in Trimer a day is an elapsed day, a real number, first dose = 0.0. Study days and months
/// appear only where a standard or a table asks for them.
#pragma once

#include <cmath>

namespace trimer {

inline constexpr double hours_per_day = 24.0;
inline constexpr double days_per_week = 7.0;
inline constexpr double days_per_month = 30.4375;  ///< 365.25 / 12, stated in every table that prints months

/// Study day of an elapsed day: there is no study day 0 (CDISC ADY).
[[nodiscard]] inline int study_day(double elapsed_day) {
  const double floor = std::floor(elapsed_day);
  return static_cast<int>(elapsed_day >= 0 ? floor + 1 : floor);
}

}  // namespace trimer
