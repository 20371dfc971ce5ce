/// @file
/// What a data set of an FCS file holds and where: HEADER, parameters, place and form of DATA.
/// FCS 2.0, 3.0, 3.1, 3.2.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <trimer/cytometry/fcs_text.h>

namespace trimer::cytometry {

/// Bytes read by position. A file or memory.
class FcsBytes {
 public:
  virtual ~FcsBytes() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Reads exactly `count` bytes. @throws InputError if they cannot be read
  virtual void read(std::uint64_t position, char* into, std::size_t count) = 0;
};

/// Form of the values of one parameter: `$DATATYPE`, or `$PnDATATYPE` of FCS 3.2.
enum class FcsType { integer, real32, real64, ascii };

/// One measured channel.
struct FcsParameter {
  std::string name = {};   ///< `$PnN`, unique; `Pn` where the file has none
  std::string stain = {};  ///< `$PnS`, trimmed; may be empty
  FcsType type = FcsType::integer;
  int bits = 0;                ///< `$PnB`; characters for fixed-width ASCII, 0 for delimited ASCII
  double range = 0;            ///< `$PnR`; 0 where a file of floats has none
  std::uint64_t mask = ~0ULL;  ///< the bits that `$PnR` leaves of an integer
  double decades = 0;          ///< f1 of `$PnE`; 0 = linear
  double lowest = 0;           ///< f2 of `$PnE`, the value of channel 0 (1 where the file says 0)
  double gain = 1;             ///< `$PnG`

  /// Scale value of a channel value: 10^(decades · channel / range) · lowest, or channel / gain.
  [[nodiscard]] double scaled(double channel) const;
};

/// One data set as its HEADER and TEXT describe it.
struct FcsLayout {
  std::string file;               ///< for messages
  std::string version;            ///< `2.0`, `3.0`, `3.1` or `3.2`
  std::uint64_t begin = 0;        ///< first byte of the data set in the file
  std::uint64_t data_begin = 0;   ///< first byte of DATA in the file
  std::uint64_t data_length = 0;  ///< [bytes]
  std::uint64_t events = 0;       ///< `$TOT`
  std::uint64_t event_bits = 0;   ///< 0 for delimited ASCII
  bool delimited = false;         ///< ASCII values between blanks, commas or line ends
  std::vector<int> byte_order;    ///< significance of each stored byte, 1 = least: `$BYTEORD`
  std::vector<FcsParameter> parameters;
  FcsKeywords keywords;
  std::vector<std::string> warnings;
  std::uint64_t next = 0;  ///< first byte of the next data set in the file; 0 = none

  [[nodiscard]] bool big_endian() const;
  [[nodiscard]] bool little_endian() const;
};

/// Reads HEADER and TEXT of the data set that starts at `begin`.
/// @throws InputError naming the field that is wrong
[[nodiscard]] FcsLayout read_fcs_layout(FcsBytes& bytes, const std::string& file, std::uint64_t begin);

}  // namespace trimer::cytometry
