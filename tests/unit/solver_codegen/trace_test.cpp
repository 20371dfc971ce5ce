// What a graph does on entry, and what lowering makes of it.
#include <trimer/solver/trace_jacobian.h>

#include <gtest/gtest.h>

#include <cmath>

namespace trimer::solver {
namespace {

struct Trace : testing::Test {
  TracedModel model;
  Traced x = model.state("x"), y = model.state("y"), k = model.input("k");
  TraceGraph& graph = model.graph;
  NodeId node(const Traced& t) { return t.node(graph); }
  int count(Operation operation, const std::vector<NodeId>& roots) {
    const std::vector<char> needed = needed_for(graph, roots);
    int n = 0;
    for (NodeId id = 0; id < graph.size(); ++id)
      n += needed[static_cast<std::size_t>(id)] && graph[id].operation == operation;
    return n;
  }
};

TEST_F(Trace, the_same_expression_is_the_same_node) {
  EXPECT_EQ(node(x * y + k), node(x * y + k));
  EXPECT_EQ(node(x * y), node(y * x));
  EXPECT_EQ(node(x + y), node(y + x));
  EXPECT_NE(node(x - y), node(y - x));
  EXPECT_NE(node(x / y), node(y / x));
}

TEST_F(Trace, zero_and_one_vanish) {
  EXPECT_EQ(node(x + 0.0), node(x));
  EXPECT_EQ(node(0.0 + x), node(x));
  EXPECT_EQ(node(x - 0.0), node(x));
  EXPECT_EQ(node(1.0 * x), node(x));
  EXPECT_EQ(node(x / 1.0), node(x));
  EXPECT_TRUE(graph.is_constant(node(0.0 * x), 0));
  EXPECT_TRUE(graph.is_constant(node(0.0 / x), 0));
  EXPECT_TRUE(graph.is_constant(node(x - x), 0));
  EXPECT_EQ(node(pow(x, 1.0)), node(x));
  EXPECT_EQ(node(pow(x, 2.0)), node(x * x));
  EXPECT_TRUE(graph.is_constant(node(pow(x, 0.0)), 1));
}

TEST_F(Trace, constants_are_folded) {
  const Traced two = 2.0, three = 3.0;
  EXPECT_EQ((two * three).graph(), nullptr);
  EXPECT_EQ((two * three).constant(), 6);
  EXPECT_EQ(node(two * (three * x)), node(6.0 * x));
  EXPECT_TRUE(graph.is_constant(node(exp(log(two)) - two + Traced(graph, graph.constant(0))),
                                std::exp(std::log(2.0)) - 2));
}

TEST_F(Trace, signs_move_out_of_products_and_cancel) {
  EXPECT_EQ(node(-(-x)), node(x));
  EXPECT_EQ(node(-x * y), node(-(x * y)));
  EXPECT_EQ(node(-x * -y), node(x * y));
  EXPECT_EQ(node(x + -y), node(x - y));
  EXPECT_EQ(node(x - -y), node(x + y));
  EXPECT_EQ(node(-(x - y)), node(y - x));
}

TEST_F(Trace, a_condition_selects_and_equal_branches_need_no_condition) {
  EXPECT_EQ(node(select(x > y, k, k)), node(k));
  EXPECT_EQ(node(select(x > y, k, 0.0)), node(select(y < x, k, 0.0)));
  EXPECT_EQ(node(select(x >= y, k, 0.0)), node(select(y > x, 0.0, k)));
  EXPECT_EQ(select(Traced(2.0) > Traced(1.0), 5.0, 6.0).constant(), 5);
  EXPECT_EQ(node(max(nonneg(x), 1e-20)), node(max(x, 1e-20)));
}

TEST_F(Trace, evaluation_gives_the_value_of_the_formula) {
  const Traced f = select(x > y, pow(x, k), positive(x)) + sqrt(y) / exp(-k) - min(x, y) + max(x, y) + log(y);
  const std::vector<NodeId> variables{node(x), node(y), node(k)};
  const double expected = std::pow(3.0, 0.5) + std::sqrt(2.0) / std::exp(-0.5) - 2 + 3 + std::log(2.0);
  EXPECT_NEAR(evaluate(graph, variables, std::vector<double>{3, 2, 0.5}, std::vector{node(f)})[0], expected,
              1e-14);
}

TEST_F(Trace, powers_of_one_base_share_one_logarithm) {
  model.derivative(pow(x / k, 1.7) + pow(x / k, y));
  model.derivative(pow(x / k, k));
  TracedModel low = lower(model);
  std::swap(model.graph, low.graph);
  EXPECT_EQ(count(Operation::power, low.derivatives), 0);
  EXPECT_EQ(count(Operation::logarithm, low.derivatives), 1);
  EXPECT_EQ(count(Operation::exponential, low.derivatives), 3);
}

TEST_F(Trace, factors_that_do_not_vary_come_together) {
  const Traced half = model.input("half");
  model.derivative(k * x / half * y * k);
  model.derivative(0.0);
  TracedModel low = lower(model);
  const std::vector<char> varies = depends_on(low.graph, low.states);
  const std::vector<char> needed = needed_for(low.graph, low.derivatives);
  int varying_operations = 0;
  for (NodeId id = 0; id < low.graph.size(); ++id)
    varying_operations += needed[static_cast<std::size_t>(id)] && varies[static_cast<std::size_t>(id)] &&
                          operand_count(low.graph[id].operation) > 0;
  EXPECT_EQ(varying_operations, 2);  // (k k / half) * (x y)
}

TEST_F(Trace, lowering_keeps_the_value) {
  const Traced z = positive(x - 1.0) * k / y - (x - (y - k)) - pow(x, k) / (1.0 + pow(x, k)) - 3.0 * x * k;
  model.derivative(z);
  model.derivative(-z * (2.0 - k) - y);
  const TracedModel low = lower(model);
  const std::vector<double> at{1.7, 0.6, 2.3};
  const std::vector<NodeId> variables{node(x), node(y), node(k)};
  const std::vector<NodeId> lowered{low.states[0], low.states[1], low.inputs[0]};
  const std::vector<double> expected = evaluate(graph, variables, at, model.derivatives);
  const std::vector<double> got = evaluate(low.graph, lowered, at, low.derivatives);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(got[i], expected[i], 1e-14 * std::abs(expected[i]));
}

TEST_F(Trace, a_model_that_is_not_lowered_is_not_differentiated) {
  model.derivative(pow(x, k));
  model.derivative(0.0);
  EXPECT_THROW(static_cast<void>(differentiate(model)), std::logic_error);
}

}  // namespace
}  // namespace trimer::solver
