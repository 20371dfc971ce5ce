/// @file
/// A strict TOML document: every key is known, every quantity is text with its unit, every fault is reported
/// with its line.
///
///     TomlDocument document(text, "salvage.toml");
///     TomlTable population = document.root().table("population");
///     const auto name = population.text("name", required);
///     const auto patients = population.whole("patients", 1, 1000000, required);
///     document.finish();   // throws InputError with all faults: wrong values, missing keys, keys nobody
///     asked for
///
/// A key is known if it was asked for. An accessor that finds a fault records it and returns nothing, so that
/// reading goes on and the next fault is found too.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/core/fault.h>

namespace trimer::units {

/// Bounds of a number. `{.low = 0, .above_low = true}` is > 0.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;   ///< low itself is out
  bool below_high = false;  ///< high itself is out

  [[nodiscard]] bool holds(double value) const;
  /// `> 0`, `from 0 to 1`, `>= 2`, `a finite number`.
  [[nodiscard]] std::string text() const;
};

inline constexpr Range positive{.low = 0, .above_low = true};
inline constexpr Range not_negative{.low = 0};
inline constexpr Range fraction{.low = 0, .high = 1};

enum class Presence { optional, required };
inline constexpr Presence required = Presence::required;

/// A quantity as read: its value in the unit asked for, and which of several units it was given in.
struct ReadQuantity {
  double value = 0;
  std::size_t unit = 0;  ///< index into the list of units asked for
};

/// A table of the document: a handle, cheap to copy, valid as long as its document. A table that is not there
/// is an empty one.
class TomlTable {
 public:
  [[nodiscard]] bool present() const;                  ///< the table is in the document
  [[nodiscard]] bool has(std::string_view key) const;  ///< does not count as asked for
  [[nodiscard]] bool is_text(std::string_view key) const;
  [[nodiscard]] bool is_table(std::string_view key) const;
  [[nodiscard]] bool is_array(std::string_view key) const;
  [[nodiscard]] bool is_number(std::string_view key) const;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] long line() const;                         ///< where the table starts
  [[nodiscard]] long line_of(std::string_view key) const;  ///< of the key, or of the table if it is not there
  [[nodiscard]] std::vector<std::string> keys() const;     ///< in alphabetical order
  [[nodiscard]] std::string value_text(std::string_view key) const;  ///< the value as written, for faults

  std::optional<std::string> text(std::string_view key, Presence presence = Presence::optional);
  std::optional<bool> flag(std::string_view key);
  /// A number without unit.
  std::optional<double> number(std::string_view key, Range range = {},
                               Presence presence = Presence::optional);
  std::optional<std::int64_t> whole(std::string_view key, std::int64_t low, std::int64_t high,
                                    Presence presence = Presence::optional);
  /// Text with its unit, converted to `unit`. The example stands in the fault: `expected text with its unit,
  /// e.g. "28 ug/day"`.
  std::optional<double> quantity(std::string_view key, std::string_view unit, std::string_view example,
                                 Range range = {}, Presence presence = Presence::optional);
  /// The same where one of several dimensions is meant, e.g. {"ug/day", "ug/m2/day"}.
  std::optional<ReadQuantity> quantity_in(std::string_view key, const std::vector<std::string>& units,
                                          std::string_view example, Range range = {},
                                          Presence presence = Presence::optional);
  /// One of the allowed words.
  std::optional<std::string> choice(std::string_view key, const std::vector<std::string>& allowed,
                                    Presence presence = Presence::optional);

  /// A list; a single value counts as a list of one. Empty optional if the key is absent or faulty.
  std::optional<std::vector<std::string>> texts(std::string_view key);
  std::optional<std::vector<std::string>> choices(std::string_view key,
                                                  const std::vector<std::string>& allowed);
  std::optional<std::vector<double>> numbers(std::string_view key, Range range = {},
                                             Presence presence = Presence::optional);
  std::optional<std::vector<double>> quantities(std::string_view key, std::string_view unit,
                                                std::string_view example, Range range = {});

  /// The elements of a list as written, for names and faults; a single value counts as a list of one.
  std::vector<std::string> element_texts(std::string_view key);

  /// A sub-table; an empty one if the key is absent or something else (a fault).
  TomlTable table(std::string_view key, Presence presence = Presence::optional);
  /// An array of tables, or one table; numbered from 1 in paths.
  std::vector<TomlTable> tables(std::string_view key);

  /// Marks keys as known that are not read on this path.
  void allow(const std::vector<std::string>& keys);
  /// Records a fault of a key (or of the table, if `key` is empty).
  void fault(std::string_view key, std::string expectation);

 private:
  friend class TomlDocument;
  struct Access;
  friend struct Access;
  std::shared_ptr<struct TomlState> state_;
  const void* table_ = nullptr;
  std::string path_;
};

class TomlDocument {
 public:
  /// @param name  stands for the file in faults
  /// @throws InputError if the text is empty, binary or not TOML
  TomlDocument(std::string_view text, std::string name);

  [[nodiscard]] TomlTable root() const;
  [[nodiscard]] const std::string& name() const;

  /// Variants of a document, made before it is read; lines stay those of the text. Paths are keys with dots
  /// between.
  ///
  /// Lays `over`, a table of this document, over the table at `path`: each of its keys takes the place of the
  /// same key. Tables on the way are made where they are absent.
  void lay_over(const TomlTable& over, std::string_view path);
  /// Puts an element of the list `list` of `from` at `path`. A fault of the new key stands at the line of
  /// `named_by`.
  /// @pre the list has the element; `from` may belong to another document, which gives it away
  void put(const TomlTable& from, std::string_view list, std::size_t element, std::string_view named_by,
           std::string_view path);
  /// Removes what is at `path`, if anything.
  void remove(std::string_view path);
  /// Faults recorded so far.
  [[nodiscard]] bool has_faults() const;
  void add(Fault fault);
  /// Adds a fault for each key that nobody asked for, then throws if there is any fault.
  /// @throws InputError with all faults, by line
  void finish();

 private:
  std::shared_ptr<TomlState> state_;
};

/// Text as a TOML string in quotes.
[[nodiscard]] std::string toml_quoted(std::string_view text);

}  // namespace trimer::units
