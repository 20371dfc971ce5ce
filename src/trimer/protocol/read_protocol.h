/// @file
/// A protocol as a TOML table, read and printed. A preset is a file of this form under data/protocol; a
/// scenario names one and may change it:
///
///     [protocol]
///     preset = "label"
///     drop   = ["prolonged_neutropenia"]     # rules of the preset that do not hold
///
///     [[protocol.rule]]                      # a rule of the preset: the keys given replace its own
///     id         = "crs_grade_3"
///     stop_after = "10 d"
///
///     [[protocol.rule]]                      # a rule of its own stands before those of the preset
///     id       = "platelets_low"
///     observe  = "platelets"
///     below    = "10 10*9/L"
///     effect   = "hold"
///     until    = { at_least = "20 10*9/L" }
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <trimer/protocol/protocol.h>
#include <trimer/units/toml_document.h>

namespace trimer::protocol {

/// Names of the presets, sorted.
[[nodiscard]] std::vector<std::string> preset_names();
/// Reads data/protocol/NAME.toml. @throws InputError for an unknown name or a faulty file
[[nodiscard]] Protocol preset(std::string_view name);

/// Applies a [protocol] table to a preset; faults go to the document. @param file  the document's name
[[nodiscard]] Protocol read_protocol(units::TomlTable table, const std::string& file, Protocol base);

/// The protocol as TOML that reads back to the same. @param prefix  e.g. `protocol.`; the keys at the root of
/// the table are printed first, without a header
[[nodiscard]] std::string to_toml(const Protocol& protocol, const std::string& prefix = "");

}  // namespace trimer::protocol
