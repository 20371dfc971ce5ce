/// @file
/// Output tables with described columns, written row by row as CSV and as CDISC Dataset-JSON v1.1, and the
/// definition file that describes them.
///
///     TableWriter table(folder, {.name = "ADSL", .label = "Subject level", .columns = {…}}, {});
///     table.cell("101").cell(61.0).missing().end_row();
///     table.close();
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trimer {

/// Data types of Dataset-JSON that occur here. Dates are ISO 8601 text.
enum class ColumnType { text, integer, number, boolean, date, datetime };

struct OutputColumn {
  std::string name = {};   ///< e.g. `AVAL`
  std::string label = {};  ///< e.g. `Analysis Value`
  ColumnType type = ColumnType::text;
  std::string description = {};  ///< derivation or codes, for the definition file; may be empty
  int key = 0;                   ///< 1-based position among the keys of the table; 0 = not a key
};

struct OutputTable {
  std::string name = {};  ///< also the file name: ADLB.csv, ADLB.json
  std::string label = {};
  std::vector<OutputColumn> columns = {};
};

/// What is said once for all tables of a study.
struct TableStudy {
  std::string study = "TRIMER";
  std::string created = "1970-01-01T00:00:00";  ///< ISO 8601; a fixed time keeps the bytes the same
  std::string version = {};                     ///< of Trimer
};

/// Writes NAME.csv and NAME.json. Memory is one row.
class TableWriter {
 public:
  /// @throws InputError if a file cannot be made
  TableWriter(const std::filesystem::path& folder, OutputTable table, TableStudy study);
  ~TableWriter();
  TableWriter(TableWriter&&) noexcept;

  /// The next cell of the row. Empty text is missing. The type must fit the column (asserted): number() for
  /// integer and number, cell(text) for text, date and datetime.
  TableWriter& cell(std::string_view text);
  TableWriter& cell(const char* text) { return cell(std::string_view(text)); }
  TableWriter& cell(double value);  ///< NaN is missing
  TableWriter& cell(int value) { return cell(static_cast<long>(value)); }
  TableWriter& cell(long value);
  TableWriter& cell(bool value);
  TableWriter& missing();
  /// Ends the row; it must have as many cells as columns (asserted).
  void end_row();

  [[nodiscard]] const OutputTable& table() const;
  [[nodiscard]] long rows() const;
  /// Completes both files. Without it nothing is left behind.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The definition file: every table with its columns, labels, types, keys and descriptions.
[[nodiscard]] std::string definition_json(std::span<const OutputTable> tables, const TableStudy& study);

}  // namespace trimer
