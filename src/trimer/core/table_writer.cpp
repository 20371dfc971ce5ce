#include <trimer/core/table_writer.h>

#include <cassert>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>

namespace trimer {

namespace {

std::string json_text(std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string_view type_name(ColumnType type) {
  switch (type) {
    case ColumnType::text:
      return "string";
    case ColumnType::integer:
      return "integer";
    case ColumnType::number:
      return "double";
    case ColumnType::boolean:
      return "boolean";
    case ColumnType::date:
      return "date";
    case ColumnType::datetime:
      return "datetime";
  }
  return "string";
}

// The columns of a table as the array of Dataset-JSON; `described` adds what only the definition file has.
std::string columns_json(const OutputTable& table, const std::string& indent, bool described) {
  std::string text = "[";
  for (const OutputColumn& column : table.columns) {
    text += (text.size() > 1 ? ",\n" : "\n") + indent +
            "  {\"itemOID\": " + json_text("IT." + table.name + "." + column.name) +
            ", \"name\": " + json_text(column.name) + ", \"label\": " + json_text(column.label) +
            ", \"dataType\": " + json_text(type_name(column.type));
    if (column.key > 0) text += ", \"keySequence\": " + std::to_string(column.key);
    if (described && !column.description.empty())
      text += ", \"description\": " + json_text(column.description);
    text += "}";
  }
  return text + "\n" + indent + "]";
}

constexpr int count_width = 20;  // blanks kept for the number of records, which is known only at the end

}  // namespace

struct TableWriter::State {
  OutputTable table;
  OutputFile csv, json;
  std::string csv_row, json_row;
  std::size_t cells = 0;
  long rows = 0;
  long count_position = 0;

  State(const std::filesystem::path& folder, OutputTable described)
      : table(std::move(described)),
        csv(folder / (table.name + ".csv")),
        json(folder / (table.name + ".json")) {}

  const OutputColumn& begin_cell() {
    assert(cells < table.columns.size());
    if (cells > 0) {
      csv_row += ',';
      json_row += ", ";
    }
    return table.columns[cells++];
  }
};

TableWriter::TableWriter(const std::filesystem::path& folder, OutputTable table, TableStudy study)
    : state_(std::make_unique<State>(folder, std::move(table))) {
  State& s = *state_;
  std::string header;
  for (const OutputColumn& column : s.table.columns)
    header += (header.empty() ? "" : ",") + csv_field(column.name);
  s.csv.write(header + "\n");
  std::string start =
      "{\n  \"datasetJSONCreationDateTime\": " + json_text(study.created) +
      ",\n  \"datasetJSONVersion\": \"1.1.0\"" + ",\n  \"originator\": \"Trimer\"" +
      ",\n  \"sourceSystem\": {\"name\": \"Trimer\", \"version\": " + json_text(study.version) + "}" +
      ",\n  \"studyOID\": " + json_text("STUDY." + study.study) +
      ",\n  \"metaDataVersionOID\": " + json_text("MDV." + study.study) +
      ",\n  \"metaDataRef\": \"define.json\"" + ",\n  \"itemGroupOID\": " + json_text("IG." + s.table.name) +
      ",\n  \"isReferenceData\": false" + ",\n  \"name\": " + json_text(s.table.name) +
      ",\n  \"label\": " + json_text(s.table.label) + ",\n  \"records\": ";
  s.count_position = static_cast<long>(start.size());
  start += std::string(count_width, ' ');
  start += ",\n  \"columns\": " + columns_json(s.table, "  ", false) + ",\n  \"rows\": [";
  s.json.write(start);
}

TableWriter::~TableWriter() = default;
TableWriter::TableWriter(TableWriter&&) noexcept = default;

TableWriter& TableWriter::cell(std::string_view text) {
  if (text.empty()) return missing();
  [[maybe_unused]] const OutputColumn& column = state_->begin_cell();
  assert(column.type == ColumnType::text || column.type == ColumnType::date ||
         column.type == ColumnType::datetime);
  state_->csv_row += csv_field(text);
  state_->json_row += json_text(text);
  return *this;
}

TableWriter& TableWriter::cell(double value) {
  if (!std::isfinite(value)) return missing();
  [[maybe_unused]] const OutputColumn& column = state_->begin_cell();
  assert(column.type == ColumnType::number ||
         (column.type == ColumnType::integer && value == std::floor(value)));
  const std::string text = number_text(value);
  state_->csv_row += text;
  state_->json_row += text;
  return *this;
}

TableWriter& TableWriter::cell(long value) {
  [[maybe_unused]] const OutputColumn& column = state_->begin_cell();
  assert(column.type == ColumnType::number || column.type == ColumnType::integer);
  const std::string text = std::to_string(value);
  state_->csv_row += text;
  state_->json_row += text;
  return *this;
}

TableWriter& TableWriter::cell(bool value) {
  [[maybe_unused]] const OutputColumn& column = state_->begin_cell();
  assert(column.type == ColumnType::boolean);
  state_->csv_row += value ? "true" : "false";
  state_->json_row += value ? "true" : "false";
  return *this;
}

TableWriter& TableWriter::missing() {
  state_->begin_cell();
  state_->json_row += "null";
  return *this;
}

void TableWriter::end_row() {
  State& s = *state_;
  assert(s.cells == s.table.columns.size());
  s.csv_row += '\n';
  s.csv.write(s.csv_row);
  s.json.write(s.rows > 0 ? ",\n    [" : "\n    [");
  s.json.write(s.json_row);
  s.json.write("]");
  s.csv_row.clear();
  s.json_row.clear();
  s.cells = 0;
  ++s.rows;
}

const OutputTable& TableWriter::table() const {
  return state_->table;
}
long TableWriter::rows() const {
  return state_->rows;
}

void TableWriter::close() {
  State& s = *state_;
  s.json.write(s.rows > 0 ? "\n  ]\n}\n" : "]\n}\n");
  s.json.overwrite(s.count_position, std::to_string(s.rows));
  s.csv.commit();
  s.json.commit();
}

std::string definition_json(std::span<const OutputTable> tables, const TableStudy& study) {
  std::string text =
      "{\n  \"studyOID\": " + json_text("STUDY." + study.study) +
      ",\n  \"metaDataVersionOID\": " + json_text("MDV." + study.study) +
      ",\n  \"created\": " + json_text(study.created) +
      ",\n  \"sourceSystem\": {\"name\": \"Trimer\", \"version\": " + json_text(study.version) + "}" +
      ",\n  \"itemGroups\": [";
  bool first = true;
  for (const OutputTable& table : tables) {
    text += (first ? "\n" : ",\n") + std::string("    {\"itemGroupOID\": ") + json_text("IG." + table.name) +
            ", \"name\": " + json_text(table.name) + ", \"label\": " + json_text(table.label) +
            ", \"files\": [" + json_text(table.name + ".csv") + ", " + json_text(table.name + ".json") + "]" +
            ",\n     \"columns\": " + columns_json(table, "     ", true) + "}";
    first = false;
  }
  return text + "\n  ]\n}\n";
}

}  // namespace trimer
