/// @file
/// Gates written by hand: a small TOML with the terms of Gating-ML.
///
///     compensation = "FCS"                 # of every dimension that says nothing else (the default), or
///     [scale.dye]                          # "uncompensated"
///     kind = "logicle"                     # linear, log, asinh, logicle, hyperlog
///     T = 262144
///     M = 4.5
///     W = 0.5
///     [[gate]]
///     id = "lymphocytes"
///     kind = "polygon"                     # rectangle, polygon, ellipsoid, quadrants, all, any, not
///     dimension = [{ channel = "FSC-A" }, { channel = "SSC-A" }]
///     x = [40000, 120000, 120000, 40000]
///     y = [0, 0, 60000, 60000]
///     [[gate]]
///     id = "CD3+"
///     parent = "lymphocytes"
///     kind = "rectangle"
///     dimension = [{ channel = "CD3", scale = "dye", min = 0.4 }]
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <trimer/cytometry/gates.h>
#include <trimer/units/toml_document.h>

namespace trimer::cytometry {

/// Reads `compensation`, `scale` and `gate` of a table; the caller finishes the document.
void read_gate_tables(units::TomlTable root, GateSet& gates);
/// @param name  stands for the file in faults
[[nodiscard]] GateSet parse_gates_toml(std::string_view text, const std::string& name);

/// The gates as TOML that parse_gates_toml() reads back to the same.
/// @param comments  lines above a gate, by its id; those of the empty id stand first
/// @pre no ratios, no matrices, no quadrants: gates that this project makes have none
[[nodiscard]] std::string to_toml(const GateSet& gates,
                                  const std::map<std::string, std::vector<std::string>>& comments = {});

/// Gating-ML where the document starts with `<`, else TOML. @throws InputError with every fault and its line
[[nodiscard]] GateSet read_gates(const std::filesystem::path& file);

}  // namespace trimer::cytometry
