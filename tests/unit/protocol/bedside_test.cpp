#include <gtest/gtest.h>

#include <trimer/protocol/bedside.h>

namespace trimer::protocol {
namespace {
using observation::OxygenDevice;
using observation::SignReading;
using observation::SubjectRecord;
using observation::SupportKind;

class AtTheBedside : public testing::Test {
 protected:
  Rules rules = load_rules();
  Bedside bedside{rules.support};
  SubjectRecord record;

  BedsideState read(double day, double temperature, double map, double saturation) {
    SignReading reading;
    reading.day = day;
    reading.temperature = temperature;
    reading.mean_arterial_pressure = map;
    reading.oxygen_saturation = saturation;
    return bedside.observe(reading, record);
  }
  int rows(SupportKind kind) const {
    int n = 0;
    for (const auto& row : record.support) n += row.kind == kind;
    return n;
  }
};

TEST_F(AtTheBedside, a_sign_counts_when_two_consecutive_readings_agree) {
  read(0.00, 37, 88, 98);
  EXPECT_FALSE(read(0.25, 39, 55, 90).fever);
  EXPECT_TRUE(record.support.size() == 1u && rows(SupportKind::antipyretic) == 1) << "one low reading is noise";
  const BedsideState now = read(0.50, 39, 55, 90);
  EXPECT_TRUE(now.fever);
  EXPECT_EQ(now.pressure, PressureSupport::one_vasopressor);
  EXPECT_EQ(now.oxygen, OxygenSupport::nasal_cannula);
}

TEST_F(AtTheBedside, thresholds_are_strict) {
  read(0, 37, 70, 92);
  BedsideState now = read(0.25, 37, 70, 92);
  EXPECT_EQ(now.pressure, PressureSupport::none);
  EXPECT_EQ(now.oxygen, OxygenSupport::none);
  read(0.5, 37, 69, 91);
  now = read(0.75, 37, 69, 91);
  EXPECT_EQ(now.pressure, PressureSupport::fluids);
  EXPECT_EQ(now.oxygen, OxygenSupport::nasal_cannula);
  EXPECT_EQ(rows(SupportKind::vasopressor), 0);
}

TEST_F(AtTheBedside, two_vasopressors_run_at_once_and_end_together) {
  read(0, 39, 45, 98);
  read(0.25, 39, 45, 98);
  ASSERT_EQ(rows(SupportKind::vasopressor), 2);
  read(0.50, 39, 80, 98);
  read(0.75, 38, 80, 98);
  for (const auto& row : record.support)
    if (row.kind == SupportKind::vasopressor) {
      EXPECT_EQ(row.when.start.day, 0.25);
      EXPECT_EQ(row.when.end.day, 0.50) << "the better of two readings decides";
    }
}

TEST_F(AtTheBedside, what_still_runs_is_closed_at_the_end) {
  read(0, 37, 88, 80);
  read(0.25, 37, 88, 80);
  bedside.finish(1.0, record);
  ASSERT_EQ(rows(SupportKind::oxygen), 1);
  EXPECT_EQ(record.support.back().device, OxygenDevice::cpap);
  EXPECT_EQ(record.support.back().when.end.day, 1.0);
}

TEST_F(AtTheBedside, paracetamol_waits_six_hours_and_masks_for_a_day) {
  read(0, 38.5, 88, 98);
  read(0.1, 38.6, 88, 98);
  EXPECT_EQ(rows(SupportKind::antipyretic), 1);
  read(0.25, 38.6, 88, 98);
  EXPECT_EQ(rows(SupportKind::antipyretic), 2);
  EXPECT_TRUE(read(1.25, 37, 88, 98).masked);
  EXPECT_FALSE(read(1.5, 37, 88, 98).masked);
}

TEST_F(AtTheBedside, transfusions_follow_the_counts) {
  observation::CountReading counts;
  counts.haemoglobin = 7.0;
  counts.platelets = 10;
  bedside.observe(counts, record);
  EXPECT_TRUE(record.support.empty());
  counts.haemoglobin = 6.9;
  counts.platelets = 9.9;
  bedside.observe(counts, record);
  EXPECT_EQ(rows(SupportKind::transfusion), 2);
}

}  // namespace
}  // namespace trimer::protocol
