/// @file
/// Text with its unit, as a scenario or a command line gives it: `"28 ug/day"`, `"15 ug/m2/day"`, `"1 h"`.
/// A unit is never guessed from the size of a number.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trimer::units {

/// Exponents of the base quantities that occur in this field.
struct Dimension {
  int mass = 0;         ///< ug
  int time = 0;         ///< day
  int length = 0;       ///< m; a volume is length 3
  int temperature = 0;  ///< Cel
  int cells = 0;        ///< cells
  int sites = 0;        ///< binding sites, molecules on a cell
  int pressure = 0;     ///< mm[Hg]
  friend bool operator==(const Dimension&, const Dimension&) = default;
};

/// A unit: its dimension and how many base units (ug, day, m, cell) it is.
struct Unit {
  Dimension dimension;
  double scale = 1.0;
};

/// Unit of a product and of a quotient.
[[nodiscard]] Unit product(const Unit& a, const Unit& b);
[[nodiscard]] Unit quotient(const Unit& a, const Unit& b);

/// Parses a unit such as `ug/day`, `mg/kg`, `cells/uL`, `10*9/L`, `%`, `1`, `ug/m2/d`; nullopt if unknown.
/// `.` multiplies; read from the left, so `a/b.c` is (a/b) c.
[[nodiscard]] std::optional<Unit> parse_unit(std::string_view text);

/// A number and its unit as written.
struct Quantity {
  double value = 0;
  std::string unit;
};

/// Splits `"28 ug/day"` into number and unit (unit `1` if the text is a bare number). nullopt if the number
/// is malformed or not finite, or if the unit is unknown.
[[nodiscard]] std::optional<Quantity> parse_quantity(std::string_view text);

/// Converts to another unit of the same dimension; nullopt if the dimensions differ.
[[nodiscard]] std::optional<double> convert(const Quantity& quantity, std::string_view to_unit);

}  // namespace trimer::units
