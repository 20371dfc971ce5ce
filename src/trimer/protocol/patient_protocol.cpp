#include <trimer/protocol/patient_protocol.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/days.h>

namespace trimer::protocol {
namespace {

/// Two instants closer than this are one: a hundredth of a second.
constexpr double same_instant = 1e-7;

/// For the words of a log: hundredths of a day are a quarter of an hour.
std::string days_text(double days) { return number_text(std::round(days * 100) / 100) + " d"; }

bool ends(Effect effect) {
  return effect == Effect::stop || effect == Effect::leave;
}

}  // namespace

PatientProtocol::PatientProtocol(const Protocol& protocol, const std::vector<Decision>* replay)
    : protocol_(&protocol),
      replay_(replay),
      since_(protocol.rules.size()),
      holds_ended_(protocol.rules.size(), 0) {}

void PatientProtocol::see(double day, Observed what, double value) {
  latest_[static_cast<std::size_t>(what)] = value;
  for (std::size_t i = 0; i < since_.size(); ++i) {
    const Rule& rule = protocol_->rules[i];
    if (rule.observed != what) continue;
    if (!rule.trigger.hold(value))
      since_[i].reset();
    else if (!since_[i])
      since_[i] = day;
  }
}

bool PatientProtocol::met(std::size_t i, const Instant& now, unsigned situation) const {
  const Rule& rule = protocol_->rules[i];
  if (!since_[i] || now.day - *since_[i] < rule.lasting_days - same_instant) return false;
  if (!(rule.situations & situation)) return false;
  if (now.cycle < rule.cycle_from || (rule.cycle_to > 0 && now.cycle > rule.cycle_to)) return false;
  if (rule.remission_at_start && *rule.remission_at_start != now.remission_at_start) return false;
  if (rule.in_remission) {
    const auto& remission = latest_[static_cast<std::size_t>(Observed::remission)];
    if (*rule.in_remission != (remission.value_or(0) > 0)) return false;
  }
  if (rule.again.empty()) return true;
  for (std::size_t j = 0; j < protocol_->rules.size(); ++j)
    if (protocol_->rules[j].id == rule.again) return holds_ended_[j] > 0;
  return false;
}

bool PatientProtocol::resolved(std::size_t i) const {
  const Rule& rule = protocol_->rules[i];
  const auto& value = latest_[static_cast<std::size_t>(rule.observed)];
  return value && rule.hold.until.hold(*value);
}

std::string PatientProtocol::observation(std::size_t i) const {
  const Observed what = protocol_->rules[i].observed;
  return in_words(what, latest_[static_cast<std::size_t>(what)].value_or(0));
}

std::optional<std::size_t> PatientProtocol::strongest(const Instant& now, unsigned situation) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < protocol_->rules.size(); ++i) {
    const Effect effect = protocol_->rules[i].effect;
    if (!ends(effect) && effect != Effect::hold) continue;
    if (!met(i, now, situation)) continue;
    if (!best || (ends(effect) && !ends(protocol_->rules[*best].effect))) best = i;
  }
  return best;
}

bool PatientProtocol::would_end(Observed what, double value, int cycle) const {
  return std::any_of(protocol_->rules.begin(), protocol_->rules.end(), [&](const Rule& rule) {
    return ends(rule.effect) && rule.observed == what && rule.trigger.hold(value) &&
           (rule.situations & between) && cycle >= rule.cycle_from &&
           (rule.cycle_to == 0 || cycle <= rule.cycle_to);
  });
}

std::vector<Decision> PatientProtocol::decide(const Instant& now) {
  std::vector<Decision> made;
  if (replay_) {
    while (replayed_ < replay_->size() && (*replay_)[replayed_].day <= now.day)
      make(made, (*replay_)[replayed_++]);
    return made;
  }
  if (now.screening) {
    decide_screening(now, made);
    return made;
  }
  const unsigned situation = ended_ ? after : held() ? protocol::held : now.infusing ? infusing : between;
  decide_orders(now, situation, made);
  decide_flow(now, situation, made);
  return made;
}

