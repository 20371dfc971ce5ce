/// @file
/// A calibration as a document: which hyper-parameters, with which priors, against which studies, by how much
/// simulation. The form, data/calibration/published.toml being one:
///
///     format = "trimer-calibration/1"
///     name = "published"              # of the ensemble
///     title = "…"
///     seed = 20251125
///     [simulation]
///     patients = 1200                 # of each study, per evaluation
///     patients_of = { mt103_211_topp_2015 = 800 }
///     blocks = 20                     # sets of common random numbers, used in turn
///     budget = 2000000                # most patients simulated in all
///     [targets]
///     studies = ["tower_kantarjian_2017"]     # absent = every study with a record `use: calibrate`
///     watched = ["tower_kantarjian_2017/alloHSCT"]   # simulated and reported, without weight
///     contrast_correlation = 0.2      # of ln odds ratios that share a reference group
///     [method]                        # inference/posterior.h
///     members = 100
///     iterations = 5
///     waves = 3
///     wave_points = 130
///     chains = 8
///     steps = 3000
///     [ensemble]
///     members = 200
///     [[hyper_parameter]]
///     name = "blast_suppression_hill" # population/hyper_parameter.h
///     reason = "…"
///     prior = { scale = "log", median = 8, sd = 0.4, low = 2, high = 12 }
///
/// A prior is normal on its scale: `median` in the unit of the parameter, `sd` on the scale, restricted to
/// [low, high]. What it leaves out comes from data/parameters (prior, prior_mu, prior_sd, range); for log SDs
/// that are no rows there, and for factors on a covariate, the scale is `log`, the median is the present value
/// and `sd` must be given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/inference/posterior.h>
#include <trimer/population/hyper_parameter.h>

namespace trimer::calibration {

struct CalibrationConfig {
  std::string name, title;
  std::uint64_t seed = 1;
  std::uint64_t patients = 1200;                       ///< of each study, per evaluation
  std::map<std::string, std::uint64_t> patients_of;    ///< of single studies instead
  std::int64_t budget = 0;                             ///< patients simulated, at most
  std::vector<std::string> studies;                    ///< ids; empty = all that have something to calibrate
  std::vector<std::string> watched;                    ///< `study/endpoint`
  double contrast_correlation = 0.2;
  inference::PosteriorOptions method;                  ///< seed and blocks included
  int members = 200;                                   ///< of the ensemble
  std::vector<population::HyperParameter> hyper_parameters;
  std::string fingerprint;                             ///< of the text
};

/// @param name  stands for the document in faults
/// @throws InputError with every fault: unknown keys, unknown hyper-parameters, priors without probability
[[nodiscard]] CalibrationConfig read_config(std::string_view text, const std::string& name);
/// @throws InputError also if it cannot be read
[[nodiscard]] CalibrationConfig read_config(const std::filesystem::path& file);

/// The parameter model with each hyper-parameter at its value for z, which is standard normal under the prior.
[[nodiscard]] population::ParameterModel model_at(const population::ParameterModel& base,
                                                  const std::vector<population::HyperParameter>& parameters,
                                                  std::span<const double> z);

}  // namespace trimer::calibration
