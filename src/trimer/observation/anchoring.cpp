#include <trimer/observation/anchoring.h>

#include <trimer/core/csv.h>
#include <trimer/observation/drug_names.h>

namespace trimer::observation {

namespace {

constexpr double day_ms = 86400000.0;

struct Event0 {  // the anchor event as written
  RawTime dated, in_days;
  Source dated_source, day_source;
  bool has_date = false, has_day = false;
};

void consider(Event0& event, const RawTime& time, const Source& source) {
  if (time.dated() && (!event.has_date || time.utc_ms < event.dated.utc_ms)) {
    event.dated = time;
    event.dated_source = source;
    event.has_date = true;
  }
  if (time.kind == RawTime::Kind::day && (!event.has_day || time.day < event.in_days.day)) {
    event.in_days = time;
    event.day_source = source;
    event.has_day = true;
  }
}

template <class Visit>
void for_each_time(const SubjectTimes& times, Visit visit) {
  for (const RowTimes* table : {&times.exposure, &times.labs, &times.vitals, &times.support, &times.neuro,
                                &times.disease, &times.flow, &times.events}) {
    for (const RawTime& time : table->start) visit(time);
    for (const RawTime& time : table->end) visit(time);
  }
  visit(times.car_t);
}

}  // namespace

void SubjectTimes::clear() {
  anchor = car_t = {};
  for (RowTimes* table : {&exposure, &labs, &vitals, &support, &neuro, &disease, &flow, &events}) {
    table->start.clear();
    table->end.clear();
  }
}

Origin find_origin(const SubjectRecord& record, const SubjectTimes& times, const StudyReading& study,
                   const SourceReport& report) {
  Event0 event;
  const std::string_view day_column = study.settings.anchor == Anchor::car_t ? "car_t_day" : "start_day";
  switch (study.settings.anchor) {
    case Anchor::first_blinatumomab:
      for (std::size_t i = 0; i < record.exposure.size(); ++i)
        if (record.exposure[i].drug == "blinatumomab")
          consider(event, times.exposure.start[i], record.exposure[i].source);
      break;
    case Anchor::car_t:
      consider(event, times.car_t, record.subject.source);
      break;
    case Anchor::date:
      consider(event, times.anchor, record.subject.source);
      if (!times.anchor.dated())
        report(Severity::not_evaluable, record.subject.source, "anchor_datetime", "", "missing",
               "the anchor is `date`: without it whatever needs the anchor is not evaluable");
      break;
  }
  Origin origin;
  origin.anchored = event.has_date || event.has_day;
  if (event.has_date) {
    origin.has_instant = true;
    origin.instant = event.dated;
    if (event.has_day)
      report(Severity::warning, event.day_source, day_column, number_text(event.in_days.day), "two_anchors",
             "the anchor event is given both by date and by day: the first date is day 0, days are taken as "
             "written");
  } else if (event.has_day && event.in_days.day != 0) {
    origin.shift = event.in_days.day;
    report(Severity::warning, event.day_source, day_column, number_text(event.in_days.day), "reanchored",
           "the anchor event does not stand at day 0: all days of this subject are shifted by " +
               number_text(-event.in_days.day));
  }
  if (!origin.anchored) {
    report(Severity::not_evaluable, record.subject.source, "", "", "no_anchor",
           "no anchor event (" + std::string(word(study.settings.anchor)) +
               "): the subject is kept, whatever needs its time is not evaluable");
    // A record of dates alone keeps its order and durations, counted from its first date.
    bool days = false;
    for_each_time(times, [&](const RawTime& time) {
      days |= time.kind == RawTime::Kind::day;
      if (!time.dated() || (origin.has_instant && origin.instant.utc_ms <= time.utc_ms)) return;
      origin.has_instant = true;
      origin.instant = time;
    });
    if (days) origin.has_instant = false;
  }
  return origin;
}

Moment on_axis(const RawTime& time, const Origin& origin, const TimeZone& zone) {
  Moment moment;
  moment.imputed = time.imputed;
  switch (time.kind) {
    case RawTime::Kind::none:
    case RawTime::Kind::unknown:
      break;
    case RawTime::Kind::day:
      moment = Moment::at(time.day - origin.shift);
      if (origin.has_instant && origin.instant.kind == RawTime::Kind::instant) {
        const std::int64_t utc =
            origin.instant.utc_ms / 1000 + static_cast<std::int64_t>(std::floor(moment.day * 86400));
        moment.calendar_day = static_cast<int>(date_of(utc + zone.offset_at(utc)) - origin.instant.date);
      }
      break;
    case RawTime::Kind::date:
      if (!origin.has_instant) break;
      moment.calendar_day = static_cast<int>(time.date - origin.instant.date);
      moment.day = moment.calendar_day;
      moment.date_only = true;
      break;
    case RawTime::Kind::instant:
      if (!origin.has_instant) break;
      moment.calendar_day = static_cast<int>(time.date - origin.instant.date);
      moment.day = static_cast<double>(time.utc_ms - origin.instant.utc_ms) / day_ms;
      break;
  }
  return moment;
}

}  // namespace trimer::observation
