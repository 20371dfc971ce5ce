#include <trimer/protocol/decision.h>

#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::protocol {
namespace {
constexpr const char* columns[] = {"patient",     "subject_id", "day",    "cycle",
                                   "observation", "rule",       "effect", "at_day"};
}

std::string decisions_csv_header() {
  std::string text;
  for (const char* column : columns) text += (text.empty() ? "" : ",") + std::string(column);
  return text + "\n";
}

std::string decisions_csv_rows(std::uint64_t patient, const std::string& subject_id,
                               const std::vector<Decision>& decisions) {
  std::string text;
  for (const Decision& decision : decisions)
    text += std::to_string(patient) + "," + csv_field(subject_id) + "," + number_text(decision.day) + "," +
            std::to_string(decision.cycle) + "," + csv_field(decision.observation) + "," +
            csv_field(decision.rule) + "," + std::string(name_of(decision.effect)) + "," +
            number_text(decision.at_day) + "\n";
  return text;
}

std::map<std::uint64_t, std::vector<Decision>> read_decisions(const std::filesystem::path& file) {
  CsvReader csv(file);
  FaultList faults;
  const auto fault = [&](long line, const char* column, std::string value, std::string expectation) {
    faults.add({csv.name(), line, 0, column, std::move(value), std::move(expectation)});
  };
  for (const char* column : columns)
    if (csv.column(column) < 0) fault(1, column, "", "missing column");
  faults.throw_if_any();
  std::map<std::uint64_t, std::vector<Decision>> decisions;
  while (csv.next()) {
    const auto number = [&](const char* column, bool whole) {
      double value = 0;
      const std::string text(csv.field(csv.column(column)));
      if (!parse_number(text, value) || (whole && (value < 0 || value != std::floor(value))))
        fault(csv.line(), column, text, whole ? "expected a whole number" : "expected a number");
      return value;
    };
    Decision decision;
    const auto patient = static_cast<std::uint64_t>(number("patient", true));
    decision.day = number("day", false);
    decision.cycle = static_cast<int>(number("cycle", true));
    decision.observation = csv.field(csv.column("observation"));
    decision.rule = csv.field(csv.column("rule"));
    const std::string effect(csv.field(csv.column("effect")));
    if (const auto known = parse_effect(effect))
      decision.effect = *known;
    else
      fault(csv.line(), "effect", effect, "expected an effect, e.g. hold");
    decision.at_day = number("at_day", false);
    auto& list = decisions[patient];
    if (!list.empty() && decision.day < list.back().day)
      fault(csv.line(), "day", number_text(decision.day), "expected not before the row above");
    list.push_back(std::move(decision));
  }
  faults.throw_if_any();
  return decisions;
}

}  // namespace trimer::protocol
