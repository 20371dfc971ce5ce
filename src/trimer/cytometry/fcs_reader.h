/// @file
/// Reads FCS files (2.0, 3.0, 3.1, 3.2) block by block: memory does not grow with the file.
///
///     cytometry::FcsReader reader("sample.fcs");
///     cytometry::EventBlock block;
///     while (reader.next(block)) use(block.column(reader.parameter("CD19")));
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/cytometry/fcs_decode.h>
#include <trimer/cytometry/fcs_layout.h>

namespace trimer::cytometry {

/// Consecutive events, one column per parameter.
struct EventBlock {
  std::uint64_t first_event = 0;  ///< number of its first event in the data set, from 0
  std::size_t events = 0;
  std::size_t parameters = 0;
  std::vector<double> values;  ///< shape (parameters, events)

  [[nodiscard]] std::span<double> column(std::size_t parameter) {
    return std::span(values).subspan(parameter * events, events);
  }
  [[nodiscard]] std::span<const double> column(std::size_t parameter) const {
    return std::span(values).subspan(parameter * events, events);
  }
};

/// Channel values as stored, or scale values after `$PnE` and `$PnG`.
enum class FcsValues { channel, scale };

class FcsReader {
 public:
  /// Opens a file and reads the layout of one of its data sets.
  /// @param data_set  from 0
  /// @throws InputError if the file is damaged or has no such data set
  explicit FcsReader(const std::filesystem::path& file, std::size_t data_set = 0);
  /// Reads from memory; `name` stands for the file in messages.
  FcsReader(std::string bytes, std::string name, std::size_t data_set = 0);
  ~FcsReader();
  FcsReader(FcsReader&&) noexcept;
  FcsReader& operator=(FcsReader&&) noexcept;

  [[nodiscard]] const FcsLayout& layout() const;
  /// Number of data sets from the first to this one, and those that follow it (`$NEXTDATA`).
  /// @throws InputError if the HEADER or TEXT of a later one is damaged
  [[nodiscard]] std::size_t data_sets();

  /// Column of a channel by `$PnN`, else by `$PnS`; case-sensitive. Empty if unknown or a stain occurs twice.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  /// @throws InputError listing the channels if there is none of this name
  [[nodiscard]] std::size_t parameter(std::string_view name) const;

  /// The next events; false at the end. @throws InputError if DATA cannot be read or an ASCII value is no
  /// number
  bool next(EventBlock& block, FcsValues values = FcsValues::scale);
  /// Back to the first event.
  void rewind();
  /// What was met in the events read so far, one per parameter.
  [[nodiscard]] std::span<const FcsValueNotes> notes() const;
  /// Warnings of the layout, and lines on what notes() counts.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trimer::cytometry
