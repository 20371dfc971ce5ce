// Times to event of one subject, from its events and its first response profile; each a second time since
// CAR-T.
#include <trimer/assessment/engine.h>

#include <algorithm>

namespace trimer::assessment::engine {
namespace {

using observation::Event;
using observation::EventKind;
using observation::Source;

/// A dated event and its row. The earliest of several reports counts.
struct Dated {
  std::optional<double> day;
  Source source;
  bool dates_differ = false;
  bool imputed = false;

  void offer(const Event& event, bool latest) {
    if (!event.at.known()) return;
    if (day && *day != event.at.day) dates_differ = true;
    if (day && (latest ? event.at.day <= *day : event.at.day >= *day)) return;
    day = event.at.day;
    source = event.source;
    imputed = event.at.imputed;
  }
};

struct EventDays {
  Dated death, progression, hsct, last_alive, last_assessment;
};

EventDays event_days(const Context& context) {
  EventDays days;
  for (const Event& event : context.record.events) {
    switch (event.event) {
      case EventKind::death:
        days.death.offer(event, false);
        break;
      case EventKind::progression:
        days.progression.offer(event, false);
        break;
      case EventKind::hsct:
        days.hsct.offer(event, false);
        break;
      case EventKind::last_alive:
        days.last_alive.offer(event, true);
        break;
      case EventKind::last_assessment:
        days.last_assessment.offer(event, true);
        break;
      default:
        break;
    }
  }
  // The last marrow is an assessment too; where nothing else is recorded it is the last one.
  if (!days.last_assessment.day) {
    for (const observation::Disease& row : context.record.disease) {
      if (row.site != observation::Site::BM || !row.at.known()) continue;
      if (days.last_assessment.day && *days.last_assessment.day >= row.at.day) continue;
      days.last_assessment.day = row.at.day;
      days.last_assessment.source = row.source;
    }
  }
  return days;
}

/// Row that ended the time.
void attach_source(TimeToEvent& result, const EventDays& days, const RelapseFinding* relapse) {
  const Dated* dated = nullptr;
  switch (result.why) {
    case EndOfTime::death:
      dated = &days.death;
      break;
    case EndOfTime::progression:
      dated = &days.progression;
      break;
    case EndOfTime::transplant:
      dated = &days.hsct;
      break;
    case EndOfTime::alive:
      dated = days.last_alive.day == result.end_day ? &days.last_alive : &days.last_assessment;
      break;
    case EndOfTime::assessment:
      dated = &days.last_assessment;
      break;
    case EndOfTime::relapse:
      if (relapse) {
        result.source = relapse->source;
        result.flags.add(relapse->flags);
      }
      return;
    case EndOfTime::no_remission:
      return;
  }
  result.source = dated->source;
  result.flags.raise_if(dated->dates_differ && result.event != 0, Flag::event_dates_differ);
  result.flags.raise_if(dated->imputed, Flag::date_imputed);
}

/// The same end counted from the CAR-T infusion.
TimeToEvent since_car_t(const TimeToEvent& result, std::optional<double> car_t) {
  static const Rule& clock = criteria().rule("time_to_event.since_car_t");
  TimeToEvent since = result;
  if (!result.known()) return since;
  if (!car_t) {
    since.status = Status::not_evaluable;
    since.rule = &clock;
  } else if (*car_t > result.end_day) {
    since.status = Status::not_applicable;
    since.rule = &clock;
  } else {
    since.start_day = *car_t;
    since.days = result.end_day - *car_t;
  }
  return since;
}

}  // namespace

void assess_endpoints(Context& context) {
  const SubjectAssessment& out = context.out;
  const observation::Options& options = context.settings.options;
  const EventDays days = event_days(context);
  context.out.last_alive = days.last_alive.day ? days.last_alive.day : days.last_assessment.day;
  const ProfileAssessment* profile = nullptr;
  for (const ProfileAssessment& candidate : out.profiles) {
    if (!profile && candidate.profile != Profile::buchmann2022) profile = &candidate;
  }
  if (!profile && !out.profiles.empty()) profile = &out.profiles.front();

  TimeToEventInputs in;
  in.start = out.course.first_dose;
  in.death = days.death.day;
  in.progression = days.progression.day;
  in.hsct = days.hsct.day;
  in.censor_at_hsct = options.censor_at_hsct;
  in.last_alive = days.last_alive.day;
  in.last_assessment = days.last_assessment.day ? days.last_assessment.day : days.last_alive.day;
  in.baseline_remission = out.baseline_remission;
  in.death_competes = options.dor_death == observation::DorDeath::competing;
  if (profile) {
    in.relapse = profile->relapse.day;
    in.best_response = profile->best;
    in.cr_date = profile->first_remission_day;
  }
  for (int i = 0; i < endpoint_count; ++i) {
    TimeToEventInputs one = in;
    one.endpoint = static_cast<Endpoint>(i);
    if (one.endpoint == Endpoint::EFS && one.start) {
      const double landmark = *one.start + options.efs_landmark_weeks * 7;
      if (one.cr_date && *one.cr_date > landmark) one.cr_date.reset();
      const double followed =
          std::max(one.last_alive.value_or(-forever), one.last_assessment.value_or(-forever));
      one.landmark_passed = one.death ? *one.death > landmark : followed >= landmark;
    } else if (one.endpoint != Endpoint::OS && one.relapse && !one.cr_date && !one.baseline_remission) {
      one.relapse.reset();
    }
    TimeToEvent result = time_to_event(one);
    if (result.known()) attach_source(result, days, profile ? &profile->relapse : nullptr);
    TimeToEvent since = since_car_t(result, out.course.car_t);
    if (!one.start && out.course.car_t && result.status == Status::not_evaluable) {
      // No first dose, as in a series of CAR-T alone: the clock since CAR-T still runs.
      one.start = out.course.car_t;
      since = time_to_event(one);
      if (since.known()) attach_source(since, days, profile ? &profile->relapse : nullptr);
    }
    context.out.endpoints[static_cast<std::size_t>(i)] = result;
    context.out.since_car_t[static_cast<std::size_t>(i)] = since;
  }
}

}  // namespace trimer::assessment::engine
