#include <trimer/protocol/label_protocol.h>

namespace trimer::protocol {

std::string_view name_of(Effect effect) {
  switch (effect) {
    case Effect::none: return "none";
    case Effect::hold: return "hold";
    case Effect::restart_same_cycle: return "restart_same_cycle";
    case Effect::restart_new_cycle: return "restart_new_cycle";
    case Effect::stop: return "stop";
  }
  return "none";
}

Effect LabelProtocol::decide(double day, std::string observation, std::string rule, Effect effect) {
  decisions_.push_back({day, std::move(observation), std::move(rule), effect});
  if (effect == Effect::stop) stopped_ = true;
  return effect;
}

void LabelProtocol::end(double day, std::string observation, std::string rule) {
  if (!stopped_) decide(day, std::move(observation), std::move(rule), Effect::stop);
}

Effect LabelProtocol::observe(double day, int crs_grade, int neuro_grade, bool infusing) {
  if (stopped_) return Effect::none;
  const std::string crs = "CRS grade " + std::to_string(crs_grade);
  const std::string neuro = "neurological grade " + std::to_string(neuro_grade);
  if (!held_since_) {
    if (!infusing) return Effect::none;
    if (crs_grade >= rules_->crs_stop_grade) return decide(day, crs, "crs_stop_grade", Effect::stop);
    if (neuro_grade >= rules_->neuro_stop_grade) return decide(day, neuro, "neuro_stop_grade", Effect::stop);
    const bool for_neuro = neuro_grade >= rules_->neuro_hold_grade;
    if (!for_neuro && crs_grade < rules_->crs_hold_grade) return Effect::none;
    if (for_neuro && neuro_holds_ >= rules_->neuro_recurrences)
      return decide(day, neuro, "neuro_recurrences", Effect::stop);
    if (interruptions_ >= rules_->most_interruptions)
      return decide(day, for_neuro ? neuro : crs, "most_interruptions", Effect::stop);
    ++interruptions_;
    neuro_holds_ += for_neuro;
    held_since_ = day;
    held_for_neuro_ = for_neuro;
    return decide(day, for_neuro ? neuro : crs, for_neuro ? "neuro_hold_grade" : "crs_hold_grade", Effect::hold);
  }

  // Held: worse stops, a resolved event restarts, one that lasts too long stops.
  if (crs_grade >= rules_->crs_stop_grade) return decide(day, crs, "crs_stop_grade", Effect::stop);
  if (neuro_grade >= rules_->neuro_stop_grade) return decide(day, neuro, "neuro_stop_grade", Effect::stop);
  const double gap = day - *held_since_;
  if (gap >= rules_->least_hold && crs_grade <= rules_->crs_resume_grade &&
      neuro_grade <= rules_->neuro_resume_grade) {
    held_since_.reset();
    const bool same = gap <= rules_->same_cycle_gap;
    return decide(day, crs + ", " + neuro, "same_cycle_gap",
                  same ? Effect::restart_same_cycle : Effect::restart_new_cycle);
  }
  if (held_for_neuro_ && gap > rules_->neuro_stop_after) return decide(day, neuro, "neuro_stop_after", Effect::stop);
  if (!held_for_neuro_ && gap > rules_->crs_stop_after) return decide(day, crs, "crs_stop_after", Effect::stop);
  return Effect::none;
}

}  // namespace trimer::protocol
