/// @file
/// Writes patient records as the nine tables and study.json of a study folder, in the form that the reader
/// reads back to the same records. Times are written as elapsed days.
#pragma once

#include <filesystem>
#include <memory>

#include <trimer/observation/record.h>
#include <trimer/observation/study_settings.h>

namespace trimer::observation {

class RecordWriter {
 public:
  /// Creates the tables in an existing or new folder. They take their names on close().
  /// @throws InputError if a file cannot be made
  RecordWriter(const std::filesystem::path& folder, const StudySettings& settings);
  ~RecordWriter();
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  /// Appends one subject and sets the `source` of its rows to where they now stand. Subjects in byte order of
  /// subject_id read back without sorting. @throws InputError if the id is empty, too long or repeated in a
  /// row
  void write(SubjectRecord& record);
  void write(const SubjectRecord& record);

  /// Completes the files. Without it nothing is left behind.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trimer::observation
