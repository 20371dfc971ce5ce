/// @file
/// A short fingerprint of a text, for manifests and folder names: 64-bit FNV-1a, 16 hexadecimal digits. It
/// tells two texts apart; it is no protection against anybody.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trimer {

[[nodiscard]] inline std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) digits[i] = "0123456789abcdef"[hash & 15];
  return digits;
}

}  // namespace trimer