void PatientProtocol::decide_screening(const Instant& now, std::vector<Decision>& made) {
  for (std::size_t i = 0; i < protocol_->rules.size(); ++i) {
    const Rule& rule = protocol_->rules[i];
    if (rule.effect != Effect::exclude || !met(i, now, screening)) continue;
    make(made, {now.day, now.cycle, observation(i), rule.id, Effect::exclude, now.day});
    return;
  }
}

void PatientProtocol::decide_orders(const Instant& now, unsigned situation, std::vector<Decision>& made) {
  for (std::size_t i = 0; i < protocol_->rules.size(); ++i) {
    const Rule& rule = protocol_->rules[i];
    const bool dexamethasone = rule.effect == Effect::dexamethasone;
    if ((!dexamethasone && rule.effect != Effect::tocilizumab) || !met(i, now, situation)) continue;
    const bool due = dexamethasone
                         ? now.day >= dexamethasone_until_ - same_instant
                         : (now.day - last_tocilizumab_) * hours_per_day >= rule.order.every_hours - 1e-6 &&
                               (rule.order.most == 0 || tocilizumab_doses_ < rule.order.most);
    if (due) make(made, {now.day, now.cycle, observation(i), rule.id, rule.effect, now.day});
  }
}

void PatientProtocol::decide_flow(const Instant& now, unsigned situation, std::vector<Decision>& made) {
  const auto best = strongest(now, situation);
  const Rule* rule = best ? &protocol_->rules[*best] : nullptr;
  if (rule && ends(rule->effect)) {
    // After the end of treatment there is nothing left but to leave to the next therapy, once.
    if (!ended_ || (rule->effect == Effect::leave && !left_))
      make(made, {now.day, now.cycle, observation(*best), rule->id, rule->effect, now.day});
    return;
  }
  if (ended_) return;
  if (held()) {
    decide_held(now, made);
    return;
  }
  if (rule && now.infusing) {
    const double count = interruptions_ + 1;
    for (const Rule& limit : protocol_->rules) {
      if (limit.observed != Observed::interruptions || !limit.trigger.hold(count)) continue;
      make(made, {now.day, now.cycle, observation(*best) + ", " + in_words(Observed::interruptions, count),
                  limit.id, limit.effect, now.day});
      return;
    }
    add_causes(now);
    make(made, {now.day, now.cycle, observation(*best), rule->id, Effect::hold, now.day});
    return;
  }
  if (waiting_)
    decide_waiting(now, made);
  else if (now.cycle_end)
    decide_cycle_end(now, made);
}

/// Every rule that asks for a hold now; the first of one observation speaks for it.
void PatientProtocol::add_causes(const Instant& now) {
  for (std::size_t i = 0; i < protocol_->rules.size(); ++i) {
    const Rule& rule = protocol_->rules[i];
    if (rule.effect != Effect::hold || !met(i, now, infusing)) continue;
    if (std::none_of(causes_.begin(), causes_.end(), [&](const Cause& cause) {
          return protocol_->rules[cause.rule].observed == rule.observed;
        }))
      causes_.push_back({i, now.day});
  }
}

void PatientProtocol::decide_held(const Instant& now, std::vector<Decision>& made) {
  add_causes(now);
  const double gap = now.day - *held_since_;
  bool all_resolved = !causes_.empty();
  std::string seen;
  for (const Cause& cause : causes_) {
    const Hold& hold = protocol_->rules[cause.rule].hold;
    all_resolved =
        all_resolved && resolved(cause.rule) && now.day - cause.since >= hold.least_days - same_instant;
    seen += observation(cause.rule) + ", ";
  }
  const std::string gap_text = "gap " + days_text(gap);
  if (all_resolved) {
    const std::string& id = protocol_->rules[causes_.front().rule].id;
    const double at = now.day + now.lead_days;
    if (gap <= protocol_->same_cycle_gap_days + same_instant)
      make(made, {now.day, now.cycle, seen + gap_text, id, Effect::restart_same_cycle, at});
    else if (now.cycle < now.last_cycle)
      make(made, {now.day, now.cycle + 1, seen + gap_text, id, Effect::restart_new_cycle, at});
    else
      make(made, {now.day, now.cycle, seen + gap_text + ", no cycle left", "gap", Effect::stop, now.day});
    return;
  }
  for (const Cause& cause : causes_) {
    const Rule& rule = protocol_->rules[cause.rule];
    if (!rule.hold.stop_after_days || resolved(cause.rule)) continue;
    const double lasted = now.day - cause.since;
    if (lasted <= *rule.hold.stop_after_days + same_instant) continue;
    make(made, {now.day, now.cycle, observation(cause.rule) + " for " + days_text(lasted), rule.id,
                Effect::stop, now.day});
    return;
  }
}

