/// @file
/// Reads a study folder (nine CSV tables and study.json) as a stream of patient records.
///
///     RecordReader reader("study", {});
///     SubjectRecord record;
///     while (reader.next(record)) …
///     reader.report().counts
///
/// Subjects come in byte order of subject_id, whatever the order of the rows: tables in that order are
/// streamed, others are sorted on disk first. Memory is one subject, however many there are.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <trimer/observation/record.h>
#include <trimer/observation/study_settings.h>

namespace trimer::observation {

/// What a fault of the input does: E stops, R sets the row aside, N keeps it without a result, W uses it.
enum class Severity { error, rejected, not_evaluable, warning };

/// One fault of the input.
struct RecordMessage {
  Severity severity = Severity::warning;
  std::string file;     ///< e.g. `labs.csv`
  long line = 0;        ///< 1-based; 0 for the file as a whole
  std::string column;   ///< as in the file; may be empty
  std::string value;    ///< as in the file; may be empty
  std::string rule_id;  ///< table.column.problem, e.g. `labs.value.negative`
  std::string message;  ///< what was expected and what was done
};

/// `labs.csv:14: value = -3, expected >= 0 [R labs.value.negative]`
[[nodiscard]] std::string to_text(const RecordMessage& message);

/// How a rule fared over the whole study.
struct RuleCount {
  Severity severity = Severity::warning;
  long count = 0;
  RecordMessage first;  ///< its first occurrence
};

struct ReadReport {
  long subjects = 0;
  std::map<std::string, long> rows;         ///< table -> rows read
  std::map<std::string, RuleCount> counts;  ///< rule id -> occurrences
  /// The first messages in the order found, at most ReadOptions::kept_messages; all go to on_message.
  std::vector<RecordMessage> messages;
  /// Total of one severity.
  [[nodiscard]] long total(Severity severity) const;
};

struct ReadOptions {
  bool strict = false;  ///< a row that would be set aside is an error
  std::size_t kept_messages = 1000;
  std::size_t sort_memory = std::size_t{64} << 20;  ///< [byte] of rows held while a table is sorted on disk
  std::filesystem::path temporary_folder = {};      ///< for sorting; empty = the system's
  /// Called for every message as it is found, e.g. to write rejects.csv.
  std::function<void(const RecordMessage&)> on_message = {};
};

class RecordReader {
 public:
  /// Reads study.json and the headers. @throws InputError if the folder is missing, study.json is wrong or a
  /// required column is missing
  explicit RecordReader(const std::filesystem::path& folder, ReadOptions options = {});
  /// With settings that replace those of the folder's study.json.
  RecordReader(const std::filesystem::path& folder, StudySettings settings, ReadOptions options = {});
  ~RecordReader();
  RecordReader(RecordReader&&) noexcept;
  RecordReader& operator=(RecordReader&&) noexcept;

  [[nodiscard]] const StudySettings& settings() const;

  /// The next subject; false after the last. `record` is overwritten, its memory is used again.
  /// @throws InputError with all errors of the study: at the first one found the rest is read for its errors
  bool next(SubjectRecord& record);
  /// The next subject as a new object; nullopt after the last.
  std::optional<SubjectRecord> next();

  /// Counts and messages so far; complete once next() has said that there are no more.
  [[nodiscard]] const ReadReport& report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads a whole (small) study. @throws InputError
[[nodiscard]] std::vector<SubjectRecord> read_records(const std::filesystem::path& folder,
                                                      ReadOptions options = {}, ReadReport* report = nullptr);

}  // namespace trimer::observation
