#include <trimer/protocol/read_rule.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/regimen/read_regimen.h>

namespace trimer::protocol {
namespace {

using units::Presence;
using units::TomlTable;

constexpr double longest_days = 3650;
const std::vector<std::string> limit_keys = {"at_least", "above", "at_most", "below"};
const std::vector<std::string> situation_names = {"infusing", "held", "between", "after", "screening"};
const std::vector<std::string> effect_names = {"hold",       "stop",          "leave",      "withhold",
                                               "transplant", "dexamethasone", "tocilizumab", "exclude"};

/// Where a rule is looked at unless it says otherwise.
unsigned default_situations(Effect effect) {
  switch (effect) {
    case Effect::hold:
    case Effect::stop:
      return infusing | held;
    case Effect::leave:
      return in_treatment | after;
    case Effect::withhold:
    case Effect::transplant:
      return between;
    case Effect::exclude:
      return screening;
    default:
      return in_treatment;
  }
}

class RuleReader {
 public:
  RuleReader(TomlTable& table, const Rule* basis) : table_(&table), basis_(basis) {
    if (basis) rule_ = *basis;
  }

  std::optional<Rule> read(const std::string& file) {
    rule_.file = file;
    rule_.line = table_->line();
    const Presence needed = basis_ ? Presence::optional : units::required;
    const auto observed = table_->choice("observe", observed_names(), needed);
    const auto effect = table_->choice("effect", effect_names, needed);
    if ((!observed || !effect) && (!basis_ || faulty("observe", observed) || faulty("effect", effect))) {
      table_->allow(table_->keys());  // which of them belong here depends on what could not be read
      return std::nullopt;
    }
    if (observed) rule_.observed = *parse_observed(*observed);
    if (effect) rule_.effect = *parse_effect(*effect);
    if (!basis_ || effect) rule_.situations = default_situations(rule_.effect);

    if (!basis_ || has_limits(*table_)) read_limits(*table_, "", rule_.trigger);
    take("lasting", days("lasting", "7 d", units::not_negative), rule_.lasting_days);
    read_conditions();
    switch (rule_.effect) {
      case Effect::hold:
        read_hold();
        break;
      case Effect::withhold:
        read_until();
        break;
      case Effect::dexamethasone:
        read_dexamethasone(needed);
        break;
      case Effect::tocilizumab:
        read_tocilizumab(needed);
        break;
      case Effect::transplant:
        take("probability", table_->number("probability", units::fraction), rule_.probability);
        break;
      default:
        break;
    }
    if (const auto text = table_->text("meaning")) rule_.meaning = *text;
    if (const auto text = table_->text("source"))
      rule_.source = *text;
    else if (rule_.source.empty())
      rule_.source = "assumed";
    if (const auto word = table_->choice("evidence", {"label", "measured", "derived", "assumed"}))
      rule_.evidence = *word;
    if (!good_) return std::nullopt;
    return rule_;
  }

 private:
  template <class T>
  bool faulty(const char* key, const std::optional<T>& value) const {
    return table_->has(key) && !value;
  }

  /// Takes a value if it was given; notes a fault of its key.
  template <class From, class To>
  void take(const char* key, const std::optional<From>& value, To& to) {
    if (value) to = static_cast<To>(*value);
    if (faulty(key, value)) good_ = false;
  }

  void wrong(TomlTable& table, std::string_view key, std::string expectation) {
    table.fault(key, std::move(expectation));
    good_ = false;
  }

  std::optional<double> days(const char* key, const char* example, units::Range range) {
    range.high = longest_days;
    return table_->quantity(key, "d", example, range);
  }

  static bool has_limits(const TomlTable& table) {
    return std::any_of(limit_keys.begin(), limit_keys.end(), [&](const auto& key) { return table.has(key); });
  }

  std::optional<double> limit(TomlTable& table, const std::string& key) {
    const ObservedInfo& what = info(rule_.observed);
    std::optional<double> value;
    if (what.whole) {
      if (const auto whole = table.whole(key, 0, static_cast<std::int64_t>(what.highest)))
        value = static_cast<double>(*whole);
    } else if (what.unit == "1") {
      value = table.number(key, {.low = 0, .high = what.highest});
    } else {
      value =
          table.quantity(key, what.unit, "0.5 " + std::string(what.unit), {.low = 0, .high = what.highest});
    }
    if (table.has(key) && !value) good_ = false;
    return value;
  }

