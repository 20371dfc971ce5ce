#include <gtest/gtest.h>

#include <trimer/core/fault.h>

#include "cohort.h"

namespace trimer::population {
namespace {

std::string faults_of(std::string_view name, std::string_view toml) {
  try {
    (void)overridden(name, toml);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::vector<double> drawn(std::string_view toml, double therapy::Covariates<double>::*covariate,
                          int n = 4000) {
  return values(cohort(overridden("relapsed_refractory", toml), n),
                [&](const VirtualPatient& patient) { return patient.covariates.*covariate; });
}

TEST(NamedPopulation, prints_itself_back) {
  for (const std::string& name : population_names()) {
    const Population population = named_population(name);
    Population again = population;
    again.distributions = {};
    units::TomlDocument document(to_toml(population), "a.toml");
    read_covariates(document.root(), again, "");
    document.finish();
    again.overridden.clear();
    EXPECT_TRUE(again == population) << to_toml(population);
  }
}

TEST(NamedPopulation, says_for_every_covariate_where_it_comes_from) {
  for (const std::string& name : population_names()) {
    const Population population = named_population(name);
    for (const CovariateInfo& info : covariates) {
      EXPECT_FALSE(population.provenance[info.covariate].source.empty()) << info.name;
      EXPECT_FALSE(population.provenance[info.covariate].evidence.empty()) << info.name;
    }
  }
}

TEST(NamedPopulation, an_unknown_name_is_answered_with_the_nearest) {
  try {
    (void)named_population("after_cart");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "population = after_cart, unknown, did you mean 'after_car_t'?");
  }
}

TEST(Override, category_shares) {
  const auto blasts = drawn("[marrow_blast_fraction]\nshares = [0.5, 0.5, 0, 0]\n",
                            &therapy::Covariates<double>::marrow_blast_fraction);
  EXPECT_NEAR(share_between(blasts, 0.05, 0.1), 0.5, 0.032);
  EXPECT_EQ(share_between(blasts, 0.5, 1), 0);
}

TEST(Override, categories_of_its_own) {
  const auto blasts = drawn(
      "[marrow_blast_fraction]\ndistribution = \"categories\"\nbounds = [0.1, 0.2, 0.9]\n"
      "shares = [0.25, 0.75]\n",
      &therapy::Covariates<double>::marrow_blast_fraction);
  EXPECT_NEAR(share_between(blasts, 0.1, 0.2), 0.25, 0.028);
  EXPECT_NEAR(share_between(blasts, 0.2, 0.55), 0.375, 0.031);
}

TEST(Override, a_quantile_table_is_linear_between_its_points) {
  const auto age = drawn(
      "[age]\ndistribution = \"quantiles\"\np = [0, 0.5, 1]\n"
      "values = [\"20 years\", \"30 years\", \"70 years\"]\n",
      &therapy::Covariates<double>::age);
  EXPECT_NEAR(quantile(age, 0.5), 30, 1.3);
  EXPECT_NEAR(quantile(age, 0.25), 25, 0.6);
  EXPECT_NEAR(quantile(age, 0.75), 50, 2.2);
}

TEST(Override, truncation_keeps_the_shape_inside) {
  // Eligibility of at least 10 % marrow blasts: the 5-10 % category goes, the others keep their proportions.
  const auto blasts = drawn("marrow_blast_fraction = { truncate = { min = 0.1 } }\n",
                            &therapy::Covariates<double>::marrow_blast_fraction, 10000);
  EXPECT_GE(quantile(blasts, 0), 0.1);
  EXPECT_NEAR(share_between(blasts, 0.1, 0.5), 0.221 / 0.967, 0.017);
  EXPECT_NEAR(share_between(blasts, 0.8, 0.97), 0.5034 / 0.967, 0.020);
}

TEST(Override, another_median_moves_the_own_shape) {
  // A series with median 48, range 18 to 85.
  const auto age =
      drawn("age = { median = \"48 years\", truncate = { min = \"18 years\", max = \"85 years\" } }\n",
            &therapy::Covariates<double>::age, 10000);
  EXPECT_LE(quantile(age, 1), 85);
  EXPECT_GT(quantile(age, 1), 80);
  // Truncation takes 1.1 % below and 9.2 % above: the median of what is left is the 0.46 quantile, 45.9.
  EXPECT_NEAR(quantile(age, 0.5), 45.9, 0.9);
}

TEST(Override, a_probability_a_constant_and_a_unit) {
  const auto patients = cohort(overridden("relapsed_refractory",
                                          "prior_transplant = { probability = 0.19 }\n"
                                          "cd8_fraction = \"30 %\"\nweight = \"70000 g\"\n"),
                               4000);
  EXPECT_NEAR(mean(values(patients, [](const auto& p) { return p.prior_transplant ? 1.0 : 0.0; })), 0.19,
              0.025);
  EXPECT_DOUBLE_EQ(patients[0].covariates.cd8_fraction, 0.30);
  EXPECT_DOUBLE_EQ(patients[0].covariates.weight, 70);
}

TEST(Override, a_median_that_follows_age_and_sex) {
  const auto patients =
      cohort(overridden("relapsed_refractory",
                        "age = \"10 years\"\n[weight]\ndistribution = \"by_age\"\n"
                        "age = [\"5 years\", \"15 years\"]\nmedian_male = [\"20 kg\", \"60 kg\"]\n"
                        "median_female = [\"18 kg\", \"54 kg\"]\nsd_log = 0\n"),
             20);
  for (const VirtualPatient& patient : patients)
    EXPECT_DOUBLE_EQ(patient.covariates.weight, patient.male ? 40 : 36);
}

TEST(Override, cns_disease_in_one_of_twenty) {
  const auto csf = drawn(
      "[csf_blasts]\ndistribution = \"mixture\"\nparts = [\n"
      " { share = 0.05, distribution = \"constant\", value = \"1e8 cells\" },\n"
      " { share = 0.95, distribution = \"constant\", value = \"0 cells\" } ]\n",
      &therapy::Covariates<double>::csf_blasts, 8000);
  EXPECT_NEAR(share_between(csf, 1e8, 1e9), 0.05, 0.01);
}

TEST(Override, is_remembered_with_its_source) {
  const Population population = overridden("mrd", "age = \"50 years\"\n");
  EXPECT_EQ(population.overridden, (std::vector<Covariate>{Covariate::age}));
  EXPECT_EQ(population.provenance[Covariate::age].source, "a.toml");
}

TEST(Override, faults_are_all_named) {
  EXPECT_EQ(
      faults_of("relapsed_refractory",
                "age = 40\n"
                "hight = \"170 cm\"\n"
                "[weight]\nmedian = \"80 kg\"\n"
                "[cd8_fraction]\ndistribution = \"gaussian\"\nmean = 0.4\n"
                "[treg_percent]\nmedian = \"120 %\"\n"
                "[marrow_blast_fraction]\nshares = [0.5, 0.6, 0, 0]\n"
                "[t_cells_per_ul]\ntruncate = { min = \"1e5 cells/uL\" }\n"
                "[platelets]\ndistribution = \"lognormal\"\nmedian = \"50\"\n"),
      "a.toml:1: age = 40, the unit is missing, expected text with its unit, e.g. \"5 year\"\n"
      "a.toml:2: hight, unknown key, did you mean 'height'?\n"
      "a.toml:4: weight.median = 80 kg, the population's own distribution is not normal or lognormal, "
      "expected "
      "a whole distribution\n"
      "a.toml:6: cd8_fraction.distribution = gaussian, unknown, known: constant, bernoulli, uniform, "
      "log_uniform, normal, lognormal, categories, quantiles, mixture, by_sex, by_age, marrow_reserve, "
      "derived, not_applicable\n"
      "a.toml:9: treg_percent.median = 120 %, expected > 0 and <= 100 %\n"
      "a.toml:11: marrow_blast_fraction.shares = [0.5, 0.6, 0, 0], expected shares that add to 1; these add "
      "to 1.1\n"
      "a.toml:13: t_cells_per_ul.truncate = a table, expected bounds that keep at least 0.5 % of the "
      "distribution\n"
      "a.toml:14: platelets.sd_log, missing, expected a number from 0 to 20\n"
      "a.toml:16: platelets.median = 50, the unit is missing, expected text with its unit, e.g. \"5 1e9/L\"");
}

TEST(Override, of_an_order_that_cannot_be_is_a_fault) {
  EXPECT_EQ(
      faults_of("mrd",
                "[age]\ndistribution = \"normal\"\nmean = \"40 years\"\nsd = \"5 years\"\nloading = 0.5\n"),
      "a.toml:5: age.loading = 0.5, expected only for covariates that are drawn after marrow_reserve_z");
  EXPECT_EQ(faults_of("mrd", "[bsa]\ndistribution = \"marrow_reserve\"\nmedian = 1\nsd_log = 1\n"),
            "a.toml:2: bsa.distribution = marrow_reserve, expected only for neutrophils and platelets");
  EXPECT_EQ(
      faults_of("mrd",
                "[age]\ndistribution = \"quantiles\"\np = [0, 0.5]\nvalues = [\"1 year\", \"2 years\"]\n"),
      "a.toml:3: age.p = [0, 0.5], expected probabilities that rise from 0 to 1");
}

}  // namespace
}  // namespace trimer::population
