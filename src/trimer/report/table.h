/// @file
/// A table of a report, and the words in which numbers are printed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::report {

struct TableColumn {
  std::string name;
  std::string unit;      ///< printed under the name
  bool numeric = false;  ///< aligned right, figures of one width
};

struct Table {
  std::string id;  ///< anchor and file stem of its CSV
  std::string caption;
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< as many cells as columns, or one: a heading
  std::vector<std::string> footnotes;
  bool stacked_on_phone = false;  ///< a row becomes a short list there, for tables of words
};

/// `4/5` alone, or `4/5 = 80% (28.4–99.5)` when the limits are known (fractions 0–1).
/// Below 20 subjects a percentage never appears without its interval; an empty denominator prints a dash.
[[nodiscard]] std::string proportion_text(long k, long n, std::optional<double> low = {},
                                          std::optional<double> high = {});

/// `80%`, with one decimal only where it is not zero.
[[nodiscard]] std::string percent_text(double fraction);

/// `28.4–99.5`, in percent, without the sign; an unknown limit is `?`.
[[nodiscard]] std::string percent_limits(double low, double high);

/// Significant digits for reading; a dash for NaN.
[[nodiscard]] std::string value_text(double value, int significant_digits = 3);

/// A number of months or days with one decimal: `10.0`; a dash for NaN.
[[nodiscard]] std::string time_text(double value);

/// A count with separators: `12,345`.
[[nodiscard]] std::string count_text(long count);

/// A unit as it is printed: UCUM `10*9/L`, `ug`, `mm[Hg]`, `Cel` become `10⁹/L`, `µg`, `mmHg`, `°C`.
[[nodiscard]] std::string unit_text(std::string_view unit);

/// A grade as a person reads it: `2`, `≥2` for a lower bound, `NE` when not evaluable, a dash when nothing
/// was asked.
struct GradeText {
  std::optional<int> grade;
  bool lower_bound = false;
  bool not_evaluable = false;
};
[[nodiscard]] std::string grade_text(const GradeText& grade);

/// The table as CSV, units in the header.
[[nodiscard]] std::string table_csv(const Table& table);

}  // namespace trimer::report
