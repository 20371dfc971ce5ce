/// Rules that the virtual clinic can never exercise, exercised from records.
#include <gtest/gtest.h>

#include <trimer/protocol/read_protocol.h>
#include <trimer/protocol/recorded.h>

namespace trimer::protocol {
namespace {
using observation::LabTest;
using observation::Moment;

class Recorded : public testing::Test {
 protected:
  Recorded() {
    record.subject.subject_id = "001";
    observation::Exposure infusion;
    infusion.drug = "blinatumomab";
    infusion.dose = 28;
    infusion.unit = "ug/d";
    infusion.when = {Moment::at(0), Moment::at(28)};
    infusion.cycle = 1;
    record.exposure.push_back(infusion);
  }
  void lab(double day, LabTest test, double value, const char* unit, std::optional<double> uln) {
    observation::Lab row;
    row.test = test;
    row.value = value;
    row.unit = unit;
    row.uln = uln;
    row.at = Moment::at(day);
    record.labs.push_back(row);
  }
  void seizure(double day) {
    observation::Neuro row;
    row.seizure = observation::Seizure::clinical_resolves_rapidly;
    row.at = Moment::at(day);
    record.neuro.push_back(row);
  }
  /// `2 hold alt; 6 restart_same_cycle alt`
  std::string decided() {
    observation::StudySettings settings;
    assessment::Assessor assessor(settings);
    std::string text;
    for (const Decision& decision : asked_of_record(label, record, assessor.assess(record)))
      text += (text.empty() ? "" : "; ") + std::to_string(static_cast<int>(decision.day)) + " " +
              std::string(name_of(decision.effect)) + " " + decision.rule;
    return text;
  }
  Protocol label = preset("label");
  observation::SubjectRecord record;
};

TEST_F(Recorded, transaminases_above_five_times_the_limit_hold_until_three_times) {
  for (const auto& [test, rule] : {std::pair(LabTest::ALT, "alt"), std::pair(LabTest::AST, "ast")}) {
    record.labs.clear();
    lab(1, test, 200, "U/L", 40);
    EXPECT_EQ(decided(), "") << "5 times";
    lab(2, test, 201, "U/L", 40);
    lab(4, test, 121, "U/L", 40);
    lab(6, test, 120, "U/L", 40);
    EXPECT_EQ(decided(), std::string("2 hold ") + rule + "; 6 restart_same_cycle " + rule);
  }
}

TEST_F(Recorded, bilirubin_above_three_times_the_limit_holds_until_one_and_a_half) {
  lab(1, LabTest::BILI, 60, "umol/L", 20);
  EXPECT_EQ(decided(), "");
  lab(2, LabTest::BILI, 61, "umol/L", 20);
  lab(3, LabTest::BILI, 30.1, "umol/L", 20);
  lab(12, LabTest::BILI, 30, "umol/L", 20);
  EXPECT_EQ(decided(), "2 hold bilirubin; 12 stop gap") << "a gap of ten days, and the record has no other cycle";
}

TEST_F(Recorded, a_liver_test_without_its_upper_limit_is_not_normal_but_unknown) {
  lab(2, LabTest::ALT, 2000, "U/L", std::nullopt);
  EXPECT_EQ(decided(), "");
  EXPECT_TRUE(sightings(record, {}).empty());
}

TEST_F(Recorded, the_second_seizure_stops) {
  seizure(3);
  EXPECT_EQ(decided(), "");
  seizure(5);
  const std::string text = decided();
  EXPECT_NE(text.find("5 stop seizures"), std::string::npos) << text;
}

TEST_F(Recorded, nothing_is_held_while_nothing_runs) {
  lab(30, LabTest::ALT, 900, "U/L", 40);
  EXPECT_EQ(decided(), "");
}

TEST_F(Recorded, counts_are_read_in_their_own_unit) {
  lab(1, LabTest::NEUT, 400, "/uL", std::nullopt);
  lab(2, LabTest::HGB, 80, "g/L", std::nullopt);
  const auto seen = sightings(record, {});
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_NEAR(seen[0].value, 0.4, 1e-12) << "[10*9/L]";
  EXPECT_NEAR(seen[1].value, 8, 1e-12) << "[g/dL]";
}

}  // namespace
}  // namespace trimer::protocol
