#include <trimer/protocol/check_protocol.h>

#include <algorithm>

#include <trimer/core/did_you_mean.h>

namespace trimer::protocol {
namespace {

/// Whether every instant that meets `narrow` meets `wide`.
bool always_meets(const Rule& narrow, const Rule& wide) {
  const int no_last = 1'000'000;
  const int narrow_last = narrow.cycle_to > 0 ? narrow.cycle_to : no_last;
  const int wide_last = wide.cycle_to > 0 ? wide.cycle_to : no_last;
  return narrow.observed == wide.observed && wide.trigger.contain(narrow.trigger) &&
         wide.lasting_days <= narrow.lasting_days && (narrow.situations & ~wide.situations) == 0 &&
         (!wide.in_remission || wide.in_remission == narrow.in_remission) &&
         (!wide.remission_at_start || wide.remission_at_start == narrow.remission_at_start) &&
         (wide.again.empty() || wide.again == narrow.again) && wide.cycle_from <= narrow.cycle_from &&
         narrow_last <= wide_last && wide.probability >= 1;
}

/// Effects of one group compete; the higher is carried out. 0 = competes with its own kind only.
int strength(Effect effect) {
  switch (effect) {
    case Effect::stop:
    case Effect::leave:
      return 3;
    case Effect::hold:
      return 2;
    case Effect::transplant:
    case Effect::withhold:
      return 1;
    default:
      return 0;
  }
}

std::string place(const Rule& rule) {
  return "rule '" + rule.id + "' (" + rule.file + ":" + std::to_string(rule.line) + ")";
}

Fault fault(const Rule& rule, std::string expectation) {
  return {.file = rule.file,
          .line = rule.line,
          .column = 0,
          .path = "rule '" + rule.id + "'",
          .value = {},
          .expectation = std::move(expectation)};
}

/// The fault of a rule that another leaves nothing to do. Where the document brought the other one into a preset, the
/// document has to change.
Fault shadowed(const Rule& rule, const Rule& by, const std::string& reason, const std::string& document) {
  if (rule.file != document && by.file == document)
    return fault(by, "makes " + place(rule) + " unreachable: it " + reason + "; drop that rule or ask for less here");
  return fault(rule, "unreachable: whenever it is met, " + place(by) + " is met too and " + reason);
}

void compare(const Rule& first, const Rule& second, const std::string& document, std::vector<Fault>& faults) {
  const int a = strength(first.effect), b = strength(second.effect);
  if ((a == 0 || b == 0) && first.effect != second.effect) return;
  const bool second_in_first = always_meets(second, first), first_in_second = always_meets(first, second);
  if (second_in_first && first_in_second && first.effect != second.effect) {
    const bool first_is_own = first.file == document && second.file != document;
    const Rule& here = first_is_own ? first : second;
    const Rule& there = first_is_own ? second : first;
    faults.push_back(fault(here, "contradicts " + place(there) + ": the same observation asks for " +
                                     std::string(name_of(here.effect)) + " here and for " +
                                     std::string(name_of(there.effect)) + " there"));
  } else if (second_in_first && a >= b) {
    faults.push_back(shadowed(
        second, first, a > b ? "has the stronger effect " + std::string(name_of(first.effect)) : "stands before it",
        document));
  } else if (first_in_second && b > a) {
    faults.push_back(
        shadowed(first, second, "has the stronger effect " + std::string(name_of(second.effect)), document));
  }
}

/// A hold that acts at once wherever an infusion runs.
bool always_asked(const Rule& rule) {
  return rule.lasting_days <= 0 && (rule.situations & infusing) && !rule.in_remission &&
         !rule.remission_at_start && rule.again.empty() && rule.cycle_from <= 1 && rule.cycle_to == 0;
}

void check_alone(const Protocol& protocol, const Rule& rule, std::vector<Fault>& faults) {
  const bool waits = rule.effect == Effect::hold || rule.effect == Effect::withhold;
  if (waits && rule.trigger.overlap(rule.hold.until))
    faults.push_back(fault(rule, "a cycle of restarts: `until` holds for values that ask for the " +
                                     std::string(name_of(rule.effect)) + " again"));
  if (rule.effect == Effect::hold) {
    for (const Rule& other : protocol.rules)
      if (&other != &rule && other.effect == Effect::hold && other.observed == rule.observed &&
          always_asked(other) && other.trigger.overlap(rule.hold.until) &&
          !rule.trigger.overlap(rule.hold.until))
        faults.push_back(fault(
            rule, "a cycle of restarts: `until` holds for values at which " + place(other) + " holds again"));
  }
  if (rule.effect == Effect::hold && !(rule.situations & infusing))
    faults.push_back(
        fault(rule, "never met: only a running infusion can be held, expected `while` to name infusing"));
  if ((rule.effect == Effect::withhold || rule.effect == Effect::transplant) && !(rule.situations & between))
    faults.push_back(
        fault(rule, "never met: it is asked for between cycles, expected `while` to name between"));
  if (rule.effect == Effect::exclude && rule.situations != screening)
    faults.push_back(fault(rule, "expected no `while`: patients are excluded at screening"));
  if (rule.effect != Effect::exclude && (rule.situations & screening))
    faults.push_back(fault(rule, "never met: at screening only exclude is asked for"));
  if (rule.effect != Effect::exclude && rule.observed == Observed::age)
    faults.push_back(fault(rule, "expected effect exclude: age is asked at screening"));
  const bool history = rule.observed == Observed::remission || rule.observed == Observed::relapse ||
                       rule.observed == Observed::cycles_without_remission || rule.observed == Observed::interruptions;
  if (rule.effect == Effect::exclude && (history || rule.lasting_days > 0 || rule.in_remission || !rule.again.empty() ||
                                         rule.cycle_from > 1))
    faults.push_back(fault(rule, "never met: screening is one look before treatment"));
  const bool of_marrow = rule.observed == Observed::remission || rule.observed == Observed::relapse ||
                         rule.observed == Observed::cycles_without_remission;
  if (waits && (of_marrow || rule.observed == Observed::interruptions || rule.observed == Observed::seizures))
    faults.push_back(fault(rule, "never ends: " + std::string(info(rule.observed).name) +
                                     " does not resolve while the " + std::string(name_of(rule.effect)) +
                                     " lasts"));
  if (rule.observed == Observed::interruptions && rule.effect != Effect::stop && rule.effect != Effect::leave)
    faults.push_back(fault(rule, "expected stop or leave: interruptions are counted when one is decided"));
  if (rule.effect == Effect::transplant && rule.observed != Observed::remission)
    faults.push_back(fault(rule, "expected `observe = \"remission\"`: transplantation follows remission"));
  if (rule.effect == Effect::transplant && !protocol.transplant)
    faults.push_back(fault(rule, "expected a table [transplant] that says what follows"));
  if (rule.in_remission == false && rule.observed == Observed::remission && rule.trigger.hold(1) &&
      !rule.trigger.hold(0))
    faults.push_back(fault(rule, "never met: remission is observed and asked not to be there"));
  if (rule.in_remission == true && rule.observed == Observed::cycles_without_remission)
    faults.push_back(fault(rule, "never met: no remission is observed and remission asked for"));
  if (rule.again.empty()) return;
  const Rule* other = protocol.find(rule.again);
  if (!other) {
    std::vector<std::string> known;
    for (const Rule& candidate : protocol.rules)
      if (candidate.effect == Effect::hold) known.push_back(candidate.id);
    faults.push_back(fault(rule, "`again` names no rule" + suggestion(rule.again, known)));
  } else if (other->effect != Effect::hold) {
    faults.push_back(fault(rule, "`again` expects a rule that holds, " + place(*other) + " asks for " +
                                     std::string(name_of(other->effect))));
  }
}

}  // namespace

std::vector<Fault> check(const Protocol& protocol, const std::string& document) {
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < protocol.rules.size(); ++i) {
    check_alone(protocol, protocol.rules[i], faults);
    for (std::size_t j = i + 1; j < protocol.rules.size(); ++j)
      compare(protocol.rules[i], protocol.rules[j], document, faults);
  }
  // One reason is enough for a rule that several others shadow, or that shadows several.
  std::vector<Fault> unique;
  for (Fault& found : faults) {
    const auto kind = [](const Fault& f) {
      return f.expectation.substr(0, f.expectation.find(": "));
    };
    if (std::none_of(unique.begin(), unique.end(),
                     [&](const Fault& f) { return f.path == found.path && kind(f) == kind(found); }))
      unique.push_back(std::move(found));
  }
  return unique;
}

}  // namespace trimer::protocol
