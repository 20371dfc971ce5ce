#include <trimer/observation/record_template.h>

#include <fmt/format.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/observation/schema.h>
#include <trimer/observation/words.h>
#include <trimer/units/ucum.h>

namespace trimer::observation {

namespace {

std::string_view required_text(Required required) {
  switch (required) {
    case Required::no:
      return "no";
    case Required::yes:
      return "yes";
    case Required::one_of_pair:
      return "one of the pair";
  }
  return "";
}

std::string joined(std::span<const std::string_view> texts) {
  std::string text;
  for (std::string_view item : texts) text += (text.empty() ? "" : ", ") + std::string(item);
  return text;
}

// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out.empty() ? "–" : out;
}

constexpr std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::rejected:
      return "row set aside";
    case Severity::not_evaluable:
      return "not evaluable";
    case Severity::warning:
      return "warning";
  }
  return "";
}

}  // namespace

std::string dictionary_csv() {
  std::string text = "table,column,type,unit,allowed,required,bad_input,description,sdtm\n";
  for (const TableSchema& table : record_schema())
    for (const ColumnSchema& column : table.columns) {
      text += table_name(table.table);
      for (const std::string_view item :
           {column.name, column_kind_name(column.kind), column.unit, std::string_view(column.allowed),
            required_text(column.required), column.bad_input, column.description, column.sdtm})
        text += ',' + csv_field(item);
      text += '\n';
    }
  return text;
}

std::string dictionary_markdown() {
  std::string text =
      "# Record tables\n\n"
      "Nine CSV files (UTF-8, comma, header row, RFC 4180) in one folder, beside `study.json`. An empty cell "
      "is\n"
      "missing. A time is a date-time in ISO 8601 or a day elapsed from the anchor (first dose = 0.0).\n"
      "Bad input gets one of four classes: E stops the run, R sets the row aside in `rejects.csv` (with "
      "`--strict`\n"
      "it is an E), N keeps the row without a result, W uses the row and says so.\n\n"
      "This page is generated from the schema that the reader uses.\n";
  for (const TableSchema& table : record_schema()) {
    text += fmt::format("\n## {}.csv\n\n{} (SDTM {})\n\n", table_name(table.table), table.description,
                        table.sdtm);
    text +=
        "| column | type | unit | allowed | required | bad input | meaning | SDTM "
        "|\n|---|---|---|---|---|---|---|---|\n";
    for (const ColumnSchema& column : table.columns)
      text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} |\n", column.name,
                          column_kind_name(column.kind), cell(column.unit), cell(column.allowed),
                          required_text(column.required), cell(column.bad_input), cell(column.description),
                          cell(column.sdtm));
  }
  text +=
      "\n## Units\n\nMatched without regard to case; what is not listed is unknown and never guessed.\n\n"
      "| unit | also accepted |\n|---|---|\n";
  for (const units::UnitAliases& unit : units::known_ucum())
    text += fmt::format("| `{}` | {} |\n", unit.canonical, cell(joined(unit.aliases)));
  text += "\n| test | units |\n|---|---|\n";
  for (const units::TestUnits& test : units::tests_with_units())
    text += fmt::format("| {} | {} |\n", test.test, joined(test.units));
  text +=
      "\n## study.json\n\n"
      "| key | value | default |\n|---|---|---|\n"
      "| `criteria` | `{\"ctcae\": \"5.0\" or \"6.0\", \"crs\": [...], \"icans\": [...]}` | 5.0, all, all "
      "|\n";
  text += fmt::format("| `profiles` | a list of {} | amgen_blina |\n", word_list<Profile>());
  text += "| `options` | the options below | {} |\n";
  text += fmt::format("| `anchor` | {} | first_blinatumomab |\n", word_list<Anchor>());
  text +=
      "| `time_zone` | IANA name, for date-times without offset | UTC |\n"
      "| `columns` | `\"sdtm\"`, or for each table `{\"column in the file\": \"column above\"}` | none |\n\n"
      "| option | values | default | meaning |\n|---|---|---|---|\n";
  for (const OptionInForce& option : options_in_force({}))
    text += fmt::format("| `{}` | {} | {} | {} |\n", option.name, cell(option.allowed), option.default_value,
                        cell(option.meaning));
  return text;
}

