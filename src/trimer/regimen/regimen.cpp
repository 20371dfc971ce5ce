#include <trimer/regimen/regimen.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>

namespace trimer::regimen {
namespace {

/// For people: three decimals at most, since a rate in proportion to another rarely ends.
std::string dose_text(double dose) {
  return number_text(std::round(dose * 1000) / 1000);
}

std::string amount_text(const Amount& amount, std::string_view unit, std::string_view per) {
  std::string text =
      dose_text(amount.value) + " " + std::string(unit) + (amount.per_m2 ? "/m2" : "") + std::string(per);
  if (amount.cap)
    text += " (at most " + dose_text(*amount.cap) + " " + std::string(unit) + std::string(per) + ")";
  return text;
}

std::string infusion_text(const Infusion& infusion, double light_below_kg) {
  std::string text = amount_text(infusion.rate, "ug", "/day") + " from day " +
                     number_text(infusion.from_day) + " to day " + number_text(infusion.to_day);
  if (infusion.light_rate)
    text += " (below " + number_text(light_below_kg) +
            " kg: " + amount_text(*infusion.light_rate, "ug", "/day") + ")";
  return text;
}

}  // namespace

double Amount::for_bsa(double bsa_m2) const {
  const double amount = per_m2 ? value * bsa_m2 : value;
  return cap ? std::min(amount, *cap) : amount;
}

double Cycle::infusion_days() const {
  double days = 0;
  for (const Infusion& infusion : infusions) days += infusion.to_day - infusion.from_day;
  return days;
}

double Cycle::end_of_infusion() const {
  return infusions.empty() ? 0 : infusions.back().to_day;
}

double Cycle::treatment_free_days() const {
  return length_days - end_of_infusion();
}

double Regimen::hospital_days_of(int cycle) const {
  const auto index = static_cast<std::size_t>(cycle - 1);
  return index < hospital_days.size() ? hospital_days[index] : 0;
}

void keep_cycles(Regimen& regimen, int count) {
  regimen.cycles.resize(static_cast<std::size_t>(count));
}

std::vector<std::string> in_words(const Regimen& regimen) {
  std::vector<std::string> lines;
  for (std::size_t first = 0; first < regimen.cycles.size();) {
    const Cycle& cycle = regimen.cycles[first];
    std::size_t last = first;
    while (last + 1 < regimen.cycles.size() && regimen.cycles[last + 1].infusions == cycle.infusions &&
           regimen.cycles[last + 1].length_days == cycle.length_days)
      ++last;
    std::string line = first == last ? "cycle " + std::to_string(first + 1)
                                     : "cycles " + std::to_string(first + 1) + "-" + std::to_string(last + 1);
    for (std::size_t i = 0; i < cycle.infusions.size(); ++i)
      line += (i == 0 ? ": " : ", ") + infusion_text(cycle.infusions[i], regimen.light_below_kg);
    line += "; next cycle " + number_text(cycle.length_days) + " days after its start";
    lines.push_back(std::move(line));
    first = last + 1;
  }
  for (const Premedication& rule : regimen.premedication) {
    std::string line = "premedication: dexamethasone " + amount_text(rule.dose, "mg", "") + " " +
                       number_text(rule.hours_before) + " h before";
    std::string occasions;
    if (rule.on_cycle_start) occasions += " cycle start,";
    if (rule.on_step) occasions += " step,";
    if (rule.on_restart) occasions += " restart,";
    if (!occasions.empty()) occasions.pop_back();
    line += occasions;
    if (rule.cycle_to > 0)
      line += rule.cycle_from == rule.cycle_to
                  ? "; cycle " + std::to_string(rule.cycle_from)
                  : "; cycles " + std::to_string(rule.cycle_from) + "-" + std::to_string(rule.cycle_to);
    if (rule.age_from > 0) line += "; from " + number_text(rule.age_from) + " years";
    if (rule.age_below < 1e3) line += "; below " + number_text(rule.age_below) + " years";
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> from_memory(const Regimen& regimen) {
  std::vector<std::string> lines;
  const auto mark = [&](std::string what, const Provenance& provenance) {
    if (!provenance.from_memory()) return;
    what += ": from memory, to be verified";
    if (std::find(lines.begin(), lines.end(), what) == lines.end()) lines.push_back(std::move(what));
  };
  for (const Cycle& cycle : regimen.cycles)
    for (const Infusion& infusion : cycle.infusions)
      mark("infusion " + infusion_text(infusion, regimen.light_below_kg), infusion.provenance);
  for (const Premedication& rule : regimen.premedication)
    mark("premedication dexamethasone " + amount_text(rule.dose, "mg", ""), rule.provenance);
  mark("restart at " + amount_text(regimen.restart.rate, "ug", "/day"), regimen.restart.provenance);
  mark("days in hospital", regimen.hospital_provenance);
  return lines;
}

}  // namespace trimer::regimen
