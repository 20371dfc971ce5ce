/// @file
/// A table of a report, and the words in which numbers are printed.
#pragma once

#include <optional>
#include <string>
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
  std::vector<std::vector<std::string>> rows;  ///< as many cells as columns
  std::vector<std::string> footnotes;
};

/// `4/5` alone, or `4/5 = 80% (28.4–99.5)` when the limits are known (fractions 0–1).
/// Below 20 subjects a percentage never appears without its interval; an empty denominator prints a dash.
[[nodiscard]] std::string proportion_text(long k, long n, std::optional<double> low = {},
                                          std::optional<double> high = {});

/// `80%`, with one decimal only where it is not zero.
[[nodiscard]] std::string percent_text(double fraction);

/// Significant digits for reading; a dash for NaN.
[[nodiscard]] std::string value_text(double value, int significant_digits = 3);

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
