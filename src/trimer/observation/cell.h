/// @file
/// One row of a record table while it is read: its cells, and what is wrong with them. Internal to the
/// reader.
#pragma once

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <trimer/observation/record.h>
#include <trimer/observation/record_reader.h>
#include <trimer/observation/schema.h>
#include <trimer/observation/words.h>

namespace trimer::observation {

/// The row that is being read and where its faults go.
class RowFaults {
 public:
  using Sink = std::function<void(RecordMessage)>;

  RowFaults(Table table, Sink sink)
      : table_(table), file_(std::string(table_name(table)) + ".csv"), sink_(std::move(sink)) {}

  void start(long line) {
    line_ = line;
    rejected_ = false;
    rule_id_.clear();
  }
  /// @param column   as in our schema; empty for the row as a whole
  /// @param problem  last part of the rule id
  void add(Severity severity, std::string_view column, std::string_view value, std::string_view problem,
           std::string message);

  /// A column that has another name in the file.
  void rename(std::string_view column, std::string in_file) {
    renamed_.emplace_back(column, std::move(in_file));
  }

  [[nodiscard]] Table table() const { return table_; }
  [[nodiscard]] long line() const { return line_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  /// The row cannot be used.
  [[nodiscard]] bool rejected() const { return rejected_; }
  /// The first rule that rejected it.
  [[nodiscard]] const std::string& rule_id() const { return rule_id_; }

 private:
  Table table_;
  std::string file_;
  Sink sink_;
  std::vector<std::pair<std::string_view, std::string>> renamed_;
  long line_ = 0;
  bool rejected_ = false;
  std::string rule_id_;
};

/// One cell: its text without surrounding blanks, empty if missing.
class Cell {
 public:
  Cell(RowFaults& row, const StudySettings& settings) : row_(row), settings_(settings) {}

  void set(std::string_view column, std::string_view text) {
    column_ = column;
    text_ = text;
  }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool missing() const { return text_.empty(); }
  [[nodiscard]] const StudySettings& settings() const { return settings_; }
  [[nodiscard]] bool row_rejected() const { return row_.rejected(); }

  void error(std::string_view problem, std::string message) const {
    add(Severity::error, problem, std::move(message));
  }
  void reject(std::string_view problem, std::string message) const {
    add(Severity::rejected, problem, std::move(message));
  }
  /// A fault of another cell of the row that only this one shows: a value out of the range of its unit.
  void reject(std::string_view column, std::string_view value, std::string_view problem,
              std::string message) const {
    row_.add(Severity::rejected, column, value, problem, std::move(message));
  }
  void not_evaluable(std::string_view problem, std::string message) const {
    add(Severity::not_evaluable, problem, std::move(message));
  }
  void warn(std::string_view problem, std::string message) const {
    add(Severity::warning, problem, std::move(message));
  }

  /// The cell as a finite number, if it is one; text gets R.
  [[nodiscard]] std::optional<double> number() const;
  /// A number within [low, high]; outside R.
  void number(std::optional<double>& value, double low, double high) const;
  /// A whole number within [low, high]; a fraction or outside R.
  void whole(std::optional<int>& value, int low, int high) const;
  void whole(std::optional<long>& value, long low, long high) const;
  /// One of the words of an enumeration; another R. Empty leaves the value as it is.
  template <class Enum>
  void word(Enum& value) const {
    if (missing()) return;
    if (const auto found = from_word<Enum>(text_))
      value = *found;
    else
      reject("word", "expected " + word_list<Enum>());
  }
  /// `yes` or `no`; another R.
  void yes_no(YesNo& value) const;
  /// `true` or `false`; another R.
  void boolean(bool& value) const;

 private:
  void add(Severity severity, std::string_view problem, std::string message) const {
    row_.add(severity, column_, text_, problem, std::move(message));
  }

  RowFaults& row_;
  const StudySettings& settings_;
  std::string_view column_, text_;
};

inline constexpr double any_number = HUGE_VAL;

/// A column with how it is read into a row and written from it. Columns are read in the order of the schema,
/// so that `value` knows its `test`. Times are read by the reader itself and have no functions.
template <class Row>
struct Field {
  ColumnSchema schema;
  void (*read)(Row&, const Cell&) = nullptr;
  void (*write)(const Row&, std::string&) = nullptr;
};

/// The columns of a table, subject_id first.
template <class Row>
[[nodiscard]] const std::vector<Field<Row>>& fields();

template <>
const std::vector<Field<Subject>>& fields<Subject>();
template <>
const std::vector<Field<Exposure>>& fields<Exposure>();
template <>
const std::vector<Field<Lab>>& fields<Lab>();
template <>
const std::vector<Field<Vital>>& fields<Vital>();
template <>
const std::vector<Field<Support>>& fields<Support>();
template <>
const std::vector<Field<Neuro>>& fields<Neuro>();
template <>
const std::vector<Field<Disease>>& fields<Disease>();
template <>
const std::vector<Field<Flow>>& fields<Flow>();
template <>
const std::vector<Field<Event>>& fields<Event>();

/// What can be said only of the whole row; called when no cell has rejected it.
template <class Row>
void check_row(Row&, RowFaults&) {}

template <>
void check_row<Lab>(Lab& row, RowFaults& faults);
template <>
void check_row<Neuro>(Neuro& row, RowFaults& faults);

// For the `write` of a field.
void append(std::string& out, const std::optional<double>& value);
void append(std::string& out, double value);
template <class Whole>
requires std::is_integral_v<Whole>
void append(std::string& out, const std::optional<Whole>& value) {
  if (value) out += std::to_string(*value);
}
/// Text, quoted where CSV needs it.
void append_text(std::string& out, std::string_view text);
template <class Enum>
void append_word(std::string& out, Enum value) {
  out += word(value);
}
/// `yes` or `no`, empty for unknown.
void append_yes_no(std::string& out, YesNo value);

// Columns that several tables share.
inline constexpr std::string_view time_rule =
    "missing: R; another form: R; partial: N unless imputed; both filled: R";
[[nodiscard]] ColumnSchema subject_id_column(std::string_view sdtm);

}  // namespace trimer::observation
