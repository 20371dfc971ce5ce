#include <trimer/regimen/plan_changes.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>

namespace trimer::regimen {
namespace {

constexpr units::Range a_rate{.low = 0, .high = 1000, .above_low = true};
constexpr double longest_day = 36525;

std::string rate_text(const Amount& rate) {
  return number_text(rate.value) + (rate.per_m2 ? " ug/m2/day" : " ug/day");
}

void say(Regimen& regimen, const std::string& change) {
  regimen.title += (regimen.title.empty() ? "" : "; ") + change;
}

/// Rates are ordered by what a person of 1.85 m2 gets, since a plan may mix rates per person and per body
/// surface.
double comparable(const Amount& rate) {
  return rate.for_bsa(PatientSize{}.bsa_m2);
}

/// The infusion at the full rate of a cycle. @pre the cycle has infusions
const Infusion& full_infusion(const Cycle& cycle) {
  return *std::max_element(
      cycle.infusions.begin(), cycle.infusions.end(),
      [](const Infusion& a, const Infusion& b) { return comparable(a.rate) < comparable(b.rate); });
}

/// Puts a rate in place of another, and in the same proportion in place of that of light patients.
void replace(Amount& rate, std::optional<Amount>& light_rate, const Amount& with) {
  if (rate == with) return;
  if (light_rate && !rate.per_m2 && !with.per_m2) {
    const double ratio = with.value / rate.value;
    light_rate->value *= ratio;
    if (light_rate->cap) *light_rate->cap *= ratio;
  } else {
    light_rate.reset();
  }
  rate = with;
}

/// Neighbours at one rate become one infusion.
void join_equal(Cycle& cycle) {
  std::vector<Infusion> joined;
  for (const Infusion& infusion : cycle.infusions) {
    if (!joined.empty() && joined.back().to_day == infusion.from_day && joined.back().rate == infusion.rate &&
        joined.back().light_rate == infusion.light_rate)
      joined.back().to_day = infusion.to_day;
    else
      joined.push_back(infusion);
  }
  cycle.infusions = std::move(joined);
}

}  // namespace

void change_dose(Regimen& regimen, const Amount& dose) {
  for (Cycle& cycle : regimen.cycles) {
    Infusion full = full_infusion(cycle);
    const double before = comparable(full.rate);
    replace(full.rate, full.light_rate, dose);
    for (Infusion& infusion : cycle.infusions) {
      const bool step = comparable(infusion.rate) < before && comparable(infusion.rate) <= comparable(dose);
      if (step || (infusion.rate == full.rate && infusion.light_rate == full.light_rate)) continue;
      infusion.rate = full.rate;
      infusion.light_rate = full.light_rate;
      infusion.provenance = {};
    }
    join_equal(cycle);
  }
  if (comparable(regimen.restart.rate) > comparable(dose)) {
    replace(regimen.restart.rate, regimen.restart.light_rate, dose);
    regimen.restart.provenance = {};
  }
  say(regimen, "full rate " + rate_text(dose));
}

void change_step_dose(Regimen& regimen, const Amount& dose) {
  for (Cycle& cycle : regimen.cycles) {
    const Infusion full = full_infusion(cycle);
    for (Infusion& infusion : cycle.infusions) {
      if (comparable(infusion.rate) >= comparable(full.rate) || infusion.rate == dose) continue;
      if (comparable(dose) < comparable(full.rate)) {
        replace(infusion.rate, infusion.light_rate, dose);
      } else {
        infusion.rate = full.rate;
        infusion.light_rate = full.light_rate;
      }
      infusion.provenance = {};
    }
    join_equal(cycle);
  }
  say(regimen, "step at " + rate_text(dose));
}

void change_infusion_days(Regimen& regimen, double days) {
  for (Cycle& cycle : regimen.cycles) {
    std::erase_if(cycle.infusions, [&](const Infusion& infusion) { return infusion.from_day >= days; });
    if (cycle.infusions.empty() || cycle.infusions.back().to_day == days) continue;
    cycle.infusions.back().to_day = days;
    cycle.infusions.back().provenance = {};
  }
  say(regimen, number_text(days) + " days on infusion");
}

void change_cycle_length(Regimen& regimen, double days) {
  double start = 0;
  for (Cycle& cycle : regimen.cycles) {
    cycle.start_day = start;
    cycle.length_days = days;
    start += days;
  }
  say(regimen, "a cycle every " + number_text(days) + " days");
}

double shortest_cycle(const Regimen& regimen) {
  double shortest = longest_day;
  for (const Cycle& cycle : regimen.cycles) shortest = std::min(shortest, cycle.length_days);
  return shortest;
}

double longest_infusion(const Regimen& regimen) {
  double longest = 0;
  for (const Cycle& cycle : regimen.cycles) longest = std::max(longest, cycle.end_of_infusion());
  return longest;
}

void read_plan_changes(units::TomlTable& table, Regimen& regimen) {
  const auto most = regimen.cycles.empty() ? 100 : static_cast<std::int64_t>(regimen.cycles.size());
  const auto cycles = table.whole("cycles", 1, most);
  const auto rate = [&](const char* key, const char* example) -> std::optional<Amount> {
    const auto value = table.quantity_in(key, {"ug/day", "ug/m2/day"}, example, a_rate);
    if (!value) return std::nullopt;
    return Amount{value->value, value->unit == 1, {}};
  };
  const auto dose = rate("dose", "28 ug/day");
  const auto step = rate("step_dose", "9 ug/day");
  const auto days =
      table.quantity("infusion_days", "d", "14 d", {.low = 0, .high = longest_day, .above_low = true});
  const auto length =
      table.quantity("cycle_length", "d", "42 d", {.low = 0, .high = longest_day, .above_low = true});
  if (const auto route = table.text("route"); route && *route != "intravenous")
    table.fault("route", *route == "subcutaneous"
                             ? "not simulated: the model has no absorption after an injection, expected "
                               "\"intravenous\""
                             : "expected \"intravenous\"");
  if (regimen.cycles.empty()) return;  // the plan itself is faulty
  if (cycles) keep_cycles(regimen, static_cast<int>(*cycles));
  if (dose) change_dose(regimen, *dose);
  if (step) change_step_dose(regimen, *step);
  const double last_day = days.value_or(longest_infusion(regimen));
  if (length && *length < last_day) {
    table.fault("cycle_length", "expected at least the days on infusion (" + number_text(last_day) + ")");
    return;
  }
  if (length) change_cycle_length(regimen, *length);
  if (!days) return;
  if (*days > shortest_cycle(regimen))
    table.fault("infusion_days",
                "expected at most the length of a cycle (" + number_text(shortest_cycle(regimen)) + ")");
  else
    change_infusion_days(regimen, *days);
}

}  // namespace trimer::regimen
