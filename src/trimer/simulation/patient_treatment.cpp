/// @file
/// The treatment side of a patient's course: plan, doses, decisions, the end.
#include <algorithm>
#include <cmath>

#include <trimer/core/days.h>
#include <trimer/core/maths.h>
#include <trimer/simulation/course_random.h>
#include <trimer/simulation/patient_course.h>
#include <trimer/simulation/virtual_subject.h>
#include <trimer/therapy/dosing.h>
#include <trimer/therapy/extinction.h>

namespace trimer::simulation {
using observation::Moment;
using protocol::Effect;
using regimen::DoseEvent;
using regimen::DoseKind;
using regimen::DoseReason;

namespace {
constexpr double never = 1e9;
constexpr double same_instant = 1e-7;
constexpr double one_hour = 1.0 / hours_per_day;

therapy::Dose therapy_dose(const DoseEvent& event) {
  switch (event.kind) {
    case DoseKind::infusion_rate: return {therapy::DoseKind::infusion_rate, event.value};
    case DoseKind::dexamethasone: return {therapy::DoseKind::dexamethasone, event.value};
    case DoseKind::tocilizumab: return {therapy::DoseKind::tocilizumab, event.value};
    case DoseKind::intrathecal: break;
  }
  return {therapy::DoseKind::intrathecal_therapy, event.value};
}
}  // namespace

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

void PatientCourse::order_event_dexamethasone(double day) {
  const auto& label = settings_->rules.label;
  const int doses = static_cast<int>(
      std::lround(label.event_dexamethasone_days * hours_per_day / label.event_dexamethasone_interval));
  for (int i = 0; i < doses; ++i)
    order(DoseKind::dexamethasone, label.event_dexamethasone,
          day + i * label.event_dexamethasone_interval / hours_per_day);
  double daily = label.event_dexamethasone;  // the taper halves it every day (assumed)
  for (int i = 0; i < static_cast<int>(label.taper_days); ++i, daily /= 2)
    order(DoseKind::dexamethasone, daily, day + label.event_dexamethasone_days + i);
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
  if (day >= settings_->follow_up_days - same_instant) finish(settings_->follow_up_days);
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

void PatientCourse::carry_out(Effect effect, double day) {
  const auto& regimen = settings_->regimen;
  switch (effect) {
    case Effect::none: return;
    case Effect::hold:
      hold_day_ = day;
      ++treatment_.interruptions;
      drop_planned();
      enqueue({DoseEvent{day, DoseKind::infusion_rate, 0, cycle_, DoseReason::hold}});
      order_event_dexamethasone(day);
      return;
    case Effect::stop:
      order_event_dexamethasone(day);
      end_treatment(day, protocol_.decisions().back().rule, true);
      return;
    case Effect::restart_same_cycle: {
      const double left =
          regimen::infusion_days_left(regimen, cycle_, regimen::infusion_days_given(given_, cycle_, day));
      if (left > 0) enqueue(regimen::restart_doses(regimen, size_, cycle_, day + one_hour, day - hold_day_, left));
      return;
    }
    case Effect::restart_new_cycle: {
      const int next = cycle_ + 1;
      if (next > static_cast<int>(regimen.cycles.size())) {
        end_treatment(day, "no cycle left", false);
        return;
      }
      const double days = regimen.cycles[static_cast<std::size_t>(next - 1)].infusion_days();
      enqueue(regimen::restart_doses(regimen, size_, next, day + one_hour, day - hold_day_, days));
      return;
    }
  }
}

/// A marrow has been read. The next cycle is planned, put off to the second marrow, or not given.
void PatientCourse::after_marrow(double day) {
  const auto& visits = settings_->visits;
  if (phase_ == Phase::follow_up) {
    next_marrow_ = ever_in_remission_ && !relapsed_ ? day + visits.follow_up_marrow : never;
    return;
  }
  if (protocol_.stopped()) {
    go_to_follow_up(day);
    return;
  }
  const auto& regimen = settings_->regimen;
  const auto& label = settings_->rules.label;
  const bool infusion_ended = infusion_rate_ <= 0 && queue_.empty() && !protocol_.held();
  const bool next_planned = std::any_of(queue_.begin(), queue_.end(),
                                        [&](const DoseEvent& event) { return event.cycle > cycle_; });
  const bool last_cycle = cycle_ >= static_cast<int>(regimen.cycles.size());
  const double second = std::max(cycle_start_ + visits.marrow_second, day + visits.counts_between);
  if (next_planned || (!infusion_ended && !second_marrow_decides_)) {
    // Held or still infusing: the second marrow decides. Already planned: it is read and changes nothing.
    next_marrow_ = second;
    second_marrow_decides_ = !next_planned;
    return;
  }
  if (!infusion_ended) {
    next_marrow_ = day + visits.counts_between;
    return;
  }
  const double start = std::max(regimen::next_cycle_start(regimen, cycle_, cycle_start_ + regimen.cycles[static_cast<std::size_t>(cycle_ - 1)].end_of_infusion()),
                                day + one_hour);
  if (in_remission_ && !last_cycle) {
    RandomStream stream = random(key(cycle_), CourseDraw::go_on);
    if (cycle_ < label.induction_cycles || stream.uniform() < label.go_on_probability)
      plan_cycle(cycle_ + 1, start);
    else
      end_treatment(day, "left in remission", false);
  } else if (!in_remission_ && !last_cycle && cycle_ < label.induction_cycles) {
    plan_cycle(cycle_ + 1, start);
  } else if (!in_remission_ && !second_marrow_decides_) {
    second_marrow_decides_ = true;
    next_marrow_ = second;
    return;
  } else {
    end_treatment(day, in_remission_ ? "completed" : "no remission", false);
  }
  if (phase_ == Phase::treatment) next_marrow_ = second;
}

void PatientCourse::end_treatment(double day, std::string reason, bool toxicity) {
  protocol_.end(day, reason, reason);
  drop_planned();
  if (infusion_rate_ > 0)
    enqueue({DoseEvent{day, DoseKind::infusion_rate, 0, cycle_, DoseReason::discontinuation}});
  if (reason != "completed" && !treatment_.stopped_day) {
    treatment_.stopped_day = day;
    treatment_.stop_reason = reason;
    treatment_.stopped_for_toxicity = toxicity;
  }
  // A cycle stopped for toxicity keeps its visits until its marrow has been read.
  if (!toxicity) go_to_follow_up(day);
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
  record_.events.push_back(infection_event(day));
}

void PatientCourse::death(double day, const therapy::State<double>& state) {
  died_ = true;
  RandomStream stream = random(key(0), CourseDraw::death_cause);
  record_.events.push_back(
      death_event(day, death_cause(patient_.parameters, state, stream.uniform())));
  finish(day);
}

void PatientCourse::finish(double day) {
  if (finished_) return;
  finished_ = true;
  record_infusion_change(0, day, cycle_);
  bedside_.finish(day, record_);
  close_record(record_, day, last_assessment_day_, died_);
}

}  // namespace trimer::simulation
