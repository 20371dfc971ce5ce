#include <trimer/protocol/decision.h>

#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/core/fault.h>

namespace trimer::protocol {
namespace {
constexpr const char* columns[] = {"patient",     "subject_id", "day",    "cycle",
                                   "observation", "rule",       "effect", "at_day"};
constexpr double longest_days = 36525;  ///< a century [d]
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

namespace {

/// Rules that are none of the list: what the regimen and the label's rule on gaps say.
bool of_the_plan(const std::string& rule) { return rule == "plan" || rule == "gap"; }

/// What hinders a course from following this decision; empty = nothing.
std::string hindrance(const Decision& decision, const std::vector<Decision>& before, const Protocol& protocol,
                      int cycles) {
  if (decision.cycle < 1 || decision.cycle > cycles)
    return "expected a cycle of the regimen, 1 to " + std::to_string(cycles);
  if (of_the_plan(decision.rule)) return "";
  const Rule* rule = protocol.find(decision.rule);
  if (!rule) {
    std::vector<std::string> known;
    for (const Rule& candidate : protocol.rules) known.push_back(candidate.id);
    return "no rule of the protocol" + suggestion(decision.rule, known);
  }
  switch (decision.effect) {
    case Effect::hold:
    case Effect::withhold:
    case Effect::transplant:
    case Effect::dexamethasone:
    case Effect::tocilizumab:
    case Effect::exclude:
      if (rule->effect != decision.effect) return "the rule asks for " + std::string(name_of(rule->effect));
      return "";
    case Effect::restart_same_cycle:
    case Effect::restart_new_cycle:
      for (auto last = before.rbegin(); last != before.rend(); ++last)
        if (last->effect == Effect::hold)
          return "";
        else if (last->effect == Effect::restart_same_cycle || last->effect == Effect::restart_new_cycle)
          break;
      return "expected a hold before it";
    default:
      return "";
  }
}

DecisionLog read(const std::filesystem::path& file, const Protocol* protocol, int cycles) {
  CsvReader csv(file);
  FaultList faults;
  const auto fault = [&](long line, const char* column, std::string value, std::string expectation) {
    faults.add({csv.name(), line, 0, column, std::move(value), std::move(expectation)});
  };
  for (const char* column : columns)
    if (csv.column(column) < 0) fault(1, column, "", "missing column");
  faults.throw_if_any();
  DecisionLog log;
  while (csv.next()) {
    bool sound = true;
    const auto number = [&](const char* column, double high, bool whole) {
      double value = 0;
      const std::string text(csv.field(csv.column(column)));
      const bool fits = parse_number(text, value) && value >= (whole ? 0 : -1) && value <= high && (!whole || value == std::floor(value));
      if (!fits) fault(csv.line(), column, text, whole ? "expected a whole number" : "expected an elapsed day");
      sound = sound && fits;
      return fits ? value : 0;
    };
    Decision decision;
    const auto patient = static_cast<std::uint64_t>(number("patient", 1e9, true));
    decision.day = number("day", longest_days, false);
    decision.cycle = static_cast<int>(number("cycle", 1e6, true));
    decision.observation = csv.field(csv.column("observation"));
    decision.rule = csv.field(csv.column("rule"));
    const std::string effect(csv.field(csv.column("effect")));
    const auto known = parse_effect(effect);
    if (known) decision.effect = *known;
    if (!known || *known == Effect::none) {
      fault(csv.line(), "effect", effect, "expected an effect, e.g. hold");
      sound = false;
    }
    decision.at_day = number("at_day", longest_days, false);
    if (!sound) continue;
    auto& list = log[patient];
    if (decision.at_day < decision.day) {
      fault(csv.line(), "at_day", number_text(decision.at_day), "expected not before the day of the decision");
    } else if (!list.empty() && decision.day < list.back().day) {
      fault(csv.line(), "day", number_text(decision.day), "expected not before the row above");
    } else if (const std::string why = protocol ? hindrance(decision, list, *protocol, cycles) : ""; !why.empty()) {
      const bool cycle = decision.cycle < 1 || decision.cycle > cycles;
      fault(csv.line(), cycle ? "cycle" : "rule", cycle ? std::to_string(decision.cycle) : decision.rule, why);
    }
    list.push_back(std::move(decision));
  }
  faults.throw_if_any();
  return log;
}

}  // namespace

DecisionLog read_decisions(const std::filesystem::path& file) { return read(file, nullptr, 0); }

DecisionLog read_decisions(const std::filesystem::path& file, const Protocol& protocol, int cycles) {
  return read(file, &protocol, cycles);
}

}  // namespace trimer::protocol
