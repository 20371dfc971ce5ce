/// @file
/// Reads Gating-ML 2.0 documents (ISAC recommendation, doi:10.1002/cyto.a.22690).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <trimer/cytometry/gates.h>

namespace trimer::cytometry {

/// @throws InputError with every fault and its line: not XML, another version, unknown elements, missing
/// attributes
[[nodiscard]] GateSet read_gating_ml(const std::filesystem::path& file);
/// @param name  stands for the file in faults
[[nodiscard]] GateSet parse_gating_ml(std::string_view text, const std::string& name);

}  // namespace trimer::cytometry
