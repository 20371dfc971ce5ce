/// @file
/// The statistics suite of the grading cases: arguments of one statistic to its named values.
#pragma once

#include <nlohmann/json.hpp>

namespace trimer::grading_cases {

/// Fields: time[], event[] (0, 1, or causes), group[], conf_type, conf, times[], reverse, tau · x, n, conf ·
/// table (2 x 2, or a square table of two gradings with `weights`) · differences[] · data (an R survival set
/// by name or path, or CSV text), formula, by, test, ties, firth. Results that do not exist are null; a
/// faulty input gives `error`.
[[nodiscard]] nlohmann::json stats_case(const nlohmann::json& input);

}  // namespace trimer::grading_cases
