/// @file
/// A time zone of the IANA database, read from the system's compiled files (RFC 8536), and the calendar dates
/// in it. Seconds count from 1970-01-01T00:00:00, in UTC or as the wall clock shows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::observation {

class TimeZone {
 public:
  TimeZone();  ///< UTC
  /// @param name    e.g. `Europe/Berlin`; `UTC` needs no database
  /// @param folder  of the database; empty = $TZDIR or /usr/share/zoneinfo
  /// @throws InputError if the name is unknown or the file is damaged
  static TimeZone named(std::string_view name, std::string folder = {});
  /// From the bytes of a compiled file. @throws InputError
  static TimeZone from_bytes(std::string_view bytes, const std::string& name);

  /// Seconds east of UTC at an instant.
  [[nodiscard]] int offset_at(std::int64_t utc) const;

  struct Instant {
    std::int64_t utc = 0;
    bool skipped = false;    ///< the clock never showed this time: taken as if it had not been put forward
    bool ambiguous = false;  ///< the clock showed it twice: the first is taken
  };
  /// The instant at which the clock shows a local time.
  [[nodiscard]] Instant from_local(std::int64_t local) const;

 private:
  struct Transition {
    std::int64_t utc;
    int offset;  // from then on
  };
  // One change of a rule for the years after the last transition, POSIX form Mm.w.d/time or a day of the
  // year.
  struct RuleDay {
    char kind = 'M';  // M month-week-weekday, J 1-365 without 29 February, N 0-365
    int month = 0, week = 0, weekday = 0, day = 0;
    int second = 7200;  // local time of the change
  };
  int first_offset_ = 0;  // before the first transition
  std::vector<Transition> transitions_;
  bool has_rule_ = false, rule_has_summer_ = false;
  int standard_offset_ = 0, summer_offset_ = 0;
  RuleDay summer_start_, summer_end_;

  void read_rule(std::string_view text, const std::string& name);
  [[nodiscard]] int rule_offset(std::int64_t utc) const;
};

/// Days from 1970-01-01 to the date of a local time.
[[nodiscard]] long date_of(std::int64_t local_seconds);

/// `2024-03-05`
[[nodiscard]] std::string date_text(long days_from_1970);

}  // namespace trimer::observation