void PatientProtocol::decide_waiting(const Instant& now, std::vector<Decision>& made) {
  const Rule& rule = protocol_->rules[waiting_->rule];
  if (resolved(waiting_->rule)) {
    make(made, {now.day, now.cycle + 1, observation(waiting_->rule), rule.id, Effect::next_cycle,
                std::max(waiting_->earliest_start, now.day + now.lead_days)});
    return;
  }
  if (!rule.hold.stop_after_days) return;
  const double late = now.day - waiting_->earliest_start;
  if (late > *rule.hold.stop_after_days)
    make(made,
         {now.day, now.cycle, observation(waiting_->rule) + ", cycle late by " + days_text(late),
          rule.id, Effect::leave, now.day});
}

void PatientProtocol::decide_cycle_end(const Instant& now, std::vector<Decision>& made) {
  const auto first = [&](Effect effect) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < protocol_->rules.size(); ++i)
      if (protocol_->rules[i].effect == effect && met(i, now, between)) return i;
    return std::nullopt;
  };
  const CycleEnd& end = *now.cycle_end;
  const auto transplant = first(Effect::transplant);
  if (transplant && end.transplant_draw < protocol_->rules[*transplant].probability) {
    make(made, {now.day, now.cycle, observation(*transplant), protocol_->rules[*transplant].id,
                Effect::transplant, now.day + protocol_->transplant->after_days});
    return;
  }
  if (now.cycle >= now.last_cycle) {
    make(made, {now.day, now.cycle, "last cycle", "plan", Effect::complete, now.day});
    return;
  }
  if (const auto rule = first(Effect::withhold)) {
    waiting_ = Waiting{*rule, end.earliest_start};
    make(made, {now.day, now.cycle + 1, observation(*rule), protocol_->rules[*rule].id, Effect::withhold,
                end.earliest_start});
    return;
  }
  const auto& remission = latest_[static_cast<std::size_t>(Observed::remission)];
  make(made, {now.day, now.cycle + 1, in_words(Observed::remission, remission.value_or(0)), "plan",
              Effect::next_cycle, end.earliest_start});
}

void PatientProtocol::make(std::vector<Decision>& made, Decision decision) {
  take_note(decision);
  decisions_.push_back(decision);
  made.push_back(std::move(decision));
}

void PatientProtocol::take_note(const Decision& decision) {
  switch (decision.effect) {
    case Effect::hold:
      held_since_ = decision.day;
      ++interruptions_;
      break;
    case Effect::restart_same_cycle:
    case Effect::restart_new_cycle:
      for (const Cause& cause : causes_) ++holds_ended_[cause.rule];
      causes_.clear();
      held_since_.reset();
      break;
    case Effect::withhold:
      if (!waiting_) waiting_ = Waiting{};
      break;
    case Effect::next_cycle:
      waiting_.reset();
      break;
    case Effect::stop:
    case Effect::leave:
    case Effect::transplant:
    case Effect::complete:
    case Effect::exclude:
      ended_ = true;
      left_ = left_ || decision.effect == Effect::leave;
      held_since_.reset();
      waiting_.reset();
      causes_.clear();
      break;
    case Effect::dexamethasone:
      if (const Rule* rule = protocol_->find(decision.rule))
        dexamethasone_until_ = decision.day + rule->order.for_days + rule->order.taper_days;
      break;
    case Effect::tocilizumab:
      last_tocilizumab_ = decision.day;
      ++tocilizumab_doses_;
      break;
    case Effect::none:
      break;
  }
}

}  // namespace trimer::protocol
