#include <gtest/gtest.h>

#include <cmath>

#include <trimer/calibration/study_targets.h>
#include <trimer/core/days.h>
#include <trimer/core/fault.h>
#include <trimer/evidence/library.h>

namespace trimer::calibration {
namespace {

using evidence::EndpointReading;
using evidence::Side;
using evidence::StudyRow;
using Counts = cohort::Reading;

const StudyTarget& target(const StudyTargets& all, std::string_view name) {
  for (const StudyTarget& one : all.targets)
    if (one.target.name == name) return one;
  throw std::out_of_range(std::string(name));
}

StudyTargets published(const TargetOptions& options = {}) { return study_targets(calibrated_studies({}), options); }

/// Rows of one study whose readings are given for one or two endpoints.
std::vector<StudyRow> rows_of(const evidence::Study& study, std::size_t count) {
  std::vector<StudyRow> rows(count);
  for (StudyRow& row : rows) row.readings.resize(study.endpoints.size());
  return rows;
}

TEST(StudyTargets, are_every_record_to_calibrate) {
  const StudyTargets all = published();
  std::size_t records = 0;
  for (const auto& study : evidence::shipped_studies())
    for (const auto& endpoint : study.endpoints) records += endpoint.use == evidence::Use::calibrate ? 1 : 0;
  EXPECT_EQ(all.targets.size(), records);
  for (const StudyTarget& one : all.targets) {
    EXPECT_FALSE(one.likelihood.empty()) << one.target.name;
    EXPECT_FALSE(one.ascertainment.empty()) << one.target.name;
    EXPECT_FALSE(one.target.name.starts_with("seed_qi_2023"));
  }
}

TEST(StudyTargets, condition_a_nested_endpoint_on_the_one_that_contains_it) {
  const StudyTargets all = published();
  const StudyTarget& inner = target(all, "tower_kantarjian_2017/CR_within_12_weeks");
  EXPECT_EQ(std::get<inference::Binomial>(inner.target.observed), (inference::Binomial{91, 119}));
  const evidence::Study& study = *all.studies[inner.study];
  auto rows = rows_of(study, 10);
  for (std::size_t i = 0; i < 10; ++i) {
    rows[i].readings[*inner.within].counts = i < 4 ? Counts::yes : Counts::no;
    rows[i].readings[inner.endpoint].counts = i < 3 ? Counts::yes : Counts::no;
  }
  EXPECT_EQ(statistic_of(inner, study, rows), inference::Statistic::of_counts(3, 4));
}

TEST(StudyTargets, keep_what_a_rounded_percentage_leaves_open) {
  // 33 % of 189: 61.4 to 63.3 patients, so 62 or 63 of the 81 in CR or CRh.
  const StudyTargets all = published();
  EXPECT_EQ(std::get<inference::BinomialRange>(target(all, "mt103_211_topp_2015/CR_within_2_cycles").target.observed),
            (inference::BinomialRange{62, 63, 81}));
}

TEST(StudyTargets, count_those_who_live_past_a_published_median) {
  const StudyTargets all = published();
  const StudyTarget& os = target(all, "tower_kantarjian_2017/OS_median");
  const auto& half = std::get<inference::Binomial>(os.target.observed);
  EXPECT_EQ(half.k, half.n / 2);
  EXPECT_LE(half.n, 271);
  const evidence::Study& study = *all.studies[os.study];
  auto rows = rows_of(study, 8);
  for (std::size_t i = 0; i < 8; ++i)
    rows[i].readings[os.endpoint] = {Counts::yes, Side::none, days_per_month * (i < 2 ? 3.0 : 12.0)};
  EXPECT_EQ(statistic_of(os, study, rows), inference::Statistic::of_counts(6, 8));
  // All dead before the median is a survival of 0, not a missing value.
  for (StudyRow& row : rows) row.readings[os.endpoint].value = 10;
  EXPECT_EQ(statistic_of(os, study, rows), inference::Statistic::of_counts(0, 8));
}

TEST(StudyTargets, split_a_median_that_falls_on_a_tie) {
  const StudyTargets all = published();
  const StudyTarget& onset = target(all, "mt103_211_topp_2015/neurologic_onset_median");
  const evidence::Study& study = *all.studies[onset.study];
  auto rows = rows_of(study, 4);
  const double days[] = {5, 9, 9, 20};
  for (std::size_t i = 0; i < 4; ++i) rows[i].readings[onset.endpoint] = {Counts::yes, Side::none, days[i]};
  const inference::Statistic statistic = statistic_of(onset, study, rows);
  EXPECT_DOUBLE_EQ(statistic.k / statistic.n, 0.5);
}

TEST(StudyTargets, compare_groups_by_the_log_odds) {
  const StudyTargets all = published();
  const StudyTarget& ratio = target(all, "bmblast_pooled_2023/OR_CR_blasts25-<50_vs_ge50");
  const evidence::Study& study = *all.studies[ratio.study];
  auto rows = rows_of(study, 40);
  for (std::size_t i = 0; i < 40; ++i) {
    const bool test = i < 20;
    rows[i].readings[ratio.endpoint] = {i % 20 < (test ? 10u : 5u) ? Counts::yes : Counts::no, test ? Side::test : Side::reference, 0};
  }
  const inference::Statistic statistic = statistic_of(ratio, study, rows);
  EXPECT_NEAR(statistic.value, std::log(15.5 / 5.5), 1e-12);
  EXPECT_NEAR(statistic.variance, 2 / 10.5 + 1 / 5.5 + 1 / 15.5, 1e-12);
  ASSERT_EQ(all.correlations.size(), 1u);
  EXPECT_EQ(all.correlations[0].value, 0.2);
}

TEST(StudyTargets, refuse_to_count_patients_twice) {
  // The pooled trials contain TOWER: they may add a contrast, and no rate.
  std::vector<evidence::Study> studies{evidence::find_study("tower_kantarjian_2017"), evidence::find_study("bmblast_pooled_2023")};
  EXPECT_NO_THROW((void)study_targets({&studies[0], &studies[1]}));
  for (auto& endpoint : studies[1].endpoints)
    if (endpoint.kind == evidence::Kind::proportion && endpoint.k && endpoint.n) endpoint.use = evidence::Use::calibrate;
  bool rate = false;
  for (const auto& endpoint : studies[1].endpoints)
    rate = rate || (endpoint.kind == evidence::Kind::proportion && endpoint.use == evidence::Use::calibrate);
  if (!rate) {
    auto& endpoint = studies[1].endpoints.front();
    endpoint = studies[0].endpoints.front();
    for (const auto& other : studies[0].endpoints)
      if (other.name == "CR_CRh_CRi_within_12_weeks") endpoint = other;
  }
  EXPECT_THROW((void)study_targets({&studies[0], &studies[1]}), InputError);
}

TEST(StudyTargets, watch_without_weight_what_is_named) {
  const StudyTargets all = published({.watched = {"tower_kantarjian_2017/alloHSCT"}});
  EXPECT_TRUE(std::holds_alternative<inference::Watched>(target(all, "tower_kantarjian_2017/alloHSCT").target.observed));
  EXPECT_THROW((void)published({.watched = {"tower_kantarjian_2017/allo"}}), InputError);
}

TEST(StudyTargets, refuse_a_study_without_anything_to_calibrate) {
  EXPECT_THROW((void)study_targets({&evidence::find_study("seed_qi_2023")}), InputError);
  EXPECT_THROW((void)calibrated_studies({"tower"}), InputError);
}

}  // namespace
}  // namespace trimer::calibration
