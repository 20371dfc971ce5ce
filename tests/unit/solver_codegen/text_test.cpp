#include <trimer/solver/trace_text.h>

#include <gtest/gtest.h>

namespace trimer::solver {
namespace {

struct EquationText : testing::Test {
  TracedModel model;
  Traced x = model.state("x"), y = model.state("y"), k = model.input("k");
};

TEST_F(EquationText, parentheses_stand_where_precedence_needs_them) {
  EXPECT_EQ(to_text(k * x + y), "k*x + y");
  EXPECT_EQ(to_text(k * (x + y)), "k*(x + y)");
  EXPECT_EQ(to_text(x - (y - k)), "x - (y - k)");
  EXPECT_EQ(to_text(x / (y * k)), "x/(y*k)");
  EXPECT_EQ(to_text(x / y * k), "x/y*k");
  EXPECT_EQ(to_text(-(x + y)), "-(x + y)");
  EXPECT_EQ(to_text(pow(x / k, y + 1.0)), "(x/k)^(y + 1)");
  EXPECT_EQ(to_text(pow(pow(x, k), y)), "(x^k)^y");
}

TEST_F(EquationText, functions_are_called_by_their_names) {
  EXPECT_EQ(to_text(exp(-k * x) + sqrt(y)), "exp(-k*x) + sqrt(y)");
  EXPECT_EQ(to_text(nonneg(x) + positive(x - y) + max(x, y)), "nonneg(x) + positive(x - y) + max(x, y)");
  EXPECT_EQ(to_text(select(x > y, k, 0.5)), "(k if x > y else 0.5)");
  EXPECT_EQ(to_text(Traced(2.5)), "2.5");
}

TEST_F(EquationText, a_named_quantity_is_written_by_its_name_and_defined_once) {
  const Traced occupancy = x / (x + k);
  model.derivative(-occupancy * x);
  model.derivative(occupancy - y);
  const NodeNames names{{occupancy.node(model.graph), "occupancy"}};
  EXPECT_EQ(equations_text(model, names),
            "occupancy = x/(x + k)\n"
            "d x/dt = -occupancy*x\n"
            "d y/dt = occupancy - y\n");
}

}  // namespace
}  // namespace trimer::solver
