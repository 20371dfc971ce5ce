/// @file
/// What a user needs to fill in records: empty tables with a data dictionary; what to do with the messages of
/// a reading: the list of rows set aside, and a check without any result.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include <trimer/core/output_file.h>
#include <trimer/observation/record_reader.h>

namespace trimer::observation {

/// Writes the nine tables with their headers alone, study.json with the defaults, and the data dictionary
/// (dictionary.csv). Existing files are not overwritten. @throws InputError naming a file that is there
/// already
void write_record_template(const std::filesystem::path& folder);

/// The data dictionary as CSV: one row per column with type, unit, allowed values, whether it is required,
/// what bad input gets, description, SDTM name.
[[nodiscard]] std::string dictionary_csv();

/// The same as Markdown, with units, aliases, options and a page head, for the documentation.
[[nodiscard]] std::string dictionary_markdown();

/// rejects.csv: FILE LINE COLUMN VALUE RULEID MESSAGE, one row for each reason for which a row was set aside.
class RejectsFile {
 public:
  explicit RejectsFile(const std::filesystem::path& file);
  /// Writes the message if it set a row aside.
  void add(const RecordMessage& message);
  [[nodiscard]] long rows() const { return rows_; }
  void commit();

 private:
  OutputFile file_;
  long rows_ = 0;
};

/// Reads a study for its faults alone. Errors are in the report too, nothing is thrown for them.
[[nodiscard]] ReadReport check_records(const std::filesystem::path& folder, ReadOptions options = {});

/// The report as text: every kept message, then a count for each rule.
[[nodiscard]] std::string report_text(const ReadReport& report);

}  // namespace trimer::observation
