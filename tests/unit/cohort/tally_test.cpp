#include <gmock/gmock.h>

#include <trimer/cohort/band_accumulator.h>
#include <trimer/cohort/cohort_tally.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {
namespace {

PatientRow responder(std::int64_t patient) {
  PatientRow row;
  row.patient = patient;
  row.best_response = BestResponse::CRh;
  row.mrd = BestMrd::response;
  row.crs.grade = 2;
  row.neutropenia = {4, 3.0, 4, 4, 1.0};
  row.overall_survival = EventTime{200.1, true};
  return row;
}

TEST(CohortTally, a_patient_whose_computation_failed_stays_in_the_denominator) {
  CohortTally tally;
  tally.add(responder(1));
  PatientRow lost;
  lost.patient = 2;
  lost.outcome = "step_limit_reached";
  lost.outcome_day = 3.5;
  tally.add(lost);
  EXPECT_EQ(tally.patients(), 2);
  EXPECT_EQ(tally.proportion("cr_crh_cri"), (Count{1, 2, 1}));
  EXPECT_EQ(tally.proportion("crs_any"), (Count{1, 2, 1}));
  EXPECT_THAT(tally.failures(), testing::ElementsAre(Failure{2, 3.5, "step_limit_reached"}));
  EXPECT_EQ(tally.grades().at("crs").not_evaluable, 1);
  EXPECT_EQ(tally.grades().at("crs").grade[0], 0) << "missing is never grade 0";
}

TEST(CohortTally, a_cytopenia_present_at_baseline_counts_as_laboratory_value_but_not_as_worsening) {
  CohortTally tally;
  tally.add(responder(1));
  EXPECT_EQ(tally.proportion("neutropenia_ge3").k, 1);
  EXPECT_EQ(tally.proportion("neutropenia_ge3_worsening").k, 0);
}

TEST(CohortTally, order_and_merging_do_not_matter) {
  CohortTally forward, left, right;
  std::vector<PatientRow> rows;
  for (int i = 0; i < 200; ++i) {
    PatientRow row = responder(i);
    row.best_response = static_cast<BestResponse>(i % 9);
    row.crs.grade = i % 5;
    row.overall_survival = EventTime{i * 3.3, i % 3 != 0};
    if (i % 50 == 7) row.outcome = "step_limit_reached";
    rows.push_back(row);
  }
  for (const auto& row : rows) forward.add(row);
  for (std::size_t i = rows.size(); i-- > 0;) (i % 2 == 0 ? left : right).add(rows[i]);
  left.merge(right);
  for (const auto& endpoint : proportion_endpoints()) {
    EXPECT_EQ(forward.proportion(endpoint.id), left.proportion(endpoint.id)) << endpoint.id;
  }
  ASSERT_EQ(forward.time("os").size(), left.time("os").size());
  for (std::size_t i = 0; i < forward.time("os").size(); ++i) {
    EXPECT_EQ(forward.time("os").events_at(i), left.time("os").events_at(i));
    EXPECT_EQ(forward.time("os").censored_at(i), left.time("os").censored_at(i));
  }
  EXPECT_EQ(forward.failures(), left.failures());
  EXPECT_EQ(forward.outcomes(), left.outcomes());
}

TEST(Endpoints, every_id_is_unique_and_every_endpoint_says_how_it_was_ascertained) {
  std::set<std::string_view> ids;
  for (const auto& endpoint : proportion_endpoints()) {
    EXPECT_TRUE(ids.insert(endpoint.id).second) << endpoint.id;
    EXPECT_FALSE(endpoint.definition.empty());
    EXPECT_FALSE(endpoint.ascertainment.empty());
  }
  for (const auto& endpoint : time_endpoints()) EXPECT_TRUE(ids.insert(endpoint.id).second) << endpoint.id;
}

TEST(PatientsCsv, header_and_rows_have_the_same_columns_and_missing_is_empty) {
  CsvReader csv(patients_csv_header() + patients_csv_row(responder(17)), "patients.csv");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.size(), csv.header().size());
  EXPECT_EQ(csv.header().size(), patient_columns().size());
  EXPECT_EQ(csv.field(csv.column("patient")), "17");
  EXPECT_EQ(csv.field(csv.column("best_response")), "CRh");
  EXPECT_EQ(csv.field(csv.column("os_days")), "200.1");
  EXPECT_EQ(csv.field(csv.column("os_event")), "1");
  EXPECT_EQ(csv.field(csv.column("icans_max_grade")), "");
  EXPECT_EQ(csv.field(csv.column("age")), "");
}

