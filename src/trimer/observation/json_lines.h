/// @file
/// JSON whose keys know on which line they stand, so that a fault can name it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <trimer/core/fault.h>

namespace trimer::observation {

struct JsonDocument {
  nlohmann::ordered_json root;
  std::map<std::string, long> lines;  ///< JSON pointer (`/options/hold_h`) -> 1-based line of the key

  /// Line of a pointer; 0 if there is none.
  [[nodiscard]] long line(const std::string& pointer) const;
};

/// Parses a text. @throws InputError on malformed text and on a key that occurs twice in one object
[[nodiscard]] JsonDocument parse_json(std::string_view text, const std::string& name);

}  // namespace trimer::observation
