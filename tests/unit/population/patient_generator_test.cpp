#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include <trimer/core/fault.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/smear.h>

#include "cohort.h"

namespace trimer::population {
namespace {

/// Everything that the equations read, and what stands behind it.
std::vector<double> numbers(const VirtualPatient& patient) {
  std::vector<double> all;
  therapy::for_each_covariate(patient.covariates, [&](const auto&, double value) { all.push_back(value); });
  therapy::for_each_parameter(patient.parameters, [&](const auto&, double value) { all.push_back(value); });
  all.push_back(patient.height);
  all.push_back(patient.male);
  return all;
}

bool same_bits(const VirtualPatient& a, const VirtualPatient& b) {
  const auto x = numbers(a), y = numbers(b);
  return a.id == b.id && x.size() == y.size() &&
         std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
}

TEST(PatientGenerator, patient_17_alone_is_patient_17_among_a_thousand) {
  const Population population = named_population("after_car_t");
  const auto all = cohort(population, 1000, 20230888);
  const PatientGenerator alone(population, parameter_model(), 20230888);
  EXPECT_TRUE(same_bits(alone.patient(17), all[16]));
  EXPECT_TRUE(same_bits(alone.patient(1000), all[999]));
  EXPECT_NE(numbers(alone.patient(18)), numbers(alone.patient(17)));
}

TEST(PatientGenerator, the_order_of_patients_does_not_matter) {
  const PatientGenerator generator(named_population("relapsed_refractory"), parameter_model(), 5);
  const auto forth_1 = generator.patient(1), forth_2 = generator.patient(2);
  const PatientGenerator other(named_population("relapsed_refractory"), parameter_model(), 5);
  const auto back_2 = other.patient(2), back_1 = other.patient(1);
  EXPECT_TRUE(same_bits(forth_1, back_1));
  EXPECT_TRUE(same_bits(forth_2, back_2));
}

TEST(PatientGenerator, lymphocyte_percentages_become_counts_with_the_drawn_b_cells) {
  GivenPatient given;
  given.cd3_percent = 20;
  given.cd3_cd8_percent = 5;
  const PatientGenerator generator(named_population("after_car_t"), parameter_model(), 5, {given});
  const PatientGenerator drawn(named_population("after_car_t"), parameter_model(), 5);
  for (std::uint64_t id = 1; id <= 50; ++id) {
    const VirtualPatient patient = generator.patient(id);
    EXPECT_NEAR(cd3_percent(patient), 20, 1e-9);
    EXPECT_DOUBLE_EQ(patient.covariates.cd8_fraction, 0.25);
    EXPECT_EQ(patient.covariates.b_cells_per_ul, drawn.patient(id).covariates.b_cells_per_ul);
  }
}

TEST(PatientGenerator, a_cns_status_becomes_a_count_between_its_bounds) {
  for (const CnsRange& range : cns_ranges()) {
    GivenPatient given;
    given.cns_status = range.status;
    const PatientGenerator generator(named_population("after_car_t"), parameter_model(), 5, {given});
    std::set<double> counts;
    for (std::uint64_t id = 1; id <= 50; ++id) {
      const double per_ul = generator.patient(id).covariates.csf_blasts / therapy::Constants<double>().csf_volume;
      EXPECT_GE(per_ul, range.low);
      EXPECT_LE(per_ul, range.high);
      counts.insert(per_ul);
    }
    EXPECT_EQ(counts.size(), range.high > 0 ? 50u : 1u);
  }
  ASSERT_EQ(cns_ranges().size(), 3u);
  EXPECT_EQ(cns_ranges()[1].high, cns_ranges()[2].low) << "CNS3 begins where CNS2 ends";
}

TEST(PatientGenerator, another_seed_gives_other_patients) {
  const Population population = named_population("relapsed_refractory");
  EXPECT_NE(numbers(cohort(population, 1, 1)[0]), numbers(cohort(population, 1, 2)[0]));
}

TEST(PatientGenerator, overriding_one_covariate_shifts_no_other) {
  const auto before = cohort(named_population("relapsed_refractory"), 200);
  const auto after = cohort(overridden("relapsed_refractory",
                                       "[treg_percent]\ndistribution = \"quantiles\"\n"
                                       "p = [0, 0.5, 1]\n"
                                       "values = [\"1 %\", \"5 %\", \"20 %\"]\n"),
                            200);
  int changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    changed += before[i].covariates.treg_percent != after[i].covariates.treg_percent;
    VirtualPatient same = after[i];
    same.covariates.treg_percent = before[i].covariates.treg_percent;
    EXPECT_TRUE(same_bits(before[i], same));
  }
  EXPECT_EQ(changed, 200);
}

TEST(PatientGenerator, another_burden_moves_what_follows_from_it_and_keeps_the_random_part) {
  const auto before = cohort(named_population("relapsed_refractory"), 50);
  const auto after = cohort(overridden("relapsed_refractory", "marrow_blast_fraction = 0.35\n"), 50);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto& a = before[i].covariates;
    const auto& b = after[i].covariates;
    EXPECT_EQ(b.marrow_blast_fraction, 0.35);
    EXPECT_NEAR(b.blood_blasts_per_ul / a.blood_blasts_per_ul, std::pow(0.35 / a.marrow_blast_fraction, 1.5),
                1e-9);
    EXPECT_EQ(a.haemoglobin, b.haemoglobin);
  }
}