void write_record_template(const std::filesystem::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const TableSchema& table : record_schema()) {
    std::string header;
    for (const ColumnSchema& column : table.columns)
      header += (header.empty() ? "" : ",") + std::string(column.name);
    files.emplace_back(std::string(table_name(table.table)) + ".csv", header + "\n");
  }
  files.emplace_back("study.json", study_settings_text({}));
  files.emplace_back("dictionary.csv", dictionary_csv());

  std::error_code error;
  std::filesystem::create_directories(folder, error);
  FaultList faults;
  if (error) faults.add({folder.string(), 0, 0, "", "", "the folder cannot be made"});
  for (const auto& [name, text] : files)
    if (std::filesystem::exists(folder / name, error))
      faults.add({(folder / name).string(), 0, 0, "", "", "is there already and is not overwritten"});
  faults.throw_if_any();
  for (const auto& [name, text] : files) write_file(folder / name, text);
}

RejectsFile::RejectsFile(const std::filesystem::path& file) : file_(file) {
  file_.write("FILE,LINE,COLUMN,VALUE,RULEID,MESSAGE\n");
}

void RejectsFile::add(const RecordMessage& message) {
  if (message.severity != Severity::rejected) return;
  ++rows_;
  file_.write(fmt::format("{},{},{},{},{},{}\n", csv_field(message.file), message.line,
                          csv_field(message.column), csv_field(message.value), csv_field(message.rule_id),
                          csv_field(message.message)));
}

void RejectsFile::commit() {
  file_.commit();
}

ReadReport check_records(const std::filesystem::path& folder, ReadOptions options) {
  std::optional<RecordReader> reader;
  ReadReport report;
  const auto on_message = options.on_message;
  // Faults of the headers are thrown before there is a reader to ask, so that the report is kept here.
  options.on_message = [&](const RecordMessage& message) {
    RuleCount& count = report.counts[message.rule_id];
    if (count.count++ == 0) {
      count.severity = message.severity;
      count.first = message;
    }
    if (report.messages.size() < options.kept_messages) report.messages.push_back(message);
    if (on_message) on_message(message);
  };
  try {
    reader.emplace(folder, options);
    SubjectRecord record;
    while (reader->next(record)) {
    }
  } catch (const InputError& error) {
    // Errors of the tables came as messages; what stopped before them (no folder, study.json) did not.
    if (report.total(Severity::error) == 0)
      for (const Fault& fault : error.faults()) {
        const RecordMessage message{Severity::error, fault.file, fault.line,       fault.path,
                                    fault.value,     "study",    fault.expectation};
        options.on_message(message);
      }
  }
  if (reader) {
    report.subjects = reader->report().subjects;
    report.rows = reader->report().rows;
  }
  return report;
}

std::string report_text(const ReadReport& report) {
  std::string text;
  for (const RecordMessage& message : report.messages) text += to_text(message) + "\n";
  long total = 0;
  for (const auto& [rule, count] : report.counts) total += count.count;
  if (total > static_cast<long>(report.messages.size()))
    text += fmt::format("… {} more messages\n", total - static_cast<long>(report.messages.size()));
  text += fmt::format("{} subjects", report.subjects);
  for (const auto& [table, rows] : report.rows)
    if (rows > 0) text += fmt::format(", {} {} rows", rows, table);
  text += "\n";
  for (const auto& [rule, count] : report.counts)
    text += fmt::format("{:>8}  {:<14} {}\n", count.count, severity_name(count.severity), rule);
  return text;
}

}  // namespace trimer::observation
