/// @file
/// Time cells of the record tables before the subject's anchor is known: elapsed days as written, or a date
/// in ISO 8601 with or without time, complete or partial.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <trimer/observation/study_settings.h>
#include <trimer/observation/time_zone.h>

namespace trimer::observation {

/// The parts of an ISO 8601 date-time as written, e.g. `2024-03-05T14:30+01:00`, `2024-03`, `2024---05`.
struct TimeText {
  int year = 0;
  int month = 0;                            ///< 0 = not given
  int day = 0;                              ///< 0 = not given
  std::optional<std::int64_t> millisecond;  ///< of the day; empty = date only
  std::optional<int> offset;                ///< [s] east of UTC, where one is written
  bool minute_missing = false;              ///< `T14`: read as 14:00
  [[nodiscard]] bool partial() const { return month == 0 || day == 0; }
};

/// nullopt if the text is not such a date.
[[nodiscard]] std::optional<TimeText> parse_time_text(std::string_view text);

/// A time of a row before anchoring.
struct RawTime {
  enum class Kind { none, unknown, day, date, instant };
  Kind kind = Kind::none;   ///< none: empty cell; unknown: a partial date that is not imputed
  double day = 0;           ///< Kind::day: elapsed days as written
  std::int64_t utc_ms = 0;  ///< Kind::instant; for Kind::date the local midnight
  long date = 0;            ///< days from 1970-01-01 in the study's time zone
  bool imputed = false;

  [[nodiscard]] bool dated() const { return kind == Kind::date || kind == Kind::instant; }
};

/// What was done to read a time, to be told.
struct TimeNotes {
  bool partial = false;  ///< not imputed: time unknown
  bool imputed = false;
  bool skipped = false;    ///< a wall-clock time that never was
  bool ambiguous = false;  ///< a wall-clock time that was twice
  bool minute_missing = false;
};

/// Places a parsed date-time on the time axis. Imputation: first_day takes the first day (of the year without
/// a month), mid_month day 15 (30 June without a month).
[[nodiscard]] RawTime place(const TimeText& text, const TimeZone& zone, DateImputation imputation,
                            TimeNotes& notes);

}  // namespace trimer::observation
