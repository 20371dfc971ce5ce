/// @file
/// Reads the rows of one table, subject by subject. Internal to the record reader.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/observation/cell.h>
#include <trimer/observation/sorted_rows.h>
#include <trimer/observation/time_text.h>

namespace trimer::observation {

template <class Row>
concept IntervalRow = requires(Row row) {
  row.when;
};

/// What all tables of a study share while they are read.
struct StudyReading {
  std::filesystem::path folder;
  StudySettings settings;
  TimeZone zone;
  RowFaults::Sink sink;
};

/// The columns of a file in terms of a schema.
struct Header {
  std::vector<int> column_of_field;  ///< position in the file of each field of the schema, or -1
};

/// Matches a header with a schema, under the renaming of study.json. Missing required columns, columns named
/// twice and renamings to columns that do not exist are E, unknown columns W.
[[nodiscard]] Header match_header(const TableSchema& schema, const std::vector<std::string>& in_file,
                                  const StudySettings& settings, RowFaults& faults);

/// Text that is empty, or stands for an empty cell.
[[nodiscard]] bool is_missing_word(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// Text that can be printed: bytes that are not UTF-8 become `?`.
[[nodiscard]] std::string printable(std::string_view text);

/// Reads a pair of time cells of one row, `datetime` or `day`. Both filled: R.
[[nodiscard]] RawTime read_time(const StudyReading& study, std::string_view datetime_column,
                                std::string_view datetime, std::string_view day_column, std::string_view day,
                                RowFaults& faults);

/// A missing time of a row that needs one is R.
void require_time(const RawTime& time, std::string_view datetime_column, RowFaults& faults);

/// The end of an interval must not be before its start, and both must be of one kind.
void check_interval(const RawTime& start, const RawTime& end, std::string_view end_text, RowFaults& faults);

/// R if a file of a flow row cannot be read, E if its path leaves the folder.
void check_fcs_file(const std::filesystem::path& folder, const std::string& file, RowFaults& faults);

/// The name of a subject, or a fault: empty and longer than 64 characters are R.
[[nodiscard]] bool check_subject_id(std::string_view id, RowFaults& faults);

/// The times of the rows of one subject in one table, before anchoring.
struct RowTimes {
  std::vector<RawTime> start;  ///< of each row
  std::vector<RawTime> end;    ///< of each row of an interval table
};

/// A row that was set aside, before anchoring.
struct SetAside {
  RejectedRow row;
  RawTime at;
};

template <class Row>
class TableReader {
 public:
  TableReader(Table table, StudyReading& study)
      : faults_(table, study.sink), study_(study), cell_(faults_, study.settings) {}

  /// Opens the file and reads its header; a missing file is a table without rows, W.
  void open() {
    const std::filesystem::path file = study_.folder / faults_.file();
    faults_.start(0);
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
      faults_.add(Severity::warning, "", "", "missing_file", "no such file: read as a table without rows");
      return;
    }
    guarded([&] {
      rows_.emplace(file);
      faults_.start(1);
      header_ = match_header(record_schema(faults_.table()), rows_->header(), study_.settings, faults_);
    });
    const auto& list = fields<Row>();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string_view name = list[i].schema.name;
      const int column = rows_ ? header_.column_of_field[i] : -1;
      if (name == "subject_id") id_column_ = column;
      if (name == "datetime" || name == "start_datetime") start_datetime_ = column;
      if (name == "day" || name == "start_day") start_day_ = column;
      if (name == "end_datetime") end_datetime_ = column;
      if (name == "end_day") end_day_ = column;
      if (name == "anchor_datetime") anchor_datetime_ = column;
      if (name == "car_t_datetime") car_t_datetime_ = column;
      if (name == "car_t_day") car_t_day_ = column;
      if (name == "test" || name == "kind" || name == "measure" || name == "event" || name == "drug" ||
          name == "population")
        test_column_ = column;
    }
  }

  /// Brings the rows into order of subject_id.
  void prepare(const ReadOptions& options) {
    if (rows_ && id_column_ < 0) rows_.reset();  // its header was wrong and has been reported
    guarded([&] {
      if (rows_) rows_->prepare(id_column_, options.sort_memory, options.temporary_folder);
    });
    advance();
  }

  /// Whether a row is waiting, and of which subject.
  [[nodiscard]] bool has_row() const { return has_row_; }
  [[nodiscard]] std::string_view subject_id() const { return rows_->key(); }
  [[nodiscard]] long line() const { return rows_->line(); }
  [[nodiscard]] long rows_read() const { return rows_read_; }
  [[nodiscard]] RowFaults& faults() { return faults_; }

  void advance() {
    has_row_ = false;
    guarded([&] { has_row_ = rows_ && rows_->next(); });
    if (has_row_) ++rows_read_;
  }

