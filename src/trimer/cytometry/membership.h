/// @file
/// Gate memberships as files: `Results_<gate id>.txt`, one 0 or 1 per line in file order, as in the test set
/// of Gating-ML. A quadrant gate gives one file per quadrant.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <trimer/core/output_file.h>
#include <trimer/cytometry/gating.h>

namespace trimer::cytometry {

/// Writes the files block by block; they take their names on close().
class MembershipFiles {
 public:
  /// @throws InputError if the folder or a file cannot be made, or two ids would share a file
  MembershipFiles(const std::filesystem::path& folder, const GateSet& gates);
  /// Appends the events of the last block of `gating`.
  void write(const Gating& gating);
  void close();

 private:
  std::vector<std::unique_ptr<OutputFile>> files_;
};

/// Events inside each gate. A whole-file summary in flat memory.
struct GateCounts {
  std::uint64_t events = 0;           ///< of the file
  std::vector<std::uint64_t> inside;  ///< one per gate, in document order

  void add(const Gating& gating, std::size_t block_events);
};

}  // namespace trimer::cytometry
