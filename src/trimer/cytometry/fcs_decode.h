/// @file
/// Bytes of DATA to channel values, one parameter at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <trimer/cytometry/fcs_layout.h>

namespace trimer::cytometry {

/// What was met among the values of one parameter.
struct FcsValueNotes {
  std::uint64_t masked = 0;      ///< integers with bits above `$PnR`, which were cut off
  std::uint64_t not_finite = 0;  ///< NaN or infinite
};

/// Channel values of one parameter of consecutive events.
/// @param bytes        whole events, the first at bit 0 (`values.size()` of them)
/// @param bit          of the parameter within an event
/// @param first_event  number of the first event, for messages
/// @throws InputError if an ASCII value is no number
void decode_parameter(const FcsLayout& layout, std::size_t parameter, std::uint64_t bit, const char* bytes,
                      std::uint64_t first_event, std::span<double> values, FcsValueNotes& notes);

}  // namespace trimer::cytometry
