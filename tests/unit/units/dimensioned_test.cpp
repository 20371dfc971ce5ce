#include <gtest/gtest.h>

#include <trimer/units/dimensioned.h>

namespace trimer::units {
namespace {

std::string unit_of(const Dimensioned& x) {
  return to_text(x.unit());
}

TEST(Dimensioned, keeps_the_value_and_combines_the_units) {
  const Dimensioned clearance(53.28, "L/d"), volume(5.98, "L"), amount(3, "ug");
  const Dimensioned rate = clearance / volume * amount;
  EXPECT_DOUBLE_EQ(rate.value(), 53.28 / 5.98 * 3);
  EXPECT_EQ(unit_of(rate), "ug d^-1");
  EXPECT_TRUE(same_unit(rate.unit(), *parse_unit("ug/d")));
}

TEST(Dimensioned, refuses_to_add_what_differs_in_dimension) {
  EXPECT_THROW(Dimensioned(1, "ug") + Dimensioned(1, "ug/d"), DimensionError);
  EXPECT_THROW(Dimensioned(1, "cells") - Dimensioned(1), DimensionError);
  EXPECT_THROW(Dimensioned(1, "sites/cell") + 1.0, DimensionError);
  EXPECT_THROW((void)(Dimensioned(1, "cells") > Dimensioned(1, "d")), DimensionError);
  EXPECT_THROW(max(Dimensioned(1, "cells"), 0.0), DimensionError);
  EXPECT_THROW(select(true, Dimensioned(1, "cells"), Dimensioned(1, "d")), DimensionError);
}

TEST(Dimensioned, refuses_to_add_what_differs_in_scale_alone) {
  EXPECT_THROW(Dimensioned(1, "ug/L") + Dimensioned(1, "pg/mL"), DimensionError);
  EXPECT_THROW(Dimensioned(1, "%") + 1.0, DimensionError);
  EXPECT_NO_THROW(Dimensioned(1, "mg/L") + Dimensioned(1, "ug/mL"));
  // 1000 ng/ug turns ug/L into pg/mL.
  EXPECT_NO_THROW(Dimensioned(1000, "ng/ug") * Dimensioned(1, "ug/L") + Dimensioned(1, "pg/mL"));
}

TEST(Dimensioned, takes_powers_and_exponentials_of_numbers_only) {
  EXPECT_THROW(exp(Dimensioned(1, "d")), DimensionError);
  EXPECT_THROW(log(Dimensioned(1, "cells")), DimensionError);
  EXPECT_THROW(pow(Dimensioned(1, "cells"), 2.0), DimensionError);
  EXPECT_THROW(pow(2.0, Dimensioned(1, "d")), DimensionError);
  EXPECT_EQ(pow(Dimensioned(6, "cells") / Dimensioned(2, "cells"), 2.0).value(), 9);
  EXPECT_EQ(unit_of(sqrt(Dimensioned(4, "m2"))), "m");
  EXPECT_THROW(sqrt(Dimensioned(4, "cells")), DimensionError);
}

TEST(Dimensioned, says_what_does_not_fit) {
  try {
    (void)(Dimensioned(1, "ug/d") - Dimensioned(1, "ug.L/d"));
    FAIL();
  } catch (const DimensionError& error) {
    EXPECT_STREQ(error.what(), "difference of [ug d^-1] and [ug m^3 d^-1 (x 0.001)]");
  }
  EXPECT_THROW(Dimensioned(1, "furlong"), DimensionError);
}

TEST(Unit, a_dot_multiplies_from_the_left) {
  EXPECT_TRUE(
      same_unit(*parse_unit("1e9.uL/L/cells"), quotient(*parse_unit("1e9/L"), *parse_unit("cells/uL"))));
  EXPECT_TRUE(same_unit(*parse_unit("ug/d.L"), product(*parse_unit("ug/d"), *parse_unit("L"))));
  EXPECT_FALSE(parse_unit("ug."));
  EXPECT_FALSE(parse_unit(".ug"));
}

TEST(Unit, sites_are_not_cells) {
  EXPECT_FALSE(convert({1, "sites"}, "cells"));
  EXPECT_EQ(convert({2, "sites/cell"}, "sites/cells"), 2);
}

}  // namespace
}  // namespace trimer::units
