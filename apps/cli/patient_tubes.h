/// @file
/// Virtual cytometry of a run: what the virtual clinic reported of a tube, as an FCS file that gives it back.
#pragma once

#include <cstdint>
#include <filesystem>

namespace trimer::cli {

/// A run with tubes has at most so many patients: a marrow tube takes up to 30 MB.
inline constexpr std::uint64_t most_patients_with_tubes = 100;

/// Writes fcs/ beside records/ of a run: for each patient the blood and the marrow of the last visit up to a
/// day, sample sheets blood.csv and marrow.csv for `trimer flow --samples`, the reference gates and a tube of
/// beads. Lymphocytes, blasts and their subsets are those that the records count; the other cells of a tube
/// are of assumed shares.
/// @param day  elapsed [d]
void write_patient_tubes(const std::filesystem::path& run_folder, double day, std::uint64_t seed);

}  // namespace trimer::cli
