#include <trimer/cohort/member_counts.h>

#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cohort {
namespace {

/// `patients` of each member; member i has CR with probability p[i].
MemberCounts counts(const std::vector<double>& p, int patients, std::uint64_t seed = 3) {
  MemberCounts result(p.size());
  RandomStream random(seed, 1, 1);
  for (int i = 0; i < patients; ++i)
    for (std::size_t member = 0; member < p.size(); ++member) {
      PatientRow row;
      row.best_response = random.uniform() < p[member] ? BestResponse::CR : BestResponse::NR;
      result.add(member, row);
    }
  return result;
}

TEST(MemberCounts, one_parameter_set_leaves_nothing_open) {
  EXPECT_FALSE(counts({0.4}, 100).of_parameters("cr", 0.9).has_value());
}

TEST(MemberCounts, members_that_do_not_differ_seldom_seem_to) {
  int seeming = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    if (counts(std::vector<double>(50, 0.4), 20, seed).of_parameters("cr", 0.9)) ++seeming;
  EXPECT_LT(seeming, 22) << "5 % are expected; 22 of 200 has a chance below 1e-3";
}

TEST(MemberCounts, one_patient_of_each_member_tells_nothing) {
  EXPECT_FALSE(counts({0.1, 0.5, 0.9, 0.2}, 1).of_parameters("cr", 0.9).has_value());
}

TEST(MemberCounts, members_that_differ_give_back_their_range) {
  std::vector<double> p;
  for (int i = 0; i < 101; ++i) p.push_back(0.2 + 0.004 * i);  // uniform from 0.2 to 0.6
  const auto interval = counts(p, 200).of_parameters("cr", 0.9);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 0.22, 0.02);
  EXPECT_NEAR(interval->high, 0.58, 0.02);
}

TEST(MemberCounts, an_unknown_endpoint_is_refused) {
  EXPECT_THROW((void)counts({0.2, 0.4}, 10).of_parameters("crr", 0.9), InputError);
}

}  // namespace
}  // namespace trimer::cohort