  /// The four ways to say a limit; at least one, at most one from below and one from above.
  void read_limits(TomlTable& table, std::string_view key, Limits& limits) {
    limits = {};
    const auto at_least = limit(table, "at_least"), above = limit(table, "above");
    const auto at_most = limit(table, "at_most"), below = limit(table, "below");
    if (!has_limits(table)) {
      wrong(table, "", "missing a limit, expected at_least, above, at_most or below");
      return;
    }
    if (at_least && above) wrong(table, "above", "expected either at_least or above");
    if (at_most && below) wrong(table, "below", "expected either at_most or below");
    if (at_least) limits.low = *at_least;
    if (above) limits = {.low = *above, .high = limits.high, .low_out = true, .high_out = false};
    if (at_most) limits.high = *at_most;
    if (below) {
      limits.high = *below;
      limits.high_out = true;
    }
    const bool none = limits.low > limits.high ||
                      (limits.low == limits.high && (limits.low_out || limits.high_out)) || limits.high < 0 ||
                      (limits.high == 0 && limits.high_out);
    if (none) wrong(table, key, "no value lies between these limits");
  }

  void read_conditions() {
    const auto situations = table_->choices("while", situation_names);
    if (faulty("while", situations)) good_ = false;
    if (situations) {
      rule_.situations = 0;
      for (std::size_t i = 0; i < situation_names.size(); ++i)
        if (std::find(situations->begin(), situations->end(), situation_names[i]) != situations->end())
          rule_.situations |= 1U << i;
      if (rule_.situations == 0) wrong(*table_, "while", "expected at least one situation");
    }
    const auto remission = table_->flag("in_remission");
    if (faulty("in_remission", remission)) good_ = false;
    if (remission) rule_.in_remission = *remission;
    const auto at_start = table_->flag("remission_at_start");
    if (faulty("remission_at_start", at_start)) good_ = false;
    if (at_start) rule_.remission_at_start = *at_start;
    const auto again = table_->text("again");
    take("again", again, rule_.again);
    take("cycle_from", table_->whole("cycle_from", 1, 100), rule_.cycle_from);
    take("cycle_to", table_->whole("cycle_to", 1, 100), rule_.cycle_to);
    if (rule_.cycle_to != 0 && rule_.cycle_to < rule_.cycle_from)
      wrong(*table_, "cycle_to", "expected not before cycle_from (" + std::to_string(rule_.cycle_from) + ")");
  }

  void read_until() {
    TomlTable until = table_->table("until");
    if (until.present())
      read_limits(until, "", rule_.hold.until);
    else if (!basis_)
      wrong(*table_, "until", "missing, expected what ends it, e.g. { at_most = 1 }");
    const auto stop_after = days("stop_after", "14 d", units::positive);
    if (faulty("stop_after", stop_after)) good_ = false;
    if (stop_after) rule_.hold.stop_after_days = *stop_after;
  }

  void read_hold() {
    read_until();
    take("least", days("least", "3 d", units::not_negative), rule_.hold.least_days);
    const auto& stop_after = rule_.hold.stop_after_days;
    if (stop_after && rule_.hold.least_days > *stop_after)
      wrong(*table_, table_->has("least") ? "least" : "stop_after",
            "contradicts the other: held for at least " + number_text(rule_.hold.least_days) +
                " d, but stopped for good after " + number_text(*stop_after) + " d");
    if (auto restart = regimen::read_restart(*table_)) rule_.hold.restart = *restart;
  }

  std::optional<regimen::Amount> amount(const char* key, const char* cap_key,
                                        const std::vector<std::string>& units, const char* example,
                                        Presence presence) {
    const auto value =
        table_->quantity_in(key, units, example, {.low = 0, .high = 1000, .above_low = true}, presence);
    if (!value && (table_->has(key) || presence == Presence::required)) good_ = false;
    const auto cap = table_->quantity(cap_key, "mg", "8 mg", {.low = 0, .high = 2000, .above_low = true});
    if (faulty(cap_key, cap)) good_ = false;
    if (!value) return std::nullopt;
    return regimen::Amount{value->value, value->unit == 1, cap};
  }

  void read_dexamethasone(Presence needed) {
    Order& order = rule_.order;
    if (const auto dose = amount("dose", "cap", {"mg", "mg/m2"}, "8 mg", needed)) order.dose = *dose;
    if (const auto dose = amount("light_dose", "light_cap", {"mg", "mg/m2"}, "5 mg/m2", Presence::optional))
      order.light_dose = *dose;
    const auto every = table_->quantity("every", "h", "8 h", {.low = 1, .high = 168}, needed);
    take("every", every, order.every_hours);
    const auto length =
        table_->quantity("for", "d", "3 d", {.low = 0, .high = 100, .above_low = true}, needed);
    take("for", length, order.for_days);
    if (needed == units::required && (!every || !length)) good_ = false;
    const auto taper = table_->quantity("taper", "d", "4 d", {.low = 0, .high = 100});
    take("taper", taper, order.taper_days);
    if (taper && *taper != std::floor(*taper)) wrong(*table_, "taper", "expected whole days");
  }

