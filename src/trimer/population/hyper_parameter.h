/// @file
/// Hyper-parameters: numbers of the whole population that are inferred, each with its prior.
///
/// | name | what it is |
/// |---|---|
/// | `blast_susceptibility` | typical value of a parameter of the therapy model, in its unit |
/// | `leak_half_log_sd` | SD of ln x between patients: the parameter of that name if there is one, else the
/// log SD of the table | | `t_cells_per_ul.median_factor` | factor on the median of a covariate, 1 = as the
/// population has it | | `t_cells_per_ul.spread_factor` | factor on its SD (of ln x where it is lognormal) |
/// | `transplant.probability_factor` | factor on the chance of transplantation that a protocol states |
///
/// A factor changes what the population assumes: a covariate that a scenario or a study overrides keeps the
/// override.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/population/patient_generator.h>

namespace trimer::population {

/// The scale on which the prior is normal.
enum class Scale { identity, log, logit };
[[nodiscard]] std::string_view name_of(Scale scale);

/// A value on that scale and back: x, ln x, ln(x / (1 - x)).
[[nodiscard]] double to_scale(Scale scale, double value);
[[nodiscard]] double from_scale(Scale scale, double scaled);

/// A number to infer. Its prior is normal on `scale`, restricted to [low, high].
struct HyperParameter {
  std::string name;
  std::string unit;
  Scale scale = Scale::identity;
  double mu = 0;             ///< [on the scale]
  double sd = 1;             ///< [on the scale], > 0
  double low = 0, high = 1;  ///< [unit]; infinite = no bound
  std::string source;        ///< of the prior

  /// The value whose prior probability below is that of a standard normal below z: under the prior, z is
  /// standard normal.
  [[nodiscard]] double value_at(double z) const;
  /// Its inverse. @pre low <= value <= high
  [[nodiscard]] double standard(double value) const;
  friend bool operator==(const HyperParameter&, const HyperParameter&) = default;
};

/// What is wrong with a prior: sd, bounds that do not rise or lie outside the scale. `path` stands before.
[[nodiscard]] std::vector<Fault> faults_of(const HyperParameter& parameter, const std::string& path);

/// The hyper-parameter that data/parameters describes: a typical value with a prior, within its range.
/// @throws InputError for an unknown name or a parameter with a fixed prior
[[nodiscard]] HyperParameter tabulated_hyper_parameter(const therapy::ParameterTable& table,
                                                       std::string_view name);

/// The unit of a hyper-parameter. @throws InputError for an unknown name; the message names the nearest
[[nodiscard]] std::string hyper_parameter_unit(const ParameterModel& model, std::string_view name);
/// Its value in a model (1 for a factor that was not set). @throws InputError as above
[[nodiscard]] double hyper_parameter_value(const ParameterModel& model, std::string_view name);

struct HyperValue {
  std::string name;
  double value = 0;  ///< [unit]
};

/// The model with these values in place of its own.
/// @throws InputError with every unknown name, every value that is not finite and every negative SD or factor
[[nodiscard]] ParameterModel with_values(ParameterModel model, std::span<const HyperValue> values);

}  // namespace trimer::population
