#include <trimer/solver/emit_kernel.h>
#include <trimer/solver/sparse_lu.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trimer::solver {
namespace {

/// An arrow: the first row and column full, else a diagonal.
SparsePattern arrow(int size) {
  SparsePattern pattern{size, {}, {}, 0};
  for (int i = 0; i < size; ++i) {
    pattern.rows.push_back(i);
    pattern.columns.push_back(i);
    if (i == 0) continue;
    pattern.rows.insert(pattern.rows.end(), {0, i});
    pattern.columns.insert(pattern.columns.end(), {i, 0});
  }
  return pattern;
}

TEST(SparseLu, the_tip_of_an_arrow_comes_last_and_nothing_fills) {
  const LuPlan plan = plan_lu(arrow(10));
  EXPECT_EQ(plan.rows.back().row == 0 || plan.rows[8].row == 0, true);
  EXPECT_EQ(plan.fill, 0);
  EXPECT_EQ(plan.nonzeros, 28);
  EXPECT_EQ(plan.factor_updates, 9);
}

TEST(SparseLu, a_bad_order_fills_the_matrix) {
  const std::vector<int> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_EQ(plan_lu(arrow(10), order).nonzeros, 100);
}

TEST(SparseLu, a_triangular_pattern_stays_as_it_is) {
  const SparsePattern chain{4, {0, 1, 1, 2, 2, 3, 3}, {0, 0, 1, 1, 2, 2, 3}, 0};
  const LuPlan plan = plan_lu(chain);
  EXPECT_EQ(plan.fill, 0);
  EXPECT_EQ(plan.nonzeros, 7);
}

TEST(SparseLu, a_missing_diagonal_is_a_pivot_all_the_same) {
  const LuPlan plan = plan_lu(SparsePattern{2, {0, 1}, {1, 0}, 0});
  EXPECT_EQ(plan.rows.size(), 2u);
  EXPECT_EQ(plan.rows[0].diagonal_source, -1);
  EXPECT_EQ(plan.nonzeros, 4);
}

TEST(SparseLu, an_auxiliary_that_goes_first_costs_a_solution_nothing) {
  // dy_i = z, z = y_0 + y_1 + y_2: order z, then states.
  const SparsePattern pattern{4, {0, 1, 2, 3, 3, 3}, {3, 3, 3, 0, 1, 2}, 1};
  const LuPlan plan = plan_lu(pattern, std::vector{3, 0, 1, 2});
  EXPECT_TRUE(plan.rows[0].unit_pivot);
  EXPECT_FALSE(plan.rows[0].forward);
  EXPECT_FALSE(plan.rows[0].backward);
  EXPECT_EQ(plan.solve_updates, 6);  // the full 3 x 3 block that its elimination leaves
}

TEST(SparseLu, an_auxiliary_that_goes_last_keeps_the_system_sparse) {
  const SparsePattern pattern{4, {0, 1, 2, 3, 3, 3}, {3, 3, 3, 0, 1, 2}, 1};
  const LuPlan plan = plan_lu(pattern, std::vector{0, 1, 2, 3});
  EXPECT_FALSE(plan.rows[3].unit_pivot);
  EXPECT_TRUE(plan.rows[3].forward);
  EXPECT_TRUE(plan.rows[3].backward);
  EXPECT_EQ(plan.fill, 0);
  EXPECT_EQ(plan.solve_updates, 6);
  EXPECT_EQ(plan.factor_updates, 3);
}

TEST(EmittedKernel, is_the_same_text_each_time) {
  const auto text = [] {
    TracedModel model;
    const Traced x = model.state("x"), y = model.state("y"), k = model.input("k");
    model.derivative(-k * x * y + pow(x, 1.5));
    model.derivative(k * x * y - exp(y) / x);
    return emit_kernel(model, {.name = "Twice", .name_space = "trimer::example"}).header;
  };
  EXPECT_EQ(text(), text());
}

TEST(EmittedKernel, refuses_names_that_are_no_identifiers_and_missing_rates) {
  TracedModel model;
  const Traced x = model.state("x 1");
  EXPECT_THROW(static_cast<void>(emit_kernel(model, {.name = "K", .name_space = "n"})),
               std::invalid_argument);
  model.derivative(x);
  EXPECT_THROW(static_cast<void>(emit_kernel(model, {.name = "K", .name_space = "n"})),
               std::invalid_argument);
}

}  // namespace
}  // namespace trimer::solver
