/// @file
/// One rule of a protocol as a TOML table, read and printed.
#pragma once

#include <optional>
#include <string>

#include <trimer/protocol/protocol.h>
#include <trimer/units/toml_document.h>

namespace trimer::protocol {

/// Reads a rule, apart from its id. Faults go to the document; nothing is returned if there was one.
/// @param basis  the rule of the preset that this one changes: keys that are not given are its own
[[nodiscard]] std::optional<Rule> read_rule(units::TomlTable& table, const std::string& file,
                                            const Rule* basis);

[[nodiscard]] std::string to_toml(const Rule& rule);

}  // namespace trimer::protocol
