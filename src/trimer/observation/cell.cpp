#include <trimer/observation/cell.h>

#include <algorithm>
#include <charconv>

#include <trimer/core/csv.h>

namespace trimer::observation {

namespace {

constexpr long largest_whole = 9007199254740992;  // 2^53: beyond it a double has no fractions left

std::string range_text(double low, double high) {
  if (high == any_number) return low == -any_number ? "expected a number" : "expected >= " + number_text(low);
  return "expected " + number_text(low) + " to " + number_text(high);
}

}  // namespace

void RowFaults::add(Severity severity, std::string_view column, std::string_view value,
                    std::string_view problem, std::string message) {
  RecordMessage fault;
  fault.severity = severity;
  fault.file = file_;
  fault.line = line_;
  fault.column = column;
  fault.value = value;
  fault.rule_id = std::string(table_name(table_)) + '.';
  // A column that is not ours is no part of a rule.
  const bool ours_to_name = problem != "unknown_column" && problem != "repeated_column";
  if (!column.empty() && ours_to_name) fault.rule_id += std::string(column) + '.';
  fault.rule_id += problem;
  fault.message = std::move(message);
  for (const auto& [ours, in_file] : renamed_)
    if (ours == column) fault.column = in_file;
  if (severity == Severity::rejected) {
    if (!rejected_) rule_id_ = fault.rule_id;
    rejected_ = true;
  }
  sink_(std::move(fault));
}

std::optional<double> Cell::number() const {
  if (missing()) return std::nullopt;
  double value = 0;
  if (parse_number(text_, value)) return value;
  reject("text", "expected a number");
  return std::nullopt;
}

void Cell::number(std::optional<double>& value, double low, double high) const {
  const auto found = number();
  if (!found) return;
  if (*found < low || *found > high)
    reject(*found < 0 && low == 0 ? "negative" : "range", range_text(low, high));
  else
    value = found;
}

void Cell::whole(std::optional<long>& value, long low, long high) const {
  const auto found = number();
  if (!found) return;
  if (*found != std::floor(*found))
    reject("fraction", "expected a whole number");
  else if (*found < static_cast<double>(low) || *found > static_cast<double>(std::min(high, largest_whole)))
    reject(*found < 0 && low == 0 ? "negative" : "range",
           high >= std::numeric_limits<int>::max()
               ? "expected >= " + std::to_string(low)
               : "expected " + std::to_string(low) + " to " + std::to_string(high));
  else
    value = static_cast<long>(*found);
}

void Cell::whole(std::optional<int>& value, int low, int high) const {
  std::optional<long> found;
  whole(found, long{low}, long{high});
  if (found) value = static_cast<int>(*found);
}

void Cell::yes_no(YesNo& value) const {
  if (missing()) return;
  if (text_ == "yes")
    value = YesNo::yes;
  else if (text_ == "no")
    value = YesNo::no;
  else
    reject("word", "expected yes or no");
}

void Cell::boolean(bool& value) const {
  if (missing()) return;
  if (text_ == "true")
    value = true;
  else if (text_ == "false")
    value = false;
  else
    reject("word", "expected true or false");
}

void append(std::string& out, double value) {
  if (std::isnan(value)) return;
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

void append(std::string& out, const std::optional<double>& value) {
  if (value) append(out, *value);
}

void append_text(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
    out += text;
  else
    out += csv_field(text);
}

void append_yes_no(std::string& out, YesNo value) {
  if (value == YesNo::yes) out += "yes";
  if (value == YesNo::no) out += "no";
}

ColumnSchema subject_id_column(std::string_view sdtm) {
  return {"subject_id",
          ColumnKind::text,
          "",
          "1-64 characters, in subjects.csv",
          Required::yes,
          "empty, longer or not in subjects: R",
          "identifies the subject in every table",
          sdtm};
}

}  // namespace trimer::observation
