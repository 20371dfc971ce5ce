/// @file
/// trajectories.csv: the noiseless quantities of every patient, for users who ask for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <trimer/observation/noiseless.h>

namespace trimer::trial {

/// Header with the unit of each column in its name.
[[nodiscard]] std::string trajectory_header();
/// One row per day. @param truth  as many as the patient lived to see, at most days.size()
[[nodiscard]] std::string trajectory_rows(std::uint64_t patient, const std::vector<double>& days,
                                          const std::vector<observation::Noiseless>& truth);

}  // namespace trimer::trial
