#include <trimer/regimen/read_regimen.h>

#include <algorithm>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>

namespace trimer::regimen {
namespace {

using units::Presence;
using units::Range;
using units::toml_quoted;
using units::TomlTable;

constexpr units::Range a_rate{.low = 0, .high = 1000, .above_low = true};
constexpr units::Range a_bolus{.low = 0, .high = 1000, .above_low = true};
constexpr int most_cycles = 100;
constexpr double longest_day = 36525;

/// `rate` with its optional cap. `unit` is ug/day or mg; per m2 where the text says so.
std::optional<Amount> read_amount(TomlTable& table, const std::string& key, const std::string& cap_key,
                                  const std::string& unit, const std::string& example, Range range,
                                  Presence presence) {
  const std::string per_m2 = unit == "mg" ? "mg/m2" : "ug/m2/day";
  const auto value = table.quantity_in(key, {unit, per_m2}, example, range, presence);
  const auto cap = table.quantity(cap_key, unit, example, range);
  if (cap && !table.has(key)) table.fault(cap_key, "expected only together with " + key);
  if (!value) return std::nullopt;
  return Amount{value->value, value->unit == 1, cap};
}

Provenance read_provenance(TomlTable& table, const std::string& prefix = "") {
  Provenance provenance;
  static const std::vector<std::string> codes = {"LBL", "FT", "ABS", "SEC", "REPO", "CALC", "MEM"};
  if (const auto code = table.choice(prefix + "evidence", codes)) provenance.code = *code;
  if (const auto locator = table.text(prefix + "locator")) provenance.locator = *locator;
  return provenance;
}

std::vector<Infusion> read_infusions(TomlTable& cycle) {
  std::vector<Infusion> infusions;
  for (TomlTable& table : cycle.tables("infusion")) {
    Infusion infusion;
    const auto from = table.quantity("from", "d", "0 d", {.low = 0, .high = longest_day}, units::required);
    const auto to = table.quantity("to", "d", "28 d", {.low = 0, .high = longest_day, .above_low = true},
                                   units::required);
    const auto rate = read_amount(table, "rate", "cap", "ug/day", "28 ug/day", a_rate, units::required);
    infusion.light_rate =
        read_amount(table, "light_rate", "light_cap", "ug/day", "15 ug/m2/day", a_rate, Presence::optional);
    infusion.provenance = read_provenance(table);
    if (from && to && *to <= *from) {
      table.fault("to", "expected after from (day " + number_text(*from) + ")");
      continue;
    }
    if (!from || !to || !rate) continue;
    if (infusions.empty() && *from != 0)
      table.fault("from", "expected \"0 d\": a cycle starts with its first infusion");
    if (!infusions.empty() && *from < infusions.back().to_day)
      table.fault("from", "overlaps the infusion before it, which lasts to day " +
                              number_text(infusions.back().to_day));
    infusion.from_day = *from;
    infusion.to_day = *to;
    infusion.rate = *rate;
    infusions.push_back(infusion);
  }
  if (!cycle.has("infusion")) cycle.fault("infusion", "missing, expected the infusions of the cycle");
  return infusions;
}

std::vector<Cycle> read_cycles(TomlTable& table) {
  std::vector<Cycle> cycles;
  if (!table.has("cycle")) {
    table.fault("cycle", "missing, expected at least one cycle");
    (void)table.tables("cycle");
    return cycles;
  }
  for (TomlTable& entry : table.tables("cycle")) {
    Cycle cycle;
    const auto repeat = entry.whole("repeat", 1, most_cycles);
    const auto length = entry.quantity("length", "d", "42 d",
                                       {.low = 0, .high = longest_day, .above_low = true}, units::required);
    const auto start = entry.quantity("start", "d", "42 d", {.low = 0, .high = longest_day});
    cycle.infusions = read_infusions(entry);
    cycle.phase = entry.text("phase").value_or("");
    if (length && *length < cycle.end_of_infusion())
      entry.fault("length", "the cycle overlaps the next: its infusion lasts to day " +
                                number_text(cycle.end_of_infusion()) + " of the cycle");
    const double earliest = cycles.empty() ? 0 : cycles.back().start_day + cycles.back().length_days;
    if (start && cycles.empty() && *start != 0) entry.fault("start", "expected \"0 d\" for the first cycle");
    if (start && *start < earliest)
      entry.fault("start", "overlaps the cycle before it, which lasts to day " + number_text(earliest));
    cycle.start_day = start ? *start : earliest;
    cycle.length_days = length ? *length : 42;
    for (int i = 0; i < repeat.value_or(1); ++i) {
      cycles.push_back(cycle);
      cycle.start_day += cycle.length_days;
    }
  }
  if (cycles.size() > most_cycles) table.fault("cycle", "expected at most 100 cycles in all");
  return cycles;
}

const std::vector<std::string> occasions = {"cycle_start", "step", "restart"};

bool holds(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string amount_toml(const std::string& key, const std::string& cap_key, const Amount& amount, bool rate) {
  const std::string unit = rate ? (amount.per_m2 ? "ug/m2/day" : "ug/day") : (amount.per_m2 ? "mg/m2" : "mg");
  std::string text = key + " = \"" + number_text(amount.value) + " " + unit + "\"";
  if (amount.cap)
    text += ", " + cap_key + " = \"" + number_text(*amount.cap) + (rate ? " ug/day\"" : " mg\"");
  return text;
}

std::string provenance_toml(const Provenance& provenance, const std::string& prefix = "") {
  std::string text;
  if (!provenance.code.empty()) text += ", " + prefix + "evidence = " + toml_quoted(provenance.code);
  if (!provenance.locator.empty()) text += ", " + prefix + "locator = " + toml_quoted(provenance.locator);
  return text;
}

}  // namespace

std::optional<std::vector<Premedication>> read_premedication(TomlTable& table) {
  if (!table.has("premedication")) {
    (void)table.tables("premedication");
    return std::nullopt;
  }
  std::vector<Premedication> rules;
  for (TomlTable& entry : table.tables("premedication")) {
    Premedication rule;
    entry.choice("drug", {"dexamethasone"}, units::required);
    const auto dose = read_amount(entry, "dose", "cap", "mg", "20 mg", a_bolus, units::required);
    const auto before = entry.quantity("before", "h", "1 h", {.low = 0, .high = 48}, units::required);
    if (const auto on = entry.choices("on", occasions)) {
      rule.on_cycle_start = holds(*on, "cycle_start");
      rule.on_step = holds(*on, "step");
      rule.on_restart = holds(*on, "restart");
    }
    if (const auto first = entry.whole("cycle_from", 1, most_cycles))
      rule.cycle_from = static_cast<int>(*first);
    if (const auto last = entry.whole("cycle_to", 1, most_cycles)) rule.cycle_to = static_cast<int>(*last);
    if (rule.cycle_to != 0 && rule.cycle_to < rule.cycle_from)
      entry.fault("cycle_to", "expected not before cycle_from (" + std::to_string(rule.cycle_from) + ")");
    if (const auto age = entry.quantity("age_from", "years", "18 years", {.low = 0, .high = 150}))
      rule.age_from = *age;
    if (const auto age = entry.quantity("age_below", "years", "18 years", {.low = 0, .high = 150}))
      rule.age_below = *age;
    rule.provenance = read_provenance(entry);
    if (dose) rule.dose = *dose;
    if (before) rule.hours_before = *before;
    rules.push_back(rule);
  }
  return rules;
}

std::optional<Intrathecal> read_intrathecal(TomlTable& table) {
  TomlTable entry = table.table("intrathecal");
  if (!entry.present()) return std::nullopt;
  Intrathecal intrathecal;
  if (const auto days = entry.quantities("days", "d", "3 d", {.low = 0, .high = longest_day}))
    intrathecal.days = *days;
  if (!entry.has("days")) entry.fault("days", "missing, expected a list of days, e.g. [\"3 d\", \"10 d\"]");
  if (const auto kill = entry.number("log10_kill", {.low = 0, .high = 12})) intrathecal.log10_kill = *kill;
  return intrathecal;
}

std::optional<Restart> read_restart(TomlTable& table) {
  TomlTable entry = table.table("restart");
  if (!entry.present()) return std::nullopt;
  Restart restart;
  if (const auto rate = read_amount(entry, "rate", "cap", "ug/day", "9 ug/day", a_rate, units::required))
    restart.rate = *rate;
  restart.light_rate =
      read_amount(entry, "light_rate", "light_cap", "ug/day", "5 ug/m2/day", a_rate, Presence::optional);
  if (const auto days = entry.quantity("step_after", "d", "7 d", {.low = 0, .high = longest_day}))
    restart.step_after_days = *days;
  if (const auto hours = entry.quantity("premedicate_after", "h", "4 h", units::not_negative))
    restart.premedicate_after_hours = *hours;
  restart.provenance = read_provenance(entry);
  return restart;
}

Regimen read_regimen(TomlTable table, std::string id) {
  Regimen regimen;
  regimen.id = std::move(id);
  regimen.title = table.text("title").value_or("");
  regimen.source = table.text("source").value_or("");
  if (const auto weight = table.quantity("light_below", "kg", "45 kg", {.low = 0, .high = 500}))
    regimen.light_below_kg = *weight;
  regimen.cycles = read_cycles(table);
  if (auto premedication = read_premedication(table)) regimen.premedication = std::move(*premedication);
  if (const auto restart = read_restart(table)) regimen.restart = *restart;
  if (auto intrathecal = read_intrathecal(table)) regimen.intrathecal = std::move(*intrathecal);
  if (auto days = table.quantities("hospital", "d", "9 d", {.low = 0, .high = 365}))
    regimen.hospital_days = std::move(*days);
  regimen.hospital_provenance = read_provenance(table, "hospital_");
  return regimen;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const std::string& file : data_files_in("regimens"))
    if (file.size() > 5 && file.substr(file.size() - 5) == ".toml")
      names.push_back(file.substr(0, file.size() - 5));
  return names;
}

Regimen preset(std::string_view name) {
  const auto names = preset_names();
  if (!holds(names, std::string(name)))
    throw InputError("regimen preset", name, "unknown" + suggestion(name, names));
  const std::string path = "regimens/" + std::string(name) + ".toml";
  units::TomlDocument document(data_file(path), data_file_origin(path));
  Regimen regimen = read_regimen(document.root(), std::string(name));
  document.finish();
  return regimen;
}

std::string to_toml(const Restart& restart) {
  std::string text = "restart = { " + amount_toml("rate", "cap", restart.rate, true);
  if (restart.light_rate) text += ", " + amount_toml("light_rate", "light_cap", *restart.light_rate, true);
  return text + ", step_after = \"" + number_text(restart.step_after_days) + " d\", premedicate_after = \"" +
         number_text(restart.premedicate_after_hours) + " h\"" + provenance_toml(restart.provenance) + " }\n";
}

std::string to_toml(const Regimen& regimen, const std::string& prefix) {
  std::string text;
  if (!regimen.title.empty()) text += "title = " + toml_quoted(regimen.title) + "\n";
  if (!regimen.source.empty()) text += "source = " + toml_quoted(regimen.source) + "\n";
  text += "light_below = \"" + number_text(regimen.light_below_kg) + " kg\"\nhospital = [";
  for (std::size_t i = 0; i < regimen.hospital_days.size(); ++i)
    text += (i ? ", \"" : "\"") + number_text(regimen.hospital_days[i]) + " d\"";
  text += "]\n";
  if (!regimen.hospital_provenance.code.empty())
    text += "hospital_evidence = " + toml_quoted(regimen.hospital_provenance.code) + "\n";
  if (!regimen.hospital_provenance.locator.empty())
    text += "hospital_locator = " + toml_quoted(regimen.hospital_provenance.locator) + "\n";
  text += "premedication = [";
  for (const Premedication& rule : regimen.premedication) {
    text += "\n  { drug = \"dexamethasone\", " + amount_toml("dose", "cap", rule.dose, false) +
            ", before = \"" + number_text(rule.hours_before) + " h\", on = [";
    std::string on;
    if (rule.on_cycle_start) on += ", \"cycle_start\"";
    if (rule.on_step) on += ", \"step\"";
    if (rule.on_restart) on += ", \"restart\"";
    text += (on.empty() ? on : on.substr(2)) + "], cycle_from = " + std::to_string(rule.cycle_from);
    if (rule.cycle_to > 0) text += ", cycle_to = " + std::to_string(rule.cycle_to);
    if (rule.age_from > 0) text += ", age_from = \"" + number_text(rule.age_from) + " years\"";
    if (rule.age_below < 1e3) text += ", age_below = \"" + number_text(rule.age_below) + " years\"";
    text += provenance_toml(rule.provenance) + " },";
  }
  text += regimen.premedication.empty() ? "]\n" : "\n]\n";
  text += to_toml(regimen.restart);
  if (!regimen.intrathecal.days.empty()) {
    text += "intrathecal = { days = [";
    for (std::size_t i = 0; i < regimen.intrathecal.days.size(); ++i)
      text += (i ? ", \"" : "\"") + number_text(regimen.intrathecal.days[i]) + " d\"";
    text += "], log10_kill = " + number_text(regimen.intrathecal.log10_kill) + " }\n";
  }
  for (const Cycle& cycle : regimen.cycles) {
    text += "\n[[" + prefix + "cycle]]\nstart = \"" + number_text(cycle.start_day) + " d\"\nlength = \"" +
            number_text(cycle.length_days) + " d\"\n";
    if (!cycle.phase.empty()) text += "phase = " + units::toml_quoted(cycle.phase) + "\n";
    text += "infusion = [";
    for (const Infusion& infusion : cycle.infusions) {
      text += "\n  { from = \"" + number_text(infusion.from_day) + " d\", to = \"" +
              number_text(infusion.to_day) + " d\", " + amount_toml("rate", "cap", infusion.rate, true);
      if (infusion.light_rate)
        text += ", " + amount_toml("light_rate", "light_cap", *infusion.light_rate, true);
      text += provenance_toml(infusion.provenance) + " },";
    }
    text += "\n]\n";
  }
  return text;
}

}  // namespace trimer::regimen
