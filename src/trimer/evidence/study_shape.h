/// @file
/// The shape of the parts of a study that the schema leaves open: thresholds, groups of a contrast, values of
/// a covariate's change.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include <trimer/core/fault.h>

namespace trimer::evidence {

/// Adds a fault with its JSON pointer per part that cannot be read.
/// @pre the document fits the schema
void check_shapes(const nlohmann::json& document, const std::string& file, FaultList& faults);

}  // namespace trimer::evidence
