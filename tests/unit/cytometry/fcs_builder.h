/// @file
/// Writes FCS files byte by byte for the tests, sound or damaged on purpose. Independent of the library's
/// writer.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace trimer::cytometry::testing {

struct FcsBuilder {
  std::string version = "FCS3.1";
  char delimiter = '/';
  std::vector<std::pair<std::string, std::string>> keywords;
  std::string data;
  bool offsets_in_header = true;
  long header_data_begin = -1, header_data_end = -1;  ///< override what HEADER says

  FcsBuilder& set(const std::string& key, const std::string& value) {
    for (auto& [k, v] : keywords)
      if (k == key) {
        v = value;
        return *this;
      }
    keywords.emplace_back(key, value);
    return *this;
  }
  FcsBuilder& drop(const std::string& key) {
    std::erase_if(keywords, [&](const auto& entry) { return entry.first == key; });
    return *this;
  }

  static std::string offset(std::uint64_t value) {
    std::string text = std::to_string(value);
    return std::string(text.size() < 8 ? 8 - text.size() : 0, ' ') + text;
  }

  /// Offsets in TEXT are written in 12 digits, so that their length does not depend on their value.
  [[nodiscard]] std::string bytes() const {
    constexpr std::size_t text_begin = 64;
    std::string text(1, delimiter);
    std::size_t begin_at = 0, end_at = 0;
    for (const auto& [key, value] : keywords) {
      text += key + delimiter;
      if (key == "$BEGINDATA") begin_at = text.size();
      if (key == "$ENDDATA") end_at = text.size();
      text += value + delimiter;
    }
    const std::size_t data_begin = text_begin + text.size() + 3, data_end = data_begin + data.size() - 1;
    const auto put = [&](std::size_t at, std::uint64_t value) {
      if (at == 0 || text.compare(at, 12, "????????????") != 0) return;
      const std::string digits = std::to_string(value);
      text.replace(at, 12, std::string(12 - digits.size(), '0') + digits);
    };
    put(begin_at, data_begin);
    put(end_at, data_end);
    std::string file = version + "    " + offset(text_begin) + offset(text_begin + text.size() - 1);
    const long first = header_data_begin >= 0               ? header_data_begin
                       : offsets_in_header && !data.empty() ? static_cast<long>(data_begin)
                                                            : 0;
    const long last = header_data_end >= 0                 ? header_data_end
                      : offsets_in_header && !data.empty() ? static_cast<long>(data_end)
                                                           : 0;
    file += offset(static_cast<std::uint64_t>(first)) + offset(static_cast<std::uint64_t>(last));
    file += offset(0) + offset(0) + std::string(text_begin - 58, ' ');
    return file + text + "\r\n " + data;
  }
};

/// Appends a value in big- or little-endian order.
template <class Value>
void append(std::string& data, Value value, bool big) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  for (std::size_t i = 0; i < sizeof value; ++i) data += bytes[big ? sizeof value - 1 - i : i];
}

/// Two parameters A and B of one type and width, without events.
inline FcsBuilder two_parameters(const std::string& type, int bits, const std::string& order,
                                 const std::string& total) {
  FcsBuilder file;
  file.set("$BEGINDATA", "????????????").set("$ENDDATA", "????????????");
  file.set("$MODE", "L").set("$DATATYPE", type).set("$BYTEORD", order).set("$PAR", "2").set("$TOT", total);
  file.set("$NEXTDATA", "0");
  for (const std::string n : {"1", "2"}) {
    file.set("$P" + n + "B", std::to_string(bits)).set("$P" + n + "E", "0,0");
    file.set("$P" + n + "R", type == "I" ? "1024" : "262144").set("$P" + n + "N", n == "1" ? "A" : "B");
  }
  return file;
}

}  // namespace trimer::cytometry::testing
