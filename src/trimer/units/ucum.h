/// @file
/// UCUM units of the record tables: the aliases that occur in laboratory exports, the units each test may
/// have, and conversions. A unit is never guessed from the size of a number; what is not listed is unknown.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace trimer::units {

/// The canonical UCUM spelling of a unit (`GI/L` -> `10*9/L`, `ng/mL` -> `ug/L`), matched without regard to
/// case; empty if the unit is unknown. The view is to static text.
[[nodiscard]] std::string_view canonical_ucum(std::string_view text);

/// What is needed beside the two units to convert an amount of substance to a mass.
enum class Substance { unspecified, haemoglobin };

/// Haemoglobin monomer: 1 mmol/L is 16.114 g/L.
inline constexpr double haemoglobin_g_per_mmol = 16.114;

/// Converts between two units of one quantity, e.g. /uL -> 10*9/L, [degF] -> Cel, g/dL -> g/L; aliases are
/// accepted. Multiplies and divides by whole numbers, so that 700 /uL is 0.7 10*9/L exactly.
/// @returns nullopt if a unit is unknown or they measure different things (creatinine umol/L and mg/dL too)
[[nodiscard]] std::optional<double> convert_ucum(double value, std::string_view from, std::string_view to,
                                                 Substance substance = Substance::unspecified);

/// Units that a test of labs or vitals may be reported in, canonical spellings, the usual first; empty for a
/// code that is not in the list (then any known unit is accepted and kept).
/// @param test  code of the tables: `NEUT`, `HGB`, `TEMP`
[[nodiscard]] std::span<const std::string_view> units_of_test(std::string_view test);

/// A test with its units, for documentation.
struct TestUnits {
  std::string_view test;
  std::span<const std::string_view> units;
};
[[nodiscard]] std::span<const TestUnits> tests_with_units();

/// A canonical unit and its other spellings, for documentation.
struct UnitAliases {
  std::string_view canonical;
  std::span<const std::string_view> aliases;
};
[[nodiscard]] std::span<const UnitAliases> known_ucum();

}  // namespace trimer::units
