/// @file
/// Distributions as TOML, read and printed. The files of data/populations and the overrides of a scenario
/// have the same form, one table per covariate, quantities as text with their unit:
///
///     [age]
///     distribution = "lognormal"
///     median = "37 years"
///     sd_log = 0.43
///     truncate = { min = "18 years", max = "80 years" }   # drawn again until inside
///     source = "10.1056/NEJMoa1609783"
///     evidence = "fitted"
///
/// | distribution | keys |
/// |---|---|
/// | constant | value |
/// | bernoulli | probability |
/// | uniform, log_uniform | low, high |
/// | normal | mean, sd |
/// | lognormal | median, sd_log (or median_parameter, sd_log_parameter: names of parameters of the model) |
/// | categories | bounds (rising, one more than shares), shares (sum 1); uniform inside a category |
/// | quantiles | p (from 0 to 1), values; linear between |
/// | mixture | parts = [{ share, distribution, … }, …] |
/// | by_sex | male = { … }, female = { … } |
/// | by_age | age, median_male, median_female, sd_log |
/// | marrow_reserve | median, sd_log (neutrophils and platelets) |
/// | derived | none (bsa) |
/// | not_applicable | none |
///
/// With any of them: truncate, clip = { min, max }, loading (weight of marrow_reserve_z in a normal deviate),
/// scale_with_marrow = { reference, exponent }.
///
/// An override without `distribution` keeps the population's own and replaces what it names: `truncate`,
/// `clip`, `median`, `mean`, `sd`, `sd_log`, `shares`, `probability`. A bare value is a constant:
/// `cd8_fraction = 0.4`.
#pragma once

#include <string>

#include <trimer/population/population.h>
#include <trimer/units/toml_document.h>

namespace trimer::population {

/// Reads every covariate that the table has; faults go to the document. Whoever calls this finishes it.
/// @param source  provenance of entries that name none
void read_covariates(units::TomlTable table, Population& population, const std::string& source);

/// The population in the form that read_covariates() reads.
/// @param prefix  name of the enclosing table with its dot, e.g. `population.covariates.`
[[nodiscard]] std::string to_toml(const Population& population, const std::string& prefix = "");

}  // namespace trimer::population
