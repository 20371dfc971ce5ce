#include <trimer/observation/time_zone.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer::observation {
namespace {

constexpr std::int64_t hour = 3600;

// Seconds of a wall-clock or UTC time, by the C library.
std::int64_t seconds(int year, int month, int day, int hours = 0, int minutes = 0) {
  std::tm time{};
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  time.tm_hour = hours;
  time.tm_min = minutes;
  return ::timegm(&time);
}

TEST(TimeZone, berlin_is_one_hour_east_in_winter_and_two_in_summer) {
  const TimeZone berlin = TimeZone::named("Europe/Berlin");
  EXPECT_EQ(berlin.offset_at(seconds(2024, 1, 15)), hour);
  EXPECT_EQ(berlin.offset_at(seconds(2024, 7, 15)), 2 * hour);
  // The clock went forward at 01:00 UTC on 31 March and back at 01:00 UTC on 27 October 2024.
  EXPECT_EQ(berlin.offset_at(seconds(2024, 3, 31, 0, 59)), hour);
  EXPECT_EQ(berlin.offset_at(seconds(2024, 3, 31, 1, 0)), 2 * hour);
  EXPECT_EQ(berlin.offset_at(seconds(2024, 10, 27, 0, 59)), 2 * hour);
  EXPECT_EQ(berlin.offset_at(seconds(2024, 10, 27, 1, 0)), hour);
}

TEST(TimeZone, a_time_that_the_clock_skipped_or_showed_twice_is_told) {
  const TimeZone berlin = TimeZone::named("Europe/Berlin");
  const auto skipped = berlin.from_local(seconds(2024, 3, 31, 2, 30));
  EXPECT_TRUE(skipped.skipped);
  EXPECT_EQ(skipped.utc, seconds(2024, 3, 31, 1, 30));
  const auto twice = berlin.from_local(seconds(2024, 10, 27, 2, 30));
  EXPECT_TRUE(twice.ambiguous);
  EXPECT_EQ(twice.utc, seconds(2024, 10, 27, 0, 30));
  const auto plain = berlin.from_local(seconds(2024, 10, 27, 3, 30));
  EXPECT_FALSE(plain.ambiguous || plain.skipped);
  EXPECT_EQ(plain.utc, seconds(2024, 10, 27, 2, 30));
}

// The C library reads the same database by other code.
TEST(TimeZone, offsets_agree_with_the_c_library_for_a_century_of_half_days) {
  for (const char* name : {"Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu",
                           "Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia",
                           "Europe/Dublin", "Antarctica/Troll"}) {
    if (!std::filesystem::exists(std::filesystem::path("/usr/share/zoneinfo") / name)) continue;
    const TimeZone zone = TimeZone::named(name);
    ::setenv("TZ", name, 1);
    ::tzset();
    int wrong = 0;
    for (std::int64_t utc = seconds(1971, 1, 1); utc < seconds(2071, 1, 1); utc += 12 * hour + 1800) {
      const std::time_t at = utc;
      std::tm local{};
      ::localtime_r(&at, &local);
      if (zone.offset_at(utc) != local.tm_gmtoff) ++wrong;
    }
    EXPECT_EQ(wrong, 0) << name;
  }
  ::unsetenv("TZ");
  ::tzset();
}

TEST(TimeZone, a_local_time_leads_to_the_instant_that_shows_it) {
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
    const TimeZone zone = TimeZone::named(name);
    for (std::int64_t local = seconds(2023, 1, 1); local < seconds(2050, 1, 1); local += 5 * hour + 600) {
      const auto at = zone.from_local(local);
      if (at.skipped) continue;
      EXPECT_EQ(at.utc + zone.offset_at(at.utc), local) << name;
    }
  }
}

TEST(TimeZone, names_that_do_not_exist_or_leave_the_database_are_faults) {
  for (const char* name : {"", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "utc", "Europe/Berlin "})
    EXPECT_THROW((void)TimeZone::named(name), InputError) << name;
}

TEST(TimeZone, a_damaged_file_is_a_fault_at_every_length) {
  const std::string bytes = read_file("/usr/share/zoneinfo/Europe/Berlin");
  ASSERT_NO_THROW((void)TimeZone::from_bytes(bytes, "whole"));
  int faults = 0;
  for (std::size_t length = 0; length + 40 < bytes.size(); length += 7) {
    try {
      (void)TimeZone::from_bytes(bytes.substr(0, length), "cut");
    } catch (const InputError&) {
      ++faults;
    }
  }
  EXPECT_GT(faults, 50);
}

TEST(TimeZone, a_date_counts_from_1970_and_before_it_too) {
  EXPECT_EQ(date_of(0), 0);
  EXPECT_EQ(date_of(86399), 0);
  EXPECT_EQ(date_of(-1), -1);
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(date_text(19787), "2024-03-05");
}

}  // namespace
}  // namespace trimer::observation
