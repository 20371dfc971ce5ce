/// @file
/// Writes FCS 3.1 files, event by event in blocks; the file appears complete or not at all.
///
///     cytometry::FcsContent content{.parameters = {{.name = "FSC-A", .range = 262144}, …}};
///     cytometry::FcsWriter writer("sample.fcs", content);
///     writer.write(block);        // channel values, one column per parameter
///     writer.close();
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <trimer/cytometry/fcs_reader.h>
#include <trimer/cytometry/spillover.h>

namespace trimer::cytometry {

/// What a file says of its events.
struct FcsContent {
  FcsType type = FcsType::real32;  ///< of all parameters: integer, real32 or real64
  bool big_endian = false;
  std::vector<FcsParameter> parameters =
      {};  ///< names unique, without comma; bits only for integers (8, 16, 32, 64)
  /// Further keywords in their order, e.g. {"$DATE", "05-JAN-2026"}. Those that describe the form of the file
  /// are written by the writer; one with an empty value is left out, as the standard demands.
  std::vector<std::pair<std::string, std::string>> keywords = {};
};

/// The content of a file as read, to be written again. Keywords of its form are left out.
/// @throws InputError if its parameters are not of one type that FCS 3.1 recommends (ASCII; types mixed in
/// FCS 3.2)
[[nodiscard]] FcsContent content_of(const FcsLayout& layout);

/// A spillover matrix as the value of `$SPILLOVER`.
[[nodiscard]] std::string spillover_keyword(const Spillover& spillover);

class FcsWriter {
 public:
  /// @throws InputError with every fault of the content, or if the file cannot be made
  FcsWriter(std::filesystem::path file, const FcsContent& content);
  ~FcsWriter();
  FcsWriter(FcsWriter&&) noexcept;
  FcsWriter& operator=(FcsWriter&&) noexcept;

  /// Appends the events of a block of channel values (before `$PnE` and `$PnG`).
  /// @throws InputError if the block has another number of parameters, or a value cannot be written: no whole
  ///         number or above `$PnR` in an integer file, too large for a float
  void write(const EventBlock& block);
  /// Completes the file under its name. Without it nothing is left behind.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trimer::cytometry
