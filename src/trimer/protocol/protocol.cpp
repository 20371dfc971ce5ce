#include <trimer/protocol/protocol.h>

#include <array>
#include <cmath>
#include <utility>

#include <trimer/core/csv.h>
#include <trimer/core/maths.h>

namespace trimer::protocol {
namespace {

constexpr std::array<std::pair<Effect, std::string_view>, 13> effects = {{
    {Effect::none, "none"},
    {Effect::hold, "hold"},
    {Effect::restart_same_cycle, "restart_same_cycle"},
    {Effect::restart_new_cycle, "restart_new_cycle"},
    {Effect::stop, "stop"},
    {Effect::leave, "leave"},
    {Effect::withhold, "withhold"},
    {Effect::transplant, "transplant"},
    {Effect::dexamethasone, "dexamethasone"},
    {Effect::tocilizumab, "tocilizumab"},
    {Effect::next_cycle, "next_cycle"},
    {Effect::complete, "complete"},
    {Effect::exclude, "exclude"},
}};

std::string limits_in_words(const Limits& limits, Observed what) {
  std::string text;
  const std::string unit = info(what).unit == "1" ? "" : " " + std::string(info(what).unit);
  if (std::isfinite(limits.low)) text += (limits.low_out ? "> " : ">= ") + number_text(limits.low) + unit;
  if (std::isfinite(limits.low) && std::isfinite(limits.high)) text += " and ";
  if (std::isfinite(limits.high)) text += (limits.high_out ? "< " : "<= ") + number_text(limits.high) + unit;
  return text;
}

std::string amount_in_words(const regimen::Amount& amount, std::string_view unit) {
  std::string text = number_text(amount.value) + " " + std::string(unit) + (amount.per_m2 ? "/m2" : "");
  if (amount.cap) text += " (at most " + number_text(*amount.cap) + " mg)";
  return text;
}

}  // namespace

bool Limits::hold(double value) const {
  return (low_out ? value > low : value >= low) && (high_out ? value < high : value <= high);
}

bool Limits::contain(const Limits& other) const {
  const bool below = low < other.low || (low == other.low && (!low_out || other.low_out));
  const bool above = high > other.high || (high == other.high && (!high_out || other.high_out));
  return below && above;
}

bool Limits::overlap(const Limits& other) const {
  const double bottom = low > other.low ? low : other.low, top = high < other.high ? high : other.high;
  if (bottom != top) return bottom < top;
  return hold(bottom) && other.hold(bottom);
}

std::string_view name_of(Effect effect) {
  for (const auto& [value, name] : effects)
    if (value == effect) return name;
  return "none";
}

std::optional<Effect> parse_effect(std::string_view name) {
  for (const auto& [value, known] : effects)
    if (known == name) return value;
  return std::nullopt;
}

double Transplant::days_to_death(double uniform) const {
  // The cumulative hazard at each step is -ln(1 - share); it grows linearly between steps.
  const double wanted = -maths::log(uniform);
  double day = 0, hazard = 0;
  for (const MortalityStep& step : non_relapse_mortality) {
    const double at_step = -maths::log(1 - step.share);
    if (wanted <= at_step) return day + (step.by_days - day) * (wanted - hazard) / (at_step - hazard);
    day = step.by_days;
    hazard = at_step;
  }
  return std::numeric_limits<double>::infinity();
}

const Rule* Protocol::find(std::string_view wanted) const {
  for (const Rule& rule : rules)
    if (rule.id == wanted) return &rule;
  return nullptr;
}

std::vector<const Rule*> not_simulated(const Protocol& protocol) {
  std::vector<const Rule*> list;
  for (const Rule& rule : protocol.rules)
    if (const ObservedInfo& what = info(rule.observed);
        !what.simulated || !rule.trigger.overlap(Limits{.high = what.most_simulated}))
      list.push_back(&rule);
  return list;
}

std::string in_words(const Rule& rule) {
  std::string text =
      std::string(info(rule.observed).name) + " " + limits_in_words(rule.trigger, rule.observed);
  if (rule.lasting_days > 0) text += " for " + number_text(rule.lasting_days) + " d";
  if (rule.in_remission) text += *rule.in_remission ? ", in remission" : ", not in remission";
  if (rule.remission_at_start)
    text += *rule.remission_at_start ? ", in remission at the start" : ", not in remission at the start";
  if (!rule.again.empty()) text += ", again after " + rule.again;
  if (rule.cycle_from > 1) text += ", from cycle " + std::to_string(rule.cycle_from);
  if (rule.cycle_to > 0) text += ", to cycle " + std::to_string(rule.cycle_to);
  text += ": " + std::string(name_of(rule.effect));
  switch (rule.effect) {
    case Effect::hold:
    case Effect::withhold:
      text += " until " + limits_in_words(rule.hold.until, rule.observed);
      if (rule.hold.least_days > 0) text += ", at least " + number_text(rule.hold.least_days) + " d";
      if (rule.hold.stop_after_days)
        text += ", ended for good after " + number_text(*rule.hold.stop_after_days) + " d";
      if (rule.hold.restart)
        text += ", restart at " + number_text(rule.hold.restart->rate.value) + " ug/" +
                (rule.hold.restart->rate.per_m2 ? "m2/" : "") + "day";
      break;
    case Effect::dexamethasone:
      text += " " + amount_in_words(rule.order.dose, "mg") + " every " + number_text(rule.order.every_hours) +
              " h for " + number_text(rule.order.for_days) + " d";
      if (rule.order.taper_days > 0) text += ", taper of " + std::to_string(rule.order.taper_days) + " d";
      break;
    case Effect::tocilizumab:
      text += " " + amount_in_words(rule.order.dose, "mg/kg") + ", " + number_text(rule.order.every_hours) +
              " h apart";
      if (rule.order.most > 0) text += ", at most " + std::to_string(rule.order.most);
      break;
    case Effect::transplant:
      if (rule.probability < 1) text += " with probability " + number_text(rule.probability);
      break;
    default:
      break;
  }
  return text;
}

}  // namespace trimer::protocol
