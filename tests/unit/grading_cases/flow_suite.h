/// @file
/// The flow cytometry suite of the grading cases.
#pragma once

#include <nlohmann/json.hpp>

namespace trimer::grading_cases {

/// Fields: beads_abc[], beads_mfi[], cell_mfi, background_mfi · blasts, cd19_positive_blasts · lymphocytes, cd3,
/// cd3_cd8 · min_events.
[[nodiscard]] nlohmann::json flow_case(const nlohmann::json& input);

}  // namespace trimer::grading_cases
