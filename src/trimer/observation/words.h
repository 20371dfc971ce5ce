/// @file
/// The words of the record tables and of study.json: one table per enumeration, used to read, to write and to
/// list what is allowed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <trimer/observation/record.h>
#include <trimer/observation/study_settings.h>

namespace trimer::observation {

template <class Enum>
struct Word {
  std::string_view text;
  Enum value;
};

/// The words of an enumeration in documentation order. Enumerators that stand for an empty cell have none.
template <class Enum>
[[nodiscard]] std::span<const Word<Enum>> words();

/// The word of an enumerator; empty if it stands for an empty cell.
template <class Enum>
[[nodiscard]] std::string_view word(Enum value) {
  for (const Word<Enum>& entry : words<Enum>())
    if (entry.value == value) return entry.text;
  return {};
}

/// The enumerator of a word, exact case; nullopt if there is none.
template <class Enum>
[[nodiscard]] std::optional<Enum> from_word(std::string_view text) {
  for (const Word<Enum>& entry : words<Enum>())
    if (entry.text == text) return entry.value;
  return std::nullopt;
}

/// `F, M, U`
template <class Enum>
[[nodiscard]] std::string word_list() {
  std::string list;
  for (const Word<Enum>& entry : words<Enum>()) {
    if (!list.empty()) list += ", ";
    list += entry.text;
  }
  return list;
}

/// File name of a table without extension: `labs`.
[[nodiscard]] std::string_view table_name(Table table);

}  // namespace trimer::observation
