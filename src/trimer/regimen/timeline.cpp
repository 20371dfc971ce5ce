#include <trimer/regimen/timeline.h>

#include <algorithm>

#include <trimer/core/days.h>

namespace trimer::regimen {
namespace {

double rate_for(const Regimen& regimen, const PatientSize& size, const Amount& rate,
                const std::optional<Amount>& light_rate) {
  const bool light = light_rate && size.weight_kg < regimen.light_below_kg;
  return (light ? *light_rate : rate).for_bsa(size.bsa_m2);
}

/// The first rule that holds for this patient, cycle and occasion; nullptr if there is none.
const Premedication* premedication_for(const Regimen& regimen, const PatientSize& size, int cycle,
                                       DoseReason occasion) {
  for (const Premedication& rule : regimen.premedication) {
    const bool meant = occasion == DoseReason::cycle_start ? rule.on_cycle_start
                       : occasion == DoseReason::step      ? rule.on_step
                                                           : rule.on_restart;
    if (meant && cycle >= rule.cycle_from && (rule.cycle_to == 0 || cycle <= rule.cycle_to) &&
        size.age_years >= rule.age_from && size.age_years < rule.age_below)
      return &rule;
  }
  return nullptr;
}

void add_premedication(std::vector<DoseEvent>& events, const Regimen& regimen, const PatientSize& size,
                       int cycle, double day, DoseReason occasion) {
  if (const Premedication* rule = premedication_for(regimen, size, cycle, occasion))
    events.push_back({day - rule->hours_before / hours_per_day, DoseKind::dexamethasone,
                      rule->dose.for_bsa(size.bsa_m2), cycle, DoseReason::premedication});
}

}  // namespace

std::vector<DoseEvent> cycle_doses(const Regimen& regimen, const PatientSize& size, int cycle,
                                   double start_day) {
  const Cycle& plan = regimen.cycles.at(static_cast<std::size_t>(cycle - 1));
  std::vector<DoseEvent> events;
  double previous = 0;
  for (std::size_t i = 0; i < plan.infusions.size(); ++i) {
    const Infusion& infusion = plan.infusions[i];
    const double rate = rate_for(regimen, size, infusion.rate, infusion.light_rate);
    const double day = start_day + infusion.from_day;
    const bool from_rest = i == 0 || plan.infusions[i - 1].to_day < infusion.from_day;
    const DoseReason reason = i == 0      ? DoseReason::cycle_start
                              : from_rest ? DoseReason::restart
                                          : DoseReason::step;
    // A planned pause counts as an interruption, a fall of the rate needs no premedication.
    const bool short_pause = i > 0 && from_rest &&
                             (infusion.from_day - plan.infusions[i - 1].to_day) * hours_per_day <
                                 regimen.restart.premedicate_after_hours;
    if ((from_rest && !short_pause) || rate > previous)
      add_premedication(events, regimen, size, cycle, day, reason);
    events.push_back({day, DoseKind::infusion_rate, rate, cycle, reason});
    previous = rate;
    const bool last = i + 1 == plan.infusions.size();
    if (last || plan.infusions[i + 1].from_day > infusion.to_day)
      events.push_back({start_day + infusion.to_day, DoseKind::infusion_rate, 0, cycle,
                        last ? DoseReason::cycle_end : DoseReason::pause});
  }
  std::stable_sort(events.begin(), events.end(), earlier);
  return events;
}

std::vector<DoseEvent> intrathecal_doses(const Regimen& regimen) {
  std::vector<DoseEvent> events;
  for (const double day : regimen.intrathecal.days) {
    int cycle = 1;
    for (std::size_t k = 0; k < regimen.cycles.size(); ++k)
      if (regimen.cycles[k].start_day <= day) cycle = static_cast<int>(k) + 1;
    events.push_back(
        {day, DoseKind::intrathecal, regimen.intrathecal.log10_kill, cycle, DoseReason::prophylaxis});
  }
  std::stable_sort(events.begin(), events.end(), earlier);
  return events;
}

std::vector<DoseEvent> timeline(const Regimen& regimen, const PatientSize& size) {
  std::vector<DoseEvent> events = intrathecal_doses(regimen);
  for (std::size_t k = 0; k < regimen.cycles.size(); ++k) {
    const auto doses = cycle_doses(regimen, size, static_cast<int>(k) + 1, regimen.cycles[k].start_day);
    events.insert(events.end(), doses.begin(), doses.end());
  }
  std::stable_sort(events.begin(), events.end(), earlier);
  return events;
}

std::vector<DoseEvent> restart_doses(const Regimen& regimen, const PatientSize& size, int cycle,
                                     double restart_day, double gap_days, double infusion_days_left) {
  std::vector<DoseEvent> events;
  if (!(infusion_days_left > 0)) return events;
  const double low = restart_rate(regimen, size), full = full_rate(regimen, size, cycle);
  if (gap_days * hours_per_day >= regimen.restart.premedicate_after_hours)
    add_premedication(events, regimen, size, cycle, restart_day, DoseReason::restart);
  events.push_back({restart_day, DoseKind::infusion_rate, std::min(low, full), cycle, DoseReason::restart});
  const double step_after = regimen.restart.step_after_days;
  if (full > low && infusion_days_left > step_after) {
    add_premedication(events, regimen, size, cycle, restart_day + step_after, DoseReason::step);
    events.push_back({restart_day + step_after, DoseKind::infusion_rate, full, cycle, DoseReason::step});
  }
  events.push_back(
      {restart_day + infusion_days_left, DoseKind::infusion_rate, 0, cycle, DoseReason::cycle_end});
  std::stable_sort(events.begin(), events.end(), earlier);
  return events;
}

double infusion_days_given(const std::vector<DoseEvent>& given, int cycle, double until_day) {
  double days = 0, since = 0;
  bool on = false;
  for (const DoseEvent& event : given) {
    if (event.kind != DoseKind::infusion_rate || event.day > until_day) continue;
    if (on) days += event.day - since;
    on = event.value > 0 && event.cycle == cycle;
    since = event.day;
  }
  return on ? days + (until_day - since) : days;
}

double infusion_days_left(const Regimen& regimen, int cycle, double days_given) {
  return std::max(0.0, regimen.cycles.at(static_cast<std::size_t>(cycle - 1)).infusion_days() - days_given);
}

double next_cycle_start(const Regimen& regimen, int cycle, double end_day) {
  return end_day + regimen.cycles.at(static_cast<std::size_t>(cycle - 1)).treatment_free_days();
}

double full_rate(const Regimen& regimen, const PatientSize& size, int cycle) {
  double highest = 0;
  for (const Infusion& infusion : regimen.cycles.at(static_cast<std::size_t>(cycle - 1)).infusions)
    highest = std::max(highest, rate_for(regimen, size, infusion.rate, infusion.light_rate));
  return highest;
}

double restart_rate(const Regimen& regimen, const PatientSize& size) {
  return rate_for(regimen, size, regimen.restart.rate, regimen.restart.light_rate);
}

double restart_premedication(const Regimen& regimen, const PatientSize& size, int cycle) {
  const Premedication* rule = premedication_for(regimen, size, cycle, DoseReason::restart);
  return rule ? rule->dose.for_bsa(size.bsa_m2) : 0;
}

HospitalStay hospital_stay(const Regimen& regimen, int cycle, double start_day) {
  return {start_day, start_day + regimen.hospital_days_of(cycle)};
}

}  // namespace trimer::regimen
