/// @file
/// From times as written to elapsed days from the subject's anchor. Internal to the record reader.
#pragma once

#include <vector>

#include <trimer/observation/record.h>
#include <trimer/observation/table_reader.h>

namespace trimer::observation {

/// The time axis of one subject.
struct Origin {
  bool anchored = false;     ///< the record has the anchor event
  bool has_instant = false;  ///< dates can be placed
  RawTime instant;           ///< day 0 on the calendar
  double shift = 0;          ///< subtracted from days as written [d]
};

/// Times of all tables of one subject as they were read.
struct SubjectTimes {
  RawTime anchor, car_t;
  RowTimes exposure, labs, vitals, support, neuro, disease, flow, events;
  void clear();
};

/// Finds day 0: the first dose of blinatumomab, the CAR-T infusion or the date given, by the settings. Days
/// whose anchor event does not stand at 0 are shifted, W.
/// @param report  a fault at a line of a table; severity, source, column, value, problem, message
using SourceReport = std::function<void(Severity, const Source&, std::string_view, std::string,
                                        std::string_view, std::string)>;
[[nodiscard]] Origin find_origin(const SubjectRecord& record, const SubjectTimes& times,
                                 const StudyReading& study, const SourceReport& report);

/// A time on the axis; unknown if it is a date and the axis has no dates.
[[nodiscard]] Moment on_axis(const RawTime& time, const Origin& origin, const TimeZone& zone);

}  // namespace trimer::observation
