#include <trimer/observation/table_reader.h>

#include <unistd.h>
#include <cstring>

namespace trimer::observation {

Header match_header(const TableSchema& schema, const std::vector<std::string>& in_file,
                    const StudySettings& settings, RowFaults& faults) {
  Header header;
  header.column_of_field.assign(schema.columns.size(), -1);
  const auto renaming = settings.columns.find(std::string(table_name(schema.table)));
  for (std::size_t position = 0; position < in_file.size(); ++position) {
    std::string name(trimmed(in_file[position]));
    if (renaming != settings.columns.end()) {
      const auto to = renaming->second.find(name);
      if (to != renaming->second.end()) name = to->second;
    }
    bool known = false;
    for (std::size_t field = 0; field < schema.columns.size(); ++field) {
      if (schema.columns[field].name != name) continue;
      known = true;
      if (header.column_of_field[field] >= 0)
        faults.add(Severity::error, in_file[position], "", "repeated_column",
                   "column " + name + " is there twice");
      header.column_of_field[field] = static_cast<int>(position);
      if (name != in_file[position]) faults.rename(schema.columns[field].name, in_file[position]);
    }
    if (!known)
      faults.add(Severity::warning, printable(in_file[position]), "", "unknown_column",
                 "unknown column: kept in the file, not used");
  }
  std::string hint;
  if (in_file.size() == 1 && in_file[0].find_first_of(";\t") != std::string::npos)
    hint = "; the header is not separated by commas";
  for (std::size_t field = 0; field < schema.columns.size(); ++field) {
    const ColumnSchema& column = schema.columns[field];
    if (header.column_of_field[field] >= 0) continue;
    if (column.required == Required::yes)
      faults.add(Severity::error, column.name, "", "missing_column",
                 "expected this column in the header" + hint);
    // Of a pair, `datetime` stands first; its partner follows.
    if (column.required == Required::one_of_pair && column.kind == ColumnKind::datetime &&
        header.column_of_field[field + 1] < 0)
      faults.add(
          Severity::error, column.name, "", "missing_column",
          "expected this column or " + std::string(schema.columns[field + 1].name) + " in the header" + hint);
  }
  return header;
}

bool is_missing_word(std::string_view text) {
  return text.size() <= 4 && (text == "NA" || text == "." || text == "-" || text == "NULL");
}

bool is_utf8(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  // Eight bytes of ASCII at a time.
  for (std::uint64_t word = 0; end - at >= 8; at += 8) {
    std::memcpy(&word, at, 8);
    if (word & 0x8080808080808080u) break;
  }
  while (at < end) {
    const auto first = static_cast<unsigned char>(*at);
    if (first < 0x80) {
      ++at;
      continue;
    }
    const int more = first >= 0xF0 && first <= 0xF4  ? 3
                     : first >= 0xE0 && first < 0xF0 ? 2
                     : first >= 0xC2 && first < 0xE0 ? 1
                                                     : 0;
    if (more == 0 || end - at <= more) return false;
    std::uint32_t code = first & (0x3Fu >> more);
    for (int i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(at[i]);
      if ((next & 0xC0) != 0x80) return false;
      code = code << 6 | (next & 0x3Fu);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    at += more + 1;
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string out(text);
  if (!is_utf8(text))
    for (char& c : out)
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return out;
}

RawTime read_time(const StudyReading& study, std::string_view datetime_column, std::string_view datetime,
                  std::string_view day_column, std::string_view day, RowFaults& faults) {
  RawTime out;
  if (!datetime.empty() && !day.empty()) {
    faults.add(Severity::rejected, day_column, day, "both",
               "expected " + std::string(datetime_column) + " or " + std::string(day_column) + ", not both");
    return out;
  }
  if (!day.empty()) {
    double value = 0;
    if (!parse_number(day, value))
      faults.add(Severity::rejected, day_column, day, "text", "expected a number of days");
    else if (std::abs(value) > 100000)
      faults.add(Severity::rejected, day_column, day, "range",
                 "expected -100000 to 100000 days from the anchor");
    else
      out = {RawTime::Kind::day, value, 0, 0, false};
    return out;
  }
  if (datetime.empty()) return out;
  const auto text = parse_time_text(datetime);
  if (!text) {
    faults.add(Severity::rejected, datetime_column, datetime, "format",
               "expected a date in ISO 8601, such as 2024-03-05T14:30 or 2024-03-05");
    return out;
  }
  TimeNotes notes;
  out = place(*text, study.zone, study.settings.options.date_imputation, notes);
  if (notes.partial)
    faults.add(Severity::not_evaluable, datetime_column, datetime, "partial",
               "partial date: the time is unknown (option date_imputation)");
  if (notes.imputed)
    faults.add(Severity::warning, datetime_column, datetime, "imputed",
               "partial date: taken as " + date_text(out.date) +
                   " (date_imputation = " + std::string(word(study.settings.options.date_imputation)) + ")");
  if (notes.skipped)
    faults.add(Severity::warning, datetime_column, datetime, "clock_skipped",
               "the clock of " + study.settings.time_zone +
                   " never showed this time; taken as if it had not been put forward");
  if (notes.ambiguous)
    faults.add(Severity::warning, datetime_column, datetime, "clock_twice",
               "the clock of " + study.settings.time_zone + " showed this time twice; the first is taken");
  if (notes.minute_missing && !notes.partial && !notes.imputed)
    faults.add(Severity::warning, datetime_column, datetime, "minute_missing",
               "hour without minutes: taken as the full hour");
  return out;
}

void require_time(const RawTime& time, std::string_view datetime_column, RowFaults& faults) {
  // A time that was written but could not be read has been reported.
  if (time.kind == RawTime::Kind::none && !faults.rejected())
    faults.add(Severity::rejected, datetime_column, "", "missing", "expected a time");
}

void check_interval(const RawTime& start, const RawTime& end, std::string_view end_text, RowFaults& faults) {
  using Kind = RawTime::Kind;
  if (start.kind == Kind::none || end.kind == Kind::none || start.kind == Kind::unknown ||
      end.kind == Kind::unknown)
    return;
  const std::string_view column = end.kind == Kind::day ? "end_day" : "end_datetime";
  if ((start.kind == Kind::day) != (end.kind == Kind::day)) {
    faults.add(Severity::rejected, column, trimmed(end_text), "kind",
               "expected start and end both dated or both in days");
    return;
  }
  const bool before = start.kind == Kind::day                                    ? end.day < start.day
                      : start.kind == Kind::instant && end.kind == Kind::instant ? end.utc_ms < start.utc_ms
                                                                                 : end.date < start.date;
  if (before)
    faults.add(Severity::rejected, column, trimmed(end_text), "before_start",
               "expected an end not before the start");
}

void check_fcs_file(const std::filesystem::path& folder, const std::string& file, RowFaults& faults) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path relative(file);
  const fs::path root = fs::weakly_canonical(folder, error);
  const fs::path target = fs::weakly_canonical(folder / relative, error);
  const fs::path inside = target.lexically_relative(root);
  if (relative.is_absolute() || error || inside.empty() || *inside.begin() == "..") {
    faults.add(Severity::error, "fcs_file", file, "outside",
               "expected a relative path inside the study folder");
    return;
  }
  if (!fs::is_regular_file(target, error) || ::access(target.c_str(), R_OK) != 0)
    faults.add(Severity::rejected, "fcs_file", file, "unreadable",
               "expected a readable file in the study folder");
}

bool check_subject_id(std::string_view id, RowFaults& faults) {
  if (id.empty() || is_missing_word(id)) {
    faults.add(Severity::rejected, "subject_id", id, "missing", "expected the name of a subject");
    return false;
  }
  if (!is_utf8(id)) {
    faults.add(Severity::rejected, "subject_id", printable(id), "encoding", "expected UTF-8");
    return false;
  }
  std::size_t characters = 0;
  for (const char c : id) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  if (characters > 64) {
    faults.add(Severity::rejected, "subject_id", id.substr(0, 80), "length", "expected 1 to 64 characters");
    return false;
  }
  return true;
}

}  // namespace trimer::observation
