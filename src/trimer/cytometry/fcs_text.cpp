#include <trimer/cytometry/fcs_text.h>

#include <algorithm>
#include <charconv>

#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t more = byte < 0x80   ? 0
                             : byte < 0xC2 ? 9
                             : byte < 0xE0 ? 1
                             : byte < 0xF0 ? 2
                             : byte < 0xF5 ? 3
                                           : 9;
    if (more > 3 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    i += more + 1;
  }
  return true;
}

using Tokens = std::vector<std::string>;

enum class Doubled { always_escape, escape_in_values, never_escape };

/// Keys and values in turn. `body` starts behind the first delimiter.
Tokens split(std::string_view body, char delimiter, Doubled doubled) {
  Tokens tokens;
  std::string token;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != delimiter) {
      token += body[i];
      continue;
    }
    const bool twice = i + 1 < body.size() && body[i + 1] == delimiter;
    const bool in_value = tokens.size() % 2 == 1;
    if (twice && (doubled == Doubled::always_escape ||
                  (doubled == Doubled::escape_in_values && in_value && !token.empty()))) {
      token += delimiter;
      ++i;
      continue;
    }
    tokens.push_back(std::move(token));
    token.clear();
  }
  if (!token.empty()) tokens.push_back(std::move(token));
  return tokens;
}

/// Why a reading cannot be right; empty if it can.
std::string flaw(const Tokens& tokens, char delimiter, bool primary) {
  if (tokens.size() % 2 != 0) return std::to_string(tokens.size()) + " tokens, an odd number";
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < tokens.size(); i += 2) {
    if (trim(tokens[i]).empty()) return "an empty key";
    if (tokens[i].find(delimiter) != std::string::npos) return "the delimiter inside a key";
    keys.push_back(upper(trim(tokens[i])));
  }
  if (!primary) return {};
  std::sort(keys.begin(), keys.end());
  const auto has = [&](const std::string& key) { return std::binary_search(keys.begin(), keys.end(), key); };
  for (const char* key : {"$PAR", "$DATATYPE"})
    if (!has(key)) return std::string(key) + " missing";
  return {};
}

}  // namespace

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank(" \t\r\n\f\v\0", 7);
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string to_utf8(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return text;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  text = trim(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

const std::string* FcsKeywords::find(std::string_view key) const {
  const auto place = place_.find(upper(key));
  return place != place_.end() ? &all_[place->second].second : nullptr;
}

std::string_view FcsKeywords::trimmed(std::string_view key) const {
  const std::string* value = find(key);
  return value ? trim(*value) : std::string_view();
}

bool FcsKeywords::add(std::string key, std::string value) {
  const auto [place, added] = place_.emplace(upper(key), all_.size());
  if (!added) return all_[place->second].second == value;
  all_.emplace_back(std::move(key), std::move(value));
  return true;
}

void read_fcs_text(std::string_view segment, const std::string& file, bool primary, FcsKeywords& keywords,
                   std::vector<std::string>& warnings) {
  const std::string name = primary ? "TEXT" : "supplemental TEXT";
  const auto refuse = [&](const std::string& value, const std::string& expectation) {
    throw InputError(Fault{.file = file, .path = name, .value = value, .expectation = expectation});
  };
  if (segment.empty()) refuse("", "expected a delimiter and keywords, it is empty");
  const char delimiter = segment.front();
  if (delimiter == '\0' || (delimiter >= '0' && delimiter <= '9') || delimiter == '$' ||
      (upper(segment.substr(0, 1))[0] >= 'A' && upper(segment.substr(0, 1))[0] <= 'Z')) {
    refuse(delimiter == '\0' ? "NUL" : std::string(1, delimiter), "expected a delimiter as its first byte");
  }
  std::string_view body = segment.substr(1);
  while (!body.empty() && body.back() != delimiter && trim(body.substr(body.size() - 1)).empty())
    body.remove_suffix(1);

  Tokens tokens = split(body, delimiter, Doubled::always_escape);
  std::string first_flaw = flaw(tokens, delimiter, primary);
  if (!first_flaw.empty()) {
    bool sound = false;
    for (const Doubled doubled : {Doubled::escape_in_values, Doubled::never_escape}) {
      Tokens other = split(body, delimiter, doubled);
      if (!flaw(other, delimiter, primary).empty()) continue;
      tokens = std::move(other);
      sound = true;
      warnings.push_back(name + ": doubled delimiters read as empty values (read as escaped: " + first_flaw +
                         ")");
      break;
    }
    if (!sound) refuse("", "expected keys and values in turn, found " + first_flaw);
  }
  for (std::size_t i = 0; i < tokens.size(); i += 2) {
    std::string key = to_utf8(trim(tokens[i]));
    const std::string shown = key;
    if (!keywords.add(std::move(key), to_utf8(tokens[i + 1])))
      warnings.push_back(name + ": " + shown + " occurs again with another value; the first is used");
  }
}

}  // namespace trimer::cytometry
