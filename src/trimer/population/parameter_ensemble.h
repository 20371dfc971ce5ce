/// @file
/// A weighted set of populations: the hyper-parameters (hyper_parameter.h) that published data leave
/// possible. A prediction over the members carries what is not known about the population; the spread within
/// one member is between patients and from sampling.
///
/// The file, data/populations/ensembles/NAME.toml:
///
///     format = "trimer-ensemble/1"
///     title = "…"
///     [made]                          # how it was made, to repeat it
///     command = "trimer calibrate data/calibration/published.toml"
///     method = "…"
///     seed = 1
///     version = "0.1.0"
///     date = "2025-11-25"
///     time = "2.6 h on 2 threads"
///     patients = 3000000              # simulated
///     [[hyper_parameter]]
///     name = "blast_susceptibility"
///     unit = "1"
///     prior = { scale = "log", mu = 0, sd = 0.576, low = 0.3, high = 3 }   # low, high may be absent
///     source = "assumed"
///     values = [0.81, 1.02]           # one per member, in the unit
///     [members]
///     weights = [0.5, 0.5]            # sum 1
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/population/hyper_parameter.h>

namespace trimer::population {

/// How an ensemble was made.
struct EnsembleOrigin {
  std::string command, method, version, date, time;
  std::uint64_t seed = 0;
  std::int64_t patients = 0;  ///< simulated in all
  friend bool operator==(const EnsembleOrigin&, const EnsembleOrigin&) = default;
};

struct ParameterEnsemble {
  std::string title;
  EnsembleOrigin origin;
  std::vector<HyperParameter> hyper_parameters;
  std::vector<double> weights;              ///< (members), >= 0, sum 1
  std::vector<std::vector<double>> values;  ///< (members, hyper-parameters), each in its unit

  [[nodiscard]] std::size_t size() const { return weights.size(); }
  /// The parameter model of one member.
  /// @throws InputError if the model does not know a hyper-parameter
  [[nodiscard]] ParameterModel member(const ParameterModel& base, std::size_t index) const;
  /// Members that stand for the ensemble, in proportion to their weights: position i of `count` takes the
  /// member at quantile (i + 1/2) / count of the cumulative weights.
  [[nodiscard]] std::vector<std::size_t> chosen(std::size_t count) const;
  friend bool operator==(const ParameterEnsemble&, const ParameterEnsemble&) = default;
};

/// @param name  stands for the document in faults
/// @throws InputError with every fault: a unit, bound or unknown name that the model does not bear out,
/// values
///         outside the bounds, a member too few, weights that are negative or do not add to 1
[[nodiscard]] ParameterEnsemble read_ensemble(std::string_view text, const std::string& name);
/// The document that read_ensemble() reads; every number reads back to the same bits.
[[nodiscard]] std::string to_toml(const ParameterEnsemble& ensemble);

/// Names of the shipped ensembles, sorted.
[[nodiscard]] std::vector<std::string> ensemble_names();
/// The ensemble that stands for what is known about the population wherever none is named: `published` once it is
/// shipped, none before.
[[nodiscard]] std::optional<std::string> default_ensemble();
/// Reads data/populations/ensembles/NAME.toml. @throws InputError for an unknown name or a faulty file
[[nodiscard]] ParameterEnsemble named_ensemble(std::string_view name);

}  // namespace trimer::population
