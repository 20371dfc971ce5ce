#include <gmock/gmock.h>

#include <trimer/cohort/proportion.h>
#include <trimer/cohort/series_prediction.h>
#include <trimer/core/days.h>
#include <trimer/core/random.h>
#include <trimer/evidence/comparison.h>
#include <trimer/evidence/library.h>
#include <trimer/evidence/summary.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace trimer::evidence {
namespace {

using cohort::BestResponse;
using cohort::CohortTally;
using cohort::EventTime;
using cohort::PatientRow;

/// A cohort of which `responders` of 1000 have CR and survival is exponential with the given median, and how
/// one study reads it: its CR endpoints and its overall survival; nobody was transplanted.
struct Cohort {
  CohortTally tally;
  std::vector<StudyReadings> studies;

  [[nodiscard]] std::vector<Comparison> rows() const { return compare(studies.front()); }
};

Cohort cohort_of(int responders, double os_median_months, const std::vector<std::string>& ids) {
  Cohort cohort;
  for (const std::string& id : ids) cohort.studies.push_back({&find_study(id), StudyTally(find_study(id))});
  const double rate = std::log(2.0) / (os_median_months * days_per_month);
  RandomStream random(7, 0, 1);
  for (int i = 0; i < 1000; ++i) {
    const bool responds = i < responders;
    PatientRow row;
    row.patient = i + 1;
    row.best_response = responds ? BestResponse::CR : BestResponse::NR;
    row.baseline.marrow_blast_fraction = i % 3 == 0 ? 0.1 : 0.8;
    row.crs.grade = row.crs.cycle_1 = i % 10 == 0 ? 2 : 1;
    const double death = -std::log(random.uniform()) / rate;
    row.overall_survival = EventTime{std::min(death, 730.5), death < 730.5};
    cohort.tally.add(row);
    for (StudyReadings& readings : cohort.studies) {
      StudyRow read{row, 0, {}};
      for (const PublishedEndpoint& endpoint : readings.study->endpoints) {
        EndpointReading reading;
        const std::string quantity = endpoint.threshold ? endpoint.threshold->quantity : "";
        if (endpoint.use == Use::not_simulated || endpoint.contrast) {
        } else if (quantity == "os_months" && endpoint.denominator == "all") {
          reading = {death < 730.5 ? cohort::Reading::yes : cohort::Reading::no, Side::none,
                     std::min(death, 730.5)};
        } else if (quantity == "response_category" || quantity == "mrd_detected" ||
                   quantity == "mrd_fraction") {
          reading.counts = responds ? cohort::Reading::yes : cohort::Reading::no;
        } else if (quantity == "transplant") {
          reading.counts = cohort::Reading::no;
        }
        read.readings.push_back(reading);
      }
      readings.tally.add(read);
    }
  }
  return cohort;
}

const Comparison& row(const std::vector<Comparison>& rows, const std::string& name) {
  return *std::find_if(rows.begin(), rows.end(),
                       [&](const Comparison& r) { return r.published_name == name; });
}

TEST(Compare, a_cohort_like_the_trial_has_the_published_number_inside_and_a_different_one_outside) {
  const auto alike = cohort_of(340, 7.7, {"tower_kantarjian_2017"}).rows();
  EXPECT_EQ(row(alike, "CR_within_12_weeks").inside, true);
  EXPECT_EQ(row(alike, "OS_median").inside, true);
  EXPECT_NEAR(*row(alike, "OS_median").simulated.value, 7.7, 1.0);
  const auto other = cohort_of(600, 20, {"tower_kantarjian_2017"}).rows();
  EXPECT_EQ(row(other, "CR_within_12_weeks").inside, false);
  EXPECT_EQ(row(other, "OS_median").inside, false);
}

TEST(Compare, the_published_side_has_its_exact_interval_and_the_simulated_side_its_prediction) {
  const auto rows = cohort_of(340, 7.7, {"tower_kantarjian_2017"}).rows();
  const Comparison& cr = row(rows, "CR_within_12_weeks");
  EXPECT_EQ(cr.endpoint, "cr");
  EXPECT_EQ(cr.published_k, 91);
  EXPECT_EQ(cr.published_n, 271);
  EXPECT_TRUE(cr.published_interval_exact);
  EXPECT_NEAR(*cr.published.low, cohort::clopper_pearson(91, 271).low, 1e-12);
  const auto prediction = cohort::prediction_interval(340, 1000, 271, 0.95);
  EXPECT_NEAR(*cr.simulated.low, prediction.low, 1e-12);
  EXPECT_NEAR(*cr.simulated.high, prediction.high, 1e-12);
  EXPECT_NEAR(*cr.mc_error, std::sqrt(0.34 * 0.66 / 1000), 1e-4);
}

TEST(Compare, what_is_only_shown_is_not_scored_and_says_why) {
  const auto rows = cohort_of(340, 7.7, {"tower_kantarjian_2017"}).rows();
  const Comparison& shown = row(rows, "CRh");
  EXPECT_FALSE(shown.inside.has_value());
  EXPECT_FALSE(shown.inside_reason.empty());
  const Comparison& left_out = row(rows, "OS_HR_vs_SOC");
  EXPECT_FALSE(left_out.read);
  EXPECT_TRUE(left_out.endpoint.empty());
  EXPECT_EQ(left_out.inside_reason, "chemotherapy arm is not simulated");
}

TEST(Compare, the_seed_is_an_illustration_with_a_prediction_for_five_patients) {
  const auto rows = cohort_of(470, 7.6, {"seed_qi_2023"}).rows();
  const Comparison& cr = row(rows, "CR_or_CRi");
  EXPECT_EQ(cr.series_size, 5);
  EXPECT_FALSE(cr.inside.has_value());
  EXPECT_THAT(cr.inside_reason, testing::HasSubstr("not stated"));
  EXPECT_NEAR(*cr.published.low, 0.2835820639, 1e-9);
  EXPECT_NEAR(*cr.simulated.high * 5, std::round(*cr.simulated.high * 5), 1e-12)
      << "a proportion of five patients";
}

TEST(Compare, a_cohort_without_transplantation_is_not_scored_on_it) {
  const auto rows = cohort_of(340, 7.7, {"tower_kantarjian_2017"}).rows();
  EXPECT_FALSE(row(rows, "alloHSCT").inside.has_value());
  EXPECT_THAT(row(rows, "alloHSCT").inside_reason, testing::HasSubstr("transplantation was not simulated"));
}

TEST(Prediction, of_a_median_is_near_the_sampling_interval_of_an_exponential) {
  // Median of n exponentials: sd about (1 / rate) / sqrt(n) = median / ln 2 / sqrt(n) = 10 / 0.693 / 10
  // = 1.44.
  cohort::SurvivalTally tally;
  for (int i = 0; i < 20000; ++i) {
    tally.add({-std::log((i + 0.5) / 20000) * 100 / std::log(2.0), true});
  }
  const auto prediction = cohort::predict_median(tally, 100);
  EXPECT_NEAR(*prediction.low, 100 - 1.96 * 14.4, 6);
  EXPECT_NEAR(*prediction.high, 100 + 1.96 * 14.4, 8);
  EXPECT_EQ(prediction.not_reached, 0);
}

TEST(Prediction, is_seeded_and_an_end_that_is_not_reached_stays_open) {
  cohort::SurvivalTally tally;
  for (int i = 0; i < 100; ++i) tally.add({i < 45 ? 10.0 + i : 200.0, i < 45});
  const auto a = cohort::predict_median(tally, 20), b = cohort::predict_median(tally, 20);
  EXPECT_EQ(a.low, b.low);
  EXPECT_TRUE(a.low.has_value());
  EXPECT_FALSE(a.high.has_value());
  EXPECT_GT(a.not_reached, 0);
}

TEST(Prediction, of_a_landmark_without_censoring_is_the_beta_binomial_one) {
  cohort::SurvivalTally tally;
  for (int i = 0; i < 1000; ++i) tally.add({i < 400 ? 50.0 : 300.0, true});
  const auto prediction = cohort::predict_landmark(tally, 100, 50, {0.95, 20000, 3});
  const auto exact = cohort::prediction_interval(600, 1000, 50);
  EXPECT_NEAR(*prediction.low, exact.low, 0.021);
  EXPECT_NEAR(*prediction.high, exact.high, 0.021);
}

TEST(Prediction, a_small_cohort_widens_the_interval) {
  auto cohort_of_size = [](int n) {
    cohort::SurvivalTally tally;
    for (int i = 0; i < n; ++i) tally.add({100 * (i + 0.5) / n, true});
    return tally;
  };
  const auto large = cohort::predict_median(cohort_of_size(10000), 200),
             small = cohort::predict_median(cohort_of_size(50), 200);
  EXPECT_GT(*small.high - *small.low, 1.5 * (*large.high - *large.low));
}

TEST(Summary, holds_every_endpoint_with_its_published_numbers_and_loses_no_patient) {
  Cohort cohort = cohort_of(340, 7.7, {"seed_qi_2023", "tower_kantarjian_2017"});
  PatientRow lost;
  lost.patient = 1001;
  lost.outcome = "step_limit_reached";
  lost.outcome_day = 12.5;
  cohort.tally.add(lost);
  const auto summary =
      nlohmann::json::parse(summary_json(cohort.tally, cohort::MemberCounts(), cohort.studies));
  auto endpoint = [&](const std::string& id) {
    for (const auto& entry : summary.at("endpoints")) {
      if (entry.at("id") == id) return entry;
    }
    ADD_FAILURE() << id;
    return nlohmann::json();
  };
  for (const char* id : {"cr", "cr_crh_cri", "mrd_response", "crs_any", "crs_ge3", "icans_any", "icans_ge3",
                         "neutropenia_ge3", "os_median_months"}) {
    const auto entry = endpoint(id);
    for (const char* key :
         {"id", "name", "definition", "k", "n", "estimate", "low", "high", "mc_error", "published"}) {
      EXPECT_TRUE(entry.contains(key)) << id << " " << key;
    }
  }
  EXPECT_EQ(endpoint("cr").at("n"), 1001);
  EXPECT_EQ(endpoint("cr").at("not_evaluable"), 1);
  EXPECT_EQ(endpoint("cr").at("published").at(0).at("study"), "tower_kantarjian_2017");
  EXPECT_EQ(endpoint("cr").at("series_size"), 271);
  EXPECT_EQ(endpoint("cr_crh_cri").at("published").at(0).at("k"), 4);
  EXPECT_EQ(endpoint("cr_crh_cri").at("series_size"), 5);
  EXPECT_EQ(endpoint("mrd_response").at("published").size(), 1u);
  EXPECT_EQ(endpoint("mrd_negative").at("series_size"), 5) << "reported by the seed, though without a value";
  EXPECT_EQ(endpoint("cr_of_responders").at("series_size"), 2) << "five patients, a third of them responders";
  EXPECT_EQ(summary.at("patients"), 1001);
  EXPECT_EQ(summary.at("failures"),
            nlohmann::json::parse(R"([{"patient": 1001, "day": 12.5, "outcome": "step_limit_reached"}])"));
  EXPECT_THAT(summary.at("studies").at(0).at("statements").dump(), testing::HasSubstr("NR/PR"));
  EXPECT_THAT(summary.dump(), testing::Not(testing::HasSubstr("NaN")));
}

TEST(Summary, an_empty_cohort_has_no_estimates_and_no_division_by_zero) {
  const auto summary =
      nlohmann::json::parse(summary_json(CohortTally(), cohort::MemberCounts(), cohort_of(0, 1, {}).studies));
  for (const auto& entry : summary.at("endpoints")) EXPECT_TRUE(entry.at("estimate").is_null());
}

}  // namespace
}  // namespace trimer::evidence
