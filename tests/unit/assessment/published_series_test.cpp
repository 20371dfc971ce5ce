// The published series as records, read from the shipped folder: what the abstract states, and nothing else.
#include <trimer/assessment/assess.h>
#include <trimer/observation/record_reader.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace trimer::assessment {
namespace {

class PublishedSeries : public ::testing::Test {
 protected:
  void SetUp() override {
    observation::RecordReader reader(std::string(TRIMER_SOURCE_DIR) + "/data/records/qi_2023");
    settings_ = reader.settings();
    observation::SubjectRecord record;
    while (reader.next(record)) {
      records_.push_back(record);
      results_.push_back(assess(record, settings_));
    }
    EXPECT_EQ(reader.report().total(observation::Severity::rejected), 0);
  }
  observation::StudySettings settings_;
  std::vector<observation::SubjectRecord> records_;
  std::vector<SubjectAssessment> results_;
};

TEST_F(PublishedSeries, ThePatientCalledNrAndPrIsFoundAndNobodyElse) {
  ASSERT_EQ(results_.size(), 5U);
  for (const SubjectAssessment& result : results_) {
    const auto contradictions =
        std::count_if(result.disagreements.begin(), result.disagreements.end(),
                      [](const Disagreement& d) { return d.kind == DisagreementKind::reports_contradict; });
    EXPECT_EQ(contradictions, result.subject_id == "Pt5" ? 1 : 0) << result.subject_id;
  }
  const auto found =
      std::find_if(results_[4].disagreements.begin(), results_[4].disagreements.end(),
                   [](const Disagreement& d) { return d.kind == DisagreementKind::reports_contradict; });
  EXPECT_EQ(found->reported, "NR");
  EXPECT_EQ(found->derived, "PR");
  EXPECT_EQ(found->sources.size(), 2U);
}

TEST_F(PublishedSeries, NothingIsDerivedFromWhatIsNotStated) {
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const SubjectSummary summary = summarize(records_[i], results_[i], settings_);
    for (const WorstGrade& worst : summary.worst) EXPECT_FALSE(worst.grade);
    for (const ProfileSummary& profile : summary.responses) EXPECT_EQ(profile.best, Response::NE);
    for (const TimeToEvent& time : summary.endpoints) EXPECT_EQ(time.status, Status::not_evaluable);
  }
}

TEST_F(PublishedSeries, ADeficiencyInWordsNeverBecomesANumber) {
  ASSERT_EQ(results_[4].flow.size(), 3U);
  for (const FlowReading& reading : results_[4].flow) {
    EXPECT_EQ(reading.word, "low");
    EXPECT_FALSE(reading.value);
  }
}

}  // namespace
}  // namespace trimer::assessment
