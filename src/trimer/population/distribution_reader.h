/// @file
/// One distribution as a TOML table: what read_population.h describes, for a single covariate. Faults go to
/// the document of the table.
#pragma once

#include <optional>

#include <trimer/population/distribution.h>
#include <trimer/units/toml_document.h>

namespace trimer::population {

/// A complete distribution; empty if it has a fault.
[[nodiscard]] std::optional<Distribution> read_distribution(units::TomlTable& table,
                                                            const CovariateInfo& info);

/// Replaces what the table names and keeps the rest of the distribution.
void patch_distribution(units::TomlTable& table, const CovariateInfo& info, Distribution& distribution);

/// The bare value that `parent` holds under the covariate's name instead of a table.
[[nodiscard]] std::optional<double> read_covariate_value(units::TomlTable& parent, const CovariateInfo& info);

}  // namespace trimer::population
