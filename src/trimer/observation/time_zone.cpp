#include <trimer/observation/time_zone.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer::observation {

namespace {

constexpr std::int64_t day_seconds = 86400;

[[noreturn]] void damaged(const std::string& name) {
  throw InputError("time_zone", name, "expected a compiled time zone file (TZif), this one is damaged");
}

// Big-endian numbers from a bounded buffer.
class Bytes {
 public:
  Bytes(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) damaged(name_);
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::int64_t number(std::size_t width) {
    std::uint64_t value = 0;
    const std::string_view taken = take(width);
    for (const char c : taken) value = value << 8 | static_cast<unsigned char>(c);
    if (width == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  const std::string& name_;
};

struct Header {
  std::size_t ut, standard, leap, times, types, characters;
  char version;
};

Header read_header(Bytes& bytes, const std::string& name) {
  if (bytes.take(4) != "TZif") damaged(name);
  Header header{};
  header.version = bytes.take(1)[0];
  bytes.take(15);
  for (std::size_t* count :
       {&header.ut, &header.standard, &header.leap, &header.times, &header.types, &header.characters}) {
    const std::int64_t value = bytes.number(4);
    if (value < 0 || value > 100000) damaged(name);
    *count = static_cast<std::size_t>(value);
  }
  if (header.types == 0) damaged(name);
  return header;
}

// Reads `<+03>`, `CET`.
bool skip_zone_name(std::string_view& text) {
  const std::string_view before = text;
  if (text.starts_with('<')) {
    const auto end = text.find('>');
    if (end == text.npos) return false;
    text.remove_prefix(end + 1);
  } else {
    while (!text.empty() && std::isalpha(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  }
  return text.size() < before.size();
}

bool take_number(std::string_view& text, int& value) {
  value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9')
    value = value * 10 + (text[digits++] - '0');
  text.remove_prefix(digits);
  return digits > 0;
}

// `hh[:mm[:ss]]` with a sign, in seconds.
bool take_time(std::string_view& text, int& seconds) {
  int sign = 1, hour = 0, minute = 0, second = 0;
  if (text.starts_with('-') || text.starts_with('+')) {
    sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  if (!take_number(text, hour)) return false;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    if (!take_number(text, minute)) return false;
    if (text.starts_with(':')) {
      text.remove_prefix(1);
      if (!take_number(text, second)) return false;
    }
  }
  seconds = sign * (hour * 3600 + minute * 60 + second);
  return true;
}

}  // namespace

TimeZone::TimeZone() = default;

TimeZone TimeZone::named(std::string_view name, std::string folder) {
  if (name == "UTC") return {};
  const std::string text(name);
  const bool safe =
      !name.empty() && name.size() <= 64 && name.front() != '/' && name.find("..") == name.npos &&
      std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '_' || c == '-' || c == '+';
      });
  if (folder.empty()) {
    const char* set = std::getenv("TZDIR");
    folder = set ? set : "/usr/share/zoneinfo";
  }
  const std::filesystem::path file = std::filesystem::path(folder) / text;
  std::error_code error;
  if (!safe || !std::filesystem::is_regular_file(file, error))
    throw InputError(
        "time_zone", name,
        "expected an IANA name such as Europe/Berlin that the time zone database in " + folder + " has");
  return from_bytes(read_file(file), text);
}

TimeZone TimeZone::from_bytes(std::string_view content, const std::string& name) {
  Bytes bytes(content, name);
  Header header = read_header(bytes, name);
  std::size_t width = 4;
  if (header.version >= '2') {  // the first block repeats the second in 32 bits
    bytes.take(header.times * 5 + header.types * 6 + header.characters + header.leap * 8 + header.standard +
               header.ut);
    header = read_header(bytes, name);
    width = 8;
  }
  TimeZone zone;
  for (std::size_t i = 0; i < header.times; ++i) zone.transitions_.push_back({bytes.number(width), 0});
  const std::string_view types = bytes.take(header.times);
  std::vector<int> offsets;
  int first_standard = 0;
  bool found_standard = false;
  for (std::size_t i = 0; i < header.types; ++i) {
    const std::int64_t offset = bytes.number(4);
    if (offset < -200000 || offset > 200000) damaged(name);
    const bool summer = bytes.take(1)[0] != 0;
    bytes.take(1);
    offsets.push_back(static_cast<int>(offset));
    if (!summer && !found_standard) {
      first_standard = offsets.back();
      found_standard = true;
    }
  }
  for (std::size_t i = 0; i < header.times; ++i) {
    const auto type = static_cast<unsigned char>(types[i]);
    if (type >= offsets.size()) damaged(name);
    if (i > 0 && zone.transitions_[i].utc <= zone.transitions_[i - 1].utc) damaged(name);
    zone.transitions_[i].offset = offsets[type];
  }
  zone.first_offset_ = found_standard ? first_standard : offsets.front();
  if (width == 8) {
    bytes.take(header.characters + header.leap * 12 + header.standard + header.ut);
    std::string_view footer = bytes.rest();
    if (footer.starts_with('\n')) footer.remove_prefix(1);
    footer = footer.substr(0, footer.find('\n'));
    if (!footer.empty()) zone.read_rule(footer, name);
  }
  return zone;
}

// The rule for later years, e.g. `CET-1CEST,M3.5.0,M10.5.0/3`.
void TimeZone::read_rule(std::string_view text, const std::string& name) {
  const auto check = [&](bool good) {
    if (!good) damaged(name);
  };
  int seconds = 0;
  check(skip_zone_name(text) && take_time(text, seconds));
  standard_offset_ = -seconds;
  has_rule_ = true;
  if (text.empty()) return;
  check(skip_zone_name(text));
  summer_offset_ = standard_offset_ + 3600;
  if (!text.starts_with(',')) {
    check(take_time(text, seconds));
    summer_offset_ = -seconds;
  }
  for (RuleDay* day : {&summer_start_, &summer_end_}) {
    check(text.starts_with(','));
    text.remove_prefix(1);
    if (text.starts_with('M')) {
      text.remove_prefix(1);
      day->kind = 'M';
      check(take_number(text, day->month) && text.starts_with('.'));
      text.remove_prefix(1);
      check(take_number(text, day->week) && text.starts_with('.'));
      text.remove_prefix(1);
      check(take_number(text, day->weekday));
      check(day->month >= 1 && day->month <= 12 && day->week >= 1 && day->week <= 5 && day->weekday <= 6);
    } else {
      day->kind = text.starts_with('J') ? 'J' : 'N';
      if (day->kind == 'J') text.remove_prefix(1);
      check(take_number(text, day->day) && day->day <= 365);
    }
    if (text.starts_with('/')) {
      text.remove_prefix(1);
      check(take_time(text, day->second));
    }
  }
  rule_has_summer_ = true;
}

int TimeZone::rule_offset(std::int64_t utc) const {
  using namespace std::chrono;
  if (!rule_has_summer_) return standard_offset_;
  const year_month_day date{sys_days{days{date_of(utc + standard_offset_)}}};
  // Local second at which a rule changes the clock in this year.
  const auto change = [&](const RuleDay& rule) -> std::int64_t {
    sys_days at;
    if (rule.kind == 'M') {
      const auto in_month = date.year() / month{static_cast<unsigned>(rule.month)};
      const weekday day{static_cast<unsigned>(rule.weekday)};
      at = rule.week == 5 ? sys_days{in_month / day[last]}
                          : sys_days{in_month / day[static_cast<unsigned>(rule.week)]};
    } else {
      int day = rule.kind == 'J' ? rule.day - 1 : rule.day;
      if (rule.kind == 'J' && date.year().is_leap() && rule.day >= 60) ++day;
      at = sys_days{date.year() / January / 1} + days{day};
    }
    return at.time_since_epoch().count() * day_seconds + rule.second;
  };
  const std::int64_t start = change(summer_start_) - standard_offset_;
  const std::int64_t end = change(summer_end_) - summer_offset_;
  const bool summer = start < end ? utc >= start && utc < end : utc >= start || utc < end;
  return summer ? summer_offset_ : standard_offset_;
}

int TimeZone::offset_at(std::int64_t utc) const {
  const auto after = std::ranges::upper_bound(transitions_, utc, {}, &Transition::utc);
  if (after == transitions_.end() && has_rule_) return rule_offset(utc);
  return after == transitions_.begin() ? first_offset_ : std::prev(after)->offset;
}

TimeZone::Instant TimeZone::from_local(std::int64_t local) const {
  // Offsets in force a day earlier and later: at most one change lies between.
  const int before = offset_at(local - day_seconds - offset_at(local - day_seconds));
  const int after = offset_at(local + day_seconds - offset_at(local + day_seconds));
  const bool first = offset_at(local - before) == before;
  const bool second = offset_at(local - after) == after;
  if (first) return {local - before, false, second && before != after};
  if (second) return {local - after, false, false};
  return {local - before, true, false};
}

long date_of(std::int64_t local_seconds) {
  const std::int64_t days = local_seconds / day_seconds;
  return static_cast<long>(local_seconds % day_seconds < 0 ? days - 1 : days);
}

std::string date_text(long days_from_1970) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days_from_1970}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace trimer::observation