TEST(BandAccumulator, quantiles_of_known_values_are_within_one_percent) {
  BandAccumulator bands(
      {{"il6", "IL-6", "pg/mL", true, 1e-3, 0.01}, {"temp", "Temperature", "degC", false, 0, 0.01}},
      {0.0, 1.0});
  for (int i = 1; i <= 1001; ++i) bands.add(0, 0, i * 0.1);
  EXPECT_NEAR(bands.quantile(0, 0, 0.5), 50.1, 0.501);
  EXPECT_NEAR(bands.quantile(0, 0, 0.05), 5.1, 0.051);
  for (int i = 0; i <= 100; ++i) bands.add(1, 1, 36.5 + 0.01 * i);
  EXPECT_NEAR(bands.quantile(1, 1, 0.25), 36.75, 0.011);
  EXPECT_TRUE(std::isnan(bands.table(1).median[0])) << "nobody contributes on day 0";
  EXPECT_EQ(bands.table(1).patients[1], 101);
}

TEST(BandAccumulator, merging_parts_equals_adding_all) {
  const std::vector<BandQuantity> quantity{{"x", "x", "1", true, 1e-6, 0.01}};
  BandAccumulator all(quantity, {0.0}), a(quantity, {0.0}), b(quantity, {0.0});
  for (int i = 0; i < 500; ++i) {
    const double value = i == 3 ? 0.0 : 1e-4 * i * i;
    all.add(0, 0, value);
    (i % 3 == 0 ? a : b).add(0, 0, value);
  }
  a.merge(b);
  for (const double p : {0.0, 0.05, 0.5, 0.95, 1.0}) EXPECT_EQ(all.quantile(0, 0, p), a.quantile(0, 0, p));
  EXPECT_EQ(all.quantile(0, 0, 0.0), 1e-6) << "zero is shown at the floor";
}

TEST(Proportion, clopper_pearson_of_four_of_five_is_28_to_99_percent) {
  const Interval interval = clopper_pearson(4, 5);
  EXPECT_NEAR(interval.low, 0.2835820639, 1e-9);
  EXPECT_NEAR(interval.high, 0.9949492366, 1e-9);
  EXPECT_EQ(clopper_pearson(0, 5).low, 0);
  EXPECT_EQ(clopper_pearson(5, 5).high, 1);
}

TEST(Proportion, clopper_pearson_refuses_more_events_than_patients) {
  EXPECT_THROW((void)clopper_pearson(6, 5), InputError);
  EXPECT_THROW((void)wilson(1, 0), InputError);
}

TEST(Proportion, wilson_of_none_of_ten_by_hand) {
  // z = 1.959963985: upper = z^2 / (n + z^2)
  const double z2 = 1.959963984540054 * 1.959963984540054;
  EXPECT_NEAR(wilson(0, 10).high, z2 / (10 + z2), 1e-12);
  EXPECT_EQ(wilson(0, 10).low, 0);
}

TEST(Proportion, prediction_interval_of_a_huge_simulation_is_the_binomial_one) {
  // Binomial(5, 0.5): P(0) = 1/32 = 0.031, so 95 % needs 0 to 5.
  const Interval wide = prediction_interval(50000000, 100000000, 5, 0.95);
  EXPECT_EQ(wide.low, 0);
  EXPECT_EQ(wide.high, 1);
  // At 90 % the tails of 0.031 may be left out.
  const Interval narrow = prediction_interval(50000000, 100000000, 5, 0.90);
  EXPECT_EQ(narrow.low, 0.2);
  EXPECT_EQ(narrow.high, 0.8);
}

TEST(Proportion, a_small_simulation_widens_the_prediction) {
  const Interval large = prediction_interval(40000, 100000, 271);
  const Interval small = prediction_interval(40, 100, 271);
  EXPECT_LT(small.low, large.low);
  EXPECT_GT(small.high, large.high);
}

}  // namespace
}  // namespace trimer::cohort
