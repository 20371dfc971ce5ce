#include <trimer/observation/time_text.h>

#include <chrono>

namespace trimer::observation {

namespace {

constexpr std::int64_t hour_ms = 3600000, minute_ms = 60000, second_ms = 1000;

// Exactly `digits` digits.
bool take(std::string_view& text, std::size_t digits, int& value) {
  if (text.size() < digits) return false;
  value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// Two digits, or `-` for a part that is not known.
bool take_part(std::string_view& text, int& value) {
  return take(text, '-') || (take(text, 2, value) && value > 0);
}

bool parse_clock(std::string_view text, TimeText& out) {
  int hour = 0, minute = 0, second = 0;
  std::int64_t fraction_ms = 0;
  if (!take(text, 2, hour)) return false;
  if (take(text, ':')) {
    if (!take(text, 2, minute)) return false;
    if (take(text, ':')) {
      if (!take(text, 2, second)) return false;
      if (take(text, '.') || take(text, ',')) {
        std::int64_t unit = 100;
        if (text.empty() || text.front() < '0' || text.front() > '9') return false;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), unit /= 10)
          fraction_ms += unit * (text.front() - '0');
      }
    }
  } else {
    out.minute_missing = true;
  }
  const bool midnight = hour == 24 && minute == 0 && second == 0 && fraction_ms == 0;
  if ((hour > 23 && !midnight) || minute > 59 || second > 59) return false;
  out.millisecond = hour * hour_ms + minute * minute_ms + second * second_ms + fraction_ms;
  if (text.empty()) return true;
  if (text == "Z" || text == "z") {
    out.offset = 0;
    return true;
  }
  const int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return false;
  int offset_hour = 0, offset_minute = 0;
  if (!take(text, 2, offset_hour)) return false;
  take(text, ':');
  if (!text.empty() && !take(text, 2, offset_minute)) return false;
  if (!text.empty() || offset_hour > 14 || offset_minute > 59) return false;
  out.offset = sign * (offset_hour * 3600 + offset_minute * 60);
  return true;
}

}  // namespace

std::optional<TimeText> parse_time_text(std::string_view text) {
  TimeText out;
  if (!take(text, 4, out.year) || out.year < 1900 || out.year > 2200) return std::nullopt;
  if (text.empty()) return out;
  if (!take(text, '-') || !take_part(text, out.month)) return std::nullopt;
  if (!text.empty() && text.front() != 'T' && text.front() != ' ') {
    if (!take(text, '-') || !take_part(text, out.day)) return std::nullopt;
  }
  if (out.month > 12 || out.day > 31) return std::nullopt;
  if (out.month > 0 && out.day > 0) {
    using namespace std::chrono;
    if (!year_month_day{year{out.year}, month{static_cast<unsigned>(out.month)},
                        day{static_cast<unsigned>(out.day)}}
             .ok())
      return std::nullopt;
  }
  if (text.empty()) return out;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  if (!parse_clock(text, out)) return std::nullopt;
  return out;
}

RawTime place(const TimeText& text, const TimeZone& zone, DateImputation imputation, TimeNotes& notes) {
  using namespace std::chrono;
  RawTime out;
  unsigned m = static_cast<unsigned>(text.month), d = static_cast<unsigned>(text.day);
  notes.minute_missing = text.minute_missing;
  bool with_clock = text.millisecond.has_value();
  if (text.partial()) {
    if (imputation == DateImputation::none) {
      notes.partial = true;
      out.kind = RawTime::Kind::unknown;
      return out;
    }
    notes.imputed = out.imputed = true;
    with_clock = false;  // a clock time on an imputed date is no instant
    const bool middle = imputation == DateImputation::mid_month;
    if (m == 0) {
      m = middle ? 6 : 1;
      d = middle ? 30 : 1;
    } else {
      d = middle ? 15 : 1;
    }
  }
  const long date = sys_days{year{text.year} / month{m} / day{d}}.time_since_epoch().count();
  const std::int64_t midnight = std::int64_t{date} * 86400;
  if (!with_clock) {
    out.kind = RawTime::Kind::date;
    out.date = date;
    out.utc_ms = zone.from_local(midnight).utc * 1000;
    return out;
  }
  out.kind = RawTime::Kind::instant;
  const std::int64_t second = *text.millisecond / 1000, rest = *text.millisecond % 1000;
  if (text.offset) {
    const std::int64_t utc = midnight + second - *text.offset;
    out.utc_ms = utc * 1000 + rest;
    out.date = date_of(utc + zone.offset_at(utc));
  } else {
    const TimeZone::Instant at = zone.from_local(midnight + second);
    notes.skipped = at.skipped;
    notes.ambiguous = at.ambiguous;
    out.utc_ms = at.utc * 1000 + rest;
    out.date = date_of(at.utc + zone.offset_at(at.utc));
  }
  return out;
}

}  // namespace trimer::observation
