/// @file
/// The treatment side of a patient's course: plan, doses, decisions, the end.
#include <algorithm>
#include <cmath>
#include <utility>

#include <trimer/core/days.h>
#include <trimer/core/maths.h>
#include <trimer/simulation/course_random.h>
#include <trimer/simulation/patient_course.h>
#include <trimer/simulation/therapy_dose.h>
#include <trimer/simulation/virtual_subject.h>
#include <trimer/therapy/extinction.h>

namespace trimer::simulation {
using observation::Moment;
using protocol::Decision;
using protocol::Effect;
using protocol::Observed;
using regimen::DoseEvent;
using regimen::DoseKind;
using regimen::DoseReason;

namespace {
constexpr double never = 1e9;
constexpr double same_instant = 1e-7;
}  // namespace

std::string_view name_of(TreatmentEnd end) {
  switch (end) {
    case TreatmentEnd::ongoing: return "ongoing";
    case TreatmentEnd::completed: return "completed";
    case TreatmentEnd::toxicity: return "toxicity";
    case TreatmentEnd::no_remission: return "no_remission";
    case TreatmentEnd::relapse: return "relapse";
    case TreatmentEnd::transplant: return "transplant";
    case TreatmentEnd::left: return "left";
    case TreatmentEnd::excluded: return "excluded";
  }
  return "ongoing";
}

void PatientCourse::enqueue(const std::vector<DoseEvent>& events) {
  queue_.insert(queue_.end(), events.begin(), events.end());
  std::stable_sort(queue_.begin(), queue_.end(), regimen::earlier);
}

/// Withdraws what was planned; intrathecal therapy and drugs ordered against toxicity stay.
void PatientCourse::drop_planned() {
  std::erase_if(queue_, [](const DoseEvent& event) {
    return event.kind != DoseKind::intrathecal && event.reason != DoseReason::treatment;
  });
}

void PatientCourse::order(DoseKind kind, double value, double day) {
  enqueue({DoseEvent{day, kind, value, std::max(cycle_, 1), DoseReason::treatment}});
}

void PatientCourse::order_dexamethasone(const protocol::Order& course, double day) {
  const bool light = course.light_dose && size_.weight_kg < settings_->regimen.light_below_kg;
  const double dose = (light ? *course.light_dose : course.dose).for_bsa(size_.bsa_m2);
  const int doses = static_cast<int>(std::lround(course.for_days * hours_per_day / course.every_hours));
  for (int i = 0; i < doses; ++i)
    order(DoseKind::dexamethasone, dose, day + i * course.every_hours / hours_per_day);
  double daily = dose;  // the taper halves it every day (assumed)
  for (int i = 0; i < course.taper_days; ++i, daily /= 2)
    order(DoseKind::dexamethasone, daily, day + course.for_days + i);
}

void PatientCourse::plan_cycle(int cycle, double start_day) {
  enqueue(regimen::cycle_doses(settings_->regimen, size_, cycle, start_day));
}

bool PatientCourse::at_stop(double day, therapy::State<double>& state) {
  bool changed = false;
  while (!queue_.empty() && queue_.front().day <= day + same_instant) {
    const DoseEvent event = queue_.front();
    queue_.erase(queue_.begin());
    dose(event, state);
    changed = true;
  }
  if (next_extinction_ <= day + same_instant) {
    if (settings_->extinction) {
      extinguish(day, state);
      changed = true;
    }
    next_extinction_ = phase_ == Phase::follow_up ? day + settings_->visits.follow_up : next_marrow_;
  }
  if (transplant_due_ <= day + same_instant) {
    transplant_due_ = never;
    transplant(day, state);
    changed = true;
  }
  if (transplant_death_day_ <= day + same_instant) {
    die(day, observation::DeathCause::other, "after transplantation");
  } else if (lost_day_ <= day + same_instant) {
    treatment_.lost_day = lost_day_;
    finish(lost_day_);
  } else if (day >= settings_->follow_up_days - same_instant) {
    finish(settings_->follow_up_days);
  }
  return changed;
}

void PatientCourse::dose(const DoseEvent& event, therapy::State<double>& state) {
  given_.push_back(event);
  if (event.kind == DoseKind::infusion_rate) {
    const bool rises = event.value > infusion_rate_;
    if (event.reason == DoseReason::cycle_start || (event.reason == DoseReason::restart && event.cycle != cycle_)) {
      cycle_ = event.cycle;
      cycle_start_ = event.day;
      treatment_.cycles_started = cycle_;
      treatment_.cycles.resize(static_cast<std::size_t>(cycle_));
      second_marrow_decides_ = false;
      const auto& visits = settings_->visits;
      next_marrow_ = next_extinction_ = event.day + visits.marrow_first;
      next_counts_ = std::min(next_counts_, event.day + visits.counts_in_cycle);
    }
    record_infusion_change(event.value, event.day, event.cycle);
    therapy::apply(therapy_dose(event), state, infusion_rate_);
    if (rises) {
      last_rise_day_ = event.day;
      next_signs_ = std::min(next_signs_, event.day + settings_->visits.vitals_in_hospital);
      next_chemistry_ = std::min(next_chemistry_, event.day + settings_->visits.vitals_in_hospital);
    }
    return;
  }
  therapy::apply(therapy_dose(event), state, infusion_rate_);
  if (event.kind == DoseKind::intrathecal) return;
  record_.support.push_back(support_row(event));
  bedside_.masking_drug_given(event.day);
}

void PatientCourse::record_infusion_change(double rate, double day, int cycle) {
  if (open_exposure_) record_.exposure[*open_exposure_].when.end = Moment::at(day);
  open_exposure_.reset();
  if (rate <= 0) return;
  open_exposure_ = record_.exposure.size();
  record_.exposure.push_back(exposure_row(rate, day, cycle));
}

void PatientCourse::extinguish(double day, therapy::State<double>& state) {
  RandomStream stream = random(key(day), CourseDraw::extinction);
  for (double* clone : {&state.marrow_blasts_cd19_high, &state.marrow_blasts_cd19_low,
                        &state.marrow_blasts_cd19_null, &state.marrow_blasts_protected,
                        &state.csf_blasts_cd19_positive, &state.csf_blasts_cd19_null}) {
    if (*clone < therapy::extinction_threshold) *clone = static_cast<double>(stream.poisson(std::max(*clone, 0.0)));
  }
}

/// Looks at what stands, decides, carries out; after a marrow, plans the next.
void PatientCourse::decide(double day) {
  const auto& regimen = settings_->regimen;
  protocol::Instant now;
  now.day = day;
  now.screening = day < 0;
  now.cycle = std::max(cycle_, 1);
  now.last_cycle = static_cast<int>(regimen.cycles.size());
  now.infusing = infusion_rate_ > 0;
  now.remission_at_start = record_.subject.baseline_remission == observation::YesNo::yes;
  for (const regimen::Premedication& rule : regimen.premedication)
    now.lead_days = std::max(now.lead_days, rule.hours_before / hours_per_day);
  const bool marrow = std::exchange(marrow_read_, false);
  if (marrow && !protocol_.ended()) now.cycle_end = cycle_end(day, now.lead_days);
  for (const Decision& decision : protocol_.decide(now)) carry_out(decision);
  if (marrow) plan_next_marrow(day);
}

/// The infusion of this cycle has ended, and is not to be taken up again.
bool PatientCourse::infusion_over() const {
  return infusion_rate_ <= 0 && !protocol_.held() &&
         std::none_of(queue_.begin(), queue_.end(), [&](const DoseEvent& event) {
           return event.kind == DoseKind::infusion_rate && event.cycle == cycle_;
         });
}

/// Whether the marrow read now decides on the next cycle: the infusion has ended and no other is planned. Where a
/// first marrow without remission would end treatment, the second of the cycle decides.
std::optional<protocol::CycleEnd> PatientCourse::cycle_end(double day, double lead_days) {
  const bool next_planned = std::any_of(queue_.begin(), queue_.end(),
                                        [&](const DoseEvent& event) { return event.cycle > cycle_; });
  if (!infusion_over() || next_planned || protocol_.waiting()) return std::nullopt;
  const auto& regimen = settings_->regimen;
  const bool last = cycle_ >= static_cast<int>(regimen.cycles.size());
  if (!in_remission_ && !second_marrow_decides_ &&
      (last || protocol_.would_end(Observed::cycles_without_remission, cycle_, cycle_))) {
    second_marrow_decides_ = true;
    return std::nullopt;
  }
  protocol_.see(day, Observed::cycles_without_remission, in_remission_ ? 0 : cycle_);
  double infusion_end = cycle_start_;
  for (const DoseEvent& event : given_)
    if (event.kind == DoseKind::infusion_rate && event.cycle == cycle_) infusion_end = event.day;
  protocol::CycleEnd end;
  end.earliest_start = std::max(regimen::next_cycle_start(regimen, cycle_, infusion_end), day + lead_days);
  end.transplant_draw = random(key(cycle_), CourseDraw::transplant).uniform() / patient_.transplant_factor;
  return end;
}

void PatientCourse::plan_next_marrow(double day) {
  const auto& visits = settings_->visits;
  if (phase_ == Phase::treatment && protocol_.ended()) go_to_follow_up(day);
  if (phase_ == Phase::follow_up) {
    next_marrow_ = ever_in_remission_ && !relapsed_ ? day + visits.follow_up_marrow : never;
    const double before = transplant_due_ - (settings_->rules.protocol.transplant
                                                 ? settings_->rules.protocol.transplant->marrow_before_days
                                                 : 0);
    if (transplant_due_ < never && before > day + same_instant) next_marrow_ = std::min(next_marrow_, before);
    return;
  }
  const double second = std::max(cycle_start_ + visits.marrow_second, day + visits.counts_between);
  if (protocol_.waiting()) {
    next_marrow_ = day + visits.follow_up_marrow;
  } else if (infusion_over() || !second_marrow_decides_) {
    // Still infusing or held at the first marrow: the second decides. A next cycle planned: it is read and changes
    // nothing.
    second_marrow_decides_ = second_marrow_decides_ || !infusion_over();
    next_marrow_ = second;
  } else {
    next_marrow_ = day + visits.counts_between;
  }
}

void PatientCourse::carry_out(const Decision& decision) {
  const double day = decision.day;
  const protocol::Rule* rule = settings_->rules.protocol.find(decision.rule);
  switch (decision.effect) {
    case Effect::none:
    case Effect::withhold:
      return;
    case Effect::hold:
      hold_day_ = day;
      ++treatment_.interruptions;
      if (!treatment_.cycles.empty()) treatment_.cycles.back().held = true;
      drop_planned();
      enqueue({DoseEvent{day, DoseKind::infusion_rate, 0, cycle_, DoseReason::hold}});
      return;
    case Effect::restart_same_cycle:
    case Effect::restart_new_cycle:
      restart(decision);
      return;
    case Effect::next_cycle:
      plan_cycle(decision.cycle, decision.at_day);
      return;
    case Effect::dexamethasone:
      if (rule) order_dexamethasone(rule->order, day);
      return;
    case Effect::tocilizumab:
      if (rule)
        order(DoseKind::tocilizumab,
              std::min(rule->order.dose.value * size_.weight_kg, rule->order.dose.cap.value_or(1e9)), day);
      return;
    case Effect::stop:
      end_treatment(decision, TreatmentEnd::toxicity);
      return;
    case Effect::complete:
      end_treatment(decision, TreatmentEnd::completed);
      return;
    case Effect::transplant:
      end_treatment(decision, TreatmentEnd::transplant);
      transplant_due_ = decision.at_day;
      return;
    case Effect::exclude:
      queue_.clear();
      treatment_.end = TreatmentEnd::excluded;
      treatment_.stop_reason = decision.rule;
      finish(day);
      return;
    case Effect::leave: {
      const Observed why = rule ? rule->observed : Observed::remission;
      end_treatment(decision, why == Observed::relapse                    ? TreatmentEnd::relapse
                              : why == Observed::cycles_without_remission ? TreatmentEnd::no_remission
                                                                          : TreatmentEnd::left);
      transplant_due_ = never;
      treatment_.next_therapy_day = day + settings_->rules.protocol.next_therapy_after_days;
      return;
    }
  }
}

void PatientCourse::restart(const Decision& decision) {
  const protocol::Rule* rule = settings_->rules.protocol.find(decision.rule);
  regimen::Regimen plan = settings_->regimen;
  if (rule && rule->hold.restart) plan.restart = *rule->hold.restart;
  const double days =
      decision.effect == Effect::restart_same_cycle
          ? regimen::infusion_days_left(plan, cycle_, regimen::infusion_days_given(given_, cycle_, decision.day))
          : plan.cycles[static_cast<std::size_t>(decision.cycle - 1)].infusion_days();
  if (days > 0)
    enqueue(regimen::restart_doses(plan, size_, decision.cycle, decision.at_day, decision.day - hold_day_, days));
}

void PatientCourse::end_treatment(const Decision& decision, TreatmentEnd end) {
  if (treatment_.end != TreatmentEnd::ongoing) return;
  treatment_.end = end;
  drop_planned();
  if (infusion_rate_ > 0)
    enqueue({DoseEvent{decision.day, DoseKind::infusion_rate, 0, cycle_, DoseReason::discontinuation}});
  const bool toxicity = end == TreatmentEnd::toxicity;
  if (end != TreatmentEnd::completed) {
    treatment_.stopped_day = decision.day;
    treatment_.stop_reason = decision.rule;
    treatment_.stopped_for_toxicity = toxicity;
  }
  // A cycle stopped for toxicity keeps its visits until its marrow has been read.
  if (!toxicity) go_to_follow_up(decision.day);
}

void PatientCourse::transplant(double day, therapy::State<double>& state) {
  treatment_.transplant_day = day;
  record_.events.push_back(treatment_event(observation::EventKind::hsct, day));
  const auto& rules = settings_->rules.protocol.transplant;
  if (!rules) return;
  if (random(key(0), CourseDraw::relapse_reduction).uniform() < rules->relapse_reduction) {
    for (double* clone : {&state.marrow_blasts_cd19_high, &state.marrow_blasts_cd19_low, &state.marrow_blasts_cd19_null,
                          &state.marrow_blasts_protected, &state.blood_blasts_cd19_high, &state.blood_blasts_cd19_low,
                          &state.blood_blasts_cd19_null, &state.csf_blasts_cd19_positive, &state.csf_blasts_cd19_null})
      *clone = 0;
  }
  transplant_death_day_ =
      std::min(never, day + rules->days_to_death(random(key(0), CourseDraw::transplant_death).uniform()));
}

void PatientCourse::go_to_follow_up(double day) {
  if (phase_ == Phase::follow_up) return;
  phase_ = Phase::follow_up;
  const auto& visits = settings_->visits;
  next_signs_ = next_counts_ = next_chemistry_ = next_extinction_ = day + visits.follow_up;
  next_marrow_ = ever_in_remission_ && !relapsed_ ? day + visits.follow_up_marrow : never;
}

void PatientCourse::infection(double day) {
  if (infected_) return;
  infected_ = true;
  const auto& rules = settings_->rules.protocol;
  infection_until_ = day + rules.other_event_days *
                               maths::exp(rules.other_event_log_sd *
                                          random(key(0), CourseDraw::infection_duration).normal());
  record_.events.push_back(infection_event(day));
}

void PatientCourse::death(double day, const therapy::State<double>& state) {
  RandomStream stream = random(key(0), CourseDraw::death_cause);
  die(day, death_cause(patient_.parameters, state, stream.uniform()), "");
}

void PatientCourse::die(double day, observation::DeathCause cause, std::string term) {
  died_ = true;
  observation::Event event = death_event(day, cause);
  event.term = std::move(term);
  record_.events.push_back(std::move(event));
  finish(day);
}

void PatientCourse::finish(double day) {
  if (finished_) return;
  finished_ = true;
  auto& next_therapy = treatment_.next_therapy_day;
  if (next_therapy && *next_therapy >= day) next_therapy.reset();
  if (next_therapy) record_.events.push_back(treatment_event(observation::EventKind::next_therapy, *next_therapy));
  record_infusion_change(0, day, cycle_);
  bedside_.finish(day, record_);
  close_record(record_, day, last_assessment_day_, died_);
}

}  // namespace trimer::simulation
