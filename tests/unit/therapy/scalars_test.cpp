// The same equations read as numbers and as lanes with one patient each.
#include <gtest/gtest.h>

#include <trimer/core/lane_maths.h>
#include <trimer/therapy/derivatives.h>
#include <trimer/therapy/observables.h>

#include "stored_points.h"

namespace trimer::therapy {
namespace {

template <int W>
void lanes_equal_numbers() {
  using V = Lanes<W>;
  const std::vector<StoredPoint> points = stored_points();
  const auto point_of = [&](int lane) -> const StoredPoint& {
    return points[static_cast<std::size_t>(lane) % points.size()];
  };
  Parameters<V> p;
  Baseline<V> b;
  State<V> y;
  V infusion_rate(0.0);
  for (int lane = 0; lane < W; ++lane) {
    const StoredPoint& point = point_of(lane);
    std::vector<double> values;
    const auto collect = [&](const auto&, double x) { values.push_back(x); };
    for_each_parameter(point.parameters, collect);
    for_each_baseline(baseline(point.parameters, point.patient), collect);
    for_each_state(point.state, collect);
    auto next = values.begin();
    const auto put = [&](const auto&, V& x) { x.set(lane, *next++); };
    for_each_parameter(p, put);
    for_each_baseline(b, put);
    for_each_state(y, put);
    infusion_rate.set(lane, point.infusion_rate);
  }
  const auto rate = to_array(derivatives(y, p, b, infusion_rate));
  const V fraction = observables(y, p, b).marrow_blast_fraction;
  for (int lane = 0; lane < W; ++lane) {
    const StoredPoint& point = point_of(lane);
    const auto fixed = baseline(point.parameters, point.patient);
    const auto expected = to_array(derivatives(point.state, point.parameters, fixed, point.infusion_rate));
    for (std::size_t i = 0; i < states.size(); ++i)
      EXPECT_EQ(rate[i][lane], expected[i]) << point.name << " " << states[i].name;
    EXPECT_EQ(fraction[lane], observables(point.state, point.parameters, fixed).marrow_blast_fraction);
  }
}

TEST(Scalars, lanes_give_the_bits_of_numbers_at_every_width) {
  lanes_equal_numbers<1>();
  lanes_equal_numbers<2>();
  lanes_equal_numbers<8>();
}

}  // namespace
}  // namespace trimer::therapy