TEST(PatientGenerator, given_covariates_are_kept_and_the_rest_is_drawn) {
  GivenPatient given;
  given.subject_id = "A-1";
  given.values[Covariate::age] = 62;
  given.values[Covariate::sex_male] = 0;
  given.values[Covariate::cd8_fraction] = 0.2;
  const Population population = named_population("after_car_t");
  const PatientGenerator generator(population, parameter_model(), 9, {given});
  const PatientGenerator drawn(population, parameter_model(), 9);
  for (std::uint64_t id = 1; id <= 20; ++id) {
    const VirtualPatient patient = generator.patient(id), other = drawn.patient(id);
    EXPECT_EQ(patient.subject_id, id == 1 ? "A-1" : "A-1#" + std::to_string(id));
    EXPECT_EQ(patient.covariates.age, 62);
    EXPECT_FALSE(patient.male);
    EXPECT_EQ(patient.covariates.cd8_fraction, 0.2);
    EXPECT_EQ(patient.covariates.t_cells_per_ul, other.covariates.t_cells_per_ul);
    EXPECT_LT(patient.height, 163 + 5 * 6.5);
  }
}

TEST(PatientGenerator, given_patients_are_taken_in_turn) {
  std::vector<GivenPatient> given(2);
  given[0].subject_id = "first";
  given[1].subject_id = "second";
  const PatientGenerator generator(named_population("mrd"), parameter_model(), 9, given);
  EXPECT_EQ(generator.patient(1).subject_id, "first");
  EXPECT_EQ(generator.patient(2).subject_id, "second");
  EXPECT_EQ(generator.patient(3).subject_id, "first#2");
  EXPECT_EQ(generator.patient(6).subject_id, "second#3");
}

TEST(PatientGenerator, a_given_smear_is_what_the_smear_shows) {
  for (const double percent : {0.01, 5.0, 50.0, 80.0, 93.1, 95.6}) {
    GivenPatient given;
    given.marrow_blast_percent = percent;
    const PatientGenerator generator(named_population("relapsed_refractory"), parameter_model(), 3, {given});
    const VirtualPatient patient = generator.patient(1);
    EXPECT_NEAR(100 * therapy::smear_at_baseline(patient.parameters, patient.covariates), percent,
                1e-10 * percent);
    EXPECT_LT(patient.covariates.marrow_blast_fraction, 1);
  }
}

TEST(PatientGenerator, a_rejected_parameter_set_is_drawn_again_and_counted) {
  // Pressure can fall by 65 of 88 mmHg; with a log SD of 0.5 about a quarter of the draws would take it to
  // zero.
  ParameterModel model = parameter_model();
  model.variability.push_back({.name = "mean_arterial_pressure_max_fall",
                               .index = therapy::parameter_index("mean_arterial_pressure_max_fall"),
                               .log_sd = 0.5,
                               .log_sd_index = -1,
                               .draws_with = -1});
  const PatientGenerator generator(named_population("relapsed_refractory"), model, 1);
  int redrawn = 0;
  for (std::uint64_t id = 1; id <= 400; ++id) {
    const VirtualPatient patient = generator.patient(id);
    EXPECT_LT(patient.parameters.mean_arterial_pressure_max_fall, 88);
    redrawn += patient.redraws > 0;
    EXPECT_TRUE(same_bits(patient, generator.patient(id)));
  }
  // P(65 exp(0.5 eta) >= 88) = P(eta >= 0.606) = 0.272; four standard errors of 400 patients: 0.089.
  EXPECT_NEAR(redrawn / 400.0, 0.272, 0.089);
}

TEST(PatientGenerator, impossible_typical_values_are_a_fault) {
  ParameterModel model = parameter_model();
  model.typical.b_loss = 1;
  EXPECT_THROW(PatientGenerator(named_population("relapsed_refractory"), model, 1), InputError);
}

TEST(PatientGenerator, the_spread_of_a_calibrated_parameter_is_read_where_it_is_calibrated) {
  ParameterModel model = parameter_model();
  model.typical.blast_susceptibility_log_sd = 0;
  const PatientGenerator generator(named_population("relapsed_refractory"), model, 1);
  EXPECT_EQ(generator.patient(1).parameters.blast_susceptibility, 1);
  EXPECT_NE(generator.patient(1).parameters.cytokine_amplitude, 1);
}

TEST(PatientGenerator, every_patient_of_every_population_can_be_simulated) {
  for (const std::string& name : population_names())
    for (const VirtualPatient& patient : cohort(named_population(name), 2000)) {
      ASSERT_TRUE(therapy::covariate_faults(patient.covariates).empty()) << name << " " << patient.id;
      ASSERT_TRUE(therapy::individual_faults(patient.parameters).empty()) << name << " " << patient.id;
    }
}

TEST(Covariates, those_that_the_equations_read_have_the_units_and_ranges_of_the_model) {
  for (const therapy::CovariateInfo& model : therapy::covariates) {
    const auto covariate = covariate_named(model.name);
    ASSERT_TRUE(covariate) << model.name;
    const CovariateInfo& info = covariates[index_of(*covariate)];
    EXPECT_EQ(info.unit, model.unit) << model.name;
    EXPECT_EQ(info.lowest, model.lowest) << model.name;
    EXPECT_EQ(info.highest, model.highest) << model.name;
  }
}

}  // namespace
}  // namespace trimer::population
