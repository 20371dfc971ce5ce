#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <trimer/core/fault.h>
#include <trimer/core/maths.h>
#include <trimer/population/hyper_parameter.h>

#include "cohort.h"

namespace trimer::population {
namespace {

const ParameterModel& base() {
  static const ParameterModel model = parameter_model();
  return model;
}

ParameterModel with(std::string name, double value) {
  const HyperValue values[] = {{std::move(name), value}};
  return with_values(base(), values);
}

std::string fault_of(std::string name, double value) {
  try {
    (void)with(std::move(name), value);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::vector<double> drawn(const ParameterModel& model, double therapy::Covariates<double>::*covariate,
                          Population population = named_population("relapsed_refractory")) {
  const PatientGenerator generator(std::move(population), model, 7);
  std::vector<double> result;
  for (std::uint64_t id = 1; id <= 400; ++id) result.push_back(generator.patient(id).covariates.*covariate);
  return result;
}

TEST(HyperParameter, a_typical_value_moves_every_patient_by_the_same_factor) {
  const double typical = base().typical.leak_half;
  const PatientGenerator before(named_population("relapsed_refractory"), base(), 7);
  const PatientGenerator after(named_population("relapsed_refractory"), with("leak_half", 2 * typical), 7);
  for (std::uint64_t id = 1; id <= 20; ++id)
    EXPECT_DOUBLE_EQ(after.patient(id).parameters.leak_half, 2 * before.patient(id).parameters.leak_half);
}

TEST(HyperParameter, a_log_sd_stretches_the_same_deviates) {
  const PatientGenerator before(named_population("relapsed_refractory"), base(), 7);
  const PatientGenerator after(named_population("relapsed_refractory"), with("leak_half_log_sd", 1.2), 7);
  const double typical = base().typical.leak_half;
  for (std::uint64_t id = 1; id <= 20; ++id)
    EXPECT_NEAR(std::log(after.patient(id).parameters.leak_half / typical),
                2 * std::log(before.patient(id).parameters.leak_half / typical), 1e-12);
}

TEST(HyperParameter, a_log_sd_that_is_a_parameter_is_read_there) {
  EXPECT_EQ(hyper_parameter_value(base(), "blast_susceptibility_log_sd"), 1.15);
  const ParameterModel model = with("blast_susceptibility_log_sd", 0.5);
  EXPECT_EQ(model.typical.blast_susceptibility_log_sd, 0.5);
  const PatientGenerator before(named_population("relapsed_refractory"), base(), 7),
      after(named_population("relapsed_refractory"), model, 7);
  EXPECT_NEAR(std::log(after.patient(3).parameters.blast_susceptibility),
              0.5 / 1.15 * std::log(before.patient(3).parameters.blast_susceptibility), 1e-12);
}

TEST(HyperParameter, parameters_that_share_a_draw_share_its_log_sd) {
  const ParameterModel model = with("proliferation_cd8_log_sd", 0.6);
  int sharing = 0;
  for (const therapy::Variability& entry : model.variability)
    if (entry.name == "proliferation_cd8" || entry.name == "proliferation_cd4") {
      EXPECT_EQ(entry.log_sd, 0.6) << entry.name;
      ++sharing;
    }
  EXPECT_EQ(sharing, 2);
}

TEST(HyperParameter, a_median_factor_multiplies_the_covariate) {
  const auto before = drawn(base(), &therapy::Covariates<double>::sites_high);
  const auto after = drawn(with("sites_high.median_factor", 0.5), &therapy::Covariates<double>::sites_high);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_DOUBLE_EQ(after[i], 0.5 * before[i]);
}

TEST(HyperParameter, a_spread_factor_of_zero_leaves_the_median) {
  for (const double sites :
       drawn(with("sites_high.spread_factor", 0), &therapy::Covariates<double>::sites_high))
    EXPECT_DOUBLE_EQ(sites, 20000);
}

TEST(HyperParameter, a_count_behind_a_marrow_reserve_moves_by_its_power) {
  const auto before = drawn(base(), &therapy::Covariates<double>::platelets);
  const auto after = drawn(with("platelets.median_factor", 1.3), &therapy::Covariates<double>::platelets);
  const double power = std::pow(1.3, 1 / (1 + base().typical.platelet_feedback));
  int inside = 0;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] > 8 && after[i] < 400) {  // not clipped
      EXPECT_NEAR(after[i] / before[i], power, 1e-12);
      ++inside;
    }
  EXPECT_GT(inside, 200);
}

TEST(HyperParameter, an_override_of_a_scenario_keeps_its_own_median) {
  const Population given = overridden("relapsed_refractory", "[sites_high]\nmedian = \"3000 sites/cell\"\n");
  EXPECT_EQ(drawn(with("sites_high.median_factor", 0.5), &therapy::Covariates<double>::sites_high, given),
            drawn(base(), &therapy::Covariates<double>::sites_high, given));
}

TEST(HyperParameter, what_is_set_is_read_back) {
  for (const char* name : {"leak_half", "leak_half_log_sd", "t_cells_per_ul.median_factor",
                           "t_cells_per_ul.spread_factor", "null_fraction_median", "transplant.probability_factor"})
    EXPECT_EQ(hyper_parameter_value(with(name, 0.25), name), 0.25) << name;
  EXPECT_EQ(hyper_parameter_value(base(), "t_cells_per_ul.median_factor"), 1);
  EXPECT_EQ(hyper_parameter_unit(base(), "leak_half"), "pg/mL");
  EXPECT_EQ(hyper_parameter_unit(base(), "leak_half_log_sd"), "1");
}

TEST(HyperParameter, an_unknown_name_or_an_impossible_value_is_refused) {
  EXPECT_NE(fault_of("leak_haf", 1).find("did you mean 'leak_half'?"), std::string::npos);
  EXPECT_NE(fault_of("blood_blast_loss_log_sd", 1).find("expected a parameter"), std::string::npos)
      << "it does not vary between patients";
  EXPECT_EQ(fault_of("leak_half_log_sd", -1), "leak_half_log_sd = -1, expected >= 0");
  EXPECT_EQ(fault_of("leak_half", std::nan("")), "leak_half = NaN, expected a finite number");
  EXPECT_EQ(fault_of("platelets.median_factor", 0), "platelets.median_factor = 0, expected > 0");
  EXPECT_NE(fault_of("mean_arterial_pressure_baseline", 10), "") << "no patient can have it";
}

TEST(Prior, of_the_tables_is_restricted_to_the_range) {
  const auto table = therapy::ParameterTable::load();
  const HyperParameter p = tabulated_hyper_parameter(table, "blast_suppression_half");
  EXPECT_EQ(p.scale, Scale::logit);
  EXPECT_NEAR(p.value_at(-40), p.low, 1e-9);
  EXPECT_NEAR(p.value_at(40), p.high, 1e-9);
  double last = 0;
  for (double z = -4; z <= 4; z += 0.25) {
    const double value = p.value_at(z);
    EXPECT_GT(value, last);
    last = value;
    EXPECT_NEAR(p.standard(value), z, 1e-7) << z;
  }
  EXPECT_THROW((void)tabulated_hyper_parameter(table, "blood_blast_loss"), InputError);
}

TEST(Prior, without_bounds_is_the_normal_itself) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const HyperParameter p{"x", "1", Scale::identity, 2, 3, -infinity, infinity, ""};
  const HyperParameter q{"x", "1", Scale::log, 2, 3, 0, infinity, ""};
  for (const double z : {-6.0, -1.5, 0.0, 0.3, 6.0}) {
    EXPECT_NEAR(p.value_at(z), 2 + 3 * z, 1e-9);
    EXPECT_NEAR(std::log(q.value_at(z)), 2 + 3 * z, 1e-9);
  }
}

TEST(Prior, restricted_from_one_side_has_the_quantiles_of_a_half_normal) {
  const HyperParameter p{"x", "1", Scale::identity, 0, 1, 0, std::numeric_limits<double>::infinity(), ""};
  EXPECT_NEAR(p.value_at(0), 0.6744897501960817, 1e-12);  // the upper quartile of a standard normal
}

TEST(Prior, that_cannot_be_is_named) {
  HyperParameter p{"x", "1", Scale::log, 0, -1, 3, 2, ""};
  const auto faults = faults_of(p, "a");
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(to_text(faults[0]), "a.sd = -1, expected > 0");
  EXPECT_EQ(to_text(faults[1]), "a.low = 3, expected less than high");
  p = {"x", "1", Scale::identity, 0, 1, 50, 60, ""};
  EXPECT_EQ(faults_of(p, "a").size(), 1u) << "no probability within the bounds";
}

}  // namespace
}  // namespace trimer::population
