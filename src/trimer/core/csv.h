/// @file
/// CSV by RFC 4180: UTF-8, comma, quotes, CRLF or LF, a byte-order mark accepted. Streaming: memory is one row.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trimer {

/// Reads a CSV file row by row.
class CsvReader {
 public:
  /// Opens a file and reads its header row. @throws InputError if unreadable, empty, binary or a header repeats
  explicit CsvReader(const std::filesystem::path& file);
  /// Reads from text; `name` stands for the file in faults.
  CsvReader(std::string text, std::string name);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;
  CsvReader& operator=(CsvReader&&) noexcept;

  [[nodiscard]] const std::vector<std::string>& header() const;
  /// Position of a column in the header, or -1.
  [[nodiscard]] int column(std::string_view name) const;

  /// Advances to the next row; false at the end. Blank lines are skipped. A row with more or fewer fields than
  /// the header is delivered as it is: compare `size()` with `header().size()`.
  /// @throws InputError on a quote that never closes or a NUL byte
  bool next();

  /// Number of fields of the current row.
  [[nodiscard]] std::size_t size() const;
  /// Field of the current row, valid until the next call of next(). Empty for a missing field.
  [[nodiscard]] std::string_view field(int column) const;
  /// 1-based line on which the current row starts (the header is line 1).
  [[nodiscard]] long line() const;
  [[nodiscard]] const std::string& name() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Quotes a field where RFC 4180 needs it.
[[nodiscard]] std::string csv_field(std::string_view text);

/// Shortest text that reads back to the same double; empty for NaN; `inf` and `-inf` for infinities.
[[nodiscard]] std::string number_text(double value);

/// Parses a whole field as a finite decimal number; false if any character is left over or it is not finite.
[[nodiscard]] bool parse_number(std::string_view text, double& value);

}  // namespace trimer