  void read_tocilizumab(Presence needed) {
    Order& order = rule_.order;
    if (const auto dose = amount("dose", "cap", {"mg/kg"}, "8 mg/kg", needed)) order.dose = *dose;
    take("every", table_->quantity("every", "h", "24 h", {.low = 1, .high = 8760}), order.every_hours);
    take("most", table_->whole("most", 1, 100), order.most);
  }

  TomlTable* table_;
  const Rule* basis_;
  Rule rule_;
  bool good_ = true;
};

std::string limit_toml(const Limits& limits, Observed what) {
  const ObservedInfo& row = info(what);
  const auto value = [&](double number) {
    return row.whole || row.unit == "1" ? number_text(number)
                                        : "\"" + number_text(number) + " " + std::string(row.unit) + "\"";
  };
  std::string text;
  if (std::isfinite(limits.low)) text += (limits.low_out ? "above = " : "at_least = ") + value(limits.low);
  if (std::isfinite(limits.low) && std::isfinite(limits.high)) text += "\n";
  if (std::isfinite(limits.high)) text += (limits.high_out ? "below = " : "at_most = ") + value(limits.high);
  return text;
}

std::string amount_toml(const char* key, const char* cap, const regimen::Amount& amount, const char* unit) {
  std::string text = std::string(key) + " = \"" + number_text(amount.value) + " " + unit +
                     (amount.per_m2 ? "/m2" : "") + "\"\n";
  if (amount.cap) text += std::string(cap) + " = \"" + number_text(*amount.cap) + " mg\"\n";
  return text;
}

std::string until_toml(const Rule& rule) {
  std::string limits = limit_toml(rule.hold.until, rule.observed);
  std::replace(limits.begin(), limits.end(), '\n', ',');
  std::string text = "until = { " + limits + " }\n";
  if (rule.hold.stop_after_days)
    text += "stop_after = \"" + number_text(*rule.hold.stop_after_days) + " d\"\n";
  return text;
}

}  // namespace

std::optional<Rule> read_rule(TomlTable& table, const std::string& file, const Rule* basis) {
  return RuleReader(table, basis).read(file);
}

std::string to_toml(const Rule& rule) {
  std::string text = "id = " + units::toml_quoted(rule.id) + "\nobserve = \"" +
                     std::string(info(rule.observed).name) + "\"\n" +
                     limit_toml(rule.trigger, rule.observed) + "\neffect = \"" +
                     std::string(name_of(rule.effect)) + "\"\n";
  if (rule.lasting_days > 0) text += "lasting = \"" + number_text(rule.lasting_days) + " d\"\n";
  std::string situations;
  for (std::size_t i = 0; i < situation_names.size(); ++i)
    if (rule.situations & 1U << i)
      situations += (situations.empty() ? "\"" : ", \"") + situation_names[i] + "\"";
  text += "while = [" + situations + "]\n";
  if (rule.in_remission)
    text += std::string("in_remission = ") + (*rule.in_remission ? "true" : "false") + "\n";
  if (rule.remission_at_start)
    text += std::string("remission_at_start = ") + (*rule.remission_at_start ? "true" : "false") + "\n";
  if (!rule.again.empty()) text += "again = " + units::toml_quoted(rule.again) + "\n";
  if (rule.cycle_from > 1) text += "cycle_from = " + std::to_string(rule.cycle_from) + "\n";
  if (rule.cycle_to > 0) text += "cycle_to = " + std::to_string(rule.cycle_to) + "\n";
  switch (rule.effect) {
    case Effect::hold:
      text += until_toml(rule) + "least = \"" + number_text(rule.hold.least_days) + " d\"\n";
      if (rule.hold.restart) text += regimen::to_toml(*rule.hold.restart);
      break;
    case Effect::withhold:
      text += until_toml(rule);
      break;
    case Effect::dexamethasone:
      text += amount_toml("dose", "cap", rule.order.dose, "mg");
      if (rule.order.light_dose) text += amount_toml("light_dose", "light_cap", *rule.order.light_dose, "mg");
      text += "every = \"" + number_text(rule.order.every_hours) + " h\"\nfor = \"" +
              number_text(rule.order.for_days) + " d\"\ntaper = \"" + std::to_string(rule.order.taper_days) +
              " d\"\n";
      break;
    case Effect::tocilizumab:
      text += amount_toml("dose", "cap", rule.order.dose, "mg/kg") + "every = \"" +
              number_text(rule.order.every_hours) + " h\"\n";
      if (rule.order.most > 0) text += "most = " + std::to_string(rule.order.most) + "\n";
      break;
    case Effect::transplant:
      text += "probability = " + number_text(rule.probability) + "\n";
      break;
    default:
      break;
  }
  if (!rule.meaning.empty()) text += "meaning = " + units::toml_quoted(rule.meaning) + "\n";
  return text + "source = " + units::toml_quoted(rule.source) +
         "\nevidence = " + units::toml_quoted(rule.evidence) + "\n";
}

}  // namespace trimer::protocol
