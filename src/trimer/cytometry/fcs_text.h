/// @file
/// The TEXT segment of an FCS file: keywords and their values.
///
/// Keys and values alternate between delimiters; a delimiter inside a value is doubled. Real files also write
/// empty values, which look the same. Three readings are tried: the standard's; a doubled delimiter after a
/// key as an empty value, inside a value as one delimiter; every doubled delimiter as an empty value. The
/// first sound one is taken.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trimer::cytometry {

/// Keywords of one data set in file order. Keys compare without regard to case.
class FcsKeywords {
 public:
  /// Value of a key, as written; null if absent.
  [[nodiscard]] const std::string* find(std::string_view key) const;
  /// Value without blanks around it; empty if absent.
  [[nodiscard]] std::string_view trimmed(std::string_view key) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

  /// Adds a keyword unless the key is known. @returns false if it was known with another value
  bool add(std::string key, std::string value);

 private:
  std::vector<std::pair<std::string, std::string>> all_;
  std::map<std::string, std::size_t, std::less<>> place_;  ///< upper-case key -> place in all_
};

/// Reads a TEXT segment into `keywords`; keys already there win.
/// @param primary   also demand $PAR, $DATATYPE and the $PnN that tell which reading is right
/// @param warnings  gets a line for each oddity
/// @throws InputError if no reading is sound
void read_fcs_text(std::string_view segment, const std::string& file, bool primary, FcsKeywords& keywords,
                   std::vector<std::string>& warnings);

/// Without blanks, tabs, line ends and NULs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// UTF-8 as it is; anything else is taken as Latin-1.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
/// A whole non-negative decimal number, blanks around it allowed.
[[nodiscard]] std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace trimer::cytometry
