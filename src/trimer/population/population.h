/// @file
/// A population: the joint distribution of covariates from which virtual patients are drawn. Named
/// populations are data (data/populations/NAME.toml); a scenario may override any covariate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <trimer/population/covariate.h>
#include <trimer/population/distribution.h>

namespace trimer::population {

/// Where a distribution comes from.
struct Provenance {
  std::string source;    ///< DOI, `assumed`, `derived`, or the file of an override
  std::string evidence;  ///< measured, fitted, derived, assumed
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

struct Population {
  std::string name;
  std::string title;
  CovariateMap<Distribution> distributions;
  CovariateMap<Provenance> provenance;
  std::vector<Covariate> overridden;  ///< in the order of `covariates`
  friend bool operator==(const Population&, const Population&) = default;
};

/// Reads data/populations/NAME.toml. @throws InputError for an unknown name or a faulty file
[[nodiscard]] Population named_population(std::string_view name);
/// Names of the populations, sorted.
[[nodiscard]] std::vector<std::string> population_names();

}  // namespace trimer::population
