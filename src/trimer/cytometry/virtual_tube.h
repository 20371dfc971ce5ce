/// @file
/// Virtual cytometry: a tube of cells of known kinds as an FCS file, spilled over, with doublets and dead
/// cells. Read through its reference gates it gives back the counts that were put in.
///
///     cytometry::VirtualTube tube{.cells = {{"CD19+ blast", 9000}, {"CD19- blast", 1000}}};
///     cytometry::write_virtual_fcs("marrow.fcs", tube);
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trimer::cytometry {

struct VirtualTube {
  std::vector<std::pair<std::string, std::uint64_t>>
      cells;              ///< live single cells of each kind (virtual_cell_kinds)
  double cd19_sites = 0;  ///< geometric mean of CD19-positive blasts [molecules/cell]; 0 = that of the table
  std::vector<std::pair<std::string, std::string>> keywords;  ///< e.g. {"$SMNO", "VP000017"}
  std::uint64_t seed = 1;
  std::uint64_t patient = 0;
  std::uint32_t purpose = 0;  ///< another number for each tube of a patient
};

/// Kinds of cells that a tube may hold (data/virtual_cytometry/cells.csv).
[[nodiscard]] std::vector<std::string> virtual_cell_kinds();

/// Cells of a tube beside those that a report counts.
struct VirtualShare {
  std::string kind;
  double share = 0;  ///< in blood per lymphocyte, in marrow per nucleated cell that is no blast
};
/// @param specimen  PB or BM (data/virtual_cytometry/background.csv)
[[nodiscard]] std::vector<VirtualShare> virtual_background(std::string_view specimen);

/// Writes the tube; cells of all kinds in random order. The same tube gives the same bytes.
/// @throws InputError if a kind is unknown, the data are faulty or the file cannot be written
void write_virtual_fcs(const std::filesystem::path& file, const VirtualTube& tube);

/// Calibration beads on the same instrument: `events` of each level.
void write_virtual_beads(const std::filesystem::path& file, std::span<const double> molecules,
                         std::uint64_t events, std::uint64_t seed);

/// The reference gates as a document for `--gates`.
[[nodiscard]] std::string virtual_gates();

}  // namespace trimer::cytometry
