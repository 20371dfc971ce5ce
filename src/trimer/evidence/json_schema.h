/// @file
/// Checks a JSON document against a JSON Schema (draft 2020-12). Only the keywords that
/// data/evidence/schema.json uses; a keyword that is not known stops the check, so none is passed over in
/// silence.
#pragma once

#include <trimer/core/fault.h>

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace trimer::evidence {

/// Adds a fault per violation; its path is the JSON pointer (RFC 6901) to the place, e.g. `/studies/1/n`.
/// @throws std::logic_error if the schema uses a keyword that is not supported
void check_schema(const nlohmann::json& document, const nlohmann::json& schema, const std::string& file,
                  FaultList& faults);

/// JSON pointer to a member or an element.
[[nodiscard]] std::string pointer(const std::string& path, const std::string& key);
[[nodiscard]] std::string pointer(const std::string& path, std::size_t index);

/// A value as it stands in faults, shortened.
[[nodiscard]] std::string shown(const nlohmann::json& value);

}  // namespace trimer::evidence
