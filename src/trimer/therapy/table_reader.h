/// @file
/// Reads one table of the model under data/ row by row; every fault goes to one list, with file, line and
/// column.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::therapy {

class TableReader {
 public:
  /// Opens a data file. Faults of the file itself (missing, no such column) go to the list; next() is then
  /// false.
  TableReader(std::string_view path, std::vector<std::string_view> columns, FaultList& faults);

  /// Advances to the next row of the right width; a row of another width is a fault.
  bool next();

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] long line() const { return reader_.line(); }

  [[nodiscard]] std::string text(std::string_view column) const;
  /// The text of a cell that may not be empty.
  [[nodiscard]] std::string required_text(std::string_view column);
  /// A finite number; NaN after a fault.
  [[nodiscard]] double number(std::string_view column);
  /// Position of the cell in `names`; 0 after a fault.
  [[nodiscard]] std::size_t choice(std::string_view column, std::span<const std::string_view> names);

  /// Adds a fault of a cell of this row.
  void fault(std::string_view column, std::string expectation);
  /// Adds the fault that the table lacks a row.
  void missing(std::string_view name);

 private:
  FaultList& faults_;
  bool usable_ = true;  ///< set while reader_ is made, so it comes first
  std::string file_;
  CsvReader reader_;
  std::vector<std::string_view> columns_;
};

}  // namespace trimer::therapy
