#include <trimer/therapy/table_reader.h>

#include <limits>

#include <trimer/core/data_files.h>

namespace trimer::therapy {
namespace {

/// The reader of a data file; of an empty table if the file is not there, with the reason in `faults`.
CsvReader open(std::string_view path, FaultList& faults, bool& usable) {
  try {
    return CsvReader(data_file(path), data_file_origin(path));
  } catch (const InputError& error) {
    for (const Fault& fault : error.faults()) faults.add(fault);
    usable = false;
    return CsvReader("name\n", std::string(path));
  }
}

}  // namespace

TableReader::TableReader(std::string_view path, std::vector<std::string_view> columns, FaultList& faults)
    : faults_(faults), file_(path), reader_(open(path, faults, usable_)), columns_(std::move(columns)) {
  if (!usable_) return;
  file_ = reader_.name();
  for (const std::string_view column : columns_)
    if (reader_.column(column) < 0) {
      Fault fault;
      fault.file = file_;
      fault.line = 1;
      fault.path = column;
      fault.expectation = "expected a column of this name";
      faults_.add(std::move(fault));
      usable_ = false;
    }
}

bool TableReader::next() {
  while (usable_) {
    try {
      if (!reader_.next()) return false;
    } catch (const InputError& error) {
      for (const Fault& fault : error.faults()) faults_.add(fault);
      usable_ = false;
      return false;
    }
    if (reader_.size() == reader_.header().size()) return true;
    Fault fault;
    fault.file = file_;
    fault.line = line();
    fault.path = "row";
    fault.value = std::to_string(reader_.size()) + " fields";
    fault.expectation = "expected " + std::to_string(reader_.header().size());
    faults_.add(std::move(fault));
  }
  return false;
}

std::string TableReader::text(std::string_view column) const {
  return std::string(reader_.field(reader_.column(column)));
}

std::string TableReader::required_text(std::string_view column) {
  std::string result = text(column);
  if (result.empty()) fault(column, "expected a text");
  return result;
}

double TableReader::number(std::string_view column) {
  double value = 0;
  if (parse_number(reader_.field(reader_.column(column)), value)) return value;
  fault(column, "expected a finite number");
  return std::numeric_limits<double>::quiet_NaN();
}

std::size_t TableReader::choice(std::string_view column, std::span<const std::string_view> names) {
  const std::string_view cell = reader_.field(reader_.column(column));
  std::string expectation = "expected";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == cell) return i;
    expectation += (i == 0 ? " " : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
  }
  fault(column, std::move(expectation));
  return 0;
}

void TableReader::fault(std::string_view column, std::string expectation) {
  Fault fault;
  fault.file = file_;
  fault.line = line();
  const std::string name = reader_.column("name") < 0 ? "" : text("name");
  fault.path = (name.empty() || column == "name" ? "" : name + ".") + std::string(column);
  fault.value = text(column);
  fault.expectation = std::move(expectation);
  faults_.add(std::move(fault));
}

void TableReader::missing(std::string_view name) {
  if (!usable_) return;  // said already
  Fault fault;
  fault.file = file_;
  fault.path = name;
  fault.expectation = "expected a row of this name";
  faults_.add(std::move(fault));
}

}  // namespace trimer::therapy
