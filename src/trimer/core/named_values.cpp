#include <trimer/core/named_values.h>

#include <map>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>

namespace trimer {

void read_named_values(std::string_view data_path, const std::vector<NamedValue>& wanted) {
  const std::string path(data_path);
  CsvReader csv(data_file(path), path);
  const int unit = csv.column("unit"), value = csv.column("value");
  FaultList faults;
  std::map<std::string_view, const NamedValue*> open;
  for (const NamedValue& entry : wanted) open[entry.name] = &entry;
  while (csv.next()) {
    const auto fault = [&](std::string_view column, std::string_view text, std::string expectation) {
      faults.add({path, csv.line(), 0, std::string(column), std::string(text), std::move(expectation)});
    };
    const auto found = open.find(csv.field(0));
    if (found == open.end()) {
      fault(csv.header()[0], csv.field(0), "expected a known name, each once");
      continue;
    }
    const NamedValue& entry = *found->second;
    if (csv.field(unit) != entry.unit) fault("unit", csv.field(unit), "expected " + std::string(entry.unit));
    if (!parse_number(csv.field(value), *entry.value)) fault("value", csv.field(value), "expected a number");
    open.erase(found);
  }
  for (const auto& missing : open)
    faults.add({path, 0, 0, std::string(missing.first), "", "expected a row with this name"});
  faults.throw_if_any();
}

}  // namespace trimer
