#include <gtest/gtest.h>

#include <trimer/therapy/dosing.h>

namespace trimer::therapy {
namespace {

State<double> some_state() {
  State<double> y{};
  double next = 1;
  for_each_state(y, [&](const StateInfo&, double& value) { value = next++; });
  return y;
}

/// Names of the states that differ.
std::vector<std::string> changed(const State<double>& before, const State<double>& after) {
  std::vector<std::string> names;
  const auto a = to_array(before), b = to_array(after);
  for (std::size_t i = 0; i < states.size(); ++i)
    if (a[i] != b[i]) names.emplace_back(states[i].name);
  return names;
}

TEST(Dosing, a_change_of_the_infusion_rate_leaves_the_state) {
  auto y = some_state();
  double rate = 9;
  apply({DoseKind::infusion_rate, 28}, y, rate);
  EXPECT_EQ(rate, 28);
  EXPECT_TRUE(changed(some_state(), y).empty());
}

TEST(Dosing, a_bolus_adds_to_its_compartment_alone) {
  auto y = some_state();
  double rate = 9;
  apply({DoseKind::dexamethasone, 20}, y, rate);
  EXPECT_EQ(y.dexamethasone_amount, some_state().dexamethasone_amount + 20);
  EXPECT_EQ(changed(some_state(), y), std::vector<std::string>{"dexamethasone_amount"});
  y = some_state();
  apply({DoseKind::tocilizumab, 560}, y, rate);
  EXPECT_EQ(y.tocilizumab_central, some_state().tocilizumab_central + 560);
  EXPECT_EQ(changed(some_state(), y), std::vector<std::string>{"tocilizumab_central"});
  EXPECT_EQ(rate, 9);
}

TEST(Dosing, intrathecal_therapy_takes_two_logs_of_both_clones_of_the_fluid) {
  auto y = some_state();
  double rate = 9;
  apply({DoseKind::intrathecal_therapy, intrathecal_log10_kill}, y, rate);
  EXPECT_DOUBLE_EQ(y.csf_blasts_cd19_positive, some_state().csf_blasts_cd19_positive / 100);
  EXPECT_DOUBLE_EQ(y.csf_blasts_cd19_null, some_state().csf_blasts_cd19_null / 100);
  EXPECT_EQ(changed(some_state(), y).size(), 2U);
}

TEST(Dosing, doses_at_one_time_commute) {
  const Dose doses[] = {{DoseKind::infusion_rate, 9},
                        {DoseKind::dexamethasone, 20},
                        {DoseKind::tocilizumab, 560},
                        {DoseKind::intrathecal_therapy, 2}};
  auto forward = some_state(), backward = some_state();
  double rate_forward = 0, rate_backward = 0;
  for (int i = 0; i < 4; ++i) {
    apply(doses[i], forward, rate_forward);
    apply(doses[3 - i], backward, rate_backward);
  }
  EXPECT_EQ(to_array(forward), to_array(backward));
  EXPECT_EQ(rate_forward, rate_backward);
}

TEST(Dosing, tocilizumab_is_8_mg_per_kg_and_at_most_800_mg) {
  EXPECT_EQ(tocilizumab_dose(70), 560);
  EXPECT_EQ(tocilizumab_dose(100), 800);
  EXPECT_EQ(tocilizumab_dose(140), 800);
}

}  // namespace
}  // namespace trimer::therapy
