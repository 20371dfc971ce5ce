#include <trimer/observation/time_text.h>

#include <gtest/gtest.h>

namespace trimer::observation {
namespace {

RawTime read(std::string_view text, DateImputation imputation = DateImputation::none, const char* zone = "UTC",
             TimeNotes* told = nullptr) {
  const auto parsed = parse_time_text(text);
  if (!parsed) return {};
  TimeNotes notes;
  const RawTime time = place(*parsed, TimeZone::named(zone), imputation, notes);
  if (told) *told = notes;
  return time;
}

std::string date(std::string_view text, DateImputation imputation) { return date_text(read(text, imputation).date); }

TEST(TimeText, complete_dates_with_and_without_time) {
  EXPECT_EQ(read("1970-01-02").date, 1);
  EXPECT_EQ(read("1970-01-02").kind, RawTime::Kind::date);
  EXPECT_EQ(read("1970-01-02T00:00").utc_ms, 86400000);
  EXPECT_EQ(read("1970-01-02T03:04:05.678").utc_ms, 86400000 + 11045678);
  EXPECT_EQ(read("1970-01-02 03:04").kind, RawTime::Kind::instant);
  EXPECT_EQ(read("1970-01-01T24:00").utc_ms, 86400000);
  EXPECT_EQ(read("1970-01-01T24:00").date, 1);
}

TEST(TimeText, an_offset_wins_over_the_zone_of_the_study_but_the_date_is_of_the_study) {
  EXPECT_EQ(read("2024-03-05T00:30+02:00").utc_ms, read("2024-03-04T22:30Z").utc_ms);
  EXPECT_EQ(read("2024-03-05T00:30-0330").utc_ms, read("2024-03-05T04:00").utc_ms);
  const RawTime berlin = read("2024-03-04T23:30Z", DateImputation::none, "Europe/Berlin");
  EXPECT_EQ(date_text(berlin.date), "2024-03-05");
}

TEST(TimeText, a_day_over_a_change_of_the_clock_has_23_or_25_hours) {
  const auto hours = [](std::string_view from, std::string_view to) {
    return static_cast<double>(read(to, DateImputation::none, "Europe/Berlin").utc_ms -
                               read(from, DateImputation::none, "Europe/Berlin").utc_ms) /
           3600000;
  };
  EXPECT_EQ(hours("2024-03-30T12:00", "2024-03-31T12:00"), 23);
  EXPECT_EQ(hours("2024-10-26T12:00", "2024-10-27T12:00"), 25);
  EXPECT_EQ(hours("2024-07-01T12:00", "2024-07-02T12:00"), 24);
}

TEST(TimeText, a_partial_date_is_unknown_unless_a_rule_is_named) {
  for (const char* text : {"2024", "2024-03", "2024---05", "2024-03--", "2024-03--T14:00"}) {
    TimeNotes notes;
    EXPECT_EQ(read(text, DateImputation::none, "UTC", &notes).kind, RawTime::Kind::unknown) << text;
    EXPECT_TRUE(notes.partial) << text;
    EXPECT_TRUE(read(text, DateImputation::first_day).imputed) << text;
  }
  EXPECT_EQ(date("2024-03", DateImputation::first_day), "2024-03-01");
  EXPECT_EQ(date("2024-03", DateImputation::mid_month), "2024-03-15");
  EXPECT_EQ(date("2024", DateImputation::first_day), "2024-01-01");
  EXPECT_EQ(date("2024", DateImputation::mid_month), "2024-06-30");
  EXPECT_FALSE(read("2024-03-05", DateImputation::mid_month).imputed);
}

TEST(TimeText, what_is_no_date_is_none) {
  for (const char* text :
       {"", "24-03-05", "2024/03/05", "05.03.2024", "2024-13-01", "2024-00-05", "2024-02-30", "2023-02-29", "2024-3-5",
        "2024-03-05T", "2024-03-05T1", "2024-03-05T24:01", "2024-03-05T12:60", "2024-03-05T12:00:61",
        "2024-03-05T12:00+15:00", "2024-03-05T12:00X", "2024-03-05T12:00:00.", "1066-10-14", "2024-"})
    EXPECT_FALSE(parse_time_text(text)) << text;
}

}  // namespace
}  // namespace trimer::observation
