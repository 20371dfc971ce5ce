/// @file
/// A table of named numbers, one row each: `name,unit,value,…`. Every wanted name must be there, once, in the unit
/// that the code expects, and no other: so a number never comes from nowhere and a misspelt row is found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trimer {

/// A number that a table must hold.
struct NamedValue {
  std::string_view name;
  std::string_view unit;
  double* value;
};

/// Reads a data file whose first three columns are a name, a unit and a value.
/// @throws InputError with every missing, unknown or malformed row
void read_named_values(std::string_view data_path, const std::vector<NamedValue>& wanted);

}  // namespace trimer