  /// Reads the waiting row; false if it was set aside.
  bool read_row(Row& row, RawTime& start, RawTime& end) {
    faults_.start(rows_->line());
    row.source = {faults_.table(), rows_->line()};
    if (rows_->size() != rows_->header().size()) {
      faults_.add(Severity::rejected, "", "", "fields",
                  "expected " + std::to_string(rows_->header().size()) + " fields as in the header, found " +
                      std::to_string(rows_->size()));
      return false;
    }
    const auto& list = fields<Row>();
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!list[i].read) continue;
      const std::string_view text = cell(header_.column_of_field[i], list[i].schema.name);
      cell_.set(list[i].schema.name, text);
      list[i].read(row, cell_);
    }
    if constexpr (!std::is_same_v<Row, Subject>) read_times(row, start, end);
    if (faults_.rejected()) return false;
    check_row(row, faults_);
    if constexpr (std::is_same_v<Row, Flow>)
      if (!row.fcs_file.empty()) check_fcs_file(study_.folder, row.fcs_file, faults_);
    return !faults_.rejected();
  }

  /// Whether a column of the waiting row is empty.
  [[nodiscard]] bool is_empty(std::string_view name) const {
    const auto& list = fields<Row>();
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].schema.name != name || header_.column_of_field[i] < 0) continue;
      const std::string_view text = trimmed(rows_->field(header_.column_of_field[i]));
      return text.empty() || is_missing_word(text);
    }
    return true;
  }

  /// Times of a subject's own row.
  RawTime anchor_time() { return time_of("anchor_datetime", anchor_datetime_, "", -1); }
  RawTime car_t_time() {
    const std::string_view dated = cell(car_t_datetime_, "car_t_datetime");
    const std::string_view day = cell(car_t_day_, "car_t_day");
    if (!dated.empty() && !day.empty()) {
      faults_.add(Severity::error, "car_t_day", day, "both",
                  "expected car_t_datetime or car_t_day, not both");
      return {};
    }
    return read_time(study_, "car_t_datetime", dated, "car_t_day", day, faults_);
  }

  /// Reads all rows of a subject. Rows of names before it belong to nobody and are set aside.
  void read_subject(std::string_view id, std::vector<Row>& out, RowTimes& times,
                    std::vector<SetAside>& set_aside) {
    skip_before(id);
    while (has_row_ && subject_id() == id) {
      RawTime start, end;
      Row& row = out.emplace_back();
      if (read_row(row, start, end)) {
        times.start.push_back(start);
        if constexpr (IntervalRow<Row>) times.end.push_back(end);
      } else {
        out.pop_back();
        set_aside.push_back({{{faults_.table(), rows_->line()}, faults_.rule_id(), test_text(), {}}, start});
      }
      advance();
    }
  }

  /// Sets aside the rows before a subject; all that are left if `id` is not given.
  void skip_before(std::optional<std::string_view> id) {
    while (has_row_ && (!id || subject_id() < *id)) {
      faults_.start(rows_->line());
      if (check_subject_id(subject_id(), faults_))
        faults_.add(Severity::rejected, "subject_id", printable(subject_id()), "unknown",
                    "is not in subjects.csv");
      advance();
    }
  }

 private:
  // Malformed CSV is E and ends the table.
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const InputError& error) {
      for (const Fault& fault : error.faults()) {
        faults_.start(fault.line);
        faults_.add(Severity::error, "", fault.value, "csv",
                    fault.path.empty() ? fault.expectation : fault.path + ": " + fault.expectation);
      }
      rows_.reset();
      has_row_ = false;
    }
  }

  std::string_view cell(int column, std::string_view name) {
    if (column < 0) return {};
    const std::string_view text = trimmed(rows_->field(column));
    if (text.empty()) return text;
    if (is_missing_word(text)) {
      faults_.add(Severity::warning, name, text, "missing_word", "read as an empty cell");
      return {};
    }
    if (!is_utf8(text)) {
      faults_.add(Severity::rejected, name, printable(text), "encoding", "expected UTF-8");
      return {};
    }
    return text;
  }

  std::string test_text() const {
    return test_column_ < 0 || rows_->size() != rows_->header().size()
               ? std::string()
               : printable(trimmed(rows_->field(test_column_)));
  }

  RawTime time_of(std::string_view datetime_name, int datetime, std::string_view day_name, int day) {
    const std::string_view dated = cell(datetime, datetime_name);
    return read_time(study_, datetime_name, dated, day_name, cell(day, day_name), faults_);
  }

  void read_times(Row& row, RawTime& start, RawTime& end) {
    constexpr bool interval = IntervalRow<Row>;
    constexpr std::string_view datetime = interval ? "start_datetime" : "datetime";
    start = time_of(datetime, start_datetime_, interval ? "start_day" : "day", start_day_);
    bool required = true;
    if constexpr (std::is_same_v<Row, Event>)
      required = row.event != EventKind::reported_grade && row.event != EventKind::reported_response &&
                 row.event != EventKind::ae;
    if constexpr (std::is_same_v<Row, Flow>) {
      const bool only_words = row.qualitative != Qualitative::none && !row.n_events && !row.n_positive &&
                              !row.pct && !row.mfi && !row.abc && row.fcs_file.empty();
      required = row.population != "beads" && !only_words;
    }
    if (required) require_time(start, datetime, faults_);
    if constexpr (interval) {
      end = time_of("end_datetime", end_datetime_, "end_day", end_day_);
      const int column = end.kind == RawTime::Kind::day ? end_day_ : end_datetime_;
      check_interval(start, end, column < 0 ? std::string_view() : rows_->field(column), faults_);
    }
  }

  RowFaults faults_;
  StudyReading& study_;
  Cell cell_;
  std::optional<SortedRows> rows_;
  Header header_;
  bool has_row_ = false;
  long rows_read_ = 0;
  int id_column_ = -1, test_column_ = -1;
  int start_datetime_ = -1, start_day_ = -1, end_datetime_ = -1, end_day_ = -1;
  int anchor_datetime_ = -1, car_t_datetime_ = -1, car_t_day_ = -1;
};

}  // namespace trimer::observation
