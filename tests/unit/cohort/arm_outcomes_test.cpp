#include <gtest/gtest.h>

#include <algorithm>

#include <trimer/cohort/arm_outcomes.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {
namespace {

PatientRow row(BestResponse response, int crs, double os_days, bool died) {
  PatientRow row;
  row.best_response = response;
  row.crs.grade = crs;
  row.overall_survival = EventTime{os_days, died};
  return row;
}

const ArmDifference& find(const std::vector<ArmDifference>& rows, const std::string& id) {
  return *std::find_if(rows.begin(), rows.end(), [&](const ArmDifference& d) { return d.id == id; });
}

TEST(ArmDifferences, are_counted_patient_by_patient) {
  ArmOutcomes reference, arm;
  for (int i = 0; i < 20; ++i) {
    reference.add(row(i < 10 ? BestResponse::CR : BestResponse::NR, 3, i < 8 ? 100 : 365.25, i < 8));
    arm.add(row(i < 4 || i >= 13 ? BestResponse::CR : BestResponse::NR, i < 5 ? 3 : 1, i < 4 ? 200 : 365.25,
                i < 4));
  }
  const auto rows = arm_differences(reference, arm, 365.25);
  const ArmDifference& cr = find(rows, "cr");
  EXPECT_EQ(cr.pairs, 20);
  EXPECT_EQ(*cr.only_reference, 6);
  EXPECT_EQ(*cr.only_arm, 7);
  EXPECT_NEAR(cr.difference, 0.05, 1e-12);
  EXPECT_DOUBLE_EQ(find(rows, "crs_ge3").difference, -0.75);
  EXPECT_NEAR(find(rows, "os_6_months").difference, 0.4, 1e-12);
  const ArmDifference& mean = find(rows, "os_restricted_mean");
  EXPECT_NEAR(mean.difference, (4 * 100 + 4 * 265.25) / 20, 1e-9);
  EXPECT_EQ(mean.unit, "d");
  for (const ArmDifference& d : rows)
    EXPECT_EQ(d.id.find("24_months"), std::string::npos) << "beyond the follow-up";
}

TEST(ArmDifferences, a_failed_computation_leaves_the_pair_out_of_both_arms) {
  ArmOutcomes reference, arm;
  for (int i = 0; i < 5; ++i) {
    PatientRow patient = row(BestResponse::CR, 0, 300, false);
    if (i == 2) patient.outcome = "step_limit_reached";
    reference.add(patient);
    arm.add(row(BestResponse::NR, 0, 300, false));
  }
  EXPECT_FALSE(reference.completed(2));
  EXPECT_EQ(find(arm_differences(reference, arm, 200), "cr").pairs, 4);
}

TEST(ArmDifferences, an_endpoint_of_responders_keeps_each_arms_own_denominator) {
  ArmOutcomes reference, arm;
  for (int i = 0; i < 10; ++i) {
    reference.add(row(i < 5 ? BestResponse::CR : BestResponse::CRi, 0, 300, false));
    arm.add(row(i < 5 ? BestResponse::CR : BestResponse::NR, 0, 300, false));
  }
  const auto rows = arm_differences(reference, arm, 200);
  const ArmDifference& share = find(rows, "cr_of_responders");
  EXPECT_DOUBLE_EQ(share.reference, 0.5);
  EXPECT_DOUBLE_EQ(share.arm, 1);
  EXPECT_FALSE(share.only_arm);
}

TEST(ArmDifferences, different_patients_are_refused) {
  ArmOutcomes reference, arm;
  reference.add(row(BestResponse::CR, 0, 300, false));
  EXPECT_THROW((void)arm_differences(reference, arm, 200), InputError);
}

}  // namespace
}  // namespace trimer::cohort
