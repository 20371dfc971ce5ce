/// @file
/// The rows of a CSV file in byte order of one column, equal keys in the order of the file. A file that is in
/// that order is streamed; another is sorted first, on disk where it does not fit into the memory allowed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::observation {

class SortedRows {
 public:
  /// Reads the header only. @throws InputError as CsvReader does
  explicit SortedRows(std::filesystem::path file);
  ~SortedRows();
  SortedRows(SortedRows&&) noexcept;
  SortedRows& operator=(SortedRows&&) noexcept;

  [[nodiscard]] const std::vector<std::string>& header() const;

  /// Reads the file once to see whether it is in order, and sorts it if not. To be called before next().
  /// @param key              position of the column
  /// @param memory           rows held in memory at once [byte]
  /// @param temporary_folder empty = the system's
  /// @throws InputError on malformed CSV, or if the disk is full
  void prepare(int key, std::size_t memory, const std::filesystem::path& temporary_folder);

  bool next();
  /// The key of the current row without surrounding blanks.
  [[nodiscard]] std::string_view key() const;
  /// Field of the current row, empty beyond its end; valid until next().
  [[nodiscard]] std::string_view field(int column) const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] long line() const;
  /// Whether the file had to be sorted.
  [[nodiscard]] bool was_sorted() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Without surrounding spaces and tabs.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace trimer::observation
