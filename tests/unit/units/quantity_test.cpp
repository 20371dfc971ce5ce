#include <gtest/gtest.h>

#include <trimer/units/quantity.h>

namespace trimer::units {
namespace {

TEST(Quantity, reads_a_number_and_its_unit) {
  const auto dose = parse_quantity("28 ug/day");
  ASSERT_TRUE(dose);
  EXPECT_EQ(dose->value, 28);
  EXPECT_EQ(convert(*dose, "ug/d"), 28);
  EXPECT_DOUBLE_EQ(*convert({1, "h"}, "d"), 1.0 / 24);
  EXPECT_DOUBLE_EQ(*convert({150, "pg/mL"}, "ug/L"), 0.15);
}

TEST(Quantity, a_dose_per_area_is_not_a_dose) {
  EXPECT_FALSE(convert({15, "ug/m2/day"}, "ug/day"));
}

TEST(Quantity, refuses_what_it_does_not_know) {
  EXPECT_FALSE(parse_quantity("28 furlongs"));
  EXPECT_FALSE(parse_quantity("nan ug"));
  EXPECT_FALSE(parse_quantity("ug/day"));
  EXPECT_FALSE(parse_quantity("28ug/day"));
  EXPECT_FALSE(parse_quantity(""));
}

}  // namespace
}  // namespace trimer::units
